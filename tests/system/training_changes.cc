#include "tests/system/training_changes.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace zaitaku {
namespace {

using training::v1::Application;
using training::v1::Event;

constexpr int kFirstYear = 2014;
constexpr int kYears = 3;
// Prefectures and, after them, designated cities: few, so that their people contend for places.
constexpr int kGovernments[] = {0, 12, 15, 47, 48};
constexpr int kMostPeople = 3;  // Of one request.

}  // namespace

Training::Changes::Changes(int number, const std::vector<std::string>& events, unsigned int seed)
    : number_(number), random_(seed) {
  for (const std::string& name : events) events_[name].name = name;
}

std::string Training::Changes::RequestId() const { return absl::StrCat("writer-", number_, ".", sequence_); }
std::string Training::Changes::Reason() const { return absl::StrCat("変更", sequence_); }

std::vector<std::string> Training::Changes::Active(const Held& held, bool with_a_place) {
  std::vector<std::string> names;
  for (const auto& [name, application] : held.applications) {
    if (application.state() == Application::STATE_ADMITTED ||
        (application.state() == Application::STATE_WAITING && !with_a_place)) {
      names.push_back(name);
    }
  }
  return names;
}

Training::Change Training::Changes::Next() {
  Change change;
  auto& [name, held] = *std::next(events_.begin(), Below(static_cast<int>(events_.size())));
  const Event& event = held.room.event;
  const bool takes_people = event.state() == Event::STATE_OPEN && event.has_application_rule();
  const bool leaves_people = (takes_people || event.state() == Event::STATE_CLOSED) && !Active(held, false).empty();
  const bool was_held = event.state() == Event::STATE_HELD && !Active(held, true).empty();
  const bool over = event.state() == Event::STATE_HELD || event.state() == Event::STATE_CANCELLED;
  const int what = Below(30);
  // Nobody can come or go: better to go on.
  const bool idle = !takes_people && !leaves_people && !was_held;
  const int moves = idle ? 12 : 2;
  if (event.name().empty() || (over && what < moves)) {
    // Another event takes the place of one that is over; one that was deleted comes again.
    if (over) held = {absl::StrCat(name, "-", sequence_), {}, {}};
    File(held, change);
  } else if (what < moves) {
    ChangeState(held, change);
  } else if (what < moves + 2 && held.applications.empty()) {
    Delete(held, change);
  } else if (what < 8) {
    ChangeFacts(held, change);
  } else if (what < 15 && leaves_people) {
    Cancel(held, change);
  } else if (what < 17 && leaves_people) {
    Erase(held, change);
  } else if (what < 20 && takes_people) {
    ChangeRule(held, change);
  } else if (takes_people) {
    Apply(held, change);
  } else if (was_held) {
    RecordAttendance(held, change);
  } else {
    ChangeFacts(held, change);
  }
  ++sequence_;
  return change;
}

void Training::Changes::File(Held& held, Change& change) {
  training::v1::UpdateEventRequest request;
  request.set_request_id(RequestId());
  request.set_allow_missing(true);
  Event& event = *request.mutable_event() = AnyEvent(held.name);
  event.set_state(Below(6) == 0 ? Event::STATE_PLANNED : Event::STATE_OPEN);
  if (Below(10) != 0) {
    auto& rule = *event.mutable_application_rule();
    if (Below(3) != 0) rule.set_per_government(1 + Below(2));
    if (Below(3) != 0) rule.set_capacity(2 + Below(4));
    rule.set_waiting_list(true);
  }
  change.events.push_back({Event(), event});
  held.room.event = event;
  change.request = request;
}

