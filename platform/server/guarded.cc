#include "platform/server/guarded.h"

namespace zaitaku {

std::vector<std::string> GuardedService::methods_in_bytes() const {
  std::vector<std::string> names;
  for (const InBytes& method : in_bytes_) names.push_back(method.name);
  return names;
}

void GuardedService::SetObserver(CallObserver* observer) {
  observer_ = observer;
  for (InBytes& method : in_bytes_) method.metrics = &observer->metrics().Find(method.name);
}

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
