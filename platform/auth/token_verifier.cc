#include "platform/auth/token_verifier.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/auth/unauthenticated.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kSkew = absl::Seconds(30);  // Clocks differ.
constexpr int64_t kMaxUnixSeconds = 253402300799;    // The year 9999.
constexpr size_t kMaxVerified = 4096;

absl::Status Wrong(const std::string& what) { return Unauthenticated(absl::StrCat("the bearer token ", what)); }

// What a part of the token holds; nothing if that could be written otherwise, too.
std::optional<std::string> Decode(const std::string& part) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(part, &text) || absl::WebSafeBase64Escape(text) != part) return std::nullopt;
  return text;
}

absl::Status CheckHeader(const json_t* header) {
  for (const char* name : {"crit", "b64"}) {
    if (json_object_get(header, name) != nullptr)
      return Wrong(absl::StrCat("has a header '", name, "', which nothing here understands"));
  }
  for (const char* key : {"jwk", "jku", "x5u", "x5c"}) {
    if (json_object_get(header, key) != nullptr)
      return Wrong(absl::StrCat("brings a key of its own ('", key, "'), expected the kid of a known one"));
  }
  const json_t* type = json_object_get(header, "typ");
  const std::string name = absl::AsciiStrToLower(json_is_string(type) ? json_string_value(type) : "");
  if (type != nullptr && name != "jwt" && name != "at+jwt") return Wrong("is not of typ JWT");
  return absl::OkStatus();
}

// The known key that the token says to be signed with.
absl::StatusOr<const SigningKey*> FindKey(const json_t* header, const KeySet& keys) {
  const char* algorithm = JsonString(header, "alg");
  const char* id = JsonString(header, "kid");
  if (algorithm == nullptr) return Wrong("has no alg");
  if (absl::AsciiStrToLower(algorithm) == "none") return Wrong("is not signed (alg none)");
  if (id == nullptr) return Wrong("has no kid");
  const SigningKey* key = keys.Find(id);
  if (key == nullptr) return Wrong("is signed with a key that is not known here");
  if (key->algorithm() != algorithm)
    return Wrong(absl::StrCat("has an alg that does not fit its key, expected ", key->algorithm()));
  return key;
}