void Training::Changes::ChangeFacts(Held& held, Change& change) {
  training::v1::UpdateEventRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  const Event& current = held.room.event;
  Event& asked = *request.mutable_event() = AnyEvent(current.name());
  Event after = current;
  if (Below(3) == 0) {
    // The other fields of the request do not count.
    for (const char* path : {"purpose", "timetable"}) request.mutable_update_mask()->add_paths(path);
    *after.mutable_purpose() = asked.purpose();
    after.clear_timetable();
    if (asked.has_timetable()) *after.mutable_timetable() = asked.timetable();
  } else {
    asked.set_state(current.state());
    if (current.has_application_rule()) *asked.mutable_application_rule() = current.application_rule();
    after = asked;
  }
  change.events.push_back({current, after});
  held.room.event = after;
  change.request = request;
}

void Training::Changes::ChangeState(Held& held, Change& change) {
  training::v1::UpdateEventRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  request.mutable_update_mask()->add_paths("state");
  Event after = held.room.event;
  // One with applications is not announced again.
  const int first = held.applications.empty() ? Event::STATE_PLANNED : Event::STATE_OPEN;
  while (after.state() == held.room.event.state()) {
    after.set_state(static_cast<Event::State>(first + Below(Event::STATE_CANCELLED - first + 1)));
  }
  request.mutable_event()->set_name(after.name());
  request.mutable_event()->set_state(after.state());
  change.events.push_back({held.room.event, after});
  held.room.event = after;
  change.request = request;
}

void Training::Changes::Delete(Held& held, Change& change) {
  training::v1::DeleteEventRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  request.set_name(held.room.event.name());
  change.events.push_back({held.room.event, Event()});
  held.room.event.Clear();
  change.request = request;
}

void Training::Changes::Set(const Application& after, Held& held, Change& change) {
  Application& current = held.applications[after.name()];
  change.applications.push_back({current, after});
  current = after;
}

void Training::Changes::Apply(Held& held, Change& change) {
  EventRoom& room = held.room;
  training::v1::ApplyForEventRequest request;
  request.set_request_id(RequestId());
  request.set_event(room.event.name());
  request.set_local_government_code(GovernmentOf(kGovernments[Below(std::size(kGovernments))]));
  const std::string& government = request.local_government_code();
  for (int people = 1 + Below(kMostPeople); people > 0; --people) {
    const std::string person = absl::StrCat("officer-", number_, "-", people_++);
    training::v1::Applicant& applicant = *request.add_applicants();
    applicant.mutable_person()->set_full_name(absl::StrCat("Person ", person));
    applicant.mutable_person()->set_email(absl::StrCat(person, "@example.jp"));
    applicant.set_role(static_cast<training::v1::ParticipantRole>(1 + Below(training::v1::ParticipantRole_MAX)));
    Application application;
    application.set_name(ApplicationNameOf(room.event.name(), ++room.number));
    application.set_local_government_code(government);
    application.set_role(applicant.role());
    if (room.HasPlace(government)) {
      room.Admit(government);
      application.set_state(Application::STATE_ADMITTED);
    } else {
      room.waiting[application.name()] = government;
      application.set_state(Application::STATE_WAITING);
    }
    Set(application, held, change);
  }
  change.request = request;
}

void Training::Changes::Promote(Held& held, Change& change) {
  EventRoom& room = held.room;
  for (auto first = room.FirstInLine(); first != room.waiting.end(); first = room.FirstInLine()) {
    Application promoted = held.applications.at(first->first);
    promoted.set_state(Application::STATE_ADMITTED);
    Set(promoted, held, change);
    room.Admit(first->second);
    room.waiting.erase(first);
  }
}

std::string Training::Changes::TakeBackOne(Held& held, Change& change) {
  const auto active = Active(held, false);
  const std::string name = active[Below(static_cast<int>(active.size()))];
  Application after = held.applications.at(name);
  held.room.Leave(after.name(), after.local_government_code());
  after.set_state(Application::STATE_CANCELLED);
  after.clear_attendance();
  Set(after, held, change);
  Promote(held, change);
  return name;
}

void Training::Changes::Cancel(Held& held, Change& change) {
  training::v1::CancelApplicationRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  request.set_name(TakeBackOne(held, change));
  change.request = request;
}

void Training::Changes::Erase(Held& held, Change& change) {
  training::v1::ErasePersonRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  TakeBackOne(held, change);
  change.request = request;
}

