// A cache in the process's memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "platform/cache/cache.h"

namespace zaitaku {

// What happened since the start, but for `entries` and `bytes`, which say what is held now.
struct MemoryCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;
  int64_t stored = 0;
  int64_t already_present = 0;
  int64_t evicted = 0;    // Made room for another while their lifetime was not over.
  int64_t expired = 0;    // Found with their lifetime over.
  int64_t too_large = 0;  // Not stored, for they alone would take more than there is.
  int64_t entries = 0;
  int64_t bytes = 0;
};

// Holds at most `max_bytes`. The entry whose last use is longest ago goes first; every call that finds or stores it is
// a use. An entry counts with its key, its value and kEntryBytes, so that many small ones are bounded too. One that is
// larger than max_bytes is not stored, with OK: it is gone at once.
//
// Never UNAVAILABLE. Blocks only for its mutex, which nobody holds while waiting for anything.
class MemoryCache : public Cache {
 public:
  // What an entry takes beside its key and value: about what the list, the index and the allocator need.
  static constexpr size_t kEntryBytes = 160;

  explicit MemoryCache(size_t max_bytes, std::function<absl::Time()> clock = absl::Now);

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) override;
  absl::Status SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lifetime) override;
  absl::Status Set(std::string_view key, std::string_view value, absl::Duration lifetime) override;

  // As Get, without copying the value: null for nothing, and for a key out of bounds. It stays valid and unchanged for
  // as long as it is held, whatever becomes of the entry.
  std::shared_ptr<const std::string> GetShared(std::string_view key);

  MemoryCacheStats Stats() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const std::string> value;
    absl::Time end;
  };
  using Entries = std::list<Entry>;

  absl::Status Store(std::string_view key, std::string_view value, absl::Duration lifetime, bool replace);
  // The entry, made the most recently used one; entries_.end() if there is none whose lifetime lasts.
  Entries::iterator Find(std::string_view key, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static size_t SizeOf(const Entry& entry);

  const size_t max_bytes_;
  const std::function<absl::Time()> clock_;
  mutable std::mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);  // The most recently used first.
  absl::flat_hash_map<std::string_view, Entries::iterator> index_ ABSL_GUARDED_BY(mutex_);  // Keys point into entries_.
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  MemoryCacheStats stats_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
