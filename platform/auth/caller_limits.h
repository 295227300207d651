// How much one caller may ask for, so that nobody's flood starves another.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zaitaku {

struct CallerLimitOptions {
  double calls_per_second = 0;         // 0: no limit. Twice as many may come at once.
  int concurrent_calls = 0;            // 0: no limit. A watch is a call for as long as it is open.
  size_t remembered_callers = 10'000;  // Of more, those who called last are known, and who has a call under way.
  std::function<absl::Time()> now = &absl::Now;
  std::string what = "calls";  // That are counted, for the error's text.
};

// A bucket of tokens and a count of calls for each caller. Thread-safe.
class CallerLimits {
 private:
  struct State;

 public:
  explicit CallerLimits(const CallerLimitOptions& options) : options_(options) {}
  CallerLimits(const CallerLimits&) = delete;

  // A call under way; ends with this object, which must not outlive the limits.
  class Permit {
   public:
    Permit() = default;
    ~Permit() { End(); }
    Permit(Permit&& other) noexcept : limits_(std::exchange(other.limits_, nullptr)), state_(std::move(other.state_)) {}
    Permit& operator=(Permit&& other) noexcept {
      End();
      limits_ = std::exchange(other.limits_, nullptr);
      state_ = std::move(other.state_);
      return *this;
    }

   private:
    friend class CallerLimits;
    Permit(CallerLimits* limits, std::shared_ptr<State> state) : limits_(limits), state_(std::move(state)) {}
    void End();

    CallerLimits* limits_ = nullptr;
    std::shared_ptr<State> state_;
  };

  // Whether there are any limits.
  bool limited() const { return options_.calls_per_second > 0 || options_.concurrent_calls > 0; }

  // Lets a call of that caller in. RESOURCE_EXHAUSTED (CALLER_LIMIT_EXCEEDED) with the time to retry.
  absl::StatusOr<Permit> Enter(const std::string& caller);

  // Whether a call of that caller would be within the rate; counts nothing. The error is Enter's.
  absl::Status Check(const std::string& caller);

  size_t remembered() const;

 private:
  struct State {
    std::string caller;
    double tokens = 0;
    absl::Time filled_at;
    int calls = 0;
    std::list<State*>::iterator idle;  // While there are no calls: the place in `idle_`.
  };

  std::shared_ptr<State> Find(const std::string& caller, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // OK if the caller's bucket, filled up to now, holds a token.
  absl::Status Fill(State& state, absl::Time now) const;

  const CallerLimitOptions options_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<State>> callers_ ABSL_GUARDED_BY(mutex_);
  // Those without a call under way; only they can be forgotten, and who called last is first.
  std::list<State*> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
