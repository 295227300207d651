#include "platform/auth/token_verifier.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "tests/token_issuer/token_issuer.h"

namespace zaitaku {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int64_t kNow = 1'700'000'000;

class TokenVerifierTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteKeys(absl::StrCat("{\"keys\": [", rsa_.Jwk(), ", ", ec_.Jwk(), ", ", ed_.Jwk(), "]}"));
    ASSERT_OK_AND_ASSIGN(verifier_, TokenVerifier::Create(Options()));
  }

  TokenOptions Options() {
    return {folder_.File("keys.json"), kTestIssuer, kTestAudience, [this] { return now_; }};
  }
  void WriteKeys(const std::string& text) {
    // As an operator does it: a new file in the old one's place.
    std::ofstream(folder_.File("new")) << text;
    ASSERT_EQ(rename(folder_.File("new").c_str(), folder_.File("keys.json").c_str()), 0);
  }
  static std::string Claims(const std::string& role, const std::string& more = "") {
    return TestClaims(role, more, kNow);
  }
  static std::string With(const std::string& from, const std::string& to) {
    const std::string claims = Claims("ministry");
    EXPECT_THAT(claims, HasSubstr(from));
    return absl::StrReplaceAll(claims, {{from, to}});
  }
  void ExpectRefused(const std::string& token, const std::string& why) {
    const auto caller = verifier_->Verify(token);
    ASSERT_THAT(caller, HasCode(absl::StatusCode::kUnauthenticated)) << why;
    EXPECT_EQ(ReasonOf(caller.status()), type::v1::ERROR_REASON_UNAUTHENTICATED);
    const std::string message(caller.status().message());
    EXPECT_THAT(message, HasSubstr(why));
    if (token.size() > 20) {
      EXPECT_THAT(message, Not(HasSubstr(token.substr(0, 20))));
    }
  }

  TemporaryFolder folder_;
  TokenIssuer rsa_{TokenIssuer::Kind::kRsa, "rsa-1"};
  TokenIssuer ec_{TokenIssuer::Kind::kEc, "ec-1"};
  TokenIssuer ed_{TokenIssuer::Kind::kEd25519, "ed-1"};
  absl::Time now_ = absl::FromUnixSeconds(kNow);
  std::unique_ptr<TokenVerifier> verifier_;
};

TEST_F(TokenVerifierTest, EachAlgorithmIsVerified) {
  for (const TokenIssuer* issuer : {&rsa_, &ec_, &ed_}) {
    const auto caller = verifier_->Verify(issuer->Sign(Claims("prefecture/13")));
    ASSERT_OK(caller) << issuer->algorithm();
    EXPECT_EQ(GrantPath(caller->grant), "prefecture/13");
    EXPECT_EQ(caller->proof, Proof::kToken);
    EXPECT_EQ(caller->subject, "officer-7");
    EXPECT_EQ(caller->issuer, kTestIssuer);
    EXPECT_EQ(caller->credential, "token-1");
  }
  EXPECT_OK(verifier_->Verify(ec_.Sign(With("\"zaitaku\"", "[\"other\", \"zaitaku\"]"))));
}

TEST_F(TokenVerifierTest, AForgedSignatureIsRefused) {
  for (const TokenIssuer::Kind kind : {TokenIssuer::Kind::kRsa, TokenIssuer::Kind::kEc, TokenIssuer::Kind::kEd25519}) {
    const std::string id = kind == TokenIssuer::Kind::kRsa ? "rsa-1" : kind == TokenIssuer::Kind::kEc ? "ec-1" : "ed-1";
    const TokenIssuer forger(kind, id);
    ExpectRefused(forger.Sign(Claims("ministry")), "is not signed by its key");
  }
  std::string token = ec_.Sign(Claims("prefecture/13"));
  const std::string other = ec_.Sign(Claims("ministry"));
  const size_t first = token.find('.'), last = token.rfind('.');
  // The one token's signature below the other's claims.
  ExpectRefused(absl::StrCat(other.substr(0, other.rfind('.')), token.substr(last)), "is not signed by its key");
  ExpectRefused(token.substr(0, last + 1), "is not signed by its key");
  ExpectRefused(token.substr(0, first + 1) + token.substr(last), "JSON objects");
}

// One token, one text: who compares tokens, or looks one up, must not be led past it.
TEST_F(TokenVerifierTest, APartThatIsWrittenOtherwiseIsRefused) {
  const std::string token = ed_.Sign(Claims("ministry"));
  ASSERT_OK(verifier_->Verify(token));
  for (const char* tail : {"==", "=", "\n", " "}) ExpectRefused(token + tail, "Base64");
  // 64 bytes of signature leave four bits of the last character that mean nothing.
  std::string twin = token;
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  twin.back() = kDigits[std::string(kDigits).find(token.back()) + 1];
  ExpectRefused(twin, "Base64");
  std::string padded = token;
  ExpectRefused(padded.insert(padded.find('.'), "="), "Base64");
}

