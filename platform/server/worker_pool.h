// Threads for work that blocks, so that gRPC's own never do.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"

namespace zaitaku {

// A fixed number of threads and a bounded queue. Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, int queue_limit_jobs);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;

  // False, at once, if the queue is full; `job` is then not run.
  bool Post(std::function<void()> job);

 private:
  void Run();

  const size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable posted_;  // Something is in `queue_`, or nothing comes any more.
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace zaitaku
