#include "platform/auth/certificate_verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/auth/certificate_identity.h"
#include "platform/tls/x509.h"
#include "tests/certificates/certificates.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

using testing::HasSubstr;

constexpr char kMinistry[] = "spiffe://zaitaku.example/ministry";

class CertificateVerifierTest : public testing::Test {
 protected:
  void SetUp() override {
    Deny("# nobody");
    auto verifier = CertificateVerifier::Create(Options());
    ASSERT_OK(verifier);
    verifier_ = *std::move(verifier);
  }

  CertificateOptions Options() {
    CertificateOptions options;
    options.denied_file = folder_.File("denied");
    options.now = [this] { return now_; };
    return options;
  }
  void Deny(const std::string& lines) {
    WriteWhole(folder_.File("denied"), lines);
    now_ += absl::Seconds(2);
  }
  void Trust(const std::string& authorities) {
    verifier_->SetAuthorities([pem = std::make_shared<const std::string>(authorities)] { return pem; });
  }
  absl::StatusOr<Caller> Verify(const std::string& pem, const std::string& chain = "") {
    return verifier_->Verify({{kMinistry}, pem, chain});
  }
  void ExpectRefused(const std::string& pem, const std::string& why, const std::string& chain = "") {
    const auto caller = Verify(pem, chain);
    ASSERT_THAT(caller, HasReason(type::v1::ERROR_REASON_UNAUTHENTICATED)) << why;
    EXPECT_THAT(std::string(caller.status().message()), HasSubstr(why));
  }

  TemporaryFolder folder_;
  absl::Time now_ = absl::Now();
  const CertificateAuthority authority_;
  const CertificateAuthority other_{"Another authority"};
  const std::string certificate_ = authority_.Issue(ClientWishes(kMinistry)).certificate;
  std::unique_ptr<CertificateVerifier> verifier_;
};

TEST_F(CertificateVerifierTest, ItIsGoodUntilItsTimeIsUpHoweverOldItsConnection) {
  const absl::Time end = absl::FromUnixSeconds(absl::ToUnixSeconds(now_)) + absl::Hours(1);
  CertificateWishes wishes = ClientWishes(kMinistry);
  wishes.valid_until = end;
  const std::string pem = authority_.Issue(wishes).certificate;
  for (const bool with_authorities : {false, true}) {
    if (with_authorities) Trust(authority_.certificate());
    now_ = end - absl::Seconds(1);
    ASSERT_OK_AND_ASSIGN(const Caller caller, Verify(pem));
    EXPECT_EQ(caller.valid_until, end);
    EXPECT_EQ(GrantPath(caller.grant), "ministry");
    now_ = end;
    ExpectRefused(pem, "has expired");
  }
}

TEST_F(CertificateVerifierTest, WhoIsSignedByAnAuthorityThatWasTakenOutIsRefusedAtTheNextCall) {
  Trust(authority_.certificate());
  EXPECT_OK(Verify(certificate_));
  Trust(other_.certificate() + authority_.certificate());
  EXPECT_OK(Verify(certificate_));
  Trust(other_.certificate());
  ExpectRefused(certificate_, "not signed by an authority that is trusted now");
  Trust(authority_.certificate());
  EXPECT_OK(Verify(certificate_));
}

TEST_F(CertificateVerifierTest, AServersCertificateIsNoClients) {
  Trust(authority_.certificate());
  CertificateWishes wishes = ClientWishes(kMinistry);
  wishes.usages = "serverAuth";
  ExpectRefused(authority_.Issue(wishes).certificate, "not signed by an authority");
}

TEST_F(CertificateVerifierTest, WhatWasTakenBackIsRefusedUntilItIsOffTheList) {
  const std::string fingerprint = CertificateFingerprint(certificate_);
  std::vector<std::string> pairs;
  for (size_t i = 0; i < fingerprint.size(); i += 2) pairs.push_back(fingerprint.substr(i, 2));
  const std::string printed = absl::AsciiStrToUpper(absl::StrJoin(pairs, ":"));
  const std::string another(64, 'a');
  for (const std::string& line : {fingerprint, absl::AsciiStrToUpper(fingerprint), printed,
                                  "sha256 Fingerprint=" + printed, "SHA256 Fingerprint=" + printed + "  # lost"}) {
    EXPECT_OK(Verify(certificate_));
    Deny(absl::StrCat("# lost laptops\n\n", another, "\n", line, "\n"));
    ExpectRefused(certificate_, "was taken back");
    Deny(another);
  }
  EXPECT_OK(Verify(certificate_));
  const Certificate parsed(PEM_read_bio_X509(Over(certificate_).get(), nullptr, nullptr, nullptr));
  Deny(absl::StrCat("serial=", SerialOf(parsed.get()), "\n"));
  ExpectRefused(certificate_, "was taken back");
  // Another certificate of the same holder is good.
  EXPECT_OK(Verify(authority_.Issue(ClientWishes(kMinistry)).certificate));
}

TEST_F(CertificateVerifierTest, ABrokenListLeavesTheOneThereWas) {
  Deny(CertificateFingerprint(certificate_));
  ExpectRefused(certificate_, "was taken back");
  for (const char* broken : {"", "abc\n", "serial=\n", "serial=xyz\n", "-----BEGIN CERTIFICATE-----\n"}) {
    Deny(broken);
    ExpectRefused(certificate_, "was taken back");
  }
  ASSERT_EQ(remove(folder_.File("denied").c_str()), 0);
  now_ += absl::Seconds(2);
  ExpectRefused(certificate_, "was taken back");
}

