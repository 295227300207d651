// Lists that come in pages, read to their end at one revision.
#pragma once

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::cli {

// Reads pages until there is no next one; `add` takes each page's resources. The first page's revision is that of all.
template <typename Stub, typename Request, typename Response, typename Add>
absl::StatusOr<Response> ReadAllPages(Connection& connection, Method<Stub, Request, Response> method, Request request,
                                      const Add& add) {
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

// All reports that the request's filters leave, and the revision that they were read at. Page fields are set here.
absl::StatusOr<council::v1::ListCouncilReportsResponse> ListAllReports(Connection& connection,
                                                                       council::v1::ListCouncilReportsRequest request);

// All surveys, the newest reference month first.
absl::StatusOr<council::v1::ListSurveysResponse> ListAllSurveys(Connection& connection,
                                                                council::v1::ListSurveysRequest request);

}  // namespace zaitaku::cli
