// How many calls are under way, and whether more may begin.
#pragma once

#include <array>
#include <atomic>
#include <utility>

#include "platform/telemetry/thread_shard.h"

namespace zaitaku {

// Thread-safe.
class CallsInside {
 public:
  CallsInside() = default;
  CallsInside(const CallsInside&) = delete;

  // A call under way; ends with this object, which must not outlive the count.
  class Place {
   public:
    Place() = default;
    ~Place() { End(); }
    Place(Place&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    Place& operator=(Place&& other) noexcept {
      End();
      count_ = std::exchange(other.count_, nullptr);
      return *this;
    }

    bool taken() const { return count_ != nullptr; }

   private:
    friend class CallsInside;
    explicit Place(std::atomic<int>* count) : count_(count) {}
    void End() {
      if (count_ != nullptr) --*count_;
      count_ = nullptr;
    }

    std::atomic<int>* count_ = nullptr;
  };

  // Not taken once closed. Counts first: who closes and then sees a count of 0 knows that nobody comes in any more.
  Place Enter() {
    std::atomic<int>& count = shards_[ThreadShard()].count;
    ++count;
    Place place(&count);
    return closed_ ? Place() : std::move(place);
  }
  void Close() { closed_ = true; }
  int count() const {
    int count = 0;
    for (const Shard& shard : shards_) count += shard.count;
    return count;
  }

 private:
  // A call leaves where it entered, so that none of these is ever less than 0, and all are 0 if their sum is.
  struct alignas(kShardAlignment) Shard {
    std::atomic<int> count{0};
  };
  std::array<Shard, kThreadShards> shards_;
  std::atomic<bool> closed_{false};
};

}  // namespace zaitaku
