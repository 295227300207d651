#include "cli/service_calls.h"

namespace zaitaku::cli {

absl::StatusOr<std::string> ServiceCalls::Head() {
  if (server_ == Server::kProgramCatalog) {
    ASSIGN_OR_RETURN(const auto head, connection_.Read(&CatalogStub::GetHead, catalog::v1::GetHeadRequest()));
    return head.revision();
  }
  ASSIGN_OR_RETURN(const auto head, connection_.Read(&CouncilStub::GetHead, council::v1::GetHeadRequest()));
  return head.revision();
}

absl::StatusOr<type::v1::ListRevisionsResponse> ServiceCalls::ListRevisions(
    const type::v1::ListRevisionsRequest& request) {
  return Read(&CouncilStub::ListRevisions, &CatalogStub::ListRevisions, request);
}

absl::StatusOr<type::v1::FindRevisionResponse> ServiceCalls::FindRevision(
    const type::v1::FindRevisionRequest& request) {
  return Read(&CouncilStub::FindRevision, &CatalogStub::FindRevision, request);
}

absl::StatusOr<type::v1::VerifyAuditResponse> ServiceCalls::VerifyAudit(const type::v1::VerifyAuditRequest& request) {
  return Read(&CouncilStub::VerifyAudit, &CatalogStub::VerifyAudit, request);
}

absl::StatusOr<type::v1::CheckTotalsResponse> ServiceCalls::CheckTotals() {
  return Read(&CouncilStub::CheckTotals, &CatalogStub::CheckTotals, type::v1::CheckTotalsRequest());
}

absl::Status ServiceCalls::Watch(const type::v1::WatchRevisionsRequest& request, Interruption& interruption,
                                 const std::function<bool(const type::v1::WatchRevisionsResponse&)>& receive) {
  if (server_ == Server::kProgramCatalog) {
    return connection_.Watch(&CatalogStub::WatchRevisions, request, interruption, receive);
  }
  return connection_.Watch(&CouncilStub::WatchRevisions, request, interruption, receive);
}

}  // namespace zaitaku::cli
