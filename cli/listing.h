// Lists that come in pages, read to their end at one revision.
#pragma once

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::cli {

// All reports that the request's filters leave, and the revision that they were read at. Page fields are set here.
absl::StatusOr<council::v1::ListCouncilReportsResponse> ListAllReports(Connection& connection,
                                                                       council::v1::ListCouncilReportsRequest request);

// All surveys, the newest reference month first.
absl::StatusOr<council::v1::ListSurveysResponse> ListAllSurveys(Connection& connection,
                                                                council::v1::ListSurveysRequest request);

}  // namespace zaitaku::cli
