// A client that changes resources of its own, each change under a request id of its own, until each is acknowledged.
#pragma once

#include <atomic>
#include <random>
#include <string>
#include <vector>

#include "tests/system/registry_client.h"
#include "tests/system/sent_change.h"

namespace zaitaku {

// A change that the registry has acknowledged.
template <typename Service>
struct Acknowledged {
  typename Service::Change change;
  std::string revision;  // The token in the answer.
};

// Its resources are changed by nobody else, and each change differs from all before in what it writes, so that each
// must make one revision that holds exactly that. Not thread-safe. `Service` as in each_service.h.
template <typename Service>
class ChangeWriter {
 public:
  // `number` tells it from other writers.
  ChangeWriter(const std::string& address, int number, std::vector<std::string> resources, unsigned int seed);

  // Makes `count` changes one after another. Now and then it sends an old, acknowledged request again, as a late
  // duplicate, which must get its old answer. `progress` counts what is acknowledged. An error ends it.
  absl::Status Write(int count, std::atomic<int>& progress);
  // One change, retried until it is acknowledged.
  absl::StatusOr<Acknowledged<Service>> WriteOne();

  const std::vector<Acknowledged<Service>>& acknowledged() const { return acknowledged_; }
  // How often an answer left open whether the change was made.
  int unknown_outcomes() const { return unknown_outcomes_; }
  // How many of them were the registry's own refusals: STORE_UNAVAILABLE.
  int store_failures() const { return store_failures_; }

 private:
  absl::StatusOr<Answer> Send(const typename Service::Change& change);
  absl::Status SendLateDuplicate();
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  RegistryClient<Service> client_;
  std::mt19937 random_;
  typename Service::Changes changes_;
  std::vector<Acknowledged<Service>> acknowledged_;
  int unknown_outcomes_ = 0;
  int store_failures_ = 0;
};

}  // namespace zaitaku
