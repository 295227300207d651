// An identity provider for tests: keys, and tokens signed with them by OpenSSL, which the servers do not verify with.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

namespace zaitaku {

class TokenIssuer {
 public:
  enum class Kind { kRsa, kEc, kEd25519 };

  // With a fresh key. `rsa_bits` is for RSA keys.
  TokenIssuer(Kind kind, std::string key_id, int rsa_bits = 2048);

  // The public key as a JWK.
  std::string Jwk() const;
  // A JWKS of it alone.
  std::string Jwks() const { return "{\"keys\": [" + Jwk() + "]}"; }
  // The algorithm that fits the key.
  std::string algorithm() const;
  const std::string& key_id() const { return key_id_; }

  // A token with the usual header, signed.
  std::string Sign(const std::string& claims) const;
  // With any header.
  std::string Sign(const std::string& header, const std::string& claims) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::string Signature(const std::string& text) const;
  std::string Parameter(const char* name) const;

  const Kind kind_;
  const std::string key_id_;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

inline constexpr char kTestIssuer[] = "https://id.example";
inline constexpr char kTestAudience[] = "zaitaku";

// Claims of a good token, good from now for an hour: `role` such as `prefecture/13`. `more` are further members, each
// with a comma before.
std::string TestClaims(const std::string& role, const std::string& more = "", int64_t now = 0);

}  // namespace zaitaku