// Nothing if there is no such claim.
absl::StatusOr<std::optional<absl::Time>> TimeClaim(const json_t* claims, const char* name) {
  const json_t* claim = json_object_get(claims, name);
  if (claim == nullptr) return std::nullopt;
  const double seconds = json_number_value(claim);
  if (!json_is_number(claim) || !(seconds >= 0 && seconds <= static_cast<double>(kMaxUnixSeconds)))
    return Wrong(absl::StrCat("has a claim '", name, "' that is no time in seconds"));
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

// Until when the token is good.
absl::StatusOr<absl::Time> CheckTimes(const json_t* claims, absl::Duration longest_life, absl::Time now) {
  ASSIGN_OR_RETURN(const auto expires, TimeClaim(claims, "exp"));
  ASSIGN_OR_RETURN(const auto not_before, TimeClaim(claims, "nbf"));
  ASSIGN_OR_RETURN(const auto issued, TimeClaim(claims, "iat"));
  if (!expires) return Wrong("has no claim 'exp'");
  if (now >= *expires + kSkew)
    return Wrong(absl::StrCat("expired at ", absl::FormatTime(*expires, absl::UTCTimeZone())));
  const absl::Time from = std::max(not_before.value_or(absl::InfinitePast()), issued.value_or(absl::InfinitePast()));
  if (now + kSkew < from)
    return Wrong(absl::StrCat("is not valid before ", absl::FormatTime(from, absl::UTCTimeZone())));
  // Nobody can take a token back before its end, so that may not be far.
  if (*expires - (from == absl::InfinitePast() ? now : from) > longest_life)
    return Wrong(absl::StrCat("is good for longer than ", absl::FormatDuration(longest_life)));
  return *expires + kSkew;
}

bool IsFor(const json_t* audience, const std::string& ours) {
  if (json_is_string(audience)) return json_string_value(audience) == ours;
  for (size_t i = 0; i < json_array_size(audience); ++i) {
    const char* one = json_string_value(json_array_get(audience, i));
    if (one != nullptr && one == ours) return true;
  }
  return false;
}

// Tokens are told apart by the issuer's own id, or else by a digest.
std::string IdOf(const json_t* claims, const std::string& token) {
  const char* id = JsonString(claims, "jti");
  return id != nullptr && IsImpersonalId(id) ? id : Sha256Hex(token).substr(0, 32);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(const TokenOptions& options) {
  if (!IsPlainId(options.issuer))
    return absl::InvalidArgumentError("--token-issuer: required with --token-keys, such as https://id.example.go.jp");
  if (!IsPlainId(options.audience))
    return absl::InvalidArgumentError("--token-audience: required with --token-keys, such as zaitaku");
  ASSIGN_OR_RETURN(auto keys, OpenKeyFile(options.jwks_file, options.now));
  return std::unique_ptr<TokenVerifier>(new TokenVerifier(options, std::move(keys)));
}

TokenVerifier::TokenVerifier(const TokenOptions& options, std::unique_ptr<KeyFile> keys)
    : options_(options), keys_(std::move(keys)), wrong_tokens_(options.wrong_tokens), verified_(kMaxVerified) {}

absl::StatusOr<Caller> TokenVerifier::Verify(const std::string& token, const std::string& from) {
  if (token.size() > kMaxTokenBytes)
    return Wrong(absl::StrCat("has ", token.size(), " bytes, expected at most ", kMaxTokenBytes));
  const KeyFile::Contents keys = keys_->Get();
  const std::string digest = Sha256(token);
  const absl::Time now = options_.now();
  {
    const std::lock_guard lock(mutex_);
    if (keys != verified_with_) verified_.Clear();
    verified_with_ = keys;
    const Verified* known = verified_.Find(digest);
    if (known != nullptr && now >= known->at && now < known->caller.valid_until) return known->caller;
  }
  ASSIGN_OR_RETURN(Caller caller, Judge(token, *keys, from));
  const std::lock_guard lock(mutex_);
  if (keys == verified_with_) verified_.Put(digest, {caller, now});
  return caller;
}

absl::StatusOr<Caller> TokenVerifier::Judge(const std::string& token, const KeySet& keys, const std::string& from) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Wrong("is not of the form HEADER.CLAIMS.SIGNATURE");
  const auto header_text = Decode(parts[0]), claims_text = Decode(parts[1]);
  if (!header_text || !claims_text || !Decode(parts[2])) return Wrong("is not in Base64 as tokens are written");
  const Json header = ParseJsonObject(*header_text), claims = ParseJsonObject(*claims_text);
  if (header == nullptr || claims == nullptr) return Wrong("does not hold JSON objects with each member once");
  RETURN_IF_ERROR(CheckHeader(header.get()));
  ASSIGN_OR_RETURN(const SigningKey* key, FindKey(header.get(), keys));
  // Up to here a wrong one costs no more than it cost to send it.
  if (!from.empty()) RETURN_IF_ERROR(wrong_tokens_.Check(from));
  absl::StatusOr<Caller> caller = key->Verifies(token) ? ReadClaims(claims.get(), token)
                                                       : absl::StatusOr<Caller>(Wrong("is not signed by its key"));
  if (!caller.ok() && !from.empty()) wrong_tokens_.Enter(from).status().IgnoreError();
  return caller;
}

absl::StatusOr<Caller> TokenVerifier::ReadClaims(const json_t* claims, const std::string& token) const {
  const char* issuer = JsonString(claims, "iss");
  if (issuer == nullptr || issuer != options_.issuer)
    return Wrong(absl::StrCat("is not of the issuer ", options_.issuer));
  if (!IsFor(json_object_get(claims, "aud"), options_.audience))
    return Wrong(absl::StrCat("is not for the audience ", options_.audience));
  ASSIGN_OR_RETURN(const absl::Time valid_until, CheckTimes(claims, options_.longest_life, options_.now()));
  const char* subject = JsonString(claims, "sub");
  if (subject == nullptr || !IsImpersonalId(subject))
    return Wrong("has no claim 'sub' that is an id of 1 to 128 characters of [A-Za-z0-9._:/-] with a digit among them");
  const char* role = JsonString(claims, "role");
  if (role == nullptr) return Wrong("has no claim 'role', such as prefecture/13");
  const auto grant = ParseGrant(role);
  if (!grant.ok() || grant->role == Role::kAnonymous)
    return Wrong("has a claim 'role' that is not ministry, operator, prefecture/01 to prefecture/47 or agency/NAME");
  return Caller{*grant, Proof::kToken, subject, options_.issuer, IdOf(claims, token), "", valid_until};
}

}  // namespace zaitaku
