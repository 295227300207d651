#include "platform/cache/cache.h"

#include "absl/strings/str_cat.h"

namespace zaitaku {

absl::Status CheckCacheKey(std::string_view key) {
  if (key.empty() || key.size() > kMaxCacheKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("A cache key has 1 to ", kMaxCacheKeyBytes, " bytes, not ", key.size(), "."));
  }
  return absl::OkStatus();
}

absl::Status CheckCacheEntry(std::string_view key, std::string_view value, absl::Duration lifetime) {
  if (absl::Status status = CheckCacheKey(key); !status.ok()) return status;
  if (value.empty() || value.size() > kMaxCacheValueBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("A cache value has 1 to ", kMaxCacheValueBytes, " bytes, not ", value.size(), "."));
  }
  if (lifetime < kMinCacheLifetime || lifetime > kMaxCacheLifetime) {
    return absl::InvalidArgumentError(absl::StrCat("A cache lifetime is from ", absl::FormatDuration(kMinCacheLifetime),
                                                   " to ", absl::FormatDuration(kMaxCacheLifetime), ", not ",
                                                   absl::FormatDuration(lifetime), "."));
  }
  return absl::OkStatus();
}

}  // namespace zaitaku
