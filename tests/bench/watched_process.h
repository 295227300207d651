// What a server's process takes, and whether it says that it is healthy, while it is under load.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace zaitaku::bench {

// The processors that this process may run on.
std::vector<int> OwnProcessors();

// Has all threads of a process, 0 for this one, run on these processors only.
absl::Status PinProcess(pid_t pid, const std::vector<int>& processors);

// Memory that the process has in use.
double ResidentMiB(pid_t pid);

// Asks for the health of everything again and again, on a thread of its own, as who runs the server would.
class HealthWatcher {
 public:
  explicit HealthWatcher(const std::string& address);
  ~HealthWatcher();
  HealthWatcher(const HealthWatcher&) = delete;

  struct Checks {
    int64_t asked = 0;
    int64_t serving = 0;  // Of these, those that were answered so in time.
    absl::Duration slowest;
  };
  // Those since the last time that this was asked.
  Checks Take();

 private:
  void Run(const std::string& address);

  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  Checks checks_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zaitaku::bench
