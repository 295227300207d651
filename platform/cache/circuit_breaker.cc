#include "platform/cache/circuit_breaker.h"

#include <algorithm>
#include <utility>

namespace zaitaku {

CircuitBreaker::CircuitBreaker(const Options& options, std::function<double()> random)
    : options_(options), random_(std::move(random)), backoff_(options.backoff_min) {}

void CircuitBreaker::CallSucceeded() {
  if (state_ != State::kClosed) return;
  failures_ = 0;
  backoff_ = options_.backoff_min;
}

bool CircuitBreaker::CallFailed(TimePoint now) {
  if (state_ != State::kClosed || ++failures_ < options_.failures_to_open) return false;
  Open(now);
  return true;
}

bool CircuitBreaker::BeginProbe(TimePoint now) {
  if (state_ != State::kOpen || now < probe_due_) return false;
  state_ = State::kHalfOpen;
  return true;
}

void CircuitBreaker::ProbeSucceeded() {
  if (state_ != State::kHalfOpen) return;
  state_ = State::kClosed;
  failures_ = 0;
}

void CircuitBreaker::ProbeFailed(TimePoint now) {
  if (state_ == State::kHalfOpen) Open(now);
}

void CircuitBreaker::Open(TimePoint now) {
  state_ = State::kOpen;
  const double share = 1.0 - 0.5 * random_();
  probe_due_ = now + std::chrono::duration_cast<Duration>(backoff_ * share);
  backoff_ = std::min(backoff_ * 2, options_.backoff_max);
}

}  // namespace zaitaku
