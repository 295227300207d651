// The running totals compared with the rows: at start, on a schedule and on demand.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/storage/ledger.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// What the totals must be at the reader's revision, computed from the rows alone. Cells of zero may be left out.
using RecomputeTotals = std::function<absl::StatusOr<std::map<CellName, int64_t>>(const ResourceReader&)>;

// Makes every check there is, whoever asks for it, so that there is one verdict. A difference, or a row that is too
// damaged to be counted, is logged as an error and puts every total in doubt until a check finds all of them right. A
// check that could not be made says nothing about the totals: the verdict stays, and it is soon made again.
class TotalsChecker {
 public:
  // The first check is made here, before anything is served. `ledger` must outlive this.
  TotalsChecker(Ledger& ledger, RecomputeTotals recompute, absl::Duration interval,
                absl::Duration retry_after = absl::Seconds(2));
  ~TotalsChecker();
  TotalsChecker(const TotalsChecker&) = delete;

  // Compares all totals at the newest revision with their recomputation. RESOURCE_EXHAUSTED (OVERLOADED) at once if
  // another check is under way; DATA_LOSS (STORE_DAMAGED) if a row cannot be counted; else whatever kept it from being
  // made, such as an error of `may_go_on`.
  absl::StatusOr<type::v1::CheckTotalsResponse> Check(const MayGoOn& may_go_on = nullptr);

  // True if the last check that could be made found every total right.
  bool correct() const { return verdict_ == Verdict::kCorrect; }

  // Whether totals may be answered: OK; DATA_LOSS (STORE_DAMAGED); UNAVAILABLE (STORE_UNAVAILABLE) until the first
  // check could be made. Every read of totals passes here.
  absl::Status Admit() const;

  // How many checks were made, and how many of them did not find all totals right.
  int64_t checks() const { return checks_; }
  int64_t failures() const { return failures_; }

  void CollectMetrics(MetricPage& page) const;

 private:
  enum class Verdict { kUnknown, kCorrect, kWrong };

  void Run(absl::Duration wait);
  // A check of the schedule's; how long to wait until the next.
  absl::Duration CheckOnSchedule();
  absl::StatusOr<type::v1::CheckTotalsResponse> Compare(const MayGoOn& may_go_on);
  void Note(const absl::StatusOr<type::v1::CheckTotalsResponse>& result);

  Ledger& ledger_;
  const RecomputeTotals recompute_;
  const absl::Duration interval_;
  const absl::Duration retry_after_;
  std::mutex checking_;  // Held by the check under way; nobody waits for it.
  std::atomic<Verdict> verdict_{Verdict::kUnknown};
  std::atomic<int64_t> checks_{0};
  std::atomic<int64_t> failures_{0};
  // Since 1970: the last check that could be made, or the start.
  std::atomic<int64_t> checked_at_seconds_{absl::ToUnixSeconds(absl::Now())};
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zaitaku
