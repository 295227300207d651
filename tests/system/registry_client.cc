#include "tests/system/registry_client.h"

#include <algorithm>

#include "tests/server_process/transport.h"
#include "tests/system/each_service.h"

namespace zaitaku {

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  // Otherwise all clients of this program would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(address, TestCredentials(), arguments);
}

template <typename Service>
absl::StatusOr<std::vector<type::v1::RevisionRecord>> RegistryClient<Service>::Revisions(const std::string& resource,
                                                                                         bool include_values) {
  type::v1::ListRevisionsRequest request;
  request.set_resource(resource);
  request.set_include_values(include_values);
  ASSIGN_OR_RETURN(auto revisions, ListAll(&Stub::ListRevisions, request, &type::v1::ListRevisionsResponse::revisions));
  std::reverse(revisions.begin(), revisions.end());
  return revisions;
}

bool OutcomeUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

template class RegistryClient<Council>;
template class RegistryClient<Catalog>;
template class RegistryClient<Training>;

}  // namespace zaitaku
