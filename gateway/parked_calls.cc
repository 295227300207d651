#include "gateway/parked_calls.h"

#include <utility>

#include "absl/time/clock.h"

namespace zaitaku::gateway {

ParkedCalls::ParkedCalls(int limit_calls) : limit_(static_cast<size_t>(limit_calls)), thread_([this] { Run(); }) {}

ParkedCalls::~ParkedCalls() {
  Close();
  thread_.join();
}

bool ParkedCalls::Park(std::function<bool()> ready, absl::Time until, std::function<void(End)> resume) {
  End end = End::kClosed;
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      // Asked under the lock: what becomes known later signals later.
      if (!ready()) {
        if (calls_.size() >= limit_) return false;
        earlier_ |= calls_.empty() || until < calls_.begin()->first;
        changed_.notify_all();
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
  const std::lock_guard lock(mutex_);
  signalled_ = true;
  changed_.notify_all();
}

void ParkedCalls::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
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
  const auto woken = [this] { return signalled_ || earlier_ || closed_; };
  for (bool closed = false; !closed;) {
    Ended ended;
    {
      std::unique_lock lock(mutex_);
      if (calls_.empty()) {
        changed_.wait(lock, woken);
      } else {
        changed_.wait_until(lock, absl::ToChronoTime(calls_.begin()->first), woken);
      }
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
