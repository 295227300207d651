#include "tests/certificates/certificates.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

#include <cstdlib>

#include "platform/tls/x509.h"

namespace zaitaku {
namespace {

void Must(bool done) {
  if (!done) std::abort();
}

using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return std::string(text, static_cast<size_t>(size));
}

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return TextOf(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  Must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void SetRandomSerial(X509* certificate) {
  uint64_t serial = 0;
  Must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
}

// A certificate with a random number for the key, not signed yet.
Certificate Begin(EVP_PKEY* key, const CertificateWishes& wishes) {
  Certificate certificate(X509_new());
  Must(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SetRandomSerial(certificate.get());
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(wishes.valid_from));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(wishes.valid_until));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wishes.subject.c_str()), -1, -1, 0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

}  // namespace

struct CertificateAuthority::Signer {
  PrivateKey key;
  Certificate certificate;

  void Sign(X509* subject) const {
    X509_set_issuer_name(subject, X509_get_subject_name(certificate.get()));
    Must(X509_sign(subject, key.get(), EVP_sha256()) > 0);
  }
};

CertificateAuthority::CertificateAuthority(const std::string& name) : signer_(std::make_unique<Signer>()) {
  signer_->key.reset(EVP_EC_gen("P-256"));
  signer_->certificate = Begin(signer_->key.get(), {.subject = name, .valid_until = absl::Now() + absl::Hours(240)});
  X509* own = signer_->certificate.get();
  AddExtension(own, own, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(own, own, NID_subject_key_identifier, "hash");
  signer_->Sign(own);
  certificate_ = ToPem(own);
}

CertificateAuthority::~CertificateAuthority() = default;
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;

CertificateAuthority CertificateAuthority::Below(const std::string& name) const {
  CertificateAuthority below(name);
  X509* certificate = below.signer_->certificate.get();
  signer_->Sign(certificate);  // In the place of its own signature.
  below.certificate_ = ToPem(certificate);
  return below;
}

std::string CertificateAuthority::Renewed(absl::Time valid_until) const {
  const Certificate renewed(X509_dup(signer_->certificate.get()));
  Must(renewed != nullptr);
  SetRandomSerial(renewed.get());
  ASN1_TIME_set(X509_getm_notAfter(renewed.get()), absl::ToTimeT(valid_until));
  signer_->Sign(renewed.get());
  return ToPem(renewed.get());
}

IssuedCertificate CertificateAuthority::Issue(const CertificateWishes& wishes) const {
  const PrivateKey key(EVP_EC_gen("P-256"));
  const Certificate certificate = Begin(key.get(), wishes);
  X509* issuer = signer_->certificate.get();
  AddExtension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  AddExtension(certificate.get(), issuer, NID_ext_key_usage, wishes.usages);
  AddExtension(certificate.get(), issuer, NID_subject_alt_name, wishes.names);
  AddExtension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
  signer_->Sign(certificate.get());
  return {ToPem(certificate.get()), ToPem(key.get())};
}

void WriteWhole(const std::string& path, const std::string& content) {
  const std::string next = path + ".new";
  const int fd = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  Must(fd >= 0 && write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  close(fd);
  Must(rename(next.c_str(), path.c_str()) == 0);
}

}  // namespace zaitaku
