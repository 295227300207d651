// Writes that were refused, in the audit: bounded, however many there are.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/auth/caller.h"
#include "platform/storage/ledger.h"
#include "platform/telemetry/metric_page.h"

namespace zaitaku {

// The method that revisions of refusals name.
inline constexpr char kRefusedWrites[] = "zaitaku.audit.RefusedWrites";

struct RefusalLogOptions {
  // At most one revision in so long about callers who have proved who they are: the first refusal is written at once,
  // what follows is summed up.
  absl::Duration every = absl::Minutes(1);
  size_t kinds = 20;  // Who, what and why are told apart for so many; of the rest, only the number is kept.
  // The same about all others together, of whom there is nothing to say but how many: anybody can be refused without
  // end, and what is in the chain stays for ever.
  absl::Duration unproved_every = absl::Hours(1);
  // So many kinds are one caller's at most, whatever they call, from where and by which token: nobody is to take up the
  // room of the others' names.
  size_t kinds_of_one = 4;
};

// Every refusal is counted in a revision that changes nothing but is in the chain. Thread-safe.
class RefusalLog {
 public:
  RefusalLog(Ledger& ledger, const RefusalLogOptions& options);
  // Hands over to the ledger what it has.
  ~RefusalLog();
  RefusalLog(const RefusalLog&) = delete;

  // Never waits.
  void Note(const Caller& caller, std::string_view method, const absl::Status& why);

  void CollectMetrics(MetricPage& page) const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Run();
  // What is due of what was noted, as the audit's reason, and forgets it; empty if nothing is. What is not due yet is
  // due at `next`.
  std::string TakeDue(Time& next) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string TakeKinds() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write(const std::string& text);

  Ledger& ledger_;
  const RefusalLogOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable noted_;
  std::map<std::string, int> kinds_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, size_t> kinds_of_each_ ABSL_GUARDED_BY(mutex_);  // How many of these are whose.
  int others_ ABSL_GUARDED_BY(mutex_) = 0;
  int unproved_ ABSL_GUARDED_BY(mutex_) = 0;
  Time kinds_from_ ABSL_GUARDED_BY(mutex_);     // Not before then are they written again.
  Time unproved_from_ ABSL_GUARDED_BY(mutex_);  // Nor these.
  int64_t all_proved_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t all_unproved_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zaitaku
