// The history of applications played again, revision by revision, against the rules: a loop over plain lists that
// shares nothing with the service's own.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "zaitaku/training/v1/training_service.pb.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

class PlacesReplay {
 public:
  // The next revision, with values. An error if it breaks a rule: a place beyond a quota or a capacity, a place denied
  // that there was, somebody promoted before who waits in front, numbers that are not in the order of arrival, a change
  // that nobody asked for.
  absl::Status Play(const type::v1::RevisionRecord& record);

  // What the history has come to, by name.
  const std::map<std::string, training::v1::Application>& applications() const { return applications_; }
  int promotions() const { return promotions_; }
  int waited() const { return waited_; }

 private:
  // An event as it is, and who has places and waits for them, in order.
  struct Room {
    training::v1::Event event;
    int number = 0;  // The last one given.
    int admitted = 0;
    std::map<std::string, int> admitted_of;  // By government.
    std::set<std::string> waiting;           // By name, which is the order.
  };

  bool HasPlace(const Room& room, const std::string& government) const;
  absl::Status Arrive(Room& room, const training::v1::Application& after);
  absl::Status Leave(Room& room, const training::v1::Application& after);
  absl::Status Promote(Room& room, const training::v1::Application& after);
  absl::Status CheckNobodyWaitsInVain(const Room& room) const;

  std::map<std::string, Room> rooms_;  // By event.
  std::map<std::string, training::v1::Application> applications_;
  int promotions_ = 0;
  int waited_ = 0;
};

}  // namespace zaitaku
