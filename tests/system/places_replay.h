// The history of applications played again, revision by revision, against the rules: a loop over plain lists that
// shares nothing with the service's own.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "tests/system/event_room.h"
#include "zaitaku/training/v1/training_service.pb.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

class PlacesReplay {
 public:
  // The next revision, with values. An error if it breaks a rule: a place beyond a quota or a capacity, a place denied
  // that there was, somebody promoted before who waits in front, numbers that are not in the order of arrival, a change
  // that nobody asked for, more promotions than a revision may make, or somebody who waits though there is a place and
  // this revision, or one before whose promotions go on, has not made as many as it may.
  absl::Status Play(const type::v1::RevisionRecord& record);

  // What the history has come to, by name.
  const std::map<std::string, training::v1::Application>& applications() const { return applications_; }
  int promotions() const { return promotions_; }
  // False while promotions go on: somebody waits though there is a place.
  bool is_settled() const { return unsettled_.empty(); }
  int waited() const { return waited_; }

 private:
  absl::Status Arrive(EventRoom& room, const training::v1::Application& after);
  absl::Status Leave(EventRoom& room, const training::v1::Application& after);
  absl::Status Promote(EventRoom& room, const training::v1::Application& after);
  // `promoted` in this revision.
  absl::Status CheckNobodyWaitsInVain(const EventRoom& room, int promoted);

  std::map<std::string, EventRoom> rooms_;  // By event.
  std::set<std::string> unsettled_;         // Events whose promotions go on.
  std::map<std::string, training::v1::Application> applications_;
  int promotions_ = 0;
  int waited_ = 0;
};

}  // namespace zaitaku
