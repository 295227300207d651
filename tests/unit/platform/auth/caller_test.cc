#include "platform/auth/caller.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/auth/certificate_identity.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

constexpr char kDomain[] = "zaitaku.example";
// `openssl x509 -fingerprint -sha256` says of a certificate what `openssl dgst -sha256` says of the bytes in its PEM.
constexpr char kPem[] = "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n";
constexpr char kDigestOfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(GrantTest, PathsAreRolesAndBack) {
  for (const char* path :
       {"ministry", "operator", "prefecture/01", "prefecture/47", "agency/statistics-bureau", "service/gateway"}) {
    const auto grant = ParseGrant(path);
    ASSERT_OK(grant);
    EXPECT_EQ(GrantPath(*grant), path);
  }
  EXPECT_EQ(ParseGrant("prefecture/13")->prefecture, "13");
  EXPECT_EQ(ParseGrant("service/gateway")->role, Role::kAnonymous);
}

TEST(GrantTest, AnythingElseIsNoRole) {
  for (const char* path : {"",
                           "/",
                           "ministry/",
                           "Ministry",
                           "ministry/x",
                           "prefecture",
                           "prefecture/",
                           "prefecture/00",
                           "prefecture/48",
                           "prefecture/1",
                           "prefecture/013",
                           "prefecture/１３",
                           "prefecture/13/operator",
                           "agency/",
                           "agency/A",
                           "agency/a b",
                           "operator/13",
                           "reader",
                           "anonymous",
                           "prefecture/13 ",
                           " ministry"}) {
    EXPECT_THAT(ParseGrant(path), HasCode(absl::StatusCode::kInvalidArgument)) << path;
  }
  EXPECT_THAT(ParseGrant("agency/" + std::string(64, 'a')), HasCode(absl::StatusCode::kInvalidArgument));
}

TEST(CertificateIdentityTest, ItsSpiffeIdNamesTheCaller) {
  const auto caller =
      CallerOfCertificate({"https://other.example", "spiffe://zaitaku.example/prefecture/13"}, kPem, kDomain);
  ASSERT_OK(caller);
  EXPECT_EQ(caller->grant.role, Role::kPrefecture);
  EXPECT_EQ(caller->grant.prefecture, "13");
  EXPECT_EQ(caller->proof, Proof::kCertificate);
  EXPECT_EQ(caller->Identity(), "spiffe://zaitaku.example/prefecture/13");
  EXPECT_EQ(caller->credential, std::string(kDigestOfAbc).substr(0, 32));
  EXPECT_EQ(CertificateFingerprint(kPem), kDigestOfAbc);
}

TEST(CertificateIdentityTest, NoneOrSeveralOrAnotherDomainsIsRefused) {
  const std::vector<std::vector<std::string_view>> wrong = {
      {},
      {"https://zaitaku.example/ministry"},
      {"spiffe://zaitaku.example/ministry", "spiffe://zaitaku.example/operator"},
      {"spiffe://zaitaku.example/ministry", "spiffe://zaitaku.example/ministry"},
      {"spiffe://other.example/ministry"},
      {"spiffe://zaitaku.example.evil/ministry"},
      {"spiffe://zaitaku.example"},
      {"spiffe://zaitaku.example/"},
      {"spiffe://zaitaku.example//ministry"},
      {"spiffe://zaitaku.example/ministry/"},
      {"spiffe://zaitaku.example/../ministry"},
      {"SPIFFE://zaitaku.example/ministry"},
  };
  for (const auto& uris : wrong) {
    EXPECT_THAT(CallerOfCertificate(uris, kPem, kDomain), HasCode(absl::StatusCode::kUnauthenticated))
        << (uris.empty() ? "" : std::string(uris[0]));
  }
}

TEST(CallerTest, WhatStaysInTheAuditHasADigit) {
  for (const char* id : {"officer-7", "5f0c1b2a", "urn:uuid:0d7e", "7"}) EXPECT_TRUE(IsImpersonalId(id)) << id;
  for (const char* name : {"Taro.Yamada", "yamada", "", "taro@example.jp", "山田7"})
    EXPECT_FALSE(IsImpersonalId(name)) << name;
}

TEST(CallerTest, TheAuditsTextHoldsWhoByWhatAndFromWhere) {
  Caller caller{*ParseGrant("prefecture/13"), Proof::kToken, "officer-7", "https://id.example", "token-1", "192.0.2.7"};
  EXPECT_EQ(caller.Describe(), "prefecture/13 officer-7 issuer=https://id.example token=token-1 from=192.0.2.7");
  EXPECT_EQ(caller.Identity(), "https://id.example officer-7");
  EXPECT_EQ(Caller().Describe(), "anonymous");
  EXPECT_EQ(Caller().Identity(), "anonymous");
}

// However an address is written: a subscriber has a network of 2^64 of them.
TEST(CallerTest, OfIpv6TheNetworkCounts) {
  const auto key = [](const std::string& peer) { return Caller{.peer = peer}.LimitKey(); };
  for (const char* same : {"2001:db8::2", "2001:db8::1:2", "2001:db8:0:0:1::", "2001:0db8:0:0:ffff:ffff:ffff:ffff",
                           "2001:DB8::192.0.2.7", "2001:db8::1%eth0"}) {
    EXPECT_EQ(key(same), key("2001:db8::1")) << same;
  }
  for (const char* other : {"2001:db8:0:1::1", "2001:db9::1", "2001:db8:1::1", "::1", "192.0.2.7"})
    EXPECT_NE(key(other), key("2001:db8::1")) << other;
  // Those of IPv4 are somebody each, in whatever form they come.
  EXPECT_NE(key("192.0.2.7"), key("192.0.2.8"));
  EXPECT_NE(key("::ffff:192.0.2.7"), key("::ffff:192.0.2.8"));
  EXPECT_EQ(key("::ffff:192.0.2.7"), key("192.0.2.7"));
  EXPECT_NE(key("unix:a"), key("unix:b"));
}

}  // namespace
}  // namespace zaitaku
