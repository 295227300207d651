#include "platform/auth/certificate_identity.h"

#include <openssl/x509.h>

#include <memory>

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

// Its time was checked when the connection began, which may be long ago, or have been another connection that this one
// resumed.
bool IsExpired(const std::string& der, absl::Time now) {
  struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509, Free> certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  time_t seconds = absl::ToTimeT(now);
  return certificate != nullptr && X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) <= 0;
}

bool IsSpiffe(std::string_view uri) { return uri.substr(0, kScheme.size()) == kScheme; }

}  // namespace

absl::StatusOr<Caller> CallerOfCertificate(const std::vector<std::string_view>& uris, std::string_view pem,
                                           std::string_view trust_domain, absl::Time now) {
  const std::string der = DerOf(pem);
  if (IsExpired(der, now)) return Unauthenticated("the client certificate has expired");
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
