#include "platform/auth/key_set.h"

#include <rhonabwy.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/auth/caller.h"
#include "platform/auth/json.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxKeys = 64;
constexpr size_t kMaxFileBytes = 256 << 10;
constexpr unsigned int kMinRsaBits = 2048;

// A kind of key: what makes it up, and the one algorithm that it is good for.
struct KeyKind {
  const char* type;
  const char* curve;  // Null for RSA.
  const char* algorithm;
  const char* members[2];
};
constexpr KeyKind kKinds[] = {
    {"RSA", nullptr, "RS256", {"n", "e"}},
    {"EC", "P-256", "ES256", {"x", "y"}},
    {"OKP", "Ed25519", "EdDSA", {"x", nullptr}},
};

bool Equals(const char* a, std::string_view b) { return a != nullptr && a == b; }

const KeyKind* KindOf(const json_t* key) {
  for (const KeyKind& kind : kKinds) {
    if (!Equals(JsonString(key, "kty"), kind.type)) continue;
    if (kind.curve == nullptr || Equals(JsonString(key, "crv"), kind.curve)) return &kind;
  }
  return nullptr;
}

// Whether the key is a secret, which has no place in a file of public keys.
bool IsSecret(const json_t* key) {
  if (Equals(JsonString(key, "kty"), "oct")) return true;
  for (const char* secret : {"d", "p", "q", "k"}) {
    if (json_object_get(key, secret) != nullptr) return true;
  }
  return false;
}

// Why no token can be verified with the key, such as one that the provider has for something else; empty if some can.
std::string UselessFor(const json_t* key, const KeyKind* kind) {
  const char* use = JsonString(key, "use");
  if (use != nullptr && !Equals(use, "sig")) return "its use is not sig";
  if (kind == nullptr) return "expected kty RSA, kty EC with crv P-256, or kty OKP with crv Ed25519";
  const char* algorithm = JsonString(key, "alg");
  if (algorithm != nullptr && !Equals(algorithm, kind->algorithm))
    return absl::StrCat("its alg is not ", kind->algorithm, ", the one such a key is used for");
  const char* id = JsonString(key, "kid");
  if (id == nullptr || !IsPlainId(id)) return "expected a kid of 1 to 128 characters of [A-Za-z0-9._:/-]";
  return "";
}

// The key with nothing but what makes it up: no certificates, no addresses to fetch them from.
Json BareKey(const json_t* key, const KeyKind& kind) {
  Json bare(json_object());
  const auto copy = [&](const char* member) {
    json_t* value = json_object_get(key, member);
    if (value != nullptr) json_object_set(bare.get(), member, value);
  };
  copy("kty");
  if (kind.curve != nullptr) copy("crv");
  for (const char* member : kind.members) {
    if (member != nullptr) copy(member);
  }
  return bare;
}

// Reads the key into the library's own form.
absl::Status Import(const json_t* key, const KeyKind& kind, jwk_t* into) {
  unsigned int bits = 0;
  const int imported = r_jwk_import_from_json_t(into, BareKey(key, kind).get());
  const int type = imported == RHN_OK ? r_jwk_key_type(into, &bits, R_FLAG_IGNORE_REMOTE) : R_KEY_TYPE_NONE;
  if ((type & R_KEY_TYPE_PUBLIC) == 0) return absl::InvalidArgumentError("its numbers make no public key");
  if ((type & R_KEY_TYPE_RSA) != 0 && bits < kMinRsaBits)
    return absl::InvalidArgumentError(absl::StrCat("it has ", bits, " bits, expected at least ", kMinRsaBits));
  return absl::OkStatus();
}

}  // namespace

void SigningKey::Free::operator()(void* jwk) const { r_jwk_free(static_cast<jwk_t*>(jwk)); }

bool SigningKey::Verifies(const std::string& token) const {
  jws_t* jws = nullptr;
  if (r_jws_init(&jws) != RHN_OK) return false;
  const bool good =
      r_jws_advanced_compact_parsen(jws, token.data(), token.size(), R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
      r_jws_get_alg(jws) == r_str_to_jwa_alg(algorithm_.c_str()) &&
      r_jws_verify_signature(jws, static_cast<jwk_t*>(jwk_.get()), R_FLAG_IGNORE_REMOTE) == RHN_OK;
  r_jws_free(jws);
  return good;
}

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(std::string_view text) {
  const Json json = ParseJsonObject(text);
  const json_t* keys = json_object_get(json.get(), "keys");
  if (!json_is_array(keys)) return absl::InvalidArgumentError("expected a JWKS: a JSON object with an array 'keys'");
  if (json_array_size(keys) == 0 || json_array_size(keys) > kMaxKeys)
    return absl::InvalidArgumentError(absl::StrCat("expected 1 to ", kMaxKeys, " keys"));
  auto set = std::make_shared<KeySet>();
  std::string useless;
  for (size_t i = 0; i < json_array_size(keys); ++i) {
    const json_t* key = json_array_get(keys, i);
    const auto wrong = [&](const std::string& what) {
      return absl::InvalidArgumentError(absl::StrCat("keys[", i, "]: ", what));
    };
    if (IsSecret(key)) return wrong("it is private; the file must hold public keys only");
    const KeyKind* kind = KindOf(key);
    if (const std::string why = UselessFor(key, kind); !why.empty()) {
      useless = absl::StrCat("keys[", i, "]: ", why);
      spdlog::warn("of the token keys, {}; no token is verified with it", useless);
      continue;
    }
    jwk_t* jwk = nullptr;
    r_jwk_init(&jwk);
    SigningKey signing;
    signing.algorithm_ = kind->algorithm;
    signing.jwk_.reset(jwk);
    if (const absl::Status imported = Import(key, *kind, jwk); !imported.ok())
      return wrong(std::string(imported.message()));
    if (!set->keys_.try_emplace(JsonString(key, "kid"), std::move(signing)).second)
      return wrong("its kid is another key's too");
  }
  if (set->keys_.empty()) return absl::InvalidArgumentError(absl::StrCat("none of the keys can be used; ", useless));
  return set;
}

const SigningKey* KeySet::Find(const std::string& id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

absl::StatusOr<std::unique_ptr<KeyFile>> OpenKeyFile(const std::string& path, std::function<absl::Time()> now) {
  const auto parse = [](const std::string& text) { return KeySet::Parse(text); };
  return KeyFile::Open({{"--token-keys", path}, "token keys", kMaxFileBytes, parse, std::move(now)});
}

}  // namespace zaitaku
