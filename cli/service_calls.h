// The calls that every service of data answers alike: its history, its audit chain, its totals.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku::cli {

// These calls, sent to one service.
class ServiceCalls {
 public:
  // `server` must be a service of data: not the gateway.
  ServiceCalls(Connection& connection, Server server) : connection_(connection), server_(server) {}

  // The newest revision's token.
  absl::StatusOr<std::string> Head();
  absl::StatusOr<type::v1::ListRevisionsResponse> ListRevisions(const type::v1::ListRevisionsRequest& request);
  absl::StatusOr<type::v1::FindRevisionResponse> FindRevision(const type::v1::FindRevisionRequest& request);
  absl::StatusOr<type::v1::VerifyAuditResponse> VerifyAudit(const type::v1::VerifyAuditRequest& request);
  absl::StatusOr<type::v1::CheckTotalsResponse> CheckTotals();

  // As Connection::Watch.
  absl::Status Watch(const type::v1::WatchRevisionsRequest& request, Interruption& interruption,
                     const std::function<bool(const type::v1::WatchRevisionsResponse&)>& receive);

 private:
  // What `call` gives for the service: it takes a null pointer to the service's stub, which says which one it is.
  template <typename Call>
  auto Ask(const Call& call) {
    if (server_ == Server::kProgramCatalog) return call(static_cast<CatalogStub*>(nullptr));
    if (server_ == Server::kTrainingEvents) return call(static_cast<TrainingStub*>(nullptr));
    return call(static_cast<CouncilStub*>(nullptr));
  }

  Connection& connection_;
  const Server server_;
};

}  // namespace zaitaku::cli
