#include "domain/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace zaitaku {
namespace {

using Range = std::pair<char32_t, char32_t>;  // Both ends included.

// Sorted. Blanks of any width, line ends, then what shows nothing: zero width characters, joiners, directional marks,
// variation selectors, the byte order mark.
constexpr std::array<Range, 18> kBlanks = {{
    {0x0009, 0x000D},
    {0x0020, 0x0020},
    {0x0085, 0x0085},
    {0x00A0, 0x00A0},
    {0x00AD, 0x00AD},
    {0x034F, 0x034F},
    {0x115F, 0x1160},
    {0x1680, 0x1680},
    {0x180B, 0x180E},
    {0x2000, 0x200F},
    {0x2028, 0x202F},
    {0x205F, 0x2064},
    {0x3000, 0x3000},
    {0x3164, 0x3164},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},
    {0xE0100, 0xE01EF},
}};

// Sorted. Circled, bracketed and dotted numbers and letters; circled ideographs that count; circled katakana. The
// square era name U+32FF that follows the katakana is none.
constexpr std::array<Range, 8> kListMarkers = {{
    {0x2460, 0x24FF},
    {0x2776, 0x2793},
    {0x3220, 0x3229},
    {0x3251, 0x325F},
    {0x3280, 0x3289},
    {0x32B1, 0x32BF},
    {0x32D0, 0x32FE},
    {0x1F100, 0x1F10C},
}};

template <size_t kSize>
constexpr bool IsIn(const std::array<Range, kSize>& ranges, char32_t c) {
  const auto it = std::lower_bound(ranges.begin(), ranges.end(), c,
                                   [](const Range& range, char32_t value) { return range.second < value; });
  return it != ranges.end() && it->first <= c;
}

// What stands for one sign in documents though Unicode keeps the characters apart.
constexpr char32_t UnifySign(char32_t c) {
  switch (c) {
    case U'◯':
    case U'〇':
    case U'⭕':
    case U'⚪':
    case U'❍':
      return kCircle;
    case U'✕':
    case U'✖':
    case U'✗':
    case U'✘':
    case U'☓':
    case U'❌':
    case U'⨯':
    case U'╳':
      return kCross;
    case 0x2044:  // Fraction slash, which NFKC gives for ½.
    case 0x2215:  // Division slash.
    case 0x29F8:  // Big solidus.
      return U'/';
    case 0x2236:  // Ratio.
    case 0xA789:  // Modifier letter colon.
      return U':';
    case 0x301C:  // Wave dash.
    case 0x223C:  // Tilde operator.
      return U'~';
    default:
      return c;
  }
}

// Characters that NFKC leaves alone, checked first because nearly all of a document consists of them.
constexpr bool FoldsToItself(char32_t c) {
  return (c > 0x20 && c < 0x7F) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096);
}

constexpr bool IsScalar(char32_t c) { return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

}  // namespace

CodePoint DecodeUtf8At(std::string_view text, size_t offset) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + offset;
  utf8proc_int32_t value = 0;
  const utf8proc_ssize_t size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - offset), &value);
  if (size <= 0) return {0xFFFD, static_cast<uint32_t>(offset), 1, false};
  return {static_cast<char32_t>(value), static_cast<uint32_t>(offset), static_cast<uint8_t>(size), true};
}

std::vector<CodePoint> DecodeUtf8(std::string_view text) {
  std::vector<CodePoint> code_points;
  for (size_t offset = 0; offset < text.size(); offset += code_points.back().size) {
    code_points.push_back(DecodeUtf8At(text, offset));
  }
  return code_points;
}

bool IsValidUtf8(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    const CodePoint code_point = DecodeUtf8At(text, offset);
    if (!code_point.is_valid) return false;
    offset += code_point.size;
  }
  return true;
}

std::string_view Beginning(std::string_view text, size_t max_size) {
  if (text.size() <= max_size) return text;
  size_t size = max_size;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

void AppendUtf8(char32_t code_point, std::string* text) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size =
      utf8proc_encode_char(static_cast<utf8proc_int32_t>(IsScalar(code_point) ? code_point : 0xFFFD), bytes);
  text->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
}

std::string EncodeUtf8(std::u32string_view code_points) {
  std::string text;
  text.reserve(code_points.size() * 3);
  for (const char32_t c : code_points) AppendUtf8(c, &text);
  return text;
}

std::string FoldCase(std::string_view text) {
  // As a whole: a half-width kana and its voicing mark are two characters that become one.
  utf8proc_uint8_t* mapped = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::string folded = size < 0 ? std::string(text) : std::string(reinterpret_cast<char*>(mapped), size);
  std::free(mapped);
  return folded;
}

std::string FoldCaseWithoutBlanks(std::string_view text) {
  std::string kept;
  for (const CodePoint& point : DecodeUtf8(FoldCase(text))) {
    if (!IsBlank(point.value)) AppendUtf8(point.value, &kept);
  }
  return kept;
}

bool IsBlank(char32_t code_point) { return IsIn(kBlanks, code_point); }

bool IsListMarker(char32_t code_point) { return IsIn(kListMarkers, code_point); }

void AppendFolded(char32_t code_point, std::u32string* folded) {
  if (FoldsToItself(code_point)) {
    folded->push_back(code_point);
    return;
  }
  if (IsBlank(code_point)) return;
  if (IsListMarker(code_point)) {
    folded->push_back(kListMarker);
    return;
  }
  // 18 is the longest decomposition there is (U+FDFA).
  std::array<utf8proc_int32_t, 32> buffer;
  int boundary_class = 0;
  const auto value = static_cast<utf8proc_int32_t>(IsScalar(code_point) ? code_point : 0xFFFD);
  utf8proc_ssize_t size =
      utf8proc_decompose_char(value, buffer.data(), buffer.size(),
                              static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE), &boundary_class);
  if (size > 0 && size <= static_cast<utf8proc_ssize_t>(buffer.size())) {
    size = utf8proc_normalize_utf32(buffer.data(), size,
                                    static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    for (utf8proc_ssize_t i = 0; i < size; ++i) {
      const char32_t c = static_cast<char32_t>(buffer[i]);
      if (!IsBlank(c)) folded->push_back(UnifySign(c));
    }
  }
}

std::u32string FoldNotation(std::string_view text) {
  std::u32string folded;
  folded.reserve(text.size());
  for (size_t offset = 0; offset < text.size();) {
    const CodePoint code_point = DecodeUtf8At(text, offset);
    AppendFolded(code_point.value, &folded);
    offset += code_point.size;
  }
  return folded;
}

}  // namespace zaitaku
