// A client that watches a registry's revisions through its deaths.
#pragma once

#include <atomic>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/system/registry_client.h"

namespace zaitaku {

enum class WatcherHabit {
  kSteady,    // Reads as fast as it can, and reconnects when the stream ends.
  kSlow,      // Waits between reads.
  kRestless,  // Breaks off now and then, and goes on after what it saw last.
};

// `Service` as in each_service.h.
template <typename Service>
class RevisionWatcher {
 public:
  // Watches what comes after `after`, the token of a revision.
  RevisionWatcher(const std::string& address, WatcherHabit habit, std::string after, unsigned int seed);

  // Returns when it has seen the revision of number `last`, which is negative until it is known; or an error if a
  // revision is missing, doubled, out of order or without its values, if a stream ends otherwise than by the server's
  // death, or if `give_up` becomes true.
  absl::Status Watch(const std::atomic<int64_t>& last, const std::atomic<bool>& give_up);

  // The revisions seen, in order.
  const std::vector<type::v1::RevisionRecord>& seen() const { return seen_; }
  int streams() const { return streams_; }

 private:
  absl::Status WatchOnce(const std::atomic<int64_t>& last, const std::atomic<bool>& give_up);
  absl::Status See(const type::v1::WatchRevisionsResponse& response);

  RegistryClient<Service> client_;
  const WatcherHabit habit_;
  std::mt19937 random_;
  std::string position_;  // The token of the revision seen last.
  int64_t number_;        // Its number.
  std::vector<type::v1::RevisionRecord> seen_;
  int streams_ = 0;
};

}  // namespace zaitaku
