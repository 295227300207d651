// Any bytes as a bearer token, as its parts and as a file of keys: nobody is named but by a token that the issuer
// signed, and no error repeats what was read.
#include <spdlog/spdlog.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/key_set.h"
#include "platform/auth/token_verifier.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "tests/token_issuer/token_issuer.h"

namespace {

using zaitaku::TokenIssuer;

constexpr int64_t kNow = 1'700'000'000;

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Fixture {
  Fixture() {
    spdlog::set_level(spdlog::level::off);  // Keys that are passed over are warned of.
    std::ofstream(folder.File("keys")) << absl::StrCat("{\"keys\": [", issuers[0].Jwk(), ", ", issuers[1].Jwk(), ", ",
                                                       issuers[2].Jwk(), "]}");
    verifier = *zaitaku::TokenVerifier::Create({folder.File("keys"), zaitaku::kTestIssuer, zaitaku::kTestAudience,
                                                [] { return absl::FromUnixSeconds(kNow); }});
  }
  zaitaku::TemporaryFolder folder;
  const TokenIssuer issuers[3] = {
      {TokenIssuer::Kind::kEd25519, "ed-1"}, {TokenIssuer::Kind::kEc, "ec-1"}, {TokenIssuer::Kind::kRsa, "rsa-1"}};
  std::unique_ptr<zaitaku::TokenVerifier> verifier;
};

// The caller that a token names is one that the audit can hold.
void CheckNamed(const absl::StatusOr<zaitaku::Caller>& caller) {
  if (!caller.ok()) return;
  Require(zaitaku::IsPlainId(caller->subject) && zaitaku::IsPlainId(caller->credential));
  Require(caller->issuer == zaitaku::kTestIssuer && caller->proof == zaitaku::Proof::kToken);
  Require(caller->grant.role != zaitaku::Role::kAnonymous);
  const auto again = zaitaku::ParseGrant(zaitaku::GrantPath(caller->grant));
  Require(again.ok() && again->role == caller->grant.role && again->prefecture == caller->grant.prefecture);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto* const fixture = new Fixture;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto caller = fixture->verifier->Verify(bytes);
  Require(!caller.ok());
  Require(bytes.size() < 20 || !absl::StrContains(std::string(caller.status().message()), bytes));
  const TokenIssuer& issuer = fixture->issuers[size % std::size(fixture->issuers)];
  // Signed, so that what lies behind the signature is reached.
  const std::string claims = zaitaku::TestClaims("prefecture/13", "", kNow);
  CheckNamed(fixture->verifier->Verify(issuer.Sign(bytes)));
  CheckNamed(fixture->verifier->Verify(issuer.Sign(bytes, claims)));
  // The bytes in the middle of a good token.
  std::string token = issuer.Sign(claims);
  if (!bytes.empty()) {
    token.insert(static_cast<unsigned char>(bytes[0]) * 2 % token.size(), bytes.substr(1));
    Require(bytes.size() == 1 || !fixture->verifier->Verify(token).ok());
  }
  if (const auto keys = zaitaku::KeySet::Parse(bytes); keys.ok()) Require((*keys)->size() > 0);
  return 0;
}
