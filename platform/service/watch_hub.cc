#include "platform/service/watch_hub.h"

#include <utility>
#include <vector>

#include "platform/service/watch.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

absl::Status TooManyWatches() {
  return Overloaded(
      {"too many watches are open; try again", "監視の接続が多すぎます。しばらくしてからやり直してください"},
      absl::Seconds(1));
}

absl::Status Stopping() {
  return Error(type::v1::ERROR_REASON_STOPPING,
               {"the server is stopping; watch again, after the last revision received",
                "サーバーが停止します。最後に受け取ったリビジョンの後から監視をやり直してください"});
}

// Ends a stream that never began.
class RefusedWatch final : public grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse> {
 public:
  explicit RefusedWatch(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

WatchHub::WatchHub(Ledger& ledger, WorkerPool& pool, ResourceTypes types, const WatchOptions& options)
    : ledger_(ledger), pool_(pool), types_(std::move(types)), options_(options), thread_([this] { Run(); }) {
  ledger_.SetCommitListener([this] {
    const std::lock_guard lock(mutex_);
    signalled_ = true;
    changed_.notify_all();
  });
}

WatchHub::~WatchHub() {
  ledger_.SetCommitListener(nullptr);
  Close();
  thread_.join();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return watches_.empty(); });
}

grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* WatchHub::Serve(
    const type::v1::WatchRevisionsRequest& request) {
  auto watch = std::make_shared<Watch>(*this, request.after());
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return new RefusedWatch(Stopping());
    if (watches_.size() >= static_cast<size_t>(options_.watches)) return new RefusedWatch(TooManyWatches());
    watches_.insert(watch);
  }
  watch->Wake(true);
  return watch.get();
}

void WatchHub::Run() {
  absl::Time beat_at = absl::Now() + options_.heartbeat;
  while (true) {
    std::vector<std::shared_ptr<Watch>> watches;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, absl::ToChronoTime(beat_at), [this] { return signalled_ || closed_; });
      if (closed_) return;
      signalled_ = false;
      watches.assign(watches_.begin(), watches_.end());
    }
    const bool beat = absl::Now() >= beat_at;
    if (beat) beat_at = absl::Now() + options_.heartbeat;
    for (const auto& watch : watches) watch->Wake(beat);
  }
}

void WatchHub::Close() {
  std::vector<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
    watches.assign(watches_.begin(), watches_.end());
  }
  for (const auto& watch : watches) watch->End(Stopping());
}

void WatchHub::Remove(const std::shared_ptr<Watch>& watch) {
  const std::lock_guard lock(mutex_);
  watches_.erase(watch);
  changed_.notify_all();
}

}  // namespace zaitaku
