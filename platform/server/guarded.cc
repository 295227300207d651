#include "platform/server/guarded.h"

namespace zaitaku {

absl::Status GuardedService::Enter(const PolicyRow& row, const grpc::ServerContextBase& context,
                                   const google::protobuf::Message* request, Admission& admission) {
  admission.place = inside_->Enter();
  if (!admission.place.taken()) {
    return Error(type::v1::ERROR_REASON_STOPPING,
                 {"the server is stopping and has not begun this; try again",
                  "サーバーが停止するため、処理を開始しませんでした。しばらくしてからやり直してください"});
  }
  return gate_->Admit(row, context, request, admission);
}

}  // namespace zaitaku
