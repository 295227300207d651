// Certificates for tests, made when they are needed.
#pragma once

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zaitaku {

// What a certificate is to say.
struct CertificateWishes {
  std::string names = "DNS:localhost,IP:127.0.0.1";  // Subject alternative names, as OpenSSL writes them.
  std::string usages = "serverAuth,clientAuth";
  std::string subject = "test";  // Its common name.
  absl::Time valid_from = absl::Now() - absl::Hours(1);
  absl::Time valid_until = absl::Now() + absl::Hours(24);
};

// The names of a client, such as `spiffe://zaitaku.example/ministry`.
inline CertificateWishes ClientWishes(const std::string& uri) {
  return {.names = "URI:" + uri, .usages = "clientAuth", .subject = uri.substr(uri.rfind('/') + 1)};
}

// In PEM.
struct IssuedCertificate {
  std::string certificate;
  std::string key;
};

// An authority of a test's own: nobody else knows its key. EC keys on P-256, as scripts/dev-certs makes them.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name = "Test authority");
  ~CertificateAuthority();
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;

  // One below this one, which signs by a certificate that this one signed.
  CertificateAuthority Below(const std::string& name) const;

  // Its own certificate, in PEM.
  const std::string& certificate() const { return certificate_; }
  // Another one, of the same key and name.
  std::string Renewed(absl::Time valid_until) const;

  IssuedCertificate Issue(const CertificateWishes& wishes = {}) const;

 private:
  struct Signer;
  std::unique_ptr<Signer> signer_;
  std::string certificate_;
};

// Writes a file by renaming a new one over it, as tools that renew certificates do. Mode 0600.
void WriteWhole(const std::string& path, const std::string& content);

}  // namespace zaitaku
