// Something that happens once, and threads that wait for it.
#pragma once

#include <condition_variable>
#include <mutex>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zaitaku {

// Like absl::Notification, but of the standard library's parts, whose order ThreadSanitizer sees. (std::latch yields
// before it waits, which on a busy machine takes for ever.) It may go as soon as one has waited for it.
class Signal {
 public:
  void Give() {
    const std::lock_guard lock(mutex_);
    given_ = true;
    changed_.notify_all();
  }

  void Await() { AwaitFor(absl::InfiniteDuration()); }

  // False if it did not happen in time.
  bool AwaitFor(absl::Duration patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, absl::ToChronoTime(absl::Now() + patience), [this] { return given_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool given_ = false;
};

}  // namespace zaitaku
