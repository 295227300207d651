#include "platform/storage/ledger_metrics.h"

namespace zaitaku {
namespace {

const prometheus::Histogram::BucketBoundaries kMutations = {1, 2, 4, 8, 16, 32, 64};
const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,    0.25,  0.5,    1,     2.5,  5,     10};

}  // namespace

LedgerMetrics::LedgerMetrics() : batch_mutations_(kMutations), batch_seconds_(kSeconds), commit_seconds_(kSeconds) {}

void LedgerMetrics::NoteBatch(size_t mutations, bool committed, absl::Duration took) {
  if (!committed) failed_batches_.fetch_add(1, std::memory_order_relaxed);
  batch_seconds_.Observe(absl::ToDoubleSeconds(took));
  // A failing store is tried again without any.
  if (mutations > 0) batch_mutations_.Observe(static_cast<double>(mutations));
}

void LedgerMetrics::NoteCommit(absl::Duration took) { commit_seconds_.Observe(absl::ToDoubleSeconds(took)); }

void LedgerMetrics::Collect(MetricPage& page) const {
  page.Counter("zaitaku_store_refused_total", "Changes refused because too many waited to be written",
               static_cast<double>(refused_.load(std::memory_order_relaxed)));
  page.Counter("zaitaku_store_failed_batches_total", "Batches of changes that the store could not take",
               static_cast<double>(failed_batches_.load(std::memory_order_relaxed)));
  page.Histogram("zaitaku_store_batch_mutations", "Changes that were written together", batch_mutations_);
  page.Histogram("zaitaku_store_batch_seconds", "Applying and committing a batch", batch_seconds_);
  page.Histogram("zaitaku_store_commit_seconds", "The commit of a batch, which waits for the disk", commit_seconds_);
}

}  // namespace zaitaku
