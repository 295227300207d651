#include "platform/auth/certificate_verifier.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/auth/certificate_identity.h"
#include "platform/auth/unauthenticated.h"
#include "platform/status/status.h"
#include "platform/tls/x509.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxVerdicts = 4096;
constexpr size_t kMaxDeniedBytes = 1 << 20;

void FreeAll(STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }
using Certificates = std::unique_ptr<STACK_OF(X509), Freed<FreeAll>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using Verification = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

// All that the text holds, as far as it can be read.
Certificates ParseAll(std::string_view pem) {
  const Bio bio = Over(pem);
  Certificates certificates(sk_X509_new_null());
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) sk_X509_push(certificates.get(), next);
  ERR_clear_error();
  return certificates;
}

// Until when the certificate and all above it are good, if one of the authorities signed it, by itself or through the
// chain, for a client; else nothing.
std::optional<absl::Time> EndOfTrust(const std::string& authorities, X509* certificate, std::string_view chain,
                                     absl::Time now) {
  const Certificates trusted = ParseAll(authorities), between = ParseAll(chain);
  const Store store(X509_STORE_new());
  for (int i = 0; i < sk_X509_num(trusted.get()); ++i)
    X509_STORE_add_cert(store.get(), sk_X509_value(trusted.get(), i));
  const Verification verification(X509_STORE_CTX_new());
  X509_STORE_CTX_init(verification.get(), store.get(), certificate, between.get());
  X509_STORE_CTX_set_purpose(verification.get(), X509_PURPOSE_SSL_CLIENT);
  X509_STORE_CTX_set_flags(verification.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_CTX_set_time(verification.get(), 0, absl::ToTimeT(now));
  const bool good = X509_verify_cert(verification.get()) == 1;
  ERR_clear_error();
  if (!good) return std::nullopt;
  absl::Time end = absl::InfiniteFuture();
  const STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(verification.get());
  for (int i = 0; i < sk_X509_num(path); ++i) end = std::min(end, ToTime(X509_get0_notAfter(sk_X509_value(path, i))));
  return end;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CertificateVerifier>> CertificateVerifier::Create(const CertificateOptions& options) {
  std::unique_ptr<DeniedFile> denied;
  if (!options.denied_file.empty()) {
    const auto parse = [](const std::string& text) { return DeniedCertificates::Parse(text); };
    ASSIGN_OR_RETURN(denied, DeniedFile::Open({{"--denied-certificates", options.denied_file},
                                               "denied certificates",
                                               kMaxDeniedBytes,
                                               parse,
                                               options.now}));
  }
  return std::unique_ptr<CertificateVerifier>(new CertificateVerifier(options, std::move(denied)));
}

void CertificateVerifier::SetAuthorities(std::function<Authorities()> authorities) {
  const std::lock_guard lock(mutex_);
  authorities_ = std::move(authorities);
}

CertificateVerifier::Grounds CertificateVerifier::GroundsNow() {
  return {authorities_ == nullptr ? nullptr : authorities_(), denied_ == nullptr ? nullptr : denied_->Get()};
}

absl::StatusOr<Caller> CertificateVerifier::Judge(const ShownCertificate& shown, const Grounds& grounds) const {
  ASSIGN_OR_RETURN(Caller caller, CallerOfCertificate(shown.uris, shown.pem, options_.trust_domain));
  const Certificates parsed = ParseAll(shown.pem);
  X509* const certificate = sk_X509_value(parsed.get(), 0);
  if (certificate == nullptr) return Unauthenticated("the client certificate cannot be read");
  if (grounds.denied != nullptr && grounds.denied->Holds(CertificateFingerprint(shown.pem), SerialOf(certificate))) {
    return Unauthenticated("the client certificate was taken back; ask for another one");
  }
  caller.valid_until = ToTime(X509_get0_notAfter(certificate));
  const absl::Time now = options_.now();
  if (grounds.authorities == nullptr || now >= caller.valid_until) return caller;
  const auto end = EndOfTrust(*grounds.authorities, certificate, shown.chain, now);
  if (!end) {
    return Unauthenticated(
        "the client certificate is not signed by an authority that is trusted now; connect again with one that is");
  }
  caller.valid_until = *end;
  return caller;
}

absl::StatusOr<Caller> CertificateVerifier::Verify(const ShownCertificate& shown) {
  const std::string key = absl::StrCat(std::string(shown.pem), "\n", std::string(shown.chain));
  Verdict verdict;
  Grounds grounds;
  {
    const std::lock_guard lock(mutex_);
    grounds = GroundsNow();
    if (grounds != grounds_ || verdicts_.size() >= kMaxVerdicts) verdicts_.clear();
    grounds_ = grounds;
    const auto found = verdicts_.find(key);
    if (found != verdicts_.end()) verdict = found->second;
  }
  if (verdict == nullptr) {
    verdict = std::make_shared<const absl::StatusOr<Caller>>(Judge(shown, grounds));
    const std::lock_guard lock(mutex_);
    if (grounds == grounds_) verdicts_.emplace(key, verdict);
  }
  if (verdict->ok() && options_.now() >= (*verdict)->valid_until)
    return Unauthenticated("the client certificate has expired");
  return *verdict;
}

}  // namespace zaitaku
