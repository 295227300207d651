#include "cli/listing.h"

#include <utility>

namespace zaitaku::cli {
namespace {

// Reads pages until there is no next one; `add` takes each page's resources. The first page's revision is that of all.
template <typename Request, typename Response, typename Add>
absl::StatusOr<Response> ReadAllPages(Connection& connection, Method<CouncilStub, Request, Response> method,
                                      Request request, const Add& add) {
  ASSIGN_OR_RETURN(Response all, connection.Read(method, request));
  // The token pins the revision; with another one beside it the request would contradict it.
  request.clear_revision();
  while (!all.next_page_token().empty()) {
    request.set_page_token(all.next_page_token());
    ASSIGN_OR_RETURN(Response page, connection.Read(method, request));
    if (page.next_page_token() == request.page_token()) return absl::InternalError("the server repeats a page forever");
    all.set_next_page_token(page.next_page_token());
    add(page, all);
  }
  return all;
}

}  // namespace

absl::StatusOr<council::v1::ListCouncilReportsResponse> ListAllReports(Connection& connection,
                                                                       council::v1::ListCouncilReportsRequest request) {
  request.set_page_size(500);
  return ReadAllPages(connection, &CouncilStub::ListCouncilReports, std::move(request),
                      [](auto& page, auto& all) { all.mutable_council_reports()->MergeFrom(page.council_reports()); });
}

absl::StatusOr<council::v1::ListSurveysResponse> ListAllSurveys(Connection& connection,
                                                                council::v1::ListSurveysRequest request) {
  request.set_page_size(500);
  return ReadAllPages(connection, &CouncilStub::ListSurveys, std::move(request),
                      [](auto& page, auto& all) { all.mutable_surveys()->MergeFrom(page.surveys()); });
}

}  // namespace zaitaku::cli
