#include "tests/system/registry_client.h"

#include <algorithm>

#include "tests/system/each_service.h"

namespace zaitaku {

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  // Otherwise all clients of this program would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

template <typename Service>
absl::StatusOr<std::vector<type::v1::RevisionRecord>> RegistryClient<Service>::Revisions(const std::string& resource) {
  type::v1::ListRevisionsRequest request;
  request.set_resource(resource);
  request.set_page_size(1000);
  std::vector<type::v1::RevisionRecord> revisions;
  do {
    ASSIGN_OR_RETURN(const auto response, Call(&Stub::ListRevisions, request));
    revisions.insert(revisions.end(), response.revisions().begin(), response.revisions().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  std::reverse(revisions.begin(), revisions.end());
  return revisions;
}

bool OutcomeUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

template class RegistryClient<Council>;
template class RegistryClient<Catalog>;

}  // namespace zaitaku
