#include "platform/auth/denied_certificates.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace zaitaku {
namespace {

constexpr size_t kFingerprintDigits = 64;
constexpr size_t kMaxSerialDigits = 40;  // Of the 20 bytes that X.509 allows.
constexpr size_t kMaxCertificates = 10'000;

bool IsHexadecimal(const std::string& text) { return std::all_of(text.begin(), text.end(), absl::ascii_isxdigit); }

// Without the zeros in front that one tool prints and another does not.
std::string PlainSerial(std::string serial) {
  absl::AsciiStrToLower(&serial);
  return serial.substr(std::min(serial.find_first_not_of('0'), serial.size()));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const DeniedCertificates>> DeniedCertificates::Parse(std::string_view text) {
  auto denied = std::make_shared<DeniedCertificates>();
  int number = 0;
  const std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  for (const std::string& whole : lines) {
    ++number;
    std::string line = whole.substr(0, whole.find('#'));
    absl::StripAsciiWhitespace(&line);
    if (line.empty()) continue;
    const bool is_serial = absl::StartsWithIgnoreCase(line, "serial=");
    // What stands before the digits names them.
    const std::string digits = absl::StrReplaceAll(line.substr(line.find('=') + 1), {{":", ""}});
    const bool right = IsHexadecimal(digits) && (is_serial ? !digits.empty() && digits.size() <= kMaxSerialDigits
                                                           : digits.size() == kFingerprintDigits);
    if (!right) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number,
                                                     ": expected a SHA-256 fingerprint of 64 hexadecimal digits, or "
                                                     "serial= and hexadecimal digits, as openssl x509 prints them"));
    }
    is_serial ? denied->serials_.insert(PlainSerial(digits))
              : denied->fingerprints_.insert(absl::AsciiStrToLower(digits));
    if (denied->serials_.size() + denied->fingerprints_.size() > kMaxCertificates)
      return absl::InvalidArgumentError(absl::StrCat("holds more than ", kMaxCertificates, " certificates"));
  }
  return denied;
}

bool DeniedCertificates::Holds(const std::string& fingerprint, const std::string& serial) const {
  return fingerprints_.contains(fingerprint) || serials_.contains(PlainSerial(serial));
}

}  // namespace zaitaku
