// What a nationwide summary takes from the council registry.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "platform/storage/ledger.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

// Reads it at the view's revision. An empty `survey`: the latest published one, and if there is none, nothing beyond
// the revision. INVALID_ARGUMENT naming `survey`; NOT_FOUND.
absl::Status ReadNationalTotals(const Ledger::View& view, const std::string& survey, v1::NationalTotals& result);

// The same of the latest published survey, for who asks again and again: reports that did not change since the last
// time are not read again. Thread-safe; the views must be of one ledger.
class LatestNationalTotals {
 public:
  absl::Status Read(Ledger::View& view, v1::NationalTotals& result);

 private:
  // Brings what is kept to the view's revision. False if all must be read.
  absl::StatusOr<bool> CatchUp(Ledger::View& view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadAll(const Ledger::View& view, const std::string& survey) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Refresh(const Ledger::View& view, const std::string& name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::mutex mutex_;
  int64_t revision_ ABSL_GUARDED_BY(mutex_) = 0;
  v1::Survey survey_ ABSL_GUARDED_BY(mutex_);                              // Without a name if nothing is kept.
  std::vector<v1::CouncilReport> reports_ ABSL_GUARDED_BY(mutex_);         // By kind, then prefecture.
  std::vector<v1::PrefectureTotals> prefectures_ ABSL_GUARDED_BY(mutex_);  // In order of code.
};

}  // namespace zaitaku::council
