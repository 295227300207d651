#include "platform/service/totals_checker.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr int kMaxDifferences = 100;

void AddDifferences(const std::map<CellName, int64_t>& totals, const std::map<CellName, int64_t>& recomputed,
                    type::v1::CheckTotalsResponse& response) {
  const auto value = [](const std::map<CellName, int64_t>& of, const CellName& name) {
    const auto found = of.find(name);
    return found == of.end() ? 0 : found->second;
  };
  std::map<CellName, int64_t> names = totals;
  names.insert(recomputed.begin(), recomputed.end());
  for (const auto& [name, unused] : names) {
    const int64_t total = value(totals, name), right = value(recomputed, name);
    if (total == right || response.differences_size() == kMaxDifferences) continue;
    type::v1::TotalDifference& difference = *response.add_differences();
    difference.set_scope(name.first);
    difference.set_cell(name.second);
    difference.set_total(total);
    difference.set_recomputed(right);
  }
  response.set_compared_cells(static_cast<int32_t>(names.size()));
  response.set_correct(response.differences().empty());
}

absl::Status CheckUnderWay() {
  return Overloaded({"the totals are being checked already; try again", "集計値は既に検査中です"}, absl::Seconds(1));
}

// An error that is itself a finding, unlike one that kept the check from being made.
bool IsFinding(const absl::Status& status) { return ReasonOf(status) == type::v1::ERROR_REASON_STORE_DAMAGED; }

}  // namespace

TotalsChecker::TotalsChecker(Ledger& ledger, RecomputeTotals recompute, absl::Duration interval,
                             absl::Duration retry_after)
    : ledger_(ledger), recompute_(std::move(recompute)), interval_(interval), retry_after_(retry_after) {
  const absl::Duration wait = CheckOnSchedule();
  thread_ = std::thread([this, wait] { Run(wait); });
}

TotalsChecker::~TotalsChecker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

absl::Status TotalsChecker::Admit() const {
  switch (verdict_.load()) {
    case Verdict::kCorrect:
      return absl::OkStatus();
    case Verdict::kWrong:
      return StoreDamaged(
          {"the totals contradict the rows that they are made of, so none is given. An operator must look",
           "集計値が明細と一致しないため、集計を表示できません。運用担当者の確認が必要です"},
          "totals");
    default:
      return Error(type::v1::ERROR_REASON_STORE_UNAVAILABLE,
                   {"the totals could not be checked yet, so none is given; try again",
                    "集計値の検査が済んでいないため、集計を表示できません。しばらくしてからやり直してください"});
  }
}

absl::StatusOr<type::v1::CheckTotalsResponse> TotalsChecker::Check(const MayGoOn& may_go_on) {
  const std::unique_lock<std::mutex> one_at_a_time(checking_, std::try_to_lock);
  if (!one_at_a_time.owns_lock()) return CheckUnderWay();
  auto result = Compare(may_go_on);
  Note(result);
  return result;
}

void TotalsChecker::Run(absl::Duration wait) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (stop_.wait_until(lock, absl::ToChronoTime(absl::Now() + wait), [this] { return stopping_; })) return;
    }
    wait = CheckOnSchedule();
  }
}

absl::Duration TotalsChecker::CheckOnSchedule() {
  const auto result = Check([this] {
    const std::lock_guard lock(mutex_);
    return stopping_ ? absl::CancelledError("the server stops") : absl::OkStatus();
  });
  return result.ok() || IsFinding(result.status()) ? interval_ : retry_after_;
}

absl::StatusOr<type::v1::CheckTotalsResponse> TotalsChecker::Compare(const MayGoOn& may_go_on) {
  ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(""));
  const SqlSession::Interruption interruption(*view->session, may_go_on);
  view->reader.AskBeforeReading(may_go_on);
  ASSIGN_OR_RETURN(const auto totals, view->reader.AllTotals());
  ASSIGN_OR_RETURN(const auto recomputed, recompute_(view->reader));
  type::v1::CheckTotalsResponse response;
  response.set_revision(view->revision.Token());
  AddDifferences(totals, recomputed, response);
  return response;
}

void TotalsChecker::CollectMetrics(MetricPage& page) const {
  page.Counter("zaitaku_totals_checks_total", "Comparisons of the totals with their rows",
               static_cast<double>(checks_.load()));
  page.Counter("zaitaku_totals_check_failures_total", "Comparisons that found a difference, or could not be made",
               static_cast<double>(failures_.load()));
  page.Gauge("zaitaku_totals_correct", "1 if the last comparison that could be made found every total right",
             correct() ? 1 : 0);
  page.Gauge("zaitaku_totals_check_age_seconds", "Since the last comparison that could be made, or since the start",
             static_cast<double>(std::max<int64_t>(0, absl::ToUnixSeconds(absl::Now()) - checked_at_seconds_)));
}

void TotalsChecker::Note(const absl::StatusOr<type::v1::CheckTotalsResponse>& result) {
  ++checks_;
  if (result.ok() || IsFinding(result.status())) checked_at_seconds_ = absl::ToUnixSeconds(absl::Now());
  if (result.ok() && result->correct()) {
    if (verdict_.exchange(Verdict::kCorrect) == Verdict::kWrong) spdlog::info("the totals are right again");
    return;
  }
  ++failures_;
  if (!result.ok()) {
    spdlog::error("the totals could not be checked: {}", std::string(result.status().message()));
    if (IsFinding(result.status())) verdict_ = Verdict::kWrong;
    return;
  }
  verdict_ = Verdict::kWrong;
  for (const auto& difference : result->differences()) {
    spdlog::error("TOTALS ARE WRONG at revision {}: {} {} is {}, but the rows add up to {}", result->revision(),
                  difference.scope(), difference.cell(), difference.total(), difference.recomputed());
  }
}

}  // namespace zaitaku
