// The council registry as the gateway calls it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::gateway {

inline constexpr char kCouncilRegistry[] = "council-registry";

// Blocking calls, each bounded by `timeout`. Thread-safe. Errors: the registry's own with their details; UNAVAILABLE
// (BACKEND_UNAVAILABLE) if it cannot be reached or does not answer in time.
class CouncilBackend {
 public:
  CouncilBackend(const std::string& address, absl::Duration timeout);

  absl::StatusOr<council::v1::GetHeadResponse> GetHead() const;
  absl::StatusOr<council::v1::Survey> GetSurvey(const std::string& survey, const std::string& revision) const;
  absl::StatusOr<council::v1::GetTotalsResponse> GetTotals(const std::string& survey,
                                                           const std::string& revision) const;
  absl::StatusOr<council::v1::ReconcileSurveyResponse> Reconcile(const std::string& survey,
                                                                 const std::string& revision) const;

 private:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (council::v1::CouncilService::Stub::*method)(grpc::ClientContext*,
                                                                                          const Request&, Response*),
                                const Request& request) const;

  const absl::Duration timeout_;
  const std::unique_ptr<council::v1::CouncilService::Stub> stub_;
};

}  // namespace zaitaku::gateway
