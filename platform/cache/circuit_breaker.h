// Decides when to leave a failing server alone, and when to try it again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace zaitaku {

// Closed: calls pass; `failures_to_open` failures in a row open it. Open: no call passes until a probe is due.
// Half-open: one probe is under way; it closes the breaker or opens it for longer. The time between probes doubles from
// backoff_min to backoff_max and starts over only when a call succeeds: a server that answers probes and no calls is
// not asked more often. Each wait is shortened by up to half at random, so that many clients do not come back at once.
//
// Not thread-safe: its owner's mutex guards it. It never reads a clock.
class CircuitBreaker {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  enum class State { kClosed, kOpen, kHalfOpen };

  struct Options {
    int failures_to_open;
    Duration backoff_min;
    Duration backoff_max;
  };

  // `random` gives numbers from 0 to below 1.
  CircuitBreaker(const Options& options, std::function<double()> random);

  State state() const { return state_; }

  // A call that was let through while closed ended. Ignored in the other states: it began before the breaker opened and
  // says nothing about now. CallFailed returns whether it opened the breaker.
  void CallSucceeded();
  bool CallFailed(TimePoint now);

  // When the next probe is due. Only while open.
  TimePoint probe_due() const { return probe_due_; }

  // Begins a probe if one is due; the caller must then report how it ended.
  bool BeginProbe(TimePoint now);
  void ProbeSucceeded();
  void ProbeFailed(TimePoint now);

 private:
  void Open(TimePoint now);

  const Options options_;
  const std::function<double()> random_;
  State state_ = State::kClosed;
  int failures_ = 0;
  Duration backoff_;
  TimePoint probe_due_;
};

}  // namespace zaitaku
