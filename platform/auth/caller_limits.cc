#include "platform/auth/caller_limits.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr double kBurstSeconds = 2;
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
    latest_.splice(latest_.begin(), latest_, found->second->place);
    return found->second;
  }
  if (callers_.size() >= options_.remembered_callers) {
    callers_.erase(latest_.back());
    latest_.pop_back();
  }
  latest_.push_front(caller);
  auto state = std::make_shared<State>();
  state->tokens = kBurstSeconds * options_.calls_per_second;
  state->filled_at = now;
  state->place = latest_.begin();
  callers_.emplace(caller, state);
  return state;
}

absl::StatusOr<CallerLimits::Permit> CallerLimits::Enter(const std::string& caller) {
  if (!limited()) return Permit();
  const std::lock_guard lock(mutex_);
  const absl::Time now = options_.now();
  const std::shared_ptr<State> state = Find(caller, now);
  if (options_.concurrent_calls > 0 && state->calls >= options_.concurrent_calls) {
    return TooMuch(absl::StrCat(options_.concurrent_calls, " calls at a time"), kRetryConcurrent);
  }
  if (options_.calls_per_second > 0) {
    const double passed = std::max(0.0, absl::ToDoubleSeconds(now - state->filled_at));
    state->tokens =
        std::min(kBurstSeconds * options_.calls_per_second, state->tokens + passed * options_.calls_per_second);
    state->filled_at = now;
    // A bucket that is almost full enough is so by rounding.
    if (state->tokens < 1 - 1e-9) {
      return TooMuch(absl::StrCat(options_.calls_per_second, " calls a second"),
                     absl::Seconds((1 - state->tokens) / options_.calls_per_second));
    }
    state->tokens -= 1;
  }
  ++state->calls;
  return Permit(this, state);
}

void CallerLimits::Permit::End() {
  if (limits_ == nullptr) return;
  const std::lock_guard lock(limits_->mutex_);
  --state_->calls;
  limits_ = nullptr;
}

size_t CallerLimits::remembered() const {
  const std::lock_guard lock(mutex_);
  return callers_.size();
}

}  // namespace zaitaku
