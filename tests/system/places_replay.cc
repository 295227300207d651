#include "tests/system/places_replay.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

using training::v1::Application;

absl::Status Broken(const std::string& rule, const Application& application) {
  return absl::InternalError(absl::StrCat(rule, ": ", application.ShortDebugString()));
}

}  // namespace

bool PlacesReplay::HasPlace(const Room& room, const std::string& government) const {
  const auto& rule = room.event.application_rule();
  const auto of = room.admitted_of.find(government);
  const int admitted_of = of == room.admitted_of.end() ? 0 : of->second;
  return (!rule.has_capacity() || room.admitted < rule.capacity()) &&
         (!rule.has_per_government() || admitted_of < rule.per_government());
}

absl::Status PlacesReplay::Arrive(Room& room, const Application& after) {
  const std::string expected = absl::StrFormat("%s/applications/%09d", room.event.name(), ++room.number);
  if (after.name() != expected) return Broken(absl::StrCat("expected number ", expected), after);
  const std::string& government = after.local_government_code();
  if (HasPlace(room, government)) {
    if (after.state() != Application::STATE_ADMITTED) return Broken("there was a place", after);
    ++room.admitted;
    ++room.admitted_of[government];
    return absl::OkStatus();
  }
  if (after.state() != Application::STATE_WAITING) return Broken("there was no place", after);
  if (!room.event.application_rule().waiting_list()) return Broken("there is no waiting list", after);
  room.waiting.insert(after.name());
  ++waited_;
  return absl::OkStatus();
}

absl::Status PlacesReplay::Leave(Room& room, const Application& after) {
  const Application& before = applications_.at(after.name());
  if (before.state() == Application::STATE_CANCELLED) return Broken("was cancelled before", after);
  if (room.waiting.erase(after.name()) > 0) return absl::OkStatus();
  --room.admitted;
  --room.admitted_of[after.local_government_code()];
  return absl::OkStatus();
}

absl::Status PlacesReplay::Promote(Room& room, const Application& after) {
  const auto first = std::find_if(room.waiting.begin(), room.waiting.end(), [&](const std::string& name) {
    return HasPlace(room, applications_.at(name).local_government_code());
  });
  if (first == room.waiting.end()) return Broken("there was no place", after);
  if (*first != after.name()) return Broken(absl::StrCat("before it waits ", *first), after);
  room.waiting.erase(first);
  ++room.admitted;
  ++room.admitted_of[after.local_government_code()];
  ++promotions_;
  return absl::OkStatus();
}

// One look at each government is enough.
absl::Status PlacesReplay::CheckNobodyWaitsInVain(const Room& room) const {
  std::set<std::string> seen;
  for (const std::string& name : room.waiting) {
    const Application& application = applications_.at(name);
    if (!seen.insert(application.local_government_code()).second) continue;
    if (HasPlace(room, application.local_government_code()))
      return Broken("waits though there is a place", application);
  }
  return absl::OkStatus();
}

absl::Status PlacesReplay::Play(const type::v1::RevisionRecord& record) {
  Room* room = nullptr;
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
