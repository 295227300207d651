// One stream of totals: the newest state, again whenever it changes.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "platform/auth/standing.h"
#include "platform/server/arena_message.h"
#include "platform/service/totals_checker.h"
#include "platform/service/watch_hub.h"
#include "platform/status/status.h"

namespace zaitaku {

// `Response` has the fields `totals` and `head`. A commit while a read or a write is under way is noticed when that
// ends: whatever was committed until then goes out as one message, so that a slow reader misses states but never gets
// an old one late. Totals that contradict their rows end the stream.
template <typename Response>
class TotalsWatch final : public grpc::ServerWriteReactor<Response>, public WatchStream {
 public:
  // Fills in the totals at the view's revision.
  using ReadTotals = std::function<absl::Status(Ledger::View&, Response&)>;

  // The newest totals are sent first, unless `known` names their revision. `standing` ends it.
  TotalsWatch(WatchHub& hub, const TotalsChecker& checker, std::string known, ReadTotals read, Standing standing = {})
      : WatchStream(hub.options().totals_heartbeat),
        hub_(hub),
        checker_(checker),
        known_(std::move(known)),
        read_totals_(std::move(read)),
        standing_(std::move(standing)) {}

  void Wake(bool heartbeat) override {
    const absl::Status admitted = heartbeat ? checker_.Admit() : absl::OkStatus();
    const std::lock_guard lock(mutex_);
    heartbeat_due_ |= heartbeat;
    if (!admitted.ok() && !end_) end_ = admitted;
    Pump();
  }

  void End(const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    if (!end_) end_ = status;
    Pump();
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok && !end_) end_ = absl::CancelledError("the client has gone");
    Pump();
  }

  void OnCancel() override { End(absl::CancelledError("the client has gone")); }

  void OnDone() override { hub_.Remove(shared_from_this()); }

 private:
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!finished_) standing_.EndIfOver(end_);
    if (finished_ || TryFinish()) return;
    if (!writing_ && ready_) Write(std::move(ready_));
    const Revision head = hub_.ledger().Head();
    if (!reading_ && !ready_ && read_revision_ != head.number) StartRead();
    // While a read takes long, the heartbeat says that there is something newer.
    if (!writing_ && heartbeat_due_ && read_revision_) {
      auto beat = std::make_shared<Response>();
      beat->set_head(head.Token());
      Write(std::move(beat));
    }
  }

  bool TryFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!end_) return false;
    if (!reading_ && !writing_) {
      finished_ = true;
      this->Finish(ToGrpc(*end_));
    }
    return true;
  }

  void Write(std::shared_ptr<const Response> response) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    written_ = std::move(response);
    writing_ = true;
    heartbeat_due_ = false;
    this->StartWrite(written_.get());
  }

  void StartRead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // If the pool is full, the next beat tries again.
    auto self = std::static_pointer_cast<TotalsWatch>(shared_from_this());
    reading_ = hub_.Read(*this, [self = std::move(self)] { self->Read(); });
  }

  // On the pool.
  void Read() {
    const std::shared_ptr<Response> response = MakeArenaMessage<Response>();
    int64_t revision = 0;
    const absl::StatusOr<bool> read = ReadNewest(*response, revision);
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (read.ok()) {
      read_revision_ = revision;
      if (*read) ready_ = response;
    } else if (!end_) {
      end_ = read.status();
    }
    Pump();
  }

  // Whether there is anything to send.
  absl::StatusOr<bool> ReadNewest(Response& response, int64_t& revision) {
    if (!known_.empty()) {
      // Whoever has totals of another history must not get any of this one.
      RETURN_IF_ERROR(hub_.ledger().ReadAt(known_, "known").status());
    }
    RETURN_IF_ERROR(checker_.Admit());
    ASSIGN_OR_RETURN(const auto view, hub_.ledger().ReadAt(""));
    revision = view->revision.number;
    const std::string token = view->revision.Token();
    if (const std::string known = std::exchange(known_, ""); known == token) return false;
    response.set_head(token);
    RETURN_IF_ERROR(read_totals_(*view, response));
    return true;
  }

  WatchHub& hub_;
  const TotalsChecker& checker_;
  std::string known_;  // Empty after the first read; only reads look at it.
  const ReadTotals read_totals_;
  std::mutex mutex_;
  Standing standing_ ABSL_GUARDED_BY(mutex_);
  std::optional<int64_t> read_revision_ ABSL_GUARDED_BY(mutex_);     // Nothing before the first read.
  std::shared_ptr<const Response> ready_ ABSL_GUARDED_BY(mutex_);    // Read and not yet sent.
  std::shared_ptr<const Response> written_ ABSL_GUARDED_BY(mutex_);  // Must stay as it is while gRPC writes it.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool heartbeat_due_ ABSL_GUARDED_BY(mutex_) = true;  // The first one says that the watch has begun.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
