#include "platform/auth/certificate_verifier.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/auth/certificate_identity.h"
#include "platform/auth/unauthenticated.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"
#include "platform/tls/x509.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxVerdicts = 1024;
constexpr size_t kMaxChains = 1024;
constexpr size_t kMaxShownBytes = 16 << 10;  // Several times what a certificate and two above it take.
constexpr size_t kMaxDeniedBytes = 1 << 20;
constexpr absl::Duration kRefusedFor = absl::Minutes(1);  // It could be good later: of an authority that begins then.

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

// The certificate and all above it up to one of the authorities, if that one signed it, by itself or through the chain,
// for a client; else null.
Certificates PathOfTrust(const std::string& authorities, X509* certificate, std::string_view chain, absl::Time now) {
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
  return good ? Certificates(X509_STORE_CTX_get1_chain(verification.get())) : nullptr;
}

bool IsDenied(const DeniedCertificates* denied, const X509* certificate) {
  if (denied == nullptr) return false;
  std::string digest(kSha256Bytes, '\0');
  X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return denied->Holds(HexEncode(digest), SerialOf(certificate));
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

CertificateVerifier::CertificateVerifier(const CertificateOptions& options, std::unique_ptr<DeniedFile> denied)
    : options_(options), denied_(std::move(denied)), verdicts_(kMaxVerdicts), chains_(kMaxChains) {}

void CertificateVerifier::SetAuthorities(std::function<Authorities()> authorities) {
  const std::lock_guard lock(mutex_);
  authorities_ = std::move(authorities);
}

CertificateVerifier::Grounds CertificateVerifier::GroundsNow() {
  return {authorities_ == nullptr ? nullptr : authorities_(), denied_ == nullptr ? nullptr : denied_->Get()};
}

absl::StatusOr<Caller> CertificateVerifier::Judge(const ShownCertificate& shown, const Grounds& grounds,
                                                  absl::Time now) const {
  ASSIGN_OR_RETURN(Caller caller, CallerOfCertificate(shown.uris, shown.pem, options_.trust_domain));
  const Certificates parsed = ParseAll(shown.pem);
  X509* const certificate = sk_X509_value(parsed.get(), 0);
  if (certificate == nullptr) return Unauthenticated("the client certificate cannot be read");
  const DeniedCertificates* denied = grounds.denied.get();
  if (IsDenied(denied, certificate))
    return Unauthenticated("the client certificate was taken back; ask for another one");
  caller.valid_until = ToTime(X509_get0_notAfter(certificate));
  if (now >= caller.valid_until) return Unauthenticated("the client certificate has expired");
  if (grounds.authorities == nullptr) return caller;
  const Certificates path = PathOfTrust(*grounds.authorities, certificate, shown.chain, now);
  if (path == nullptr) {
    return Unauthenticated(
        "the client certificate is not signed by an authority that is trusted now; connect again with one that is");
  }
  for (int i = 1; i < sk_X509_num(path.get()); ++i) {
    const X509* above = sk_X509_value(path.get(), i);
    if (IsDenied(denied, above)) {
      return Unauthenticated(
          "an authority that the client certificate rests on was taken back; ask for a certificate of another one");
    }
    caller.valid_until = std::min(caller.valid_until, ToTime(X509_get0_notAfter(above)));
  }
  return caller;
}

absl::StatusOr<Caller> CertificateVerifier::Verify(const ShownCertificate& shown) {
  if (const size_t size = shown.pem.size() + shown.chain.size(); size > kMaxShownBytes) {
    return Unauthenticated(absl::StrCat("the client certificate and those between it and its authority have ", size,
                                        " bytes as PEM, expected at most ", kMaxShownBytes));
  }
  const std::string leaf = Sha256(shown.pem);
  const absl::Time now = options_.now();
  ShownCertificate whole = shown;
  std::string remembered, key;
  Grounds grounds;
  Verdict verdict;
  {
    const std::lock_guard lock(mutex_);
    grounds = GroundsNow();
    if (grounds != grounds_) verdicts_.Clear();
    grounds_ = grounds;
    // A connection that goes on with the keys of one before it shows the certificate alone.
    if (const std::string* chain = shown.chain.empty() ? chains_.Find(leaf) : nullptr; chain != nullptr) {
      remembered = *chain;
      whole.chain = remembered;
    }
    key = whole.chain.empty() ? leaf : leaf + Sha256(whole.chain);
    if (const Verdict* found = verdicts_.Find(key); found != nullptr) verdict = *found;
  }
  if (verdict != nullptr && now >= verdict->from && now < verdict->until) return verdict->caller;
  absl::StatusOr<Caller> caller = Judge(whole, grounds, now);
  const absl::Time until = caller.ok() ? caller->valid_until : now + kRefusedFor;
  verdict = std::make_shared<const Judgement>(Judgement{caller, now, until});
  const std::lock_guard lock(mutex_);
  if (grounds == grounds_) verdicts_.Put(key, std::move(verdict));
  if (caller.ok() && !shown.chain.empty()) chains_.Put(leaf, std::string(shown.chain));
  return caller;
}

}  // namespace zaitaku
