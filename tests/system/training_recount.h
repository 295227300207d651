// Totals of events and applications counted again from the resources, by loops that share nothing with the training
// events' own.
#pragma once

#include <string>
#include <vector>

#include "tests/system/flat_totals.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku {

struct EventWithApplications {
  training::v1::Event event;
  std::vector<training::v1::Application> applications;
};

// The figures of an answer, such as `2015/field 3/lecture minutes` or `prefecture 13/admitted`.
FlatTotals Flatten(const training::v1::GetEventTotalsResponse& totals);
// The figures of an event's answer, such as `events/a/government 131002/admitted`.
FlatTotals Flatten(const std::string& event, const training::v1::GetParticipationResponse& participation);

// The figures of both, counted.
FlatTotals Recount(const std::vector<EventWithApplications>& events);

}  // namespace zaitaku
