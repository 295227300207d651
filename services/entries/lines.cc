#include "services/entries/lines.h"

#include "domain/characters.h"

namespace zaitaku {

bool IsBlankText(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    const CodePoint point = DecodeUtf8At(text, offset);
    if (!IsBlank(point.value)) return false;
    offset += point.size;
  }
  return true;
}

void ForEachLine(std::string_view content, const std::function<void(int32_t, std::string_view)>& handle) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  for (int32_t number = 1; !content.empty(); ++number) {
    const size_t end = content.find('\n');
    std::string_view line = content.substr(0, end);
    content = end == std::string_view::npos ? std::string_view() : content.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!IsBlankText(line)) handle(number, line);
  }
}

bool LooksLikeJson(std::string_view content) {
  for (const CodePoint& point : DecodeUtf8(content.substr(0, 64))) {
    if (!IsBlank(point.value)) return point.value == U'{';
  }
  return false;
}

}  // namespace zaitaku
