// The database of one service: a session that writes and a few that read.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "platform/storage/sql.h"

namespace zaitaku {

// What a commit waits for.
enum class CommitSync {
  kFull,    // The disk: a commit that returned stays, whatever happens.
  kNormal,  // Nothing: a power failure may lose commits that returned. For benchmarks only; no process offers it.
};

// A SQLite file in WAL mode. While it is open, a lock file beside it keeps a second process out.
class Database {
 public:
  // Creates the file if it is missing and brings its schema up to date. `readers` is how many threads may read at a
  // time. FAILED_PRECONDITION if another process has it open, its schema is newer, or its file system allows no
  // write-ahead log; UNAVAILABLE if the disk does not let us; DATA_LOSS if it is no database or damaged.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, int readers,
                                                        CommitSync sync = CommitSync::kFull);
  ~Database();
  Database(const Database&) = delete;

  // The database's own, for what is private; see private_records.h.
  const std::string& private_secret() const { return private_secret_; }

  // For the one thread that writes.
  SqlSession& writer() { return *writer_; }

  // A reading session, given back on destruction.
  class Reader {
   public:
    Reader(Database* database, std::unique_ptr<SqlSession> session)
        : database_(database), session_(std::move(session)) {}
    Reader(Reader&&) = default;
    ~Reader() {
      if (session_ != nullptr) database_->GiveBack(std::move(session_));
    }
    SqlSession& operator*() { return *session_; }
    SqlSession* operator->() { return session_.get(); }

   private:
    Database* database_;
    std::unique_ptr<SqlSession> session_;
  };

  // Waits until a session is free.
  Reader AcquireReader();

 private:
  explicit Database(int lock) : lock_(lock) {}
  void GiveBack(std::unique_ptr<SqlSession> session);

  const int lock_;  // File descriptor of the lock file.
  std::unique_ptr<SqlSession> writer_;
  std::string private_secret_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<SqlSession>> idle_readers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
