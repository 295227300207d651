#include "platform/auth/caller_limits.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr double kBurstSeconds = 2;
constexpr int kForgottenAtOnce = 8;
constexpr absl::Duration kRetryConcurrent = absl::Milliseconds(100);

absl::Status TooMuch(const std::string& what, absl::Duration retry_after) {
  return RetryError(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED,
                    {absl::StrCat("this caller has reached its limit: ", what, "; try again later"),
                     absl::StrCat("この利用者の上限に達しました（", what, "）。しばらくしてからやり直してください")},
                    retry_after);
}

}  // namespace

std::shared_ptr<CallerLimits::State> CallerLimits::Find(const std::string& caller, absl::Time now) {
  const auto found = callers_.find(caller);
  if (found != callers_.end()) {
    State& state = *found->second;
    if (state.calls == 0) idle_.splice(idle_.begin(), idle_, state.idle);
    return found->second;
  }
  // Whoever is forgotten begins anew, with no calls: that must not be who has some. Several, because those may have
  // been more for a while.
  for (int i = 0; i < kForgottenAtOnce && callers_.size() >= options_.remembered_callers && !idle_.empty(); ++i) {
    const std::string forgotten = idle_.back()->caller;
    idle_.pop_back();
    callers_.erase(forgotten);
  }
  auto state = std::make_shared<State>();
  state->caller = caller;
  state->tokens = kBurstSeconds * options_.calls_per_second;
  state->filled_at = now;
  state->idle = idle_.insert(idle_.begin(), state.get());
  callers_.emplace(caller, state);
  return state;
}

absl::Status CallerLimits::Fill(State& state, absl::Time now) const {
  if (options_.calls_per_second <= 0) return absl::OkStatus();
  const double passed = std::max(0.0, absl::ToDoubleSeconds(now - state.filled_at));
  state.tokens = std::min(kBurstSeconds * options_.calls_per_second, state.tokens + passed * options_.calls_per_second);
  state.filled_at = now;
  // A bucket that is almost full enough is so by rounding.
  if (state.tokens >= 1 - 1e-9) return absl::OkStatus();
  return TooMuch(absl::StrCat(options_.calls_per_second, " ", options_.what, " a second"),
                 absl::Seconds((1 - state.tokens) / options_.calls_per_second));
}

absl::StatusOr<CallerLimits::Permit> CallerLimits::Enter(const std::string& caller) {
  if (!limited()) return Permit();
  const std::lock_guard lock(mutex_);
  const absl::Time now = options_.now();
  const std::shared_ptr<State> state = Find(caller, now);
  if (options_.concurrent_calls > 0 && state->calls >= options_.concurrent_calls) {
    return TooMuch(absl::StrCat(options_.concurrent_calls, " ", options_.what, " at a time"), kRetryConcurrent);
  }
  RETURN_IF_ERROR(Fill(*state, now));
  if (options_.calls_per_second > 0) state->tokens -= 1;
  if (state->calls++ == 0) idle_.erase(state->idle);
  return Permit(this, state);
}

absl::Status CallerLimits::Check(const std::string& caller) {
  const std::lock_guard lock(mutex_);
  const auto found = callers_.find(caller);
  return found == callers_.end() ? absl::OkStatus() : Fill(*found->second, options_.now());
}

void CallerLimits::Permit::End() {
  if (limits_ == nullptr) return;
  const std::lock_guard lock(limits_->mutex_);
  if (--state_->calls == 0) state_->idle = limits_->idle_.insert(limits_->idle_.begin(), state_.get());
  limits_ = nullptr;
}

size_t CallerLimits::remembered() const {
  const std::lock_guard lock(mutex_);
  return callers_.size();
}

}  // namespace zaitaku
