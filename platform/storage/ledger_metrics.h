// What a ledger's writer tells of its work.
#pragma once

#include <prometheus/histogram.h>

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "platform/telemetry/metric_page.h"

namespace zaitaku {

// Thread-safe; a few additions for a batch.
class LedgerMetrics {
 public:
  LedgerMetrics();

  // A mutation found the queue full.
  void NoteRefusal() { refused_.fetch_add(1, std::memory_order_relaxed); }
  // A batch with that many mutations, committed or failed, took so long from BEGIN on.
  void NoteBatch(size_t mutations, bool committed, absl::Duration took);
  // COMMIT, which waits for the disk, took so long.
  void NoteCommit(absl::Duration took);

  void Collect(MetricPage& page) const;

 private:
  std::atomic<int64_t> refused_{0};
  std::atomic<int64_t> failed_batches_{0};
  prometheus::Histogram batch_mutations_;
  prometheus::Histogram batch_seconds_;
  prometheus::Histogram commit_seconds_;
};

}  // namespace zaitaku
