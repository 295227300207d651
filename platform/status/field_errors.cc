#include "platform/status/field_errors.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace zaitaku {

absl::Status AtField(const absl::Status& error, const FieldProblem& problem) {
  const grpc::Status wire = ToGrpc(error);
  google::rpc::Status status;
  if (!status.ParseFromString(wire.error_details())) return error;
  google::rpc::BadRequest bad_request;
  auto& violation = *bad_request.add_field_violations();
  violation.set_field(problem.field);
  violation.set_description(problem.description);
  status.add_details()->PackFrom(bad_request);
  return FromGrpc(grpc::Status(wire.error_code(), wire.error_message(), status.SerializeAsString()));
}

}  // namespace zaitaku
