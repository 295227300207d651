// OpenSSL's certificates, freed by themselves and read as we like it.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace zaitaku {

template <auto kFree>
struct Freed {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

// The text must outlive it.
inline Bio Over(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

inline absl::Time ToTime(const ASN1_TIME* time) {
  std::tm fields = {};
  ASN1_TIME_to_tm(time, &fields);
  return absl::FromTM(fields, absl::UTCTimeZone());
}

// The serial number, in hexadecimal digits.
inline std::string SerialOf(const X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* digits = BN_bn2hex(number.get());
  std::string serial = digits;
  OPENSSL_free(digits);
  return serial;
}

}  // namespace zaitaku
