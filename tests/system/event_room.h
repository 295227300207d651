// An event's places and who has them, as plain counts and a plain list: what the tests of this folder expect of the
// training events' process, sharing nothing with it.
#pragma once

#include <map>
#include <string>

#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku {

struct EventRoom {
  training::v1::Event event;
  int number = 0;  // The last one given.
  int admitted = 0;
  std::map<std::string, int> admitted_of = {};      // By government.
  std::map<std::string, std::string> waiting = {};  // Governments by name of application, which is the order.

  using Waiting = std::map<std::string, std::string>::const_iterator;

  bool HasPlace(const std::string& government) const;
  // The first who waits for whom there is a place; the end if there is nobody.
  Waiting FirstInLine() const;
  // Whether somebody who waits comes before a newcomer of that government: governments contend for a capacity only.
  bool OthersComeFirst(const std::string& government) const;
  void Admit(const std::string& government);
  // Somebody who waits or has a place, no longer.
  void Leave(const std::string& application, const std::string& government);
};

// The name of an application for an event, by its number.
std::string ApplicationNameOf(const std::string& event, int number);

}  // namespace zaitaku
