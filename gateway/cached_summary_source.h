// Summaries from memory, then from Redis, then from another source.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "gateway/summary_source.h"
#include "platform/cache/cache.h"
#include "platform/cache/memory_cache.h"

namespace zaitaku::gateway {

struct CachedSummaryOptions {
  size_t memory_bytes = 64 << 20;
  absl::Duration lifetime =
      absl::Hours(24 * 7);  // Frees memory; answers never go stale, for a new revision is a new key.
  std::string secret;       // Under which the gateways seal what they share; 32 bytes.
};

// What happened since the start.
struct CachedSummaryStats {
  std::atomic<int64_t> memory_hits{0};
  std::atomic<int64_t> shared_hits{0};
  std::atomic<int64_t> computed{0};
  std::atomic<int64_t> rejected_envelopes{0};  // Entries in Redis that no gateway of ours wrote for this key.
};

// Key: schema version, question, revision tokens. Nothing is ever invalidated, and a late fill cannot overwrite
// anything newer. A value from the shared cache counts only if a gateway with our secret sealed it for this very key.
// Errors of the shared cache are misses. Of several calls for one key at a time, one computes and the others wait for
// it.
class CachedSummarySource final : public SummarySource {
 public:
  // `shared` may be null: then only memory is used. `origin` and `shared` must outlive this.
  CachedSummarySource(SummarySource& origin, Cache* shared, const CachedSummaryOptions& options);

  absl::StatusOr<SummaryAnswer> Get(const SummaryQuestion& question) override;

  const CachedSummaryStats& stats() const { return stats_; }

 private:
  // A computation under way, and those who wait for it.
  struct Flight {
    bool done = false;
    absl::StatusOr<SummaryAnswer> answer = absl::InternalError("not done");
  };

  absl::StatusOr<SummaryAnswer> GetOnce(const SummaryQuestion& question, const std::string& key);
  absl::StatusOr<SummaryAnswer> Fetch(const SummaryQuestion& question, const std::string& key);
  // The body from the shared cache, or null. `rejected` is set if there is an entry that must be replaced.
  SummaryBody FromShared(const SummaryQuestion& question, const std::string& key, bool& rejected);
  void ToShared(const SummaryQuestion& question, const std::string& key, const std::string& body, bool replace);

  SummarySource& origin_;
  Cache* const shared_;
  const CachedSummaryOptions options_;
  MemoryCache memory_;
  CachedSummaryStats stats_;
  std::mutex mutex_;
  std::condition_variable landed_;  // One of the flights has.
  absl::flat_hash_map<std::string, std::shared_ptr<Flight>> flights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku::gateway
