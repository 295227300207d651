#pragma once

#include <string>

namespace zaitaku::generators {

// The bytes of data/source/survey-2015-12.txt. Ends the program with a message if they cannot be read.
std::string ReadSourceDocument();

}  // namespace zaitaku::generators
