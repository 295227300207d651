// Counts that many threads change at a time, without waiting for one another.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace zaitaku {

// A processor that changes what another has just changed fetches it from there first: ten such counts cost a call as
// much as all else that it does here. So each thread has one of a few copies.
inline constexpr size_t kThreadShards = 8;
inline constexpr size_t kShardAlignment = 64;  // Bytes that processors fetch together.

// This thread's copy.
inline size_t ThreadShard() {
  static std::atomic<size_t> next{0};
  thread_local const size_t shard = next.fetch_add(1, std::memory_order_relaxed) % kThreadShards;
  return shard;
}

// Thread-safe.
class ShardedCount {
 public:
  void Add(int64_t count) { shards_[ThreadShard()].count.fetch_add(count, std::memory_order_relaxed); }
  int64_t Sum() const {
    int64_t sum = 0;
    for (const Shard& shard : shards_) sum += shard.count.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  struct alignas(kShardAlignment) Shard {
    std::atomic<int64_t> count{0};
  };
  std::array<Shard, kThreadShards> shards_;
};

}  // namespace zaitaku
