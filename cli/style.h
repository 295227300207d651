// Colour, and when not to use it.
#pragma once

#include <string>
#include <string_view>

#include "cli/language.h"

namespace zaitaku::cli {

// What a piece of text is, which decides how it looks on a terminal.
enum class Tone { kPlain, kHeading, kGood, kBad, kFaint };

// True if a stream that is a terminal (or not) should get colours: only on a terminal that can, and never if NO_COLOR
// is set to anything.
bool WantsColour(bool is_terminal, const Variables& variables);

// Puts the terminal's escape sequences around text, or leaves it alone.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}

  std::string Paint(Tone tone, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace zaitaku::cli
