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
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(Method<CouncilStub, Request, Response> council,
                                Method<CatalogStub, Request, Response> catalog, const Request& request) {
    return server_ == Server::kProgramCatalog ? connection_.Read(catalog, request) : connection_.Read(council, request);
  }

  Connection& connection_;
  const Server server_;
};

}  // namespace zaitaku::cli
