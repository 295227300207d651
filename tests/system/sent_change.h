// What came of a change that a test sent.
#pragma once

#include <string>

namespace zaitaku {

struct Answer {
  std::string revision;   // The token.
  bool as_asked = false;  // It is a change, and the answer says just what was asked for.
  std::string text;       // All of it, for messages.
};

}  // namespace zaitaku
