// Changes of training events and of who takes part in them, with all that must come of each.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/system/event_room.h"
#include "tests/system/training.h"

namespace zaitaku {

// Files, changes, closes, reopens and deletes events all over the totals, widens and narrows their rules, registers
// people for them, takes applications back, erases people and notes who came. Not thread-safe.
class Training::Changes {
 public:
  // `number` tells the writer from others.
  Changes(int number, const std::vector<std::string>& events, unsigned int seed);

  Change Next();

 private:
  // An event of that name as it is; in the room it has no name where there is none.
  struct Held {
    std::string name;
    EventRoom room;
    std::map<std::string, training::v1::Application> applications;  // By name.
  };

  void File(Held& held, Change& change);
  void ChangeFacts(Held& held, Change& change);
  void ChangeState(Held& held, Change& change);
  void Delete(Held& held, Change& change);
  void Apply(Held& held, Change& change);
  void ChangeRule(Held& held, Change& change);
  void Cancel(Held& held, Change& change);
  void Erase(Held& held, Change& change);
  void RecordAttendance(Held& held, Change& change);

  training::v1::Event AnyEvent(const std::string& name);
  training::v1::Timetable AnyTimetable();
  // The names of the applications that still wait or have a place, or only of the latter.
  static std::vector<std::string> Active(const Held& held, bool with_a_place);
  // Makes an application so, as a step of the change.
  static void Set(const training::v1::Application& after, Held& held, Change& change);
  // Takes any application back, and returns its name.
  std::string TakeBackOne(Held& held, Change& change);
  // Who waits gets the places that there are.
  static void Promote(Held& held, Change& change);
  std::string RequestId() const;
  std::string Reason() const;
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  const int number_;
  std::mt19937 random_;
  int sequence_ = 0;
  int people_ = 0;
  std::map<std::string, Held> events_;  // By the names that the writer was given: one at a time of each.
};

}  // namespace zaitaku
