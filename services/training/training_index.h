// What events are found by: labels, and what they refer to. Pure functions on the messages.
#pragma once

#include <string>
#include <vector>

#include "platform/service/references.h"
#include "platform/storage/resource_index.h"
#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

// The events for which promotions are due.
inline constexpr char kPromotionsDueLabel[] = "event/promotions-due";

std::vector<Reference> ReferencesOf(const v1::Event& event);
std::vector<Reference> ReferencesOf(const v1::TrainingProgram& program);

// `is_promotion_due`: people wait for whom there is a place; see application_store.h.
IndexEntries IndexOf(const v1::Event& event, bool is_promotion_due = false);
IndexEntries IndexOf(const v1::TrainingProgram& program);

// The one label under which the fewest of the events that pass the filters may be expected; empty if there is no
// filter.
std::string BestLabel(const v1::ListEventsRequest& request);

}  // namespace zaitaku::training
