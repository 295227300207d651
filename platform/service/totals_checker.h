// Compares the running totals with the rows, at start and on a schedule.
#pragma once

#include <atomic>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "platform/service/history_calls.h"

namespace zaitaku {

// A difference is logged as an error, cell by cell, and counted: it means a bug or a damaged file, and every total is
// in doubt.
class TotalsChecker {
 public:
  // The first check is made here, before anything is served. `ledger` must outlive this.
  TotalsChecker(Ledger& ledger, RecomputeTotals recompute, absl::Duration interval);
  ~TotalsChecker();
  TotalsChecker(const TotalsChecker&) = delete;

  // True if the last check found every total right.
  bool correct() const { return correct_; }

  // Whether totals may be answered: OK, or DATA_LOSS (STORE_DAMAGED). Every read of totals passes here.
  absl::Status Admit() const;

  // How many checks were made, and how many of them found a difference or could not be made.
  int64_t checks() const { return checks_; }
  int64_t failures() const { return failures_; }

 private:
  void Run();
  void Check();

  Ledger& ledger_;
  const RecomputeTotals recompute_;
  const absl::Duration interval_;
  std::atomic<bool> correct_{false};
  std::atomic<int64_t> checks_{0};
  std::atomic<int64_t> failures_{0};
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zaitaku
