// Calls that wait for something to become known, without a thread each.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "platform/telemetry/trace.h"

namespace zaitaku::gateway {

// Thread-safe.
class ParkedCalls {
 public:
  // How the wait ended.
  enum class End { kReady, kTimeUp, kClosed };

  explicit ParkedCalls(int limit_calls);
  // Ends all waits with kClosed.
  ~ParkedCalls();
  ParkedCalls(const ParkedCalls&) = delete;

  // Has `resume` called, on a thread of this, once `ready` returns true or the time is up; at once, here, if that is so
  // now or this is closed. `ready` must be quick; it is asked again after each Signal. False if too many calls wait
  // already; `resume` is then not called.
  bool Park(std::function<bool()> ready, absl::Time until, std::function<void(End)> resume);

  int parked() {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(calls_.size());
  }

  // Something has become known.
  void Signal();

  // Ends all waits, and those to come, with kClosed.
  void Close();

 private:
  struct Call {
    std::function<bool()> ready;
    std::function<void(End)> resume;
    TraceContext trace;
  };

  using Ended = std::vector<std::pair<Call, End>>;

  void Run();
  // Takes out the calls whose wait is over.
  Ended TakeEnded(bool signalled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;  // One of the following has.
  bool signalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool earlier_ ABSL_GUARDED_BY(mutex_) = false;  // A call's time is up before all others'.
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::multimap<absl::Time, Call> calls_ ABSL_GUARDED_BY(mutex_);  // By the time until which they wait.
  std::thread thread_;
};

}  // namespace zaitaku::gateway
