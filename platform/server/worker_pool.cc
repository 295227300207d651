#include "platform/server/worker_pool.h"

#include <utility>

namespace zaitaku {

WorkerPool::WorkerPool(int threads, int queue_limit_jobs) : queue_(static_cast<size_t>(queue_limit_jobs)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Post(std::function<void()> job) {
  Job posted{CurrentTrace(), std::move(job)};
  const std::lock_guard lock(mutex_);
  if (!queue_.Push(posted.trace.caller, posted)) {
    ++refused_;
    return false;
  }
  // Under the lock: once it is given up, the job may end the last call there is, and the pool with it.
  posted_.notify_one();
  return true;
}

void WorkerPool::CollectMetrics(MetricPage& page) {
  const std::lock_guard lock(mutex_);
  page.Gauge("zaitaku_work_queue_calls", "Calls that wait for a thread", static_cast<double>(queue_.size()));
  page.Gauge("zaitaku_work_queue_limit_calls", "So many may wait; more are refused",
             static_cast<double>(queue_.limit()));
  page.Counter("zaitaku_work_refused_total", "Calls refused because too many waited", static_cast<double>(refused_));
}

void WorkerPool::Run() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      posted_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      job = queue_.Pop();
    }
    const TraceScope trace(job.trace);
    job.work();
  }
}

}  // namespace zaitaku
