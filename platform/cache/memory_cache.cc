#include "platform/cache/memory_cache.h"

#include <iterator>
#include <utility>

namespace zaitaku {

MemoryCache::MemoryCache(size_t max_bytes, std::function<absl::Time()> clock)
    : max_bytes_(max_bytes), clock_(std::move(clock)) {}

absl::StatusOr<std::optional<std::string>> MemoryCache::Get(std::string_view key) {
  if (absl::Status status = CheckCacheKey(key); !status.ok()) return status;
  const std::shared_ptr<const std::string> value = GetShared(key);
  if (value == nullptr) return std::nullopt;
  return *value;
}

std::shared_ptr<const std::string> MemoryCache::GetShared(std::string_view key) {
  const absl::Time now = clock_();
  const std::lock_guard lock(mutex_);
  const Entries::iterator entry = Find(key, now);
  if (entry == entries_.end()) {
    ++stats_.misses;
    return nullptr;
  }
  ++stats_.hits;
  return entry->value;
}

absl::Status MemoryCache::SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lifetime) {
  return Store(key, value, lifetime, /*replace=*/false);
}

absl::Status MemoryCache::Set(std::string_view key, std::string_view value, absl::Duration lifetime) {
  return Store(key, value, lifetime, /*replace=*/true);
}

absl::Status MemoryCache::Store(std::string_view key, std::string_view value, absl::Duration lifetime, bool replace) {
  if (absl::Status status = CheckCacheEntry(key, value, lifetime); !status.ok()) return status;
  const absl::Time now = clock_();
  const absl::Duration rounded = absl::Ceil(lifetime, absl::Milliseconds(1));
  Entries added;  // Copied before the lock is taken.
  added.push_back({std::string(key), std::make_shared<const std::string>(value), now + rounded});
  const size_t size = SizeOf(added.front());

  const std::lock_guard lock(mutex_);
  if (!replace && Find(key, now) != entries_.end()) {
    ++stats_.already_present;
    return absl::OkStatus();
  }
  if (const auto found = index_.find(key); found != index_.end()) Remove(found->second);
  if (size > max_bytes_) {
    ++stats_.too_large;
    return absl::OkStatus();
  }
  while (bytes_ + size > max_bytes_) {
    const Entries::iterator oldest = std::prev(entries_.end());
    ++(oldest->end <= now ? stats_.expired : stats_.evicted);
    Remove(oldest);
  }
  entries_.splice(entries_.begin(), added);
  index_.emplace(entries_.front().key, entries_.begin());
  bytes_ += size;
  ++stats_.stored;
  return absl::OkStatus();
}

MemoryCacheStats MemoryCache::Stats() const {
  const std::lock_guard lock(mutex_);
  MemoryCacheStats stats = stats_;
  stats.entries = static_cast<int64_t>(entries_.size());
  stats.bytes = static_cast<int64_t>(bytes_);
  return stats;
}

MemoryCache::Entries::iterator MemoryCache::Find(std::string_view key, absl::Time now) {
  const auto found = index_.find(key);
  if (found == index_.end()) return entries_.end();
  const Entries::iterator entry = found->second;
  if (entry->end <= now) {
    ++stats_.expired;
    Remove(entry);
    return entries_.end();
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry;
}

void MemoryCache::Remove(Entries::iterator entry) {
  bytes_ -= SizeOf(*entry);
  index_.erase(entry->key);
  entries_.erase(entry);
}

size_t MemoryCache::SizeOf(const Entry& entry) { return entry.key.size() + entry.value->size() + kEntryBytes; }

}  // namespace zaitaku
