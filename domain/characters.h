#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Characters of the officials' documents: UTF-8 in and out, what is blank, what is a list marker, and folding of
// widths. Everything here is total: any bytes are accepted and nothing fails.
namespace zaitaku {

// A Unicode scalar value read from UTF-8.
struct CodePoint {
  char32_t value = 0;    // U+FFFD where the bytes are not UTF-8.
  uint32_t offset = 0;   // Of its first byte.
  uint8_t size = 0;      // In bytes, 1 to 4.
  bool is_valid = true;  // False where the bytes are not UTF-8; true for a U+FFFD that the text itself holds.
};

// Reads the code point at `offset`, which must be below `text.size()`. Surrogates, overlong forms and values above
// U+10FFFF are not UTF-8; an invalid sequence counts one byte, so that reading goes on at the next byte that may start
// a character.
CodePoint DecodeUtf8At(std::string_view text, size_t offset);

// All code points of a text.
std::vector<CodePoint> DecodeUtf8(std::string_view text);

// True if all of the text is UTF-8.
bool IsValidUtf8(std::string_view text);

// The first bytes of a text, at most `max_size`, that do not end within a character.
std::string_view Beginning(std::string_view text, size_t max_size);

// Appends a code point; U+FFFD in place of what is not a scalar value.
void AppendUtf8(char32_t code_point, std::string* text);
std::string EncodeUtf8(std::u32string_view code_points);

// A text in the form in which case and widths do not count: NFKC with case folding (ＴＡＲＯ and taro are the same). Of
// a text that is not UTF-8, the text itself.
std::string FoldCase(std::string_view text);

// The same without what IsBlank.
std::string FoldCaseWithoutBlanks(std::string_view text);

// True for white space of any width, line ends, and characters that show nothing (zero width, variation selectors, byte
// order mark): all that a wrapped cell may gain without meaning anything else.
bool IsBlank(char32_t code_point);

// True for numbers and letters in circles, brackets or with a full stop (① ⑴ ⒈ ❶ ㊀ …), which number a list and are no
// digits of a value. Folding widths would make them digits, so they have to be set apart first.
bool IsListMarker(char32_t code_point);

// What FoldNotation puts for any list marker.
inline constexpr char32_t kListMarker = U'①';
// What FoldNotation puts for any circle (○ ◯ 〇 ⭕) and for any cross that is no letter (× ✕ ✖ …).
inline constexpr char32_t kCircle = U'○';
inline constexpr char32_t kCross = U'×';

// Appends one code point in the one form in which notation is read: list markers, circles and crosses as above,
// slashes, colons and tildes of any kind as '/' ':' '~', everything else by NFKC, which turns full-width letters and
// digits into ASCII, ㍻ into 平成 and compatibility ideographs into the usual ones. Blanks give nothing. NFKC may give
// up to 18 characters.
void AppendFolded(char32_t code_point, std::u32string* folded);

// The same for a whole UTF-8 text.
std::u32string FoldNotation(std::string_view text);

// True for '0' to '9', which after folding are all the decimal digits that notation uses.
constexpr bool IsAsciiDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

}  // namespace zaitaku
