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
    absl::MutexLock lock(&mutex_);
    signalled_ = true;
  });
}

WatchHub::~WatchHub() {
  ledger_.SetCommitListener(nullptr);
  Close();
  thread_.join();
  const auto empty = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return watches_.empty(); };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&empty));
}

grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* WatchHub::Serve(
    const type::v1::WatchRevisionsRequest& request) {
  auto watch = std::make_shared<Watch>(*this, request.after());
  {
    absl::MutexLock lock(&mutex_);
    if (closed_) return new RefusedWatch(Stopping());
    if (watches_.size() >= static_cast<size_t>(options_.watches)) return new RefusedWatch(TooManyWatches());
    watches_.insert(watch);
  }
  watch->Wake(true);
  return watch.get();
}

void WatchHub::Run() {
  absl::Time beat_at = absl::Now() + options_.heartbeat;
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return signalled_ || closed_; };
  while (true) {
    std::vector<std::shared_ptr<Watch>> watches;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithDeadline(absl::Condition(&ready), beat_at);
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
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    watches.assign(watches_.begin(), watches_.end());
  }
  for (const auto& watch : watches) watch->End(Stopping());
}

void WatchHub::Remove(const std::shared_ptr<Watch>& watch) {
  absl::MutexLock lock(&mutex_);
  watches_.erase(watch);
}

}  // namespace zaitaku
