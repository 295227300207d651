// The cache's seam. Its comments are the contract; tests/conformance/cache holds every implementation to each sentence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku {

inline constexpr size_t kMaxCacheKeyBytes = 1024;
inline constexpr size_t kMaxCacheValueBytes = size_t{1} << 20;
inline constexpr absl::Duration kMinCacheLifetime = absl::Milliseconds(1);
inline constexpr absl::Duration kMaxCacheLifetime = absl::Hours(24 * 400);

// Bytes under a key, for a while. A cache makes answers faster and never decides what they say: any entry may be gone
// at any time, so a caller must be able to do without.
//
// Keys and values are any bytes, NUL included. A key has 1 to kMaxCacheKeyBytes of them, a value 1 to
// kMaxCacheValueBytes. A lifetime is from kMinCacheLifetime to kMaxCacheLifetime and is rounded up to milliseconds.
//
// Errors: INVALID_ARGUMENT if a key, value or lifetime is outside these bounds; nothing is stored or asked then.
// UNAVAILABLE if the cache could not do it in its time; a value may or may not have been stored then. No other code.
// The messages are ours: no driver's or server's text is in them.
//
// Every method may be called by any number of threads at once. A method blocks its caller for a bounded time, which the
// implementation states.
class Cache {
 public:
  virtual ~Cache() = default;

  // The value that was set, whole and unchanged. Nothing if there is none, if its lifetime is over, or if what another
  // program has put there is too long to be a value.
  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) = 0;

  // Stores the value for `lifetime`, unless the key has one. One that is there stays as it is, with its lifetime. OK in
  // either case. Of several callers at once, one stores.
  virtual absl::Status SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lifetime) = 0;

  // Stores the value for `lifetime`, in place of whatever is there. For entries that say what was known last; an answer
  // is stored by SetIfAbsent.
  virtual absl::Status Set(std::string_view key, std::string_view value, absl::Duration lifetime) = 0;
};

// The bounds above, for implementations: OK or INVALID_ARGUMENT.
absl::Status CheckCacheKey(std::string_view key);
absl::Status CheckCacheEntry(std::string_view key, std::string_view value, absl::Duration lifetime);

}  // namespace zaitaku
