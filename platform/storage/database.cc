#include "platform/storage/database.h"

#include <fcntl.h>
#include <sqlite3/soci-sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/status/status.h"
#include "platform/storage/migrations.h"
#include "platform/storage/private_records.h"

namespace zaitaku {
namespace {

constexpr int kBusyTimeoutSeconds = 5;
constexpr int kWriterCacheKibibytes = 64 << 10;
constexpr int kCheckpointPages = 8000;  // The log's size after which it is copied into the file: 32 MB.

absl::StatusOr<int> Lock(const std::string& path) {
  const std::string lock_path = absl::StrCat(path, ".lock");
  const int lock = open(lock_path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (lock < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", lock_path));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return absl::FailedPreconditionError(absl::StrCat("another process serves the database ", path));
  }
  return lock;
}

absl::StatusOr<std::unique_ptr<SqlSession>> Connect(const std::string& path) {
  try {
    // No option that SOCI would set by a statement: where that fails, as on a file that is no database, it loses the
    // connection.
    auto raw =
        std::make_unique<soci::session>(soci::sqlite3, absl::StrCat("dbname=", path, " timeout=", kBusyTimeoutSeconds));
    return std::make_unique<SqlSession>(std::move(raw));
  } catch (const std::exception& error) {
    if (absl::Status status = StoreError(error); absl::IsDataLoss(status)) return status;
    return absl::UnavailableError(absl::StrCat("cannot open the database ", path, ": ", error.what()));
  }
}

// SQLite counts its memory under a lock at every allocation, a hundred to a savepoint, and nobody asks for the count.
// Said before the first connection there is; later, SQLite would not listen.
void CountNoMemory() {
  static const int said = sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(said);
}

// SQLite keeps another mode without an error where it cannot keep a write-ahead log, such as on some file systems.
absl::Status KeepLogAhead(SqlSession& session) {
  std::string mode;
  RETURN_IF_ERROR(session.Select(
      "PRAGMA journal_mode=WAL", [] {}, soci::into(mode)));
  if (mode == "wal") return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the database cannot have a write-ahead log where it is: its journal mode stays '", mode, "'"));
}

// A commit whose sync failed, or that was cut off before it, may have left whole frames in the log, which SQLite then
// takes as committed without ever having synced them. Here they are brought to the disk before anybody is told of them.
absl::Status SyncRecovered(SqlSession& session) {
  ASSIGN_OR_RETURN(const bool cut, CutLog(session, absl::Seconds(kBusyTimeoutSeconds)));
  if (cut) return absl::OkStatus();
  return absl::UnavailableError("the database's log could not be brought to the disk: another program has it open");
}

// Without this a group's savepoints go through a temporary file, and its pages out to the log and in again before the
// commit; and the pages that most commits change are copied from the log every few commits.
absl::Status TuneWriter(SqlSession& session) {
  RETURN_IF_ERROR(session.RunOnce(absl::StrCat("PRAGMA wal_autocheckpoint=", kCheckpointPages)));
  RETURN_IF_ERROR(session.RunOnce("PRAGMA temp_store=MEMORY"));
  return session.RunOnce(absl::StrCat("PRAGMA cache_size=-", kWriterCacheKibibytes));
}

// Also finishes what a stop has kept from leaving the file; the log is cut afterwards.
absl::StatusOr<std::string> OpenPrivateRecords(SqlSession& session) {
  RETURN_IF_ERROR(session.RunOnce("PRAGMA secure_delete=ON"));
  ASSIGN_OR_RETURN(std::string secret, LoadPrivateSecret(session));
  ASSIGN_OR_RETURN(const bool stale, PrivateIndexIsStale(session));
  if (stale) RETURN_IF_ERROR(RewritePrivateIndex(session));
  return secret;
}

// SQLite opens a file for reading if it may not write it, and says so only when something is written.
absl::Status CheckWritable(SqlSession& session) {
  RETURN_IF_ERROR(session.RunOnce("BEGIN IMMEDIATE"));
  const absl::Status written = session.RunOnce("UPDATE ledger_head SET revision = revision");
  session.RunOnce("ROLLBACK").IgnoreError();
  return written;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, int readers, CommitSync sync) {
  if (path.find_first_of(" '\"") != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("the database's path must not contain blanks or quotes: ", path));
  }
  CountNoMemory();
  ASSIGN_OR_RETURN(const int lock, Lock(path));
  std::unique_ptr<Database> database(new Database(lock));
  ASSIGN_OR_RETURN(database->writer_, Connect(path));
  RETURN_IF_ERROR(KeepLogAhead(*database->writer_));
  RETURN_IF_ERROR(database->writer_->RunOnce("PRAGMA synchronous=FULL"));
  RETURN_IF_ERROR(Migrate(*database->writer_, LedgerMigrations()));
  ASSIGN_OR_RETURN(database->private_secret_, OpenPrivateRecords(*database->writer_));
  RETURN_IF_ERROR(SyncRecovered(*database->writer_));
  RETURN_IF_ERROR(TuneWriter(*database->writer_));
  if (sync == CommitSync::kNormal) RETURN_IF_ERROR(database->writer_->RunOnce("PRAGMA synchronous=NORMAL"));
  RETURN_IF_ERROR(CheckWritable(*database->writer_));
  const std::lock_guard guard(database->mutex_);
  for (int i = 0; i < readers; ++i) {
    ASSIGN_OR_RETURN(auto reader, Connect(path));
    RETURN_IF_ERROR(reader->RunOnce("PRAGMA query_only=ON"));
    database->idle_readers_.push_back(std::move(reader));
  }
  return database;
}

Database::~Database() {
  writer_.reset();
  {
    const std::lock_guard guard(mutex_);
    idle_readers_.clear();
  }
  close(lock_);
}

Database::Reader Database::AcquireReader() {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [this] { return !idle_readers_.empty(); });
  auto session = std::move(idle_readers_.back());
  idle_readers_.pop_back();
  lock.unlock();
  return Reader(this, std::move(session));
}

void Database::GiveBack(std::unique_ptr<SqlSession> session) {
  {
    const std::lock_guard guard(mutex_);
    idle_readers_.push_back(std::move(session));
  }
  given_back_.notify_one();
}

}  // namespace zaitaku