TEST_F(TokenVerifierTest, AnotherAlgorithmThanTheKeysIsRefused) {
  const std::string claims = Claims("ministry");
  for (const std::string none : {"none", "None", "NONE"}) {
    const std::string header = absl::StrCat("{\"alg\": \"", none, "\", \"kid\": \"rsa-1\"}");
    ExpectRefused(rsa_.Sign(header, claims), "is not signed (alg none)");
    ExpectRefused(absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims), "."),
                  "alg none");
  }
  for (const std::string algorithm : {"HS256", "RS512", "PS256", "ES256", "rs256", ""}) {
    ExpectRefused(rsa_.Sign(absl::StrCat("{\"alg\": \"", algorithm, "\", \"kid\": \"rsa-1\"}"), claims),
                  "does not fit its key");
  }
  ExpectRefused(rsa_.Sign("{\"kid\": \"rsa-1\"}", claims), "has no alg");
}

// Whoever has been verified is known by the token, whatever else comes from the same address.
TEST_F(TokenVerifierTest, AKnownTokenIsNamedWhereNoMoreSignaturesAreVerified) {
  TokenOptions options = Options();
  options.wrong_tokens.calls_per_second = 5;
  options.wrong_tokens.now = [] { return absl::FromUnixSeconds(kNow); };  // Nothing is ever filled up again.
  ASSERT_OK_AND_ASSIGN(const auto verifier, TokenVerifier::Create(options));
  const std::string known = ec_.Sign(Claims("prefecture/13")), unknown = ec_.Sign(Claims("prefecture/14"));
  const TokenIssuer forger(TokenIssuer::Kind::kEc, "ec-1");
  EXPECT_OK(verifier->Verify(known, "edge"));
  // These cost no signature, and so nothing is counted.
  for (int i = 0; i < 100; ++i) {
    for (const std::string& cheap : {std::string("x"), forger.Sign("{\"alg\": \"ES256\", \"kid\": \"x\"}", "{}")})
      EXPECT_THAT(verifier->Verify(cheap, "edge"), HasCode(absl::StatusCode::kUnauthenticated));
  }
  const std::string forged = forger.Sign(Claims("ministry"));
  for (int i = 0; i < 10; ++i)
    EXPECT_THAT(verifier->Verify(forged, "edge"), HasCode(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(verifier->Verify(forged, "edge"), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  EXPECT_THAT(verifier->Verify(unknown, "edge"), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  EXPECT_THAT(verifier->Verify("x", "edge"), HasCode(absl::StatusCode::kUnauthenticated));
  ASSERT_OK_AND_ASSIGN(const Caller caller, verifier->Verify(known, "edge"));
  EXPECT_EQ(GrantPath(caller.grant), "prefecture/13");
  EXPECT_EQ(caller.credential, "token-1");
  // From elsewhere, and for who asks whether something is still good, signatures are verified.
  EXPECT_OK(verifier->Verify(unknown, "elsewhere"));
  EXPECT_OK(verifier->Verify(ec_.Sign(Claims("prefecture/15"))));
}

TEST_F(TokenVerifierTest, AKnownTokenIsGoodInItsTimeOnlyAndByTheKeysOfNow) {
  const std::string token = ec_.Sign(Claims("ministry"));
  EXPECT_OK(verifier_->Verify(token));
  now_ = absl::FromUnixSeconds(kNow - 31);
  ExpectRefused(token, "is not valid before");
  now_ = absl::FromUnixSeconds(kNow + 3600 + 30);
  ExpectRefused(token, "expired at");
  now_ = absl::FromUnixSeconds(kNow + 60);
  EXPECT_OK(verifier_->Verify(token));
  WriteKeys(rsa_.Jwks());
  now_ += absl::Seconds(2);
  ExpectRefused(token, "not known here");
}

TEST_F(TokenVerifierTest, AnUnknownOrForeignKeyIsRefused) {
  const std::string claims = Claims("ministry");
  const TokenIssuer other(TokenIssuer::Kind::kEc, "ec-2");
  ExpectRefused(other.Sign(claims), "a key that is not known here");
  ExpectRefused(ec_.Sign("{\"alg\": \"ES256\"}", claims), "has no kid");
  ExpectRefused(other.Sign(absl::StrCat("{\"alg\": \"ES256\", \"kid\": \"ec-1\", \"jwk\": ", other.Jwk(), "}"), claims),
                "brings a key of its own");
  ExpectRefused(other.Sign("{\"alg\": \"ES256\", \"kid\": \"ec-1\", \"jku\": \"http://127.0.0.1:1/\"}", claims),
                "brings a key of its own");
}

TEST_F(TokenVerifierTest, HeadersThatMayMeanMoreAreRefused) {
  const std::string claims = Claims("ministry");
  ExpectRefused(ec_.Sign("{\"alg\": \"ES256\", \"kid\": \"ec-1\", \"crit\": [\"b64\"]}", claims), "crit");
  ExpectRefused(ec_.Sign("{\"alg\": \"ES256\", \"kid\": \"ec-1\", \"b64\": false}", claims), "b64");
  ExpectRefused(ec_.Sign("{\"alg\": \"ES256\", \"kid\": \"ec-1\", \"typ\": \"logout+jwt\"}", claims), "typ");
  ExpectRefused(ec_.Sign("{\"alg\": \"none\", \"alg\": \"ES256\", \"kid\": \"ec-1\"}", claims), "each member once");
  ExpectRefused(ec_.Sign(With("\"role\"", "\"role\": \"operator\", \"role\"")), "each member once");
}

TEST_F(TokenVerifierTest, ForAnotherAudienceOrOfAnotherIssuerIsRefused) {
  ExpectRefused(ec_.Sign(With("\"zaitaku\"", "\"other\"")), "is not for the audience zaitaku");
  ExpectRefused(ec_.Sign(With("\"zaitaku\"", "[]")), "audience");
  ExpectRefused(ec_.Sign(With("\"aud\"", "\"audience\"")), "audience");
  ExpectRefused(ec_.Sign(With("https://id.example", "https://id.example/")), "is not of the issuer");
  ExpectRefused(ec_.Sign(With("\"iss\"", "\"issuer\"")), "is not of the issuer");
}

TEST_F(TokenVerifierTest, ItIsGoodInItsTimeOnly) {
  const std::string token = ec_.Sign(Claims("ministry"));
  now_ = absl::FromUnixSeconds(kNow - 31);
  ExpectRefused(token, "is not valid before");
  now_ = absl::FromUnixSeconds(kNow - 30);
  EXPECT_OK(verifier_->Verify(token));
  now_ = absl::FromUnixSeconds(kNow + 3600 + 29);
  EXPECT_OK(verifier_->Verify(token));
  now_ = absl::FromUnixSeconds(kNow + 3600 + 30);
  ExpectRefused(token, "expired at");
  now_ = absl::FromUnixSeconds(kNow);
  ExpectRefused(ec_.Sign(With("\"exp\"", "\"expires\"")), "has no claim 'exp'");
  for (const char* time : {"\"soon\"", "-1", "1e300", "true", "null"}) {
    ExpectRefused(ec_.Sign(With(absl::StrCat("\"exp\": ", kNow + 3600), absl::StrCat("\"exp\": ", time))), "no time");
    for (const std::string claim : {"\"iat\": ", "\"nbf\": "})
      ExpectRefused(ec_.Sign(With(absl::StrCat(claim, kNow), claim + time)), "no time");
  }
}

TEST_F(TokenVerifierTest, ItIsNotGoodForLongerThanADay) {
  const auto until = [](const std::string& others, int64_t end) {
    return With(absl::StrCat("\"iat\": ", kNow, ", \"nbf\": ", kNow, ", \"exp\": ", kNow + 3600),
                absl::StrCat(others, "\"exp\": ", end));
  };
  constexpr int64_t kDay = 24 * 3600;
  for (const std::string claim : {"iat", "nbf"}) {
    const std::string from = absl::StrCat("\"", claim, "\": ", kNow - 60, ", ");
    EXPECT_OK(verifier_->Verify(ec_.Sign(until(from, kNow - 60 + kDay))));
    ExpectRefused(ec_.Sign(until(from, kNow - 60 + kDay + 1)), "is good for longer than 24h");
  }
  // The later of the two is where it begins; without either, it is now.
  EXPECT_OK(verifier_->Verify(
      ec_.Sign(until(absl::StrCat("\"iat\": ", kNow - kDay, ", \"nbf\": ", kNow, ", "), kNow + kDay))));
  EXPECT_OK(verifier_->Verify(ec_.Sign(until("", kNow + kDay))));
  ExpectRefused(ec_.Sign(until("", kNow + kDay + 1)), "is good for longer than 24h");
}

TEST_F(TokenVerifierTest, SubjectsAreIdsAndRolesAreThoseThereAre) {
  for (const char* subject : {"taro@example.jp", "山田太郎", "", "a b", "Taro.Yamada"}) {
    ExpectRefused(ec_.Sign(With("officer-7", subject)), "claim 'sub'");
  }
  ExpectRefused(ec_.Sign(With("\"sub\"", "\"subject\"")), "claim 'sub'");
  for (const char* role : {"prefecture/48", "service/gateway", "anonymous", "root", ""}) {
    ExpectRefused(ec_.Sign(Claims(role)), "claim 'role'");
  }
  ExpectRefused(ec_.Sign(With("\"role\"", "\"roles\"")), "claim 'role'");
}

TEST_F(TokenVerifierTest, WhatIsNoTokenIsRefused) {
  for (const char* text : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "aaa.aaa.aaa", "====.e30.e30"})
    ExpectRefused(text, "the bearer token");
  ExpectRefused(ec_.Sign(Claims("ministry", absl::StrCat(", \"more\": \"", std::string(3500, 'x'), "\""))),
                "expected at most 4096");
}

TEST_F(TokenVerifierTest, TheTokensOwnIdIsKeptOnlyIfItNamesNobody) {
  for (const std::string name : {"taro@example.jp", "taro.yamada"}) {
    ASSERT_OK_AND_ASSIGN(const Caller caller, verifier_->Verify(ec_.Sign(With("token-1", name))));
    EXPECT_EQ(caller.credential.size(), 32);
    EXPECT_THAT(caller.Describe(), Not(HasSubstr("taro")));
  }
}

TEST_F(TokenVerifierTest, SaysUntilWhenItIsGood) {
  ASSERT_OK_AND_ASSIGN(const Caller caller, verifier_->Verify(ec_.Sign(Claims("ministry"))));
  EXPECT_EQ(caller.valid_until, absl::FromUnixSeconds(kNow + 3600 + 30));
}

TEST_F(TokenVerifierTest, ChangedKeysAreRead) {
  const TokenIssuer next(TokenIssuer::Kind::kEd25519, "ed-2");
  const std::string token = next.Sign(Claims("ministry"));
  ExpectRefused(token, "not known here");
  WriteKeys(next.Jwks());
  now_ += absl::Seconds(2);
  EXPECT_OK(verifier_->Verify(token));
  ExpectRefused(ec_.Sign(Claims("ministry")), "not known here");
}

TEST_F(TokenVerifierTest, BrokenKeysLeaveThoseThereWere) {
  const std::string token = ec_.Sign(Claims("ministry"));
  for (const char* broken : {"", "{\"keys\": []}", "{"}) {
    WriteKeys(broken);
    now_ += absl::Seconds(2);
    EXPECT_OK(verifier_->Verify(token));
  }
  ASSERT_EQ(remove(folder_.File("keys.json").c_str()), 0);
  now_ += absl::Seconds(2);
  EXPECT_OK(verifier_->Verify(token));
}

// Tools that copy a file with its times would otherwise have the old keys stay in use.
TEST_F(TokenVerifierTest, ChangedKeysAreReadThoughSizeAndTimeAreTheSame) {
  const TokenIssuer next(TokenIssuer::Kind::kEd25519, "ed-2");
  const std::string path = folder_.File("keys.json");
  const auto write_in_place = [&](const TokenIssuer& issuer) {
    std::ofstream(path, std::ios::trunc) << issuer.Jwks();
    const timespec long_ago[] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), long_ago, 0), 0);
  };
  const auto changed_at = [&] {
    struct stat state = {};
    EXPECT_EQ(stat(path.c_str(), &state), 0);
    return absl::TimeFromTimespec(state.st_ctim);
  };
  const TokenIssuer first(TokenIssuer::Kind::kEd25519, "ed-1");
  ASSERT_EQ(first.Jwks().size(), next.Jwks().size());
  write_in_place(first);
  now_ += absl::Seconds(2);
  EXPECT_OK(verifier_->Verify(first.Sign(Claims("ministry"))));
  // The file system's clock ticks more slowly than this runs.
  for (const absl::Time before = changed_at(); changed_at() == before;) write_in_place(next);
  now_ += absl::Seconds(2);
  EXPECT_OK(verifier_->Verify(next.Sign(Claims("ministry"))));
}

