#include "tests/system/event_officer.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using training::v1::Event;

constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);
constexpr absl::Duration kPause = absl::Milliseconds(20);  // Clients should find most events open.

}  // namespace

EventOfficer::EventOfficer(const std::string& address, std::vector<Event> events, int much, unsigned int seed)
    : client_(address), events_(std::move(events)), much_(much), random_(seed) {}

absl::Status EventOfficer::ChangeOne() {
  Event& event = events_[Below(static_cast<int>(events_.size()))];
  Event after = event;
  const int what = Below(20);
  auto& rule = *after.mutable_application_rule();
  // A closed event is soon opened again.
  const bool is_closed = event.state() == Event::STATE_CLOSED;
  if (is_closed || what < 4) {
    after.set_state(is_closed ? Event::STATE_OPEN : Event::STATE_CLOSED);
  } else {
    const int more = what < 7 ? -1 : what < 8 ? much_ : 1;
    if (rule.has_capacity()) {
      rule.set_capacity(rule.capacity() + more);
    } else {
      rule.set_per_government(rule.per_government() + (more > 1 ? 1 : more));
    }
  }
  if (rule.has_per_government() && rule.per_government() < 1) return absl::OkStatus();
  training::v1::UpdateEventRequest request;
  request.set_request_id(absl::StrCat("officer.", calls_++));
  request.set_reason("規則の変更");
  *request.mutable_event() = after;
  request.mutable_update_mask()->add_paths("application_rule");
  request.mutable_update_mask()->add_paths("state");
  while (true) {
    const auto answer = client_.Call(&Training::Stub::UpdateEvent, request, kPatience);
    if (ReasonOf(answer.status()) == type::v1::ERROR_REASON_RULE_BELOW_ADMITTED) return absl::OkStatus();
    const bool overloaded = ReasonOf(answer.status()) == type::v1::ERROR_REASON_OVERLOADED;
    if (answer.ok()) break;
    if (!overloaded && !OutcomeUnknown(answer.status())) return answer.status();
    absl::SleepFor(kRetryAfter);
  }
  event = after;
  changes_.push_back(request.request_id());
  return absl::OkStatus();
}

absl::Status EventOfficer::Work(const std::atomic<int>& done, int clients) {
  while (done < clients) {
    RETURN_IF_ERROR(ChangeOne());
    absl::SleepFor(kPause);
  }
  return absl::OkStatus();
}

}  // namespace zaitaku
