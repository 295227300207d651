#include "platform/service/totals_checker.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "platform/status/status.h"

namespace zaitaku {

TotalsChecker::TotalsChecker(Ledger& ledger, RecomputeTotals recompute, absl::Duration interval)
    : ledger_(ledger), recompute_(std::move(recompute)), interval_(interval) {
  Check();
  thread_ = std::thread([this] { Run(); });
}

TotalsChecker::~TotalsChecker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status TotalsChecker::Admit() const {
  if (correct_) return absl::OkStatus();
  return StoreDamaged({"the totals contradict the rows that they are made of, so none is given. An operator must look",
                       "集計値が明細と一致しないため、集計を表示できません。運用担当者の確認が必要です"},
                      "totals");
}

void TotalsChecker::Run() {
  const auto stopped = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; };
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopped), interval_)) return;
    }
    Check();
  }
}

void TotalsChecker::Check() {
  const auto result = CheckTotals(ledger_, recompute_);
  ++checks_;
  correct_ = result.ok() && result->correct();
  if (correct_) return;
  ++failures_;
  if (!result.ok()) {
    spdlog::error("the totals could not be checked: {}", std::string(result.status().message()));
    return;
  }
  for (const auto& difference : result->differences()) {
    spdlog::error("TOTALS ARE WRONG at revision {}: {} {} is {}, but the rows add up to {}", result->revision(),
                  difference.scope(), difference.cell(), difference.total(), difference.recomputed());
  }
}

}  // namespace zaitaku
