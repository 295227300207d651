// Filters of what is asked of the training events, as pure functions on the messages.
#pragma once

#include "absl/status/status.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

// INVALID_ARGUMENT if a filter or a name is wrong.
absl::Status CheckRequest(const v1::ListEventsRequest& request);
absl::Status CheckRequest(const v1::ListTrainingProgramsRequest& request);
absl::Status CheckRequest(const v1::CheckTimetableRequest& request);
absl::Status CheckRequest(const v1::GetEventTotalsRequest& request);
absl::Status CheckRequest(const v1::GetParticipationRequest& request);
absl::Status CheckRequest(const v1::ListQualityFlagsRequest& request);
absl::Status CheckRequest(const v1::ExportCalendarRequest& request);

// True if the resource passes all filters of the request.
bool Passes(const v1::Event& event, const v1::ListEventsRequest& request);
bool Passes(const v1::TrainingProgram& program, const v1::ListTrainingProgramsRequest& request);

// The list of the events that an export without an event is of.
v1::ListEventsRequest FiltersOf(const v1::ExportCalendarRequest& request);

}  // namespace zaitaku::training
