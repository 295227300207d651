#include "platform/storage/ledger_writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "platform/status/status.h"
#include "platform/storage/private_records.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kRetryAfter = absl::Milliseconds(100);
constexpr std::chrono::seconds kTryAgainEvery(1);
constexpr absl::Duration kCutLogWait = absl::Milliseconds(100);  // All that write wait with it.
constexpr absl::Duration kForgetEvery = absl::Minutes(1);

absl::Status QueueFull() {
  return Overloaded({"too many changes are waiting to be written; try again",
                     "書き込み待ちが多すぎます。しばらくしてからやり直してください"},
                    kRetryAfter);
}

absl::Status TooLate() {
  return Error(type::v1::ERROR_REASON_DEADLINE_BEFORE_START,
               {"the call's time was up before its turn came; nothing was changed",
                "処理の開始前に期限が切れました。変更はありません"});
}

absl::Status RequestIdReused(const std::string& request_id) {
  return Error(type::v1::ERROR_REASON_REQUEST_ID_REUSED,
               {"request_id: '" + request_id + "' was used before for another request; use a new one",
                "request_id「" + request_id + "」は別の要求で使用済みです"},
               {{"request_id", request_id}});
}

}  // namespace

absl::StatusOr<Revision> LoadHead(SqlSession& session) {
  Revision head;
  SqlInt number = 0, micros = 0;
  RETURN_IF_ERROR(session.Select(
      "SELECT h.revision, h.digest, COALESCE(r.commit_micros, 0) FROM ledger_head h LEFT JOIN revision r ON r.revision "
      "= h.revision",
      [] {}, soci::into(number), soci::into(head.digest), soci::into(micros)));
  head.number = number;
  head.commit_micros = micros;
  return head;
}

LedgerWriter::LedgerWriter(Database& database, const LedgerOptions& options, Revision head,
                           std::function<void(const Revision&)> committed)
    : session_(database.writer()),
      private_secret_(database.private_secret()),
      options_(options),
      committed_(std::move(committed)),
      head_(std::move(head)),
      queue_(static_cast<size_t>(options.queue_limit_mutations)),
      thread_([this] { Run(); }) {}

LedgerWriter::~LedgerWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_one();
  thread_.join();
}

void LedgerWriter::Submit(Mutation mutation) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.Push(mutation.trace.caller, mutation)) {
      queued_.notify_one();
      return;
    }
  }
  metrics_.NoteRefusal();
  mutation.done(QueueFull());
}

void LedgerWriter::CollectMetrics(MetricPage& page) {
  size_t queued = 0;
  {
    const std::lock_guard lock(mutex_);
    queued = queue_.size();
  }
  page.Gauge("zaitaku_store_queue_mutations", "Changes that wait to be written", static_cast<double>(queued));
  page.Gauge("zaitaku_store_queue_limit_mutations", "So many may wait; more are refused",
             options_.queue_limit_mutations);
  metrics_.Collect(page);
}

void LedgerWriter::Run() {
  for (std::vector<Mutation> batch; TakeBatch(batch); batch.clear()) {
    if (!batch.empty() || failing_) CommitBatch(std::move(batch));
    if (!failing_) Wipe();
  }
}

bool LedgerWriter::TakeBatch(std::vector<Mutation>& batch) {
  std::unique_lock lock(mutex_);
  const auto ready = [this] { return stopping_ || !queue_.empty(); };
  if (failing_ || log_holds_erased_ || private_index_stale_) {
    queued_.wait_for(lock, kTryAgainEvery, ready);
  } else {
    queued_.wait(lock, ready);
  }
  if (stopping_ && queue_.empty()) return false;
  if (queue_.empty() && !failing_) return true;
  while (!queue_.empty() && batch.size() < static_cast<size_t>(options_.batch_limit_mutations)) {
    batch.push_back(queue_.Pop());
  }
  batch_from_micros_ = std::max(absl::ToUnixMicros(options_.now()), settled_micros_ + 1);
  // A batch before this one that failed may have left its revisions.
  unsettled_from_micros_ = std::min(unsettled_from_micros_, batch_from_micros_);
  return true;
}

