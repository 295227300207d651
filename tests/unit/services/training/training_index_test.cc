// What events are found by.
#include "services/training/training_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "services/training/training_questions.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::Contains;
using testing::UnorderedElementsAre;

Event Example() {
  Event event;
  event.set_name("events/a");
  event.set_kind(Event::KIND_TRAINING);
  event.set_state(Event::STATE_HELD);
  event.add_fields(TRAINING_FIELD_ELDERLY_HOME_CARE);
  event.add_fields(TRAINING_FIELD_HOME_VISIT_NURSING);
  event.mutable_schedule()->set_date("2015-02-07");
  event.mutable_venue()->set_prefecture_code("13");
  event.add_audiences(AUDIENCE_DOCTORS);
  event.set_training_program("trainingPrograms/b");
  event.set_catalog_program("programs/c");
  return event;
}

// Every filter that lets the event through finds it by its label, and none that does not would have.
TEST(TrainingIndexTest, EveryFilterReadsALabelThatTheEventIsFiledUnder) {
  const std::function<void(ListEventsRequest&)> filters[] = {
      [](auto& r) { r.set_kind(Event::KIND_TRAINING); },
      [](auto& r) { r.set_state(Event::STATE_HELD); },
      [](auto& r) { r.set_field(TRAINING_FIELD_HOME_VISIT_NURSING); },
      [](auto& r) { r.set_fiscal_year(2014); },
      [](auto& r) { r.set_month("2015-02"); },
      [](auto& r) { r.set_audience(AUDIENCE_DOCTORS); },
      [](auto& r) { r.set_prefecture_code("13"); },
      [](auto& r) { r.set_training_program("trainingPrograms/b"); },
      [](auto& r) { r.set_catalog_program("programs/c"); },
  };
  const Event event = Example();
  const auto labels = IndexOf(event).labels;
  EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), labels.size());
  // Alone, and each with each other.
  for (const auto& one : filters) {
    for (const auto& other : filters) {
      ListEventsRequest request;
      one(request);
      other(request);
      EXPECT_TRUE(Passes(event, request)) << request.ShortDebugString();
      EXPECT_THAT(labels, Contains(BestLabel(request))) << request.ShortDebugString();
    }
  }
  EXPECT_EQ(BestLabel(ListEventsRequest()), "");
}

TEST(TrainingIndexTest, AFilterThatDoesNotHoldKeepsTheEventOut) {
  const std::function<void(ListEventsRequest&)> filters[] = {
      [](auto& r) { r.set_kind(Event::KIND_OTHER); },
      [](auto& r) { r.set_state(Event::STATE_OPEN); },
      [](auto& r) { r.set_field(TRAINING_FIELD_PAEDIATRIC_HOME_CARE); },
      [](auto& r) { r.set_fiscal_year(2015); },
      [](auto& r) { r.set_month("2015-03"); },
      [](auto& r) { r.set_audience(AUDIENCE_NURSES); },
      [](auto& r) { r.set_prefecture_code("14"); },
      [](auto& r) { r.set_training_program("trainingPrograms/c"); },
      [](auto& r) { r.set_catalog_program("programs/b"); },
  };
  for (const auto& filter : filters) {
    ListEventsRequest request;
    filter(request);
    EXPECT_FALSE(Passes(Example(), request)) << request.ShortDebugString();
  }
}

TEST(TrainingIndexTest, AnEventOfNothingHasNoLabelForIt) {
  Event event = Example();
  event.clear_fields();
  event.clear_audiences();
  event.clear_venue();
  event.clear_training_program();
  event.clear_catalog_program();
  EXPECT_THAT(IndexOf(event).labels,
              UnorderedElementsAre("event/kind/1", "event/state/4", "event/fiscal-year/2014", "event/month/2015-02"));
}

}  // namespace
}  // namespace zaitaku::training
