// What a nationwide summary takes from the council registry.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "platform/storage/ledger.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

// Reads it at the view's revision. An empty `survey`: the latest published one, and if there is none, nothing beyond
// the revision. INVALID_ARGUMENT naming `survey`; NOT_FOUND.
absl::Status ReadNationalTotals(const Ledger::View& view, const std::string& survey, v1::NationalTotals& result);

// The same of the latest published survey, for who asks again and again: what did not change since the last time is
// not read again. Thread-safe; the views must be of one ledger.
class LatestNationalTotals {
 public:
  // `checks` says how many checks of the totals there have been. After each, all is read anew and compared with what
  // was kept, so that nothing wrong in memory lasts.
  explicit LatestNationalTotals(std::function<int64_t()> checks) : checks_(std::move(checks)) {}

  absl::Status Read(Ledger::View& view, v1::NationalTotals& result);

 private:
  // Reads into `totals_`, from what is kept if that can be.
  absl::Status Refresh(Ledger::View& view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadAll(const Ledger::View& view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Brings what is kept to the view's revision. False if all must be read.
  absl::StatusOr<bool> CatchUp(Ledger::View& view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadReport(const Ledger::View& view, const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RefreshPrefecture(const std::string& code) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::function<int64_t()> checks_;
  std::mutex mutex_;
  int64_t checks_seen_ ABSL_GUARDED_BY(mutex_) = -1;
  Revision revision_ ABSL_GUARDED_BY(mutex_);  // Of what is kept.
  std::map<std::string, int64_t> cells_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::CouncilReport> reports_ ABSL_GUARDED_BY(mutex_);  // By kind, then prefecture.
  v1::NationalTotals totals_ ABSL_GUARDED_BY(mutex_);               // What these add up to; no survey: nothing is kept.
};

}  // namespace zaitaku::council
