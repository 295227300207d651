// The one thread that writes to a ledger.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "platform/fairness/fair_queue.h"
#include "platform/storage/ledger.h"
#include "platform/storage/ledger_metrics.h"

namespace zaitaku {

// The newest revision, as stored.
absl::StatusOr<Revision> LoadHead(SqlSession& session);

// Group commit: takes what is queued, applies each mutation in a savepoint of its own, commits them together, and only
// then answers. One fdatasync serves the whole group. Callers take turns; what one of them asks for stays in its order.
// If the store fails, the whole group is taken back and told so.
class LedgerWriter {
 public:
  // `committed` is called after each commit, before its callers are answered, so that they read their own writes.
  LedgerWriter(Database& database, const LedgerOptions& options, Revision head,
               std::function<void(const Revision&)> committed);
  // Commits what is queued.
  ~LedgerWriter();

  void Submit(Mutation mutation);

  // Waits until no revision of that time or before can come any more. UNAVAILABLE (STORE_UNAVAILABLE) at the deadline.
  absl::Status Settle(int64_t micros, absl::Time deadline);

  // False from a commit that failed until one succeeds. While it is false, a commit is tried every second.
  bool writable() const { return !failing_; }

  void CollectMetrics(MetricPage& page);

 private:
  static constexpr int64_t kNothingUnsettled = std::numeric_limits<int64_t>::max();

  // What a mutation came to, held back until the commit.
  struct Outcome {
    Mutation mutation;
    absl::Status status;
  };

  void Run();
  // Waits for work, or for the time to try again. False when stopping with nothing left.
  bool TakeBatch(std::vector<Mutation>& batch);
  void CommitBatch(std::vector<Mutation> batch);
  // Everything between BEGIN and COMMIT. An error means that the store failed and nothing may be committed.
  absl::StatusOr<Revision> ApplyBatch(std::vector<Outcome>& outcomes);
  // In a savepoint. The returned error is the store's; the mutation's own outcome is in `outcome.status`.
  absl::Status ApplyOne(Outcome& outcome, BatchMemory& memory, Revision& head);
  // The mutation's work up to its record; `head` moves on if there is a new revision.
  absl::Status Apply(const Mutation& mutation, BatchMemory& memory, Revision& head);
  // True if the answer was found and put into the response.
  absl::StatusOr<bool> Replay(const Mutation& mutation);
  absl::Status Remember(const Mutation& mutation);
  absl::Status ForgetOld();
  // Has what was erased leave the log. What cannot be done now is done later.
  void CutErased();
  // What is left to do of that, and the index of private keys, once callers have been answered: both may take long.
  void Wipe();

  SqlSession& session_;
  const std::string private_secret_;
  const LedgerOptions options_;
  const std::function<void(const Revision&)> committed_;
  LedgerMetrics metrics_;
  Revision head_;  // The writer thread's own.
  // Since the last commit failed. The head is in doubt then: a COMMIT that reported a failure may have been done.
  std::atomic<bool> failing_{false};
  absl::Time forgot_at_ = absl::InfinitePast();
  bool batch_erased_ = false;         // Something, by the batch under way.
  bool log_holds_erased_ = false;     // The log, what was erased.
  bool private_index_stale_ = false;  // The index of private records, copies of keys that were erased.
  bool cut_failed_ = false;           // Of the log, the last time.
  std::chrono::steady_clock::time_point cut_tried_at_;
  absl::Time index_rewritten_at_ = absl::InfinitePast();

  std::mutex mutex_;
  std::condition_variable queued_;   // Something is in `queue_`, or nothing comes any more.
  std::condition_variable settled_;  // A commit has settled what was unsettled.
  FairQueue<Mutation> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t settled_micros_ ABSL_GUARDED_BY(mutex_) = 0;  // Batches taken from now on are dated after this.
  // Nothing that is not committed yet, or whose commit is in doubt, is dated before this.
  int64_t unsettled_from_micros_ ABSL_GUARDED_BY(mutex_) = kNothingUnsettled;
  int64_t batch_from_micros_ = 0;  // The writer thread's own: nothing in its batch is dated before.
  std::thread thread_;
};

}  // namespace zaitaku
