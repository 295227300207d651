// Any bytes as a certificate's names and as the certificate: who is named is of the trust domain, by one way of
// writing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/auth/certificate_identity.h"
#include "platform/auth/certificate_verifier.h"

namespace {

constexpr char kDomain[] = "zaitaku.example";

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckNames(const std::vector<std::string_view>& uris, std::string_view pem) {
  const auto caller = zaitaku::CallerOfCertificate(uris, pem, kDomain);
  if (!caller.ok()) return;
  const std::string id = absl::StrCat("spiffe://", kDomain, "/", zaitaku::GrantPath(caller->grant));
  Require(caller->subject == id && zaitaku::IsPlainId(caller->subject));
  Require(caller->credential.empty() || zaitaku::IsPlainId(caller->credential));
  int spiffe = 0;
  for (const std::string_view uri : uris) spiffe += uri.substr(0, 9) == "spiffe://";
  Require(spiffe == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // One name a line.
  std::vector<std::string_view> uris;
  for (size_t begin = 0; begin <= bytes.size();) {
    const size_t end = std::min(bytes.find('\n', begin), bytes.size());
    uris.push_back(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  CheckNames(uris, bytes);
  // As a certificate, as one between it and an authority, as an authority, and as a list of what is denied.
  static auto* const kVerifier = zaitaku::CertificateVerifier::Create({})->release();
  kVerifier->SetAuthorities([all = std::make_shared<const std::string>(bytes)] { return all; });
  const auto verified = kVerifier->Verify({uris, bytes, bytes});
  Require(!verified.ok() || verified->proof == zaitaku::Proof::kCertificate);
  const auto denied = zaitaku::DeniedCertificates::Parse(bytes);
  Require(!denied.ok() || *denied != nullptr);
  const std::string ours = absl::StrCat("spiffe://", kDomain, "/", std::string(bytes));
  CheckNames({ours}, bytes);
  CheckNames({ours, bytes}, bytes);
  zaitaku::CertificateFingerprint(
      absl::StrCat("-----BEGIN CERTIFICATE-----", std::string(bytes), "-----END CERTIFICATE-----"));
  return 0;
}
