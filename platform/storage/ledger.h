// The ledger: the book in which a service keeps its resources, their history and their totals.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/revision/revision_token.h"
#include "platform/storage/database.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "platform/telemetry/metric_page.h"
#include "platform/telemetry/trace.h"

namespace zaitaku {

// A change that somebody asks for.
struct Mutation {
  MutationOrigin origin;
  // Of the whole request: the same request id with another is refused. What is kept is a digest of it under the
  // database's secret, so that nobody finds out by guessing what a request said.
  std::string request_digest;
  bool validate_only = false;                    // Carried out and taken back; its request id says nothing.
  absl::Time deadline = absl::InfiniteFuture();  // Past it, the mutation is dropped before it is applied.

  // Filled in by `apply`, or from the record of the first call with the same request id.
  google::protobuf::Message* response = nullptr;
  // Puts the revision's token into the response.
  std::function<void(const std::string&)> set_revision;
  // Does the work. An error takes back what it wrote. Runs on the writer's thread: nothing in it may wait.
  std::function<absl::Status(Transaction&)> apply;
  // What it is for, in the writer's lines of the log, and in whose line it waits; settled when it is submitted.
  TraceContext trace = {};
  // Called exactly once, on the writer's thread after the commit, or at once if the mutation is refused.
  std::function<void(absl::Status)> done;
};

struct LedgerOptions {
  int readers = 4;
  int queue_limit_mutations = 1024;  // More that wait, or more than half of one caller, are refused with OVERLOADED.
  int batch_limit_mutations = 64;    // Committed together.
  CommitSync commit_sync = CommitSync::kFull;
  absl::Duration idempotency_retention = absl::Hours(24 * 7);
  absl::Duration rewrite_private_index_every = absl::Minutes(1);  // If something was erased; see private_records.h.
  std::function<absl::Time()> now = &absl::Now;
};

class LedgerWriter;

// Thread-safe. A mutation is acknowledged after the commit that holds it is on the disk; the resource versions, the
// totals, the audit row and the idempotency record that belong to it are in that same commit.
class Ledger {
 public:
  // Opens or creates the database file.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& path, const LedgerOptions& options);
  // Commits what is queued, then closes.
  ~Ledger();
  Ledger(const Ledger&) = delete;

  // The newest committed revision.
  Revision Head() const;

  // A view of what was true at one revision. Holds a reading session: keep it short.
  struct View {
    Database::Reader session;
    Revision revision;
    ResourceReader reader;
  };

  // At the revision that `token` names, or at the newest one if it is empty. `field` names the token's field in errors.
  // INVALID_ARGUMENT; FAILED_PRECONDITION (REVISION_FORKED); OUT_OF_RANGE (REVISION_NOT_REACHED). May wait for a
  // session.
  absl::StatusOr<std::unique_ptr<View>> ReadAt(std::string_view token, std::string_view field = "revision");

  // Queues a mutation. Never waits.
  void Submit(Mutation mutation);

  // The clock that revisions are dated by.
  absl::Time Now() const { return now_(); }

  // Waits until no revision of that time or before can come any more, so that what was the newest then is the newest
  // then for ever. `time` must not be later than Now(). UNAVAILABLE (STORE_UNAVAILABLE) at the deadline.
  absl::Status Settle(absl::Time time, absl::Time deadline);

  // False from a commit that failed until one succeeds; one is tried every second.
  bool writable() const;

  void CollectMetrics(MetricPage& page) const;

  // Has `listener` called after every commit, on the writer's thread: it must not wait. Null ends that; after the
  // return it is not called any more.
  void SetCommitListener(std::function<void()> listener);

 private:
  Ledger(std::unique_ptr<Database> database, Revision head, std::function<absl::Time()> now);
  void Committed(const Revision& head);
  absl::StatusOr<Revision> Resolve(SqlSession& session, const RevisionToken& token, const std::string& text) const;

  const std::function<absl::Time()> now_;
  std::unique_ptr<Database> database_;
  mutable std::mutex mutex_;
  Revision head_ ABSL_GUARDED_BY(mutex_);
  std::mutex listener_mutex_;
  std::function<void()> listener_ ABSL_GUARDED_BY(listener_mutex_);
  std::unique_ptr<LedgerWriter> writer_;  // Destroyed first: it commits what is queued.
};

}  // namespace zaitaku
