// Bearer tokens: signed JWTs of one issuer for this audience.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "platform/auth/caller.h"
#include "platform/auth/caller_limits.h"
#include "platform/auth/json.h"
#include "platform/auth/key_set.h"
#include "platform/auth/recent.h"

namespace zaitaku {

struct TokenOptions {
  std::string jwks_file;  // Empty: no tokens are taken.
  std::string issuer;     // What `iss` must be.
  std::string audience;   // What `aud` must be or hold.
  std::function<absl::Time()> now = &absl::Now;
  // The longest that a token may be good for, from the later of `nbf` and `iat` to `exp`; without either, from now.
  absl::Duration longest_life = absl::Hours(24);
  // How many wrong ones are looked at, for each place that they come from.
  CallerLimitOptions wrong_tokens = {.what = "wrong tokens"};
};

inline constexpr size_t kMaxTokenBytes = 4096;

// A token is a compact JWS by RS256, ES256 or EdDSA with
//   header: `alg`, the one that fits the key; `kid`, a key of the file; `typ` JWT or at+jwt, if given; neither `crit`
//   nor `b64`;
//   claims: `iss`, `aud`, `sub` (an id, see IsImpersonalId), `exp`, `nbf` and `iat` if given, `jti` if given, and
//   `role`, a path as ParseGrant reads it, such as `prefecture/13`, but for services.
// Each part is in the one Base64 that RFC 7515 allows: without padding, and without bits that mean nothing, so that no
// token can be written in several ways.
// Thread-safe.
class TokenVerifier {
 public:
  // INVALID_ARGUMENT or NOT_FOUND naming the option that is wrong.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(const TokenOptions& options);

  // Who the token names. UNAUTHENTICATED that says what is wrong, and never repeats the token. A token that was
  // verified before is known by its digest, until its time is up, the keys change, or many others have been seen since.
  // RESOURCE_EXHAUSTED (CALLER_LIMIT_EXCEEDED) for one that is not known, once too many have come from `from` whose
  // signatures had to be verified and that were wrong. Nothing is counted where `from` is empty.
  absl::StatusOr<Caller> Verify(const std::string& token, const std::string& from = "");

 private:
  struct Verified {
    Caller caller;
    absl::Time at;
  };

  TokenVerifier(const TokenOptions& options, std::unique_ptr<KeyFile> keys);

  // The same for one that is not known.
  absl::StatusOr<Caller> Judge(const std::string& token, const KeySet& keys, const std::string& from);
  absl::StatusOr<Caller> ReadClaims(const json_t* claims, const std::string& token) const;

  const TokenOptions options_;
  const std::unique_ptr<KeyFile> keys_;
  CallerLimits wrong_tokens_;
  std::mutex mutex_;
  KeyFile::Contents verified_with_ ABSL_GUARDED_BY(mutex_);
  Recent<Verified> verified_ ABSL_GUARDED_BY(mutex_);  // By the token's digest.
};

}  // namespace zaitaku
