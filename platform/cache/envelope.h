// The envelope around an answer in a shared cache: proof that these processes wrote it, for this key, at these
// revisions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/cache/cache.h"

namespace zaitaku {

// An envelope is a cache value, so its size is bounded as theirs.
inline constexpr size_t kMaxEnvelopeBytes = kMaxCacheValueBytes;
inline constexpr size_t kMaxEnvelopeTokens = 64;
// The size of the key under which envelopes are authenticated.
inline constexpr size_t kEnvelopeSecretBytes = 32;

// Why an envelope was not opened, for a counter. With several reasons the first in this order is given.
enum class EnvelopeProblem {
  kNone,
  kTooLong,        // More than kMaxEnvelopeBytes.
  kTruncated,      // Ends before its parts do.
  kForeign,        // Does not begin as an envelope does.
  kOtherVersion,   // Of another layout than this release's.
  kMalformed,      // More tokens than kMaxEnvelopeTokens.
  kTrailingBytes,  // Goes on after its end.
  kForged,         // Changed since it was sealed, or sealed under another secret.
  kOtherKey,       // Sealed for another key.
  kOtherTokens,    // Sealed at other revisions.
};

// The problem's name as a label: "none", "too_long" and so on.
std::string_view EnvelopeProblemName(EnvelopeProblem problem);

// Layout, all sizes being 4 bytes, big-endian:
//   "ZTKE", version (1 byte), size and key, number of tokens, size and token each, size and body,
//   HMAC-SHA256 (32 bytes) under the secret of all that precedes.
//
// Key, tokens and body are any bytes, and may be empty; the tokens' order matters. The same arguments give the same
// bytes. INVALID_ARGUMENT if the secret does not have kEnvelopeSecretBytes, if there are more than kMaxEnvelopeTokens,
// or if the envelope would be longer than kMaxEnvelopeBytes.
absl::StatusOr<std::string> Seal(std::string_view key, absl::Span<const std::string> tokens, std::string_view body,
                                 std::string_view secret);

struct OpenedEnvelope {
  std::optional<std::string> body;  // Nothing if there is a problem.
  EnvelopeProblem problem = EnvelopeProblem::kNone;
};

// The body that was sealed with the same key, tokens and secret. Takes any bytes. The HMAC is compared in constant
// time.
OpenedEnvelope Open(std::string_view sealed, std::string_view key, absl::Span<const std::string> tokens,
                    std::string_view secret);

// Reads a secret of kEnvelopeSecretBytes from a file: 64 hexadecimal digits, of either case, and at most one line end.
// NOT_FOUND if it cannot be opened; FAILED_PRECONDITION if it is not a regular file or if its group or others have any
// permission on it; INVALID_ARGUMENT if it holds anything else. The message is one line and has nothing of the content.
absl::StatusOr<std::string> LoadKey(const std::string& path);

}  // namespace zaitaku
