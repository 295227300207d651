// The public keys under which tokens are signed, from a JWKS file.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

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
  // INVALID_ARGUMENT that says which key is wrong and why. Refused are symmetric and private keys, RSA keys of fewer
  // than 2,048 bits, other curves, and keys without an id or with one that another has; and more than 64 keys.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(std::string_view json);

  // Null if there is none of that id.
  const SigningKey* Find(const std::string& id) const;
  size_t size() const { return keys_.size(); }

 private:
  std::map<std::string, SigningKey> keys_;
};

// Reads the file again when it changes. A file that cannot be used leaves the keys as they were, and says so in the
// log. Thread-safe.
class KeyFile {
 public:
  // INVALID_ARGUMENT or NOT_FOUND if the file cannot be used.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(const std::string& path, std::function<absl::Time()> now);

  // The newest keys. Looks at the file at most once a second.
  std::shared_ptr<const KeySet> Keys();

 private:
  // What tells one state of a file from another.
  struct Stamp {
    ino_t inode = 0;
    off_t size = -1;
    int64_t changed_nanos = 0;
    bool operator==(const Stamp&) const = default;
  };

  KeyFile(std::string path, std::function<absl::Time()> now) : path_(std::move(path)), now_(std::move(now)) {}
  absl::StatusOr<std::shared_ptr<const KeySet>> Read() const;
  static Stamp StampOf(const std::string& path);

  const std::string path_;
  const std::function<absl::Time()> now_;
  std::mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  Stamp stamp_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace zaitaku
