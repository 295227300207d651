#include "cli/language.h"

#include <cctype>

namespace zaitaku::cli {

Language LanguageOfLocale(const Variables& variables) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = variables(name);
    if (locale.empty()) continue;
    // `ja` must be the whole language code: `jav` is Javanese.
    const bool japanese =
        locale.starts_with("ja") && (locale.size() == 2 || !std::isalpha(static_cast<unsigned char>(locale[2])));
    return japanese ? Language::kJapanese : Language::kEnglish;
  }
  return Language::kEnglish;
}

Language LanguageOfHelp(int argc, const char* const* argv, const Variables& variables) {
  std::string_view asked;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") break;
    if (argument == "--lang" && i + 1 < argc) asked = argv[i + 1];
    if (argument.starts_with("--lang=")) asked = argument.substr(sizeof("--lang=") - 1);
  }
  if (asked == "ja") return Language::kJapanese;
  if (asked == "en") return Language::kEnglish;
  return LanguageOfLocale(variables);
}

}  // namespace zaitaku::cli
