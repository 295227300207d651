#include "tests/token_issuer/token_issuer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace zaitaku {
namespace {

void Require(bool right) {
  if (right) return;
  std::fprintf(stderr, "OpenSSL failed in the tests' token issuer\n");
  std::exit(1);
}

std::string Base64(const std::string& bytes) { return absl::WebSafeBase64Escape(bytes); }

// An ECDSA signature as JWS has it: both numbers, 32 bytes each.
std::string ToRaw(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()));
  Require(signature != nullptr);
  std::string raw(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

TokenIssuer::TokenIssuer(Kind kind, std::string key_id, int rsa_bits) : kind_(kind), key_id_(std::move(key_id)) {
  switch (kind) {
    case Kind::kRsa:
      key_.reset(EVP_RSA_gen(rsa_bits));
      break;
    case Kind::kEc:
      key_.reset(EVP_EC_gen("P-256"));
      break;
    case Kind::kEd25519:
      key_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
      break;
  }
  Require(key_ != nullptr);
}

std::string TokenIssuer::algorithm() const {
  return kind_ == Kind::kRsa ? "RS256" : kind_ == Kind::kEc ? "ES256" : "EdDSA";
}

std::string TokenIssuer::Parameter(const char* name) const {
  BIGNUM* number = nullptr;
  Require(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1);
  std::string bytes(kind_ == Kind::kEc ? 32 : BN_num_bytes(number), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return Base64(bytes);
}

std::string TokenIssuer::Jwk() const {
  const std::string end = absl::StrCat("\"kid\": \"", key_id_, "\", \"use\": \"sig\", \"alg\": \"", algorithm(), "\"}");
  if (kind_ == Kind::kRsa) {
    return absl::StrCat("{\"kty\": \"RSA\", \"n\": \"", Parameter(OSSL_PKEY_PARAM_RSA_N), "\", \"e\": \"",
                        Parameter(OSSL_PKEY_PARAM_RSA_E), "\", ", end);
  }
  if (kind_ == Kind::kEc) {
    return absl::StrCat("{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"", Parameter(OSSL_PKEY_PARAM_EC_PUB_X),
                        "\", \"y\": \"", Parameter(OSSL_PKEY_PARAM_EC_PUB_Y), "\", ", end);
  }
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  Require(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
  return absl::StrCat("{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"", Base64(bytes), "\", ", end);
}

std::string TokenIssuer::Signature(const std::string& text) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* digest = kind_ == Kind::kEd25519 ? nullptr : EVP_sha256();
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = 0;
  Require(EVP_DigestSignInit(context, nullptr, digest, nullptr, key_.get()) == 1 &&
          EVP_DigestSign(context, nullptr, &size, data, text.size()) == 1);
  std::string signature(size, '\0');
  Require(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, data, text.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return kind_ == Kind::kEc ? ToRaw(signature) : signature;
}

std::string TokenIssuer::Sign(const std::string& claims) const {
  return Sign(absl::StrCat("{\"alg\": \"", algorithm(), "\", \"kid\": \"", key_id_, "\", \"typ\": \"JWT\"}"), claims);
}

std::string TokenIssuer::Sign(const std::string& header, const std::string& claims) const {
  const std::string text = absl::StrCat(Base64(header), ".", Base64(claims));
  return absl::StrCat(text, ".", Base64(Signature(text)));
}

std::string TestClaims(const std::string& role, const std::string& more, int64_t now) {
  if (now == 0) now = absl::ToUnixSeconds(absl::Now());
  return absl::StrCat("{\"iss\": \"", kTestIssuer, "\", \"aud\": \"", kTestAudience,
                      "\", \"sub\": \"officer-7\", \"jti\": \"token-1\", \"iat\": ", now, ", \"nbf\": ", now,
                      ", \"exp\": ", now + 3600, ", \"role\": \"", role, "\"", more, "}");
}

}  // namespace zaitaku
