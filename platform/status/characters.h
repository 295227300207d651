// How long a text is to those who write it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace zaitaku {

// Counts code points. The text is valid UTF-8, because protobuf let it in.
inline size_t CountCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

}  // namespace zaitaku
