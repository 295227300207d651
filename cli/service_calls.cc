#include "cli/service_calls.h"

namespace zaitaku::cli {
namespace {

// GetHead's messages are each service's own.
template <typename Request, typename Stub, typename Response>
absl::StatusOr<std::string> ReadHead(Connection& connection, Method<Stub, Request, Response> method) {
  ASSIGN_OR_RETURN(const Response head, connection.Read(method, Request()));
  return head.revision();
}

}  // namespace

absl::StatusOr<std::string> ServiceCalls::Head() {
  return Ask([this]<typename Stub>(Stub*) { return ReadHead(connection_, &Stub::GetHead); });
}

absl::StatusOr<type::v1::ListRevisionsResponse> ServiceCalls::ListRevisions(
    const type::v1::ListRevisionsRequest& request) {
  return Ask([&]<typename Stub>(Stub*) { return connection_.Read(&Stub::ListRevisions, request); });
}

absl::StatusOr<type::v1::FindRevisionResponse> ServiceCalls::FindRevision(
    const type::v1::FindRevisionRequest& request) {
  return Ask([&]<typename Stub>(Stub*) { return connection_.Read(&Stub::FindRevision, request); });
}

absl::StatusOr<type::v1::VerifyAuditResponse> ServiceCalls::VerifyAudit(const type::v1::VerifyAuditRequest& request) {
  return Ask([&]<typename Stub>(Stub*) { return connection_.Read(&Stub::VerifyAudit, request); });
}

absl::StatusOr<type::v1::CheckTotalsResponse> ServiceCalls::CheckTotals() {
  const type::v1::CheckTotalsRequest request;
  return Ask([&]<typename Stub>(Stub*) { return connection_.Read(&Stub::CheckTotals, request); });
}

absl::Status ServiceCalls::Watch(const type::v1::WatchRevisionsRequest& request, Interruption& interruption,
                                 const std::function<bool(const type::v1::WatchRevisionsResponse&)>& receive) {
  return Ask(
      [&]<typename Stub>(Stub*) { return connection_.Watch(&Stub::WatchRevisions, request, interruption, receive); });
}

}  // namespace zaitaku::cli
