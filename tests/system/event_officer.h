// An officer who changes events while people apply for them.
#pragma once

#include <atomic>
#include <random>
#include <string>
#include <vector>

#include "tests/system/registry_client.h"
#include "tests/system/training.h"

namespace zaitaku {

// Widens rules, narrows some again, closes events and reopens them, each under a request id of its own, until each is
// answered for good. Nobody else changes these events. Not thread-safe.
class EventOfficer {
 public:
  // `much` more than one revision promotes is how far a rule is widened now and then.
  EventOfficer(const std::string& address, std::vector<training::v1::Event> events, int much, unsigned int seed);

  // Goes on until `done` is `clients`. An error ends it.
  absl::Status Work(const std::atomic<int>& done, int clients);

  // The request ids of what changed something.
  const std::vector<std::string>& changes() const { return changes_; }

 private:
  absl::Status ChangeOne();
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  RegistryClient<Training> client_;
  std::vector<training::v1::Event> events_;
  const int much_;
  std::mt19937 random_;
  int calls_ = 0;
  std::vector<std::string> changes_;
};

}  // namespace zaitaku