absl::Status LedgerWriter::Settle(int64_t micros, absl::Time deadline) {
  std::unique_lock lock(mutex_);
  settled_micros_ = std::max(settled_micros_, micros);
  const auto settled = [this, micros] { return unsettled_from_micros_ > micros; };
  if (settled_.wait_until(lock, absl::ToChronoTime(deadline), settled)) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_STORE_UNAVAILABLE,
               {"changes of that moment are still being written; try again",
                "その時点の変更は書き込み中です。しばらくしてからやり直してください"});
}

void LedgerWriter::CommitBatch(std::vector<Mutation> batch) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(batch.size());
  for (Mutation& mutation : batch) outcomes.push_back({std::move(mutation), absl::OkStatus()});

  const auto began = std::chrono::steady_clock::now();
  const absl::StatusOr<Revision> head = ApplyBatch(outcomes);
  metrics_.NoteBatch(outcomes.size(), head.ok(), absl::FromChrono(std::chrono::steady_clock::now() - began));
  if (failing_ != !head.ok()) {
    spdlog::log(head.ok() ? spdlog::level::info : spdlog::level::err, "the store {}",
                head.ok() ? "can be written to again" : "cannot be written to");
  }
  failing_ = !head.ok();
  if (head.ok()) {
    head_ = *head;
    committed_(head_);
    {
      const std::lock_guard lock(mutex_);
      unsettled_from_micros_ = kNothingUnsettled;
    }
    settled_.notify_all();
    if (batch_erased_) CutErased();
  } else {
    session_.Run("ROLLBACK").IgnoreError();  // Fails if SQLite has done so already.
  }
  for (Outcome& outcome : outcomes) outcome.mutation.done(head.ok() ? outcome.status : head.status());
}

absl::StatusOr<Revision> LedgerWriter::ApplyBatch(std::vector<Outcome>& outcomes) {
  RETURN_IF_ERROR(session_.Run("BEGIN IMMEDIATE"));
  if (failing_) {
    ASSIGN_OR_RETURN(head_, LoadHead(session_));
  }
  Revision head = head_;
  RETURN_IF_ERROR(ForgetOld());
  batch_erased_ = false;
  BatchMemory memory;
  for (Outcome& outcome : outcomes) RETURN_IF_ERROR(ApplyOne(outcome, memory, head));
  // While the store fails, something is written in any case: without a write, a commit proves nothing.
  if (head.number != head_.number || failing_) {
    SqlInt number = head.number;
    RETURN_IF_ERROR(session_.Run("UPDATE ledger_head SET revision = :number, digest = :digest",
                                 soci::use(number, "number"), soci::use(head.digest, "digest")));
  }
  const auto began = std::chrono::steady_clock::now();
  RETURN_IF_ERROR(session_.Run("COMMIT"));
  metrics_.NoteCommit(absl::FromChrono(std::chrono::steady_clock::now() - began));
  return head;
}

