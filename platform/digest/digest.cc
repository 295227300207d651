#include "platform/digest/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <climits>
#include <cstdlib>

namespace zaitaku {
namespace {

unsigned char* Bytes(std::string& out) { return reinterpret_cast<unsigned char*>(out.data()); }
const unsigned char* Bytes(std::string_view in) { return reinterpret_cast<const unsigned char*>(in.data()); }

// The value of a hexadecimal digit; -1 for any other character.
int DigitValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::string Sha256(std::string_view data) {
  std::string out(kSha256Bytes, '\0');
  unsigned int size = 0;
  // EVP_sha256() would be looked up again for each digest.
  static const EVP_MD* const kMethod = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (EVP_Digest(data.data(), data.size(), Bytes(out), &size, kMethod, nullptr) != 1 || size != kSha256Bytes) {
    std::abort();
  }
  return out;
}

std::string Sha256Hex(std::string_view data) { return HexEncode(Sha256(data)); }

std::string HmacSha256(std::string_view key, std::string_view data) {
  // OpenSSL takes the key's size as an int, and a null key to mean the last one used.
  const std::string hashed_key = key.size() > INT_MAX ? Sha256(key) : std::string();
  if (!hashed_key.empty()) key = hashed_key;
  if (key.empty()) key = std::string_view("", 0);
  std::string out(kSha256Bytes, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(data), data.size(), Bytes(out), &size) ==
          nullptr ||
      size != kSha256Bytes) {
    std::abort();
  }
  return out;
}

std::string RandomBytes(size_t size) {
  std::string out(size, '\0');
  if (size > INT_MAX || RAND_bytes(Bytes(out), static_cast<int>(size)) != 1) std::abort();
  return out;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string HexEncode(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

std::optional<std::string> HexDecode(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(digits.size() / 2);
  for (size_t i = 0; i < digits.size(); i += 2) {
    const int high = DigitValue(digits[i]);
    const int low = DigitValue(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

}  // namespace zaitaku
