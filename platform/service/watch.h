// One stream of revisions.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "platform/auth/standing.h"
#include "platform/service/watch_hub.h"
#include "platform/storage/history.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// What may be under way: one read of the ledger on the pool, one write to the client. The stream ends when it must and
// neither is. gRPC calls back on its own threads; the hub and the pool hold the watch by shared_ptr. A stream resumed
// at a revision sees every later one, once, in order.
class Watch final : public grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>, public WatchStream {
 public:
  // Goes on after the revision that `after` names; if it is empty, after the newest one now. `types` must outlive this.
  // `standing` ends it. Addresses of callers are shown to who may see them.
  Watch(WatchHub& hub, const ResourceTypes& types, std::string after, Standing standing = {},
        bool shows_addresses = false);

  void Wake(bool heartbeat) override;
  void End(const absl::Status& status) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool TryFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StartRead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write(type::v1::WatchRevisionsResponse response) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // On the pool.
  void Read();
  // After an error, `page` holds what was read before it, and `position` is the last of that.
  absl::Status ReadPage(std::deque<type::v1::WatchRevisionsResponse>& page, int64_t& position);

  WatchHub& hub_;
  const ResourceTypes& types_;
  const std::string after_;  // The token that the client named.
  const bool shows_addresses_;
  std::mutex mutex_;
  Standing standing_ ABSL_GUARDED_BY(mutex_);
  std::optional<int64_t> position_ ABSL_GUARDED_BY(mutex_);  // The last revision read; nothing before the first read.
  std::deque<type::v1::WatchRevisionsResponse> page_ ABSL_GUARDED_BY(mutex_);
  type::v1::WatchRevisionsResponse writing_message_;  // Must stay as it is while gRPC writes it.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool heartbeat_due_ ABSL_GUARDED_BY(mutex_) = true;  // The first one says that the watch has begun.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
