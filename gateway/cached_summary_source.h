// Summaries from memory, then from Redis, then from another source.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "gateway/summary_source.h"
#include "platform/cache/cache.h"
#include "platform/cache/memory_cache.h"
#include "platform/server/worker_pool.h"

namespace zaitaku::gateway {

struct CachedSummaryOptions {
  size_t memory_bytes = 64 << 20;
  absl::Duration lifetime =
      absl::Hours(24 * 7);          // Frees memory; answers never go stale, for a new revision is a new key.
  std::string secret;               // Under which the gateways seal what they share; 32 bytes.
  int waiting_limit_calls = 16384;  // For computations under way; more are refused with OVERLOADED.
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
  using Done = std::function<void(absl::StatusOr<SummaryAnswer>)>;

  // `shared` may be null: then only memory is used. All must outlive this; `pool` must have ended its work before.
  CachedSummarySource(SummarySource& origin, Cache* shared, WorkerPool& pool, const CachedSummaryOptions& options);

  // From memory, Redis or the origin, for this caller alone. `places`, if any, notes where it was looked for.
  absl::StatusOr<SummaryAnswer> Get(const FixedQuestion& question, absl::Time deadline) override {
    return Get(question, deadline, nullptr);
  }
  using Places = std::vector<summary::v1::ConsultedPlace>;
  absl::StatusOr<SummaryAnswer> Get(const FixedQuestion& question, absl::Time deadline, Places* places);

  // The same without blocking: `done` is called here if the answer is in memory, else on the pool. Of those that ask
  // for one key meanwhile one is worked for, as long as the most patient of them waits; none is let down because
  // another's time is up.
  void GetSoon(const FixedQuestion& question, absl::Time deadline, Done done);

  // From memory, or made at once by `make`, which must not block.
  SummaryAnswer GetOrMake(const FixedQuestion& question, absl::FunctionRef<SummaryBody()> make);

  // Whether it is in memory.
  bool Has(const FixedQuestion& question) { return memory_.GetShared(KeyOf(question)) != nullptr; }

  // Puts it into the shared cache unless it is there. Blocks as that does.
  void Share(const FixedQuestion& question, const std::string& body);

  const CachedSummaryStats& stats() const { return stats_; }
  MemoryCacheStats memory_stats() const { return memory_.Stats(); }

 private:
  struct Waiting {
    absl::Time deadline;
    Done done;
  };
  // The calls that wait for one computation.
  using Flight = std::vector<Waiting>;

  SummaryBody FromMemory(const std::string& key);
  absl::StatusOr<SummaryAnswer> Fetch(const FixedQuestion& question, const std::string& key, absl::Time deadline,
                                      Places* places);
  void Fly(const FixedQuestion& question, const std::string& key);
  // The latest deadline of those who wait.
  absl::Time Patience(const std::string& key);
  // The body from the shared cache, or null. `rejected` is set if there is an entry that must be replaced.
  SummaryBody FromShared(const FixedQuestion& question, const std::string& key, bool& rejected, Places* places);
  void ToShared(const FixedQuestion& question, const std::string& key, const std::string& body, bool replace);

  SummarySource& origin_;
  Cache* const shared_;
  WorkerPool& pool_;
  const CachedSummaryOptions options_;
  MemoryCache memory_;
  CachedSummaryStats stats_;
  std::mutex making_;  // Held while a body is made, so that one is.
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Flight> flights_ ABSL_GUARDED_BY(mutex_);
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace zaitaku::gateway
