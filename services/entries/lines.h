// Files of lines: their text, and what a file looks like.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace zaitaku {

// Nothing but blanks.
bool IsBlankText(std::string_view text);

// Calls `handle(number, line)` for each line that is not blank, numbered from 1, without its line end and the file's
// byte order mark.
void ForEachLine(std::string_view content, const std::function<void(int32_t, std::string_view)>& handle);

// True if the first character that is not blank is {: JSON lines.
bool LooksLikeJson(std::string_view content);

}  // namespace zaitaku
