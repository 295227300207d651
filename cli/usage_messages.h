// What is wrong with a command line, in Japanese.
#pragma once

#include <string>
#include <string_view>

namespace zaitaku::cli {

// The Japanese for a message about the command line or a file that it names. The checks of options and CLI11 speak
// English only, for they know no language; what the user wrote stays as it is, and so does a message in Japanese.
std::string UsageMessageInJapanese(std::string_view message);

}  // namespace zaitaku::cli
