#include "tests/unit/data/document.h"

#include "absl/strings/str_split.h"
#include "domain/characters.h"
#include "platform/digest/digest.h"
#include "tests/generators/source_document.h"

namespace zaitaku::data {
namespace {

bool IsBullet(char32_t c) { return std::u32string_view(U"○◆•・■□※").find(c) != std::u32string_view::npos; }

// The text without white space, private-use characters and, if wanted, the bullet that begins it.
std::string Squeeze(std::string_view text, bool drops_bullet) {
  std::string squeezed;
  bool at_start = true;
  for (const CodePoint& code_point : DecodeUtf8(text)) {
    if (IsBlank(code_point.value) || IsPrivateUse(code_point.value)) continue;
    if (!(at_start && drops_bullet && IsBullet(code_point.value))) AppendUtf8(code_point.value, &squeezed);
    at_start = false;
  }
  return squeezed;
}

Document ReadDocument() {
  const std::string bytes = generators::ReadSourceDocument();
  return {absl::StrSplit(bytes, '\n'), Sha256Hex(bytes)};
}

}  // namespace

const Document& SourceDocument() {
  static const auto* const kDocument = new Document(ReadDocument());
  return *kDocument;
}

std::vector<std::string> LinesOf(const Document& document, int first, int last) {
  if (first < 1 || last < first || static_cast<size_t>(last) > document.lines.size()) return {};
  return {document.lines.begin() + first - 1, document.lines.begin() + last};
}

bool IsPrivateUse(char32_t c) { return c >= 0xE000 && c <= 0xF8FF; }

bool IsBlankLine(std::string_view line) { return Squeeze(line, false).empty(); }

bool LinesHold(const std::vector<std::string>& lines, std::string_view text) {
  std::string joined;
  for (const std::string& line : lines) joined += Squeeze(line, true);
  return joined.find(Squeeze(text, false)) != std::string::npos;
}

}  // namespace zaitaku::data
