#include "cli/style.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::cli {
namespace {

const char* StartOf(Tone tone) {
  switch (tone) {
    case Tone::kHeading:
      return "\x1b[1m";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[1;31m";
    case Tone::kFaint:
      return "\x1b[2m";
    case Tone::kPlain:
      break;
  }
  return "";
}

}  // namespace

bool WantsColour(bool is_terminal, const Variables& variables) {
  return is_terminal && variables("NO_COLOR").empty() && variables("TERM") != "dumb";
}

std::string Style::Paint(Tone tone, std::string_view text) const {
  const std::string start = StartOf(tone);
  if (!colour_ || start.empty() || text.empty()) return std::string(text);
  return absl::StrCat(start, std::string(text), "\x1b[0m");
}

}  // namespace zaitaku::cli
