// The lists of the training events, read to their end at one revision. Page fields are set here.
#pragma once

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

absl::StatusOr<training::v1::ListEventsResponse> ListAllEvents(Connection& connection,
                                                               training::v1::ListEventsRequest request);
absl::StatusOr<training::v1::ListTrainingProgramsResponse> ListAllTrainingPrograms(
    Connection& connection, training::v1::ListTrainingProgramsRequest request);
absl::StatusOr<training::v1::ListApplicationsResponse> ListAllApplications(
    Connection& connection, training::v1::ListApplicationsRequest request);

absl::StatusOr<training::v1::ListQualityFlagsResponse> ListAllFlags(Connection& connection,
                                                                    training::v1::ListQualityFlagsRequest request);

}  // namespace zaitaku::cli