absl::Status LedgerWriter::ApplyOne(Outcome& outcome, BatchMemory& memory, Revision& head) {
  const TraceScope trace(outcome.mutation.trace);
  if (options_.now() > outcome.mutation.deadline) {
    outcome.status = TooLate();
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(session_.Run("SAVEPOINT mutation"));
  Revision next = head;
  outcome.status = Apply(outcome.mutation, memory, next);
  // The transaction may be gone already: SQLite rolls all of it back when the disk is full, and then not even the
  // savepoint is left to go back to.
  if (IsStoreFailure(outcome.status)) return outcome.status;
  if (outcome.status.ok() && !outcome.mutation.validate_only) {
    head = next;
  } else {
    RETURN_IF_ERROR(session_.Run("ROLLBACK TO mutation"));
    memory.Forget();
  }
  return session_.Run("RELEASE mutation");
}

absl::Status LedgerWriter::Apply(const Mutation& mutation, BatchMemory& memory, Revision& head) {
  // A trial stands for itself: it gives no answer away that was given to a real call, and leaves none.
  if (!mutation.validate_only) {
    ASSIGN_OR_RETURN(const bool replayed, Replay(mutation));
    if (replayed) return absl::OkStatus();
  }
  const Revision head_before = head;
  Transaction transaction(session_, memory, head_before,
                          std::max(absl::ToUnixMicros(options_.now()), batch_from_micros_), private_secret_);
  const absl::Status applied = mutation.apply(transaction);
  // Also of what is taken back, for it may have come into the log.
  if (transaction.erased()) batch_erased_ = log_holds_erased_ = private_index_stale_ = true;
  RETURN_IF_ERROR(applied);
  if (transaction.changed()) {
    ASSIGN_OR_RETURN(head, transaction.Close(mutation.origin));
    if (spdlog::should_log(spdlog::level::debug)) {
      spdlog::debug("writing revision {} for {}", head.Token(), mutation.origin.method);
    }
  }
  // A trial makes no revision: what it shows was computed on top of the newest one.
  mutation.set_revision(mutation.validate_only ? head_before.Token() : head.Token());
  return mutation.validate_only ? absl::OkStatus() : Remember(mutation);
}

absl::StatusOr<bool> LedgerWriter::Replay(const Mutation& mutation) {
  const MutationOrigin& origin = mutation.origin;
  if (origin.request_id.empty()) return false;
  std::string request_digest, response;
  bool found = false;
  RETURN_IF_ERROR(session_.Select(
      "SELECT request_digest, response FROM idempotency\n"
      "WHERE caller = :caller AND method = :method AND request_id = :request_id",
      [&] { found = true; }, soci::use(origin.caller, "caller"), soci::use(origin.method, "method"),
      soci::use(origin.request_id, "request_id"), soci::into(request_digest), soci::into(response)));
  if (!found) return false;
  // Records that are older than the secret hold the digest itself.
  const bool same = request_digest == PrivateDigest(private_secret_, mutation.request_digest) ||
                    request_digest == mutation.request_digest;
  if (!same) return RequestIdReused(origin.request_id);
  std::string bytes;
  if (!absl::Base64Unescape(response, &bytes) || !mutation.response->ParseFromString(bytes)) {
    return StoreDamaged(
        {"the answer stored for this request_id is damaged", "この request_id の保存済みの回答が壊れています"},
        origin.request_id);
  }
  return true;
}

absl::Status LedgerWriter::Remember(const Mutation& mutation) {
  const MutationOrigin& origin = mutation.origin;
  if (origin.request_id.empty()) return absl::OkStatus();
  const std::string response = absl::Base64Escape(mutation.response->SerializeAsString());
  const std::string digest = PrivateDigest(private_secret_, mutation.request_digest);
  SqlInt created = absl::ToUnixMicros(options_.now());
  return session_.Run(
      "INSERT INTO idempotency (caller, method, request_id, request_digest, response, created_micros)\n"
      "VALUES (:caller, :method, :request_id, :request_digest, :response, :created)",
      soci::use(origin.caller, "caller"), soci::use(origin.method, "method"),
      soci::use(origin.request_id, "request_id"), soci::use(digest, "request_digest"), soci::use(response, "response"),
      soci::use(created, "created"));
}

void LedgerWriter::CutErased() {
  log_holds_erased_ = !CutLog(session_, kCutLogWait).value_or(false);
  cut_tried_at_ = std::chrono::steady_clock::now();
  spdlog::debug("the log was {}", log_holds_erased_ ? "not cut" : "cut");
  if (cut_failed_ == log_holds_erased_) return;
  cut_failed_ = log_holds_erased_;
  if (cut_failed_) {
    spdlog::warn("what was erased is still in the database's log, for somebody reads it; tried again every second");
  } else {
    spdlog::info("what was erased has left the database's log");
  }
}

void LedgerWriter::Wipe() {
  const absl::Duration since = options_.now() - index_rewritten_at_;
  const bool due = since >= options_.rewrite_private_index_every || since < absl::ZeroDuration();
  if (private_index_stale_ && due) {
    private_index_stale_ = !RewritePrivateIndex(session_).ok();
    index_rewritten_at_ = options_.now();
    CutErased();  // The log holds the index as it was.
  } else if (log_holds_erased_ && std::chrono::steady_clock::now() - cut_tried_at_ >= kTryAgainEvery) {
    CutErased();
  }
}

absl::Status LedgerWriter::ForgetOld() {
  const absl::Time now = options_.now();
  if (now - forgot_at_ < kForgetEvery && now >= forgot_at_) return absl::OkStatus();
  forgot_at_ = now;
  SqlInt oldest = absl::ToUnixMicros(now - options_.idempotency_retention);
  return session_.Run("DELETE FROM idempotency WHERE created_micros < :oldest", soci::use(oldest, "oldest"));
}

}  // namespace zaitaku
