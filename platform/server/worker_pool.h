// Threads for work that blocks, so that gRPC's own never do.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "platform/fairness/fair_queue.h"
#include "platform/telemetry/metric_page.h"
#include "platform/telemetry/trace.h"

namespace zaitaku {

// A fixed number of threads and a bounded queue, in which callers take turns. Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, int queue_limit_jobs);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;

  // False, at once, if the queue is full, or the caller's share of it; `job` is then not run. It is run for the trace
  // that its poster works for, and waits in the line of the caller that the trace names.
  bool Post(std::function<void()> job);

  // Adds how much waits, and was refused.
  void CollectMetrics(MetricPage& page);

 private:
  struct Job {
    TraceContext trace;
    std::function<void()> work;
  };

  void Run();

  std::mutex mutex_;
  std::condition_variable posted_;  // Something is in `queue_`, or nothing comes any more.
  int64_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
  FairQueue<Job> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace zaitaku
