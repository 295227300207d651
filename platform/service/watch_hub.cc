#include "platform/service/watch_hub.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace zaitaku {
namespace {

absl::Status Stopping() {
  return Error(type::v1::ERROR_REASON_STOPPING,
               {"the server is stopping; watch again, after the last revision received",
                "サーバーが停止します。最後に受け取ったリビジョンの後から監視をやり直してください"});
}

}  // namespace

WatchHub::WatchHub(Ledger& ledger, WorkerPool& pool, const WatchOptions& options)
    : ledger_(ledger), pool_(pool), options_(options), places_(options.limits), thread_([this] { Run(); }) {
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
  changed_.wait(lock, [this] { return streams_.empty(); });
}

absl::Status WatchHub::Add(const Caller& caller, const std::shared_ptr<WatchStream>& stream) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Stopping();
  ASSIGN_OR_RETURN(WatchPlaces::Place place, places_.Take(caller));
  stream->caller_ = caller.LimitKey();
  streams_.emplace(stream, Open{absl::Now() + stream->heartbeat(), std::move(place)});
  signalled_ = true;  // Its heartbeat may be due before any other.
  changed_.notify_all();
  return absl::OkStatus();
}

void WatchHub::Run() {
  while (true) {
    std::vector<std::pair<std::shared_ptr<WatchStream>, bool>> woken;
    {
      std::unique_lock lock(mutex_);
      absl::Time next_beat = absl::Now() + absl::Hours(1);
      for (const auto& [stream, open] : streams_) next_beat = std::min(next_beat, open.beat_at);
      changed_.wait_until(lock, absl::ToChronoTime(next_beat), [this] { return signalled_ || closed_; });
      if (closed_) return;
      const absl::Time now = absl::Now();
      for (auto& [stream, open] : streams_) {
        const bool beat = now >= open.beat_at;
        if (beat) open.beat_at = now + stream->heartbeat();
        if (beat || signalled_) woken.emplace_back(stream, beat);
      }
      signalled_ = false;
    }
    for (const auto& [stream, beat] : woken) stream->Wake(beat);
  }
}

bool WatchHub::Read(const WatchStream& stream, std::function<void()> read) {
  TraceContext work;
  work.caller = stream.caller_;
  const TraceScope scope(work);
  return pool_.Post(std::move(read));
}

void WatchHub::Close() {
  std::vector<std::shared_ptr<WatchStream>> streams;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
    for (const auto& [stream, open] : streams_) streams.push_back(stream);
  }
  for (const auto& stream : streams) stream->End(Stopping());
}

void WatchHub::CollectMetrics(MetricPage& page) {
  page.Gauge("zaitaku_watches_open", "Streams of revisions and of totals that are open", places_.open());
  page.Gauge("zaitaku_watches_limit", "So many may be open; more are refused", options_.limits.watches);
}

void WatchHub::Remove(const std::shared_ptr<WatchStream>& stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(stream);
  changed_.notify_all();
}

}  // namespace zaitaku
