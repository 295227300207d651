// Certificates that were taken back before their end.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace zaitaku {

// A list of them. A line each, of one certificate by its SHA-256 fingerprint or its serial number, as OpenSSL prints
// them: `sha256 Fingerprint=5F:0C:…` (`openssl x509 -fingerprint -sha256 -noout`) or the 64 digits alone, and
// `serial=0A1B…` (`openssl x509 -serial -noout`). Blank lines and what follows a # count for nothing.
class DeniedCertificates {
 public:
  // INVALID_ARGUMENT that says which line is wrong. At most 10,000 certificates.
  static absl::StatusOr<std::shared_ptr<const DeniedCertificates>> Parse(std::string_view text);

  // `fingerprint`: 64 lower-case hexadecimal digits; `serial`: hexadecimal digits of either case.
  bool Holds(const std::string& fingerprint, const std::string& serial) const;

 private:
  std::set<std::string> fingerprints_;
  std::set<std::string> serials_;
};

}  // namespace zaitaku