TEST_F(CertificateVerifierTest, ABrokenListStopsTheStartAndSaysWhichLine) {
  Deny("# all right\nserial=12\nnot so\n");
  const auto created = CertificateVerifier::Create(Options());
  ASSERT_THAT(created, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("--denied-certificates: "));
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("line 3: expected a SHA-256 fingerprint"));
}

// Whoever writes the list could let in again who was taken back.
TEST_F(CertificateVerifierTest, AListThatAnybodyMayWriteStopsTheStart) {
  ASSERT_EQ(chmod(folder_.File("denied").c_str(), 0646), 0);
  EXPECT_THAT(CertificateVerifier::Create(Options()), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(CertificateVerifierTest, WhatIsNoCertificateIsRefused) {
  for (const char* pem : {"", "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"})
    ExpectRefused(pem, "cannot be read");
}

// The authority goes on by its newer certificate, which the file has beside the one that ends.
TEST_F(CertificateVerifierTest, AnAuthoritysOlderCertificateEndsAndItsNewerOneGoesOn) {
  const absl::Time begin = now_, soon = begin + absl::Hours(1);
  const std::string older = authority_.Renewed(soon), newer = authority_.Renewed(begin + absl::Hours(200));
  for (const std::string& both : {older + newer, newer + older}) {
    now_ = begin;
    Trust(both);
    EXPECT_OK(Verify(certificate_));
    now_ = soon + absl::Seconds(1);
    ASSERT_OK_AND_ASSIGN(const Caller caller, Verify(certificate_));
    EXPECT_GT(caller.valid_until, now_);
  }
  // With the older one alone there is nobody left to have signed it.
  now_ = begin;
  Trust(older);
  EXPECT_OK(Verify(certificate_));
  now_ = soon + absl::Seconds(1);
  ExpectRefused(certificate_, "not signed by an authority that is trusted now");
}

// A clock that was wrong, or an authority that begins later.
TEST_F(CertificateVerifierTest, ARefusalIsNotForEver) {
  Trust(authority_.certificate());
  const absl::Time begin = now_;
  now_ = begin - absl::Hours(2);
  ExpectRefused(certificate_, "not signed by an authority that is trusted now");
  now_ = begin;
  EXPECT_OK(Verify(certificate_));
}

// A connection that goes on with the keys of one before it shows no chain.
TEST_F(CertificateVerifierTest, TheChainThatWasGoodIsRemembered) {
  const CertificateAuthority between = authority_.Below("Between");
  const std::string pem = between.Issue(ClientWishes(kMinistry)).certificate;
  const std::string another = between.Issue(ClientWishes(kMinistry)).certificate;
  Trust(authority_.certificate());
  ExpectRefused(pem, "not signed by an authority that is trusted now");
  ExpectRefused(pem, "not signed by an authority that is trusted now", other_.certificate());
  EXPECT_OK(Verify(pem, between.certificate()));
  EXPECT_OK(Verify(pem));
  ExpectRefused(another, "not signed by an authority that is trusted now");
  // It is judged by the authorities and the list of now all the same.
  Deny(CertificateFingerprint(pem));
  ExpectRefused(pem, "the client certificate was taken back");
  Deny("# nobody");
  EXPECT_OK(Verify(pem));
  Trust(other_.certificate());
  ExpectRefused(pem, "not signed by an authority that is trusted now");
}

TEST_F(CertificateVerifierTest, ABadChainDoesNotTakeAGoodOnesPlace) {
  const CertificateAuthority between = authority_.Below("Between");
  const std::string pem = between.Issue(ClientWishes(kMinistry)).certificate;
  Trust(authority_.certificate());
  EXPECT_OK(Verify(pem, between.certificate()));
  ExpectRefused(pem, "not signed by an authority that is trusted now", other_.certificate());
  EXPECT_OK(Verify(pem));
}

TEST_F(CertificateVerifierTest, WhatRestsOnAnAuthorityThatWasTakenBackIsRefused) {
  const CertificateAuthority between = authority_.Below("Between");
  const std::string pem = between.Issue(ClientWishes(kMinistry)).certificate;
  Trust(authority_.certificate());
  const Certificate parsed(PEM_read_bio_X509(Over(between.certificate()).get(), nullptr, nullptr, nullptr));
  for (const std::string& line :
       {CertificateFingerprint(between.certificate()), absl::StrCat("serial=", SerialOf(parsed.get()))}) {
    EXPECT_OK(Verify(pem, between.certificate()));
    Deny(line);
    ExpectRefused(pem, "an authority that the client certificate rests on was taken back", between.certificate());
    EXPECT_OK(Verify(certificate_));
    Deny("# nobody");
  }
}

// What is remembered of a connection is bounded, whatever else it shows.
TEST_F(CertificateVerifierTest, AChainThatIsTooLongIsRefused) {
  Trust(authority_.certificate());
  std::string chain;
  while (certificate_.size() + chain.size() <= 16 << 10) {
    EXPECT_OK(Verify(certificate_, chain));
    chain += other_.certificate();
  }
  ExpectRefused(certificate_, "expected at most 16384", chain);
  EXPECT_OK(Verify(certificate_));
}

}  // namespace
}  // namespace zaitaku
