// The public keys under which tokens are signed, from a JWKS file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/auth/followed_file.h"

namespace zaitaku {

// One public key of a JWKS.
class SigningKey {
 public:
  // RS256 for RSA keys, ES256 for P-256, EdDSA for Ed25519: no key is good for another algorithm.
  const std::string& algorithm() const { return algorithm_; }
  // Whether the compact JWS is signed with this key.
  bool Verifies(const std::string& token) const;

 private:
  friend class KeySet;
  struct Free {
    void operator()(void* jwk) const;
  };
  std::string algorithm_;
  std::unique_ptr<void, Free> jwk_;  // The library's jwk_t.
};

// Keys by their id.
class KeySet {
 public:
  // Public keys that no token can be verified with, such as those for encryption, of other curves or without an id, are
  // passed over, and the log says so. INVALID_ARGUMENT that says which key is wrong and why: symmetric and private
  // ones, RSA keys of fewer than 2,048 bits, two with one id; more than 64 keys, or none that can be used.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(std::string_view json);

  // Null if there is none of that id.
  const SigningKey* Find(const std::string& id) const;
  size_t size() const { return keys_.size(); }

 private:
  std::map<std::string, SigningKey> keys_;
};

using KeyFile = FollowedFile<KeySet>;

// INVALID_ARGUMENT or FAILED_PRECONDITION naming `--token-keys`, if the file cannot be used.
absl::StatusOr<std::unique_ptr<KeyFile>> OpenKeyFile(const std::string& path, std::function<absl::Time()> now);

}  // namespace zaitaku