TEST_F(TokenVerifierTest, KeysThatAnybodyMayWriteStopTheStart) {
  for (const mode_t mode : {0646, 0602}) {
    ASSERT_EQ(chmod(folder_.File("keys.json").c_str(), mode), 0);
    const auto verifier = TokenVerifier::Create(Options());
    ASSERT_THAT(verifier, HasCode(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(std::string(verifier.status().message()), HasSubstr("--token-keys: "));
    EXPECT_THAT(std::string(verifier.status().message()), HasSubstr("may be written by anybody"));
  }
  // Nor are they taken while the server runs.
  const TokenIssuer next(TokenIssuer::Kind::kEd25519, "ed-2");
  WriteKeys(next.Jwks());
  ASSERT_EQ(chmod(folder_.File("keys.json").c_str(), 0646), 0);
  now_ += absl::Seconds(2);
  ExpectRefused(next.Sign(Claims("ministry")), "not known here");
  EXPECT_OK(verifier_->Verify(ec_.Sign(Claims("ministry"))));
}

TEST_F(TokenVerifierTest, KeysThatMustNotBeUsedStopTheStart) {
  const TokenIssuer weak(TokenIssuer::Kind::kRsa, "weak", 1024);
  const std::string ec = ec_.Jwk();
  const std::pair<std::string, std::string> wrong[] = {
      {weak.Jwk(), "bits"},
      {absl::StrCat(ec, ", ", ec), "another key's"},
      {absl::StrReplaceAll(ec, {{"\"x\"", "\"d\": \"AA\", \"x\""}}), "private"},
      {"{\"kty\": \"oct\", \"k\": \"AAAA\", \"kid\": \"s\"}", "private"},
      {absl::StrReplaceAll(ec, {{"P-256", "P-384"}}), "expected kty"},
      {absl::StrReplaceAll(ec, {{"ES256", "ES512"}}), "alg"},
      {absl::StrReplaceAll(ec, {{"\"sig\"", "\"enc\""}}), "use"},
      {absl::StrReplaceAll(ec, {{"ec-1", "ec 1"}}), "kid"},
      {absl::StrReplaceAll(ec, {{"\"x\"", "\"z\""}}), "no public key"},
      {"", "1 to 64 keys"},
  };
  for (const auto& [key, why] : wrong) {
    WriteKeys(absl::StrCat("{\"keys\": [", key, "]}"));
    const auto verifier = TokenVerifier::Create(Options());
    ASSERT_THAT(verifier, HasCode(absl::StatusCode::kInvalidArgument)) << why;
    EXPECT_THAT(std::string(verifier.status().message()), HasSubstr(why));
  }
}

// As providers publish them: beside those that sign, keys for other things.
TEST_F(TokenVerifierTest, KeysThatNoTokenIsSignedWithArePassedOver) {
  const TokenIssuer encryption(TokenIssuer::Kind::kRsa, "enc-1");
  const std::string ec = ec_.Jwk(), rsa = encryption.Jwk();
  const std::string others[] = {
      absl::StrReplaceAll(rsa, {{"\"sig\"", "\"enc\""}, {"RS256", "RSA-OAEP"}}),
      absl::StrReplaceAll(rsa, {{"RS256", "PS256"}}),
      absl::StrReplaceAll(rsa, {{", \"kid\": \"enc-1\"", ""}}),
      absl::StrReplaceAll(rsa, {{"enc-1", "enc 1"}}),
      absl::StrReplaceAll(ec, {{"P-256", "P-521"}, {"ES256", "ES512"}}),
      "{\"kty\": \"OKP\", \"crv\": \"X25519\", \"x\": \"AAAA\", \"kid\": \"x\"}",
  };
  for (const std::string& other : others) {
    WriteKeys(absl::StrCat("{\"keys\": [", other, ", ", ec, "]}"));
    ASSERT_OK_AND_ASSIGN(verifier_, TokenVerifier::Create(Options()));
    EXPECT_OK(verifier_->Verify(ec_.Sign(Claims("ministry")))) << other;
    ExpectRefused(encryption.Sign(Claims("ministry")), "not known here");
  }
  // What must not be there stops the start all the same.
  const TokenIssuer weak(TokenIssuer::Kind::kRsa, "weak", 1024);
  for (const std::string& wrong : {weak.Jwk(), ec, absl::StrReplaceAll(others[0], {{"\"n\"", "\"d\": \"AA\", \"n\""}}),
                                   std::string("{\"kty\": \"oct\", \"use\": \"enc\", \"kid\": \"s\"}")}) {
    WriteKeys(absl::StrCat("{\"keys\": [", ec, ", ", wrong, "]}"));
    EXPECT_THAT(TokenVerifier::Create(Options()), HasCode(absl::StatusCode::kInvalidArgument)) << wrong;
  }
}

}  // namespace
}  // namespace zaitaku
