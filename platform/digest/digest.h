// SHA-256, HMAC-SHA256, random bytes and hexadecimal text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace zaitaku {

// The size of a SHA-256 digest and of an HMAC-SHA256, in bytes. As hexadecimal text it is twice that.
inline constexpr size_t kSha256Bytes = 32;

// The digest of any bytes: 32 raw bytes. The process ends if OpenSSL cannot compute it, for no caller can go on then.
std::string Sha256(std::string_view data);

// The same as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view data);

// HMAC-SHA256 (RFC 2104) of any bytes under a key of any size: 32 raw bytes.
std::string HmacSha256(std::string_view key, std::string_view data);

// Bytes that nobody can guess. The process ends if the system has none, for no caller can go on then.
std::string RandomBytes(size_t size);

// Whether both are the same bytes. The time it takes depends on the sizes alone, so that nobody learns by timing how
// much of a guess was right.
bool EqualInConstantTime(std::string_view a, std::string_view b);

// Two lower-case hexadecimal digits per byte.
std::string HexEncode(std::string_view bytes);

// The bytes that the digits, of either case, stand for. Nothing for an odd number of them or for any other character.
std::optional<std::string> HexDecode(std::string_view digits);

}  // namespace zaitaku
