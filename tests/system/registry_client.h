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
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {

inline constexpr char kSurvey[] = "surveys/2015-12";

// Has a connection of its own. Thread-safe.
class RegistryClient {
 public:
  using Stub = council::v1::CouncilService::Stub;
  template <typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  explicit RegistryClient(const std::string& address);

  // One call; waits for a server, and for the answer up to `patience`. Errors with their details.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request,
                                absl::Duration patience = absl::Seconds(30)) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  Stub& stub() { return *stub_; }

  // Imports the source document; the survey stays open.
  absl::Status ImportSource();
  // All reports of the source survey at a revision, in order of name.
  absl::StatusOr<std::vector<council::v1::CouncilReport>> Reports(const std::string& revision);
  // All revisions up to the newest, the oldest first; of one resource, or of all if it is empty.
  absl::StatusOr<std::vector<type::v1::RevisionRecord>> Revisions(const std::string& resource = "");

 private:
  std::unique_ptr<Stub> stub_;
};

// True if a call may or may not have been carried out: only the same request again can tell.
bool OutcomeUnknown(const absl::Status& status);

// The facts of a report: what a caller may set.
bool SameFacts(const council::v1::CouncilReport& a, const council::v1::CouncilReport& b);

}  // namespace zaitaku
