// The two languages that the command speaks.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace zaitaku::cli {

enum class Language { kJapanese, kEnglish };

// The same text in both languages.
struct Text {
  std::string ja;
  std::string en;

  const std::string& In(Language language) const { return language == Language::kJapanese ? ja : en; }
};

// Reads an environment variable; empty if it is not set.
using Variables = std::function<std::string(const char* name)>;

// The language that the locale asks for: the first of LC_ALL, LC_MESSAGES and LANG that is set decides, as POSIX has
// it. Japanese for `ja`, `ja_JP.UTF-8` and the like, English for everything else.
Language LanguageOfLocale(const Variables& variables);

// The language that help is shown in, which must be known before the command line is parsed: that of `--lang`, wherever
// it stands, or the locale's.
Language LanguageOfHelp(int argc, const char* const* argv, const Variables& variables);

}  // namespace zaitaku::cli
