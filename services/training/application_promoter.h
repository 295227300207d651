// Gives places to those for whom there are some, where a change of an event made more than one revision promotes.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/service/totals_checker.h"
#include "platform/storage/ledger.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

// Looks every so often for events under kPromotionsDueLabel, and promotes people for each, kMaxPromotions in a revision
// of its own, until none is left. It remembers nothing: what is due follows from what is stored, so a restart, a failed
// commit or a trial needs no care. Between its revisions everybody else's changes are made as usual.
class ApplicationPromoter {
 public:
  // Both must outlive this.
  ApplicationPromoter(Ledger& ledger, const TotalsChecker& totals, absl::Duration look_every = absl::Milliseconds(200));
  ~ApplicationPromoter();
  ApplicationPromoter(const ApplicationPromoter&) = delete;

 private:
  void Run();
  // One revision for each event, as far as there are any. True if anybody got a place.
  absl::StatusOr<bool> PromoteSome();
  // One revision for the event, if this is still its newest version. Waits for the commit.
  absl::Status PromoteFor(const v1::Event& event);
  // True if this is to end, which it waits for no longer than `wait`.
  bool IsStoppedAfter(absl::Duration wait);

  Ledger& ledger_;
  const TotalsChecker& totals_;
  const absl::Duration look_every_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zaitaku::training
