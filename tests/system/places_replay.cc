#include "tests/system/places_replay.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

using training::v1::Application;

constexpr int kMostPromotions = 200;  // Of one revision.

absl::Status Broken(const std::string& rule, const Application& application) {
  return absl::InternalError(absl::StrCat(rule, ": ", application.ShortDebugString()));
}

}  // namespace

absl::Status PlacesReplay::Arrive(EventRoom& room, const Application& after) {
  const std::string expected = ApplicationNameOf(room.event.name(), ++room.number);
  if (after.name() != expected) return Broken(absl::StrCat("expected number ", expected), after);
  const std::string& government = after.local_government_code();
  if (room.HasPlace(government) && !room.OthersComeFirst(government)) {
    if (after.state() != Application::STATE_ADMITTED) return Broken("there was a place", after);
    room.Admit(government);
    return absl::OkStatus();
  }
  if (after.state() != Application::STATE_WAITING) return Broken("there was no place", after);
  if (!room.event.application_rule().waiting_list()) return Broken("there is no waiting list", after);
  room.waiting[after.name()] = government;
  ++waited_;
  return absl::OkStatus();
}

absl::Status PlacesReplay::Leave(EventRoom& room, const Application& after) {
  const Application& before = applications_.at(after.name());
  if (before.state() == Application::STATE_CANCELLED) return Broken("was cancelled before", after);
  room.Leave(after.name(), after.local_government_code());
  return absl::OkStatus();
}

absl::Status PlacesReplay::Promote(EventRoom& room, const Application& after) {
  const auto first = room.FirstInLine();
  if (first == room.waiting.end()) return Broken("there was no place", after);
  if (first->first != after.name()) return Broken(absl::StrCat("before it waits ", first->first), after);
  room.waiting.erase(first);
  room.Admit(after.local_government_code());
  ++promotions_;
  return absl::OkStatus();
}

absl::Status PlacesReplay::CheckNobodyWaitsInVain(const EventRoom& room, int promoted) {
  const std::string& event = room.event.name();
  if (promoted > kMostPromotions) return absl::InternalError(absl::StrCat(promoted, " promotions at once: ", event));
  if (room.event.state() == training::v1::Event::STATE_HELD) return absl::OkStatus();
  const auto first = room.FirstInLine();
  if (first == room.waiting.end()) {
    unsettled_.erase(event);
  } else if (promoted == kMostPromotions) {
    unsettled_.insert(event);
  } else if (!unsettled_.contains(event)) {
    return Broken("waits though there is a place", applications_.at(first->first));
  }
  return absl::OkStatus();
}

absl::Status PlacesReplay::Play(const type::v1::RevisionRecord& record) {
  EventRoom* room = nullptr;
  const int before = promotions_;
  for (const type::v1::ResourceChange& change : record.changes()) {
    if (change.name().starts_with("people/")) continue;  // Was erased.
    Application after;
    if (training::v1::Event event; change.after().UnpackTo(&event)) {
      room = &rooms_[event.name()];
      room->event = event;
      continue;
    }
    if (!change.after().UnpackTo(&after)) {
      return absl::InternalError(absl::StrCat("is neither event nor application: ", change.ShortDebugString()));
    }
    const size_t end = after.name().find("/applications/");
    const auto found = rooms_.find(after.name().substr(0, end));
    if (found == rooms_.end()) return Broken("there is no such event", after);
    room = &found->second;
    if (!change.has_before()) {
      RETURN_IF_ERROR(Arrive(*room, after));
    } else if (after.state() == Application::STATE_CANCELLED) {
      RETURN_IF_ERROR(Leave(*room, after));
    } else {
      RETURN_IF_ERROR(Promote(*room, after));
    }
    applications_[after.name()] = after;
  }
  return room == nullptr ? absl::OkStatus() : CheckNobodyWaitsInVain(*room, promotions_ - before);
}

}  // namespace zaitaku
