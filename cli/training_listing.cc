#include "cli/training_listing.h"

#include <utility>

#include "cli/listing.h"

namespace zaitaku::cli {
namespace {

// Events carry the lines that they were read from; so many of them stay below what a client takes.
constexpr int kPageSize = 100;
constexpr int kSmallPageSize = 1000;

}  // namespace

absl::StatusOr<training::v1::ListEventsResponse> ListAllEvents(Connection& connection,
                                                               training::v1::ListEventsRequest request) {
  request.set_page_size(kPageSize);
  return ReadAllPages(connection, &TrainingStub::ListEvents, std::move(request),
                      [](auto& page, auto& all) { all.mutable_events()->MergeFrom(page.events()); });
}

absl::StatusOr<training::v1::ListTrainingProgramsResponse> ListAllTrainingPrograms(
    Connection& connection, training::v1::ListTrainingProgramsRequest request) {
  request.set_page_size(kPageSize);
  return ReadAllPages(connection, &TrainingStub::ListTrainingPrograms, std::move(request), [](auto& page, auto& all) {
    all.mutable_training_programs()->MergeFrom(page.training_programs());
  });
}

absl::StatusOr<training::v1::ListApplicationsResponse> ListAllApplications(
    Connection& connection, training::v1::ListApplicationsRequest request) {
  request.set_page_size(kSmallPageSize);
  return ReadAllPages(connection, &TrainingStub::ListApplications, std::move(request),
                      [](auto& page, auto& all) { all.mutable_applications()->MergeFrom(page.applications()); });
}

absl::StatusOr<training::v1::ListQualityFlagsResponse> ListAllFlags(Connection& connection,
                                                                    training::v1::ListQualityFlagsRequest request) {
  return ReadAllPages(connection, &TrainingStub::ListQualityFlags, std::move(request), [](auto& page, auto& all) {
    all.mutable_flags()->MergeFrom(page.flags());
    all.set_truncated(page.truncated());
  });
}

}  // namespace zaitaku::cli
