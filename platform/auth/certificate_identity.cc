#include "platform/auth/certificate_identity.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/auth/unauthenticated.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

constexpr std::string_view kScheme = "spiffe://";
constexpr size_t kMaxUriBytes = 2048;  // The limit of the SPIFFE standard.

// The certificate's bytes; empty if `pem` holds none.
std::string DerOf(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";
  const size_t begin = pem.find(kBegin);
  if (begin == std::string_view::npos) return "";
  const size_t content = begin + kBegin.size(), end = pem.find(kEnd, content);
  std::string der;
  const bool whole =
      end != std::string_view::npos && absl::Base64Unescape(std::string(pem.substr(content, end - content)), &der);
  return whole ? der : "";
}

bool IsSpiffe(std::string_view uri) { return uri.substr(0, kScheme.size()) == kScheme; }

}  // namespace

absl::StatusOr<Caller> CallerOfCertificate(const std::vector<std::string_view>& uris, std::string_view pem,
                                           std::string_view trust_domain) {
  std::string_view id;
  for (const std::string_view uri : uris) {
    if (!IsSpiffe(uri)) continue;
    if (!id.empty()) return Unauthenticated("the client certificate has more than one SPIFFE ID, expected one");
    id = uri;
  }
  const std::string prefix = absl::StrCat(std::string(kScheme), std::string(trust_domain), "/");
  if (id.empty()) {
    return Unauthenticated(absl::StrCat("the client certificate has no URI subject alternative name of the form ",
                                        prefix, "prefecture/13"));
  }
  if (id.size() > kMaxUriBytes || id.substr(0, prefix.size()) != prefix) {
    return Unauthenticated(absl::StrCat("the client certificate's SPIFFE ID is not of the trust domain '",
                                        std::string(trust_domain), "'"));
  }
  const auto grant = ParseGrant(id.substr(prefix.size()));
  if (!grant.ok()) {
    return Unauthenticated(absl::StrCat("the client certificate's SPIFFE ID: ", std::string(grant.status().message())));
  }
  return Caller{*grant, Proof::kCertificate, std::string(id), "", CertificateFingerprint(pem).substr(0, 32)};
}

std::string CertificateFingerprint(std::string_view pem) {
  const std::string der = DerOf(pem);
  return der.empty() ? "" : Sha256Hex(der);
}

}  // namespace zaitaku
