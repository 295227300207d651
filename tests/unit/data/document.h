// The ministry's document as lines, and what they hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zaitaku::data {

struct Document {
  std::vector<std::string> lines;  // Without line feeds; line 1 is the first.
  std::string sha256;              // Of its bytes, in hexadecimal.
};

// The document as it is in the repository.
const Document& SourceDocument();

// The lines from `first` to `last`, both included, as a source quotes them; nothing if they are not in the document.
std::vector<std::string> LinesOf(const Document& document, int first, int last);

bool IsPrivateUse(char32_t c);

// True if the line shows nothing; private-use characters, which the document has for bullets, aside.
bool IsBlankLine(std::string_view line);

// True if the lines hold the text, white space, private-use characters and the bullets that begin lines aside.
bool LinesHold(const std::vector<std::string>& lines, std::string_view text);

}  // namespace zaitaku::data
