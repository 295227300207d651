// One client of a registry that may be killed at any moment.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// A connection of its own, quick to reconnect.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address);

// Has a connection of its own. Thread-safe. `Service` as in each_service.h.
template <typename Service>
class RegistryClient {
 public:
  using Stub = typename Service::Stub;
  template <typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  explicit RegistryClient(const std::string& address) : stub_(ConnectTo(address)) {}

  // One call; waits for a server, and for the answer up to `patience`. Errors with their details.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request,
                                absl::Duration patience = absl::Seconds(30)) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    Response response;
    const grpc::Status status = (stub_.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  // All resources of a list, one page after another; `resources` takes them out of an answer.
  template <typename Request, typename Response, typename Resource>
  absl::StatusOr<std::vector<Resource>> ListAll(
      Method<Request, Response> method, Request request,
      const google::protobuf::RepeatedPtrField<Resource>& (Response::*resources)() const) {
    request.set_page_size(1000);
    std::vector<Resource> all;
    do {
      ASSIGN_OR_RETURN(const Response response, Call(method, request));
      all.insert(all.end(), (response.*resources)().begin(), (response.*resources)().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  Stub& stub() { return stub_; }

  // The token of the newest revision.
  absl::StatusOr<std::string> Head() {
    ASSIGN_OR_RETURN(const auto head, Call(&Stub::GetHead, {}));
    return head.revision();
  }
  // All revisions up to the newest, the oldest first; of one resource, or of all if it is empty.
  absl::StatusOr<std::vector<type::v1::RevisionRecord>> Revisions(const std::string& resource = "",
                                                                  bool include_values = false);

 private:
  Stub stub_;
};

// True if a call may or may not have been carried out: only the same request again can tell.
bool OutcomeUnknown(const absl::Status& status);

}  // namespace zaitaku