// Wider or narrower, but not below those who have a place.
void Training::Changes::ChangeRule(Held& held, Change& change) {
  EventRoom& room = held.room;
  const Event before = room.event;
  int most = 1;
  for (const auto& [government, admitted] : room.admitted_of) most = std::max(most, admitted);
  training::v1::ApplicationRule& rule = *room.event.mutable_application_rule();
  const training::v1::ApplicationRule old = rule;
  while (rule.capacity() == old.capacity() && rule.per_government() == old.per_government()) {
    if (old.has_per_government() && Below(2) == 0) {
      rule.set_per_government(most + Below(3));
    } else {
      rule.set_capacity(std::max(1, room.admitted) + Below(4));
    }
  }
  training::v1::UpdateEventRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  request.mutable_update_mask()->add_paths("application_rule");
  request.mutable_event()->set_name(room.event.name());
  *request.mutable_event()->mutable_application_rule() = rule;
  change.events.push_back({before, room.event});
  Promote(held, change);
  change.request = request;
}

void Training::Changes::RecordAttendance(Held& held, Change& change) {
  training::v1::RecordAttendanceRequest request;
  request.set_request_id(RequestId());
  request.set_reason(Reason());
  request.set_event(held.room.event.name());
  auto with_a_place = Active(held, true);
  std::shuffle(with_a_place.begin(), with_a_place.end(), random_);
  with_a_place.resize(std::min<size_t>(with_a_place.size(), 1 + Below(kMostPeople)));
  for (const std::string& name : with_a_place) {
    Application after = held.applications.at(name);
    after.set_attendance(after.attendance() == Application::ATTENDANCE_ATTENDED ? Application::ATTENDANCE_ABSENT
                                                                                : Application::ATTENDANCE_ATTENDED);
    training::v1::AttendanceEntry& entry = *request.add_entries();
    entry.set_application(name);
    entry.set_attendance(after.attendance());
    Set(after, held, change);
  }
  change.request = request;
}

Event Training::Changes::AnyEvent(const std::string& name) {
  Event event;
  event.set_name(name);
  event.mutable_title()->set_ja(absl::StrCat("研修", name));
  event.mutable_title()->set_en(absl::StrCat("Training ", name));
  event.set_kind(static_cast<Event::Kind>(1 + Below(Event::Kind_MAX)));
  event.mutable_schedule()->set_date(
      absl::StrFormat("%d-%02d-%02d", kFirstYear + Below(kYears), 1 + Below(12), 1 + Below(28)));
  event.mutable_purpose()->set_ja(absl::StrCat("目的", RequestId()));
  for (int field = 1; field <= training::v1::TrainingField_MAX; ++field) {
    if (Below(3) == 0) event.add_fields(static_cast<training::v1::TrainingField>(field));
  }
  if (Below(2) == 0) {
    event.mutable_participants()->set_count(Below(300));
    event.mutable_participants()->set_approximate(Below(2) == 0);
  }
  if (Below(3) != 0) *event.mutable_timetable() = AnyTimetable();
  return event;
}

training::v1::Timetable Training::Changes::AnyTimetable() {
  training::v1::Timetable timetable;
  for (int hour = 9 + Below(4); hour < 15; hour += 1 + Below(4)) {
    training::v1::TimetableBlock& block = *timetable.add_blocks();
    block.set_start_time(absl::StrFormat("%02d:00", hour));
    block.set_end_time(absl::StrFormat("%02d:00", hour + 1));
    for (int items = Below(4); items > 0; --items) {
      training::v1::TimetableItem& item = *block.add_items();
      item.mutable_title()->set_ja("項目");
      item.set_kind(static_cast<training::v1::TimetableItem::Kind>(Below(training::v1::TimetableItem::Kind_MAX + 1)));
      if (Below(4) != 0) item.set_minutes(5 + Below(30));
    }
  }
  return timetable;
}

}  // namespace zaitaku
