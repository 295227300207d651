#include "cli/listing.h"

#include <utility>

namespace zaitaku::cli {

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
