#include "tests/system/places_replay.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

using training::v1::Application;

absl::Status Broken(const std::string& rule, const Application& application) {
  return absl::InternalError(absl::StrCat(rule, ": ", application.ShortDebugString()));
}

}  // namespace

absl::Status PlacesReplay::Arrive(EventRoom& room, const Application& after) {
  const std::string expected = ApplicationNameOf(room.event.name(), ++room.number);
  if (after.name() != expected) return Broken(absl::StrCat("expected number ", expected), after);
  const std::string& government = after.local_government_code();
  if (room.HasPlace(government)) {
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

// One look at each government is enough.
absl::Status PlacesReplay::CheckNobodyWaitsInVain(const EventRoom& room) const {
  std::set<std::string> seen;
  for (const auto& [name, government] : room.waiting) {
    if (!seen.insert(government).second) continue;
    if (room.HasPlace(government)) return Broken("waits though there is a place", applications_.at(name));
  }
  return absl::OkStatus();
}

absl::Status PlacesReplay::Play(const type::v1::RevisionRecord& record) {
  EventRoom* room = nullptr;
  for (const type::v1::ResourceChange& change : record.changes()) {
    Application after;
    if (training::v1::Event event; change.after().UnpackTo(&event)) {
      rooms_[event.name()].event = event;
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
  return room == nullptr ? absl::OkStatus() : CheckNobodyWaitsInVain(*room);
}

}  // namespace zaitaku
