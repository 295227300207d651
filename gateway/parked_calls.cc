#include "gateway/parked_calls.h"

#include <utility>

namespace zaitaku::gateway {

ParkedCalls::ParkedCalls(int limit_calls) : limit_(static_cast<size_t>(limit_calls)), thread_([this] { Run(); }) {}

ParkedCalls::~ParkedCalls() {
  Close();
  thread_.join();
}

bool ParkedCalls::Park(std::function<bool()> ready, absl::Time until, std::function<void(End)> resume) {
  End end = End::kClosed;
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_) {
      // Asked under the lock: what becomes known later signals later.
      if (!ready()) {
        if (calls_.size() >= limit_) return false;
        earlier_ |= calls_.empty() || until < calls_.begin()->first;
        calls_.emplace(until, Call{std::move(ready), std::move(resume), CurrentTrace()});
        return true;
      }
      end = End::kReady;
    }
  }
  resume(end);
  return true;
}

void ParkedCalls::Signal() {
  absl::MutexLock lock(&mutex_);
  signalled_ = true;
}

void ParkedCalls::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

ParkedCalls::Ended ParkedCalls::TakeEnded(bool signalled) {
  Ended ended;
  const absl::Time now = absl::Now();
  for (auto call = calls_.begin(); call != calls_.end();) {
    const bool time_up = now >= call->first;
    if (!time_up && !signalled && !closed_) break;
    const bool ready = !closed_ && signalled && call->second.ready();
    if (!ready && !time_up && !closed_) {
      ++call;
      continue;
    }
    ended.emplace_back(std::move(call->second), closed_ ? End::kClosed : ready ? End::kReady : End::kTimeUp);
    call = calls_.erase(call);
  }
  return ended;
}

void ParkedCalls::Run() {
  const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return signalled_ || earlier_ || closed_; };
  for (bool closed = false; !closed;) {
    Ended ended;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithDeadline(absl::Condition(&woken),
                               calls_.empty() ? absl::InfiniteFuture() : calls_.begin()->first);
      earlier_ = false;
      closed = closed_;
      ended = TakeEnded(std::exchange(signalled_, false));
    }
    for (auto& [call, end] : ended) {
      const TraceScope trace(call.trace);
      call.resume(end);
    }
  }
}

}  // namespace zaitaku::gateway
