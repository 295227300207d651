#include "tests/system/event_room.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace zaitaku {

bool EventRoom::HasPlace(const std::string& government) const {
  const auto& rule = event.application_rule();
  const auto of = admitted_of.find(government);
  return (!rule.has_capacity() || admitted < rule.capacity()) &&
         (!rule.has_per_government() || (of == admitted_of.end() ? 0 : of->second) < rule.per_government());
}

EventRoom::Waiting EventRoom::FirstInLine() const {
  return std::find_if(waiting.begin(), waiting.end(), [this](const auto& one) { return HasPlace(one.second); });
}

bool EventRoom::OthersComeFirst(const std::string& government) const {
  if (event.application_rule().has_capacity()) return FirstInLine() != waiting.end();
  return std::any_of(waiting.begin(), waiting.end(), [&](const auto& one) { return one.second == government; });
}

void EventRoom::Admit(const std::string& government) {
  ++admitted;
  ++admitted_of[government];
}

void EventRoom::Leave(const std::string& application, const std::string& government) {
  if (waiting.erase(application) > 0) return;
  --admitted;
  --admitted_of[government];
}

std::string ApplicationNameOf(const std::string& event, int number) {
  return absl::StrFormat("%s/applications/%09d", event, number);
}

}  // namespace zaitaku
