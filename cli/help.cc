#include "cli/help.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

constexpr int kNameColumn = 38;

// A name and, from a fixed column on, what it means; on a line of its own if the name is too long.
std::string Entry(const std::string& name, const std::string& description) {
  const std::string start = absl::StrCat("  ", name);
  const int left = kNameColumn - DisplayWidth(start);
  const std::string gap = left >= 2 ? std::string(left, ' ') : absl::StrCat("\n", std::string(kNameColumn, ' '));
  return absl::StrCat(start, gap, description, "\n");
}

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    return CLI::Formatter::make_group(get_label(group), is_positional, std::move(options));
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return Entry(make_option_name(option, is_positional) + make_option_opts(option), make_option_desc(option));
  }

  std::string make_subcommand(const CLI::App* command) const override {
    return Entry(command->get_name(), command->get_description());
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = CLI::Formatter::make_footer(app);
    if (app->get_parent() == nullptr) return footer;
    const CLI::App* root = app;
    while (root->get_parent() != nullptr) root = root->get_parent();
    std::string globals = make_group("Global options", false, root->get_options([](const CLI::Option* option) {
      return option->get_name() != "--help" && option->get_name() != "--version";
    }));
    globals.erase(0, 1);  // There is an empty line before the footer already.
    return footer.empty() ? globals : absl::StrCat(globals, "\n", footer);
  }
};

}  // namespace

std::shared_ptr<CLI::Formatter> MakeHelpFormatter(Language language) {
  auto formatter = std::make_shared<HelpFormatter>();
  if (language == Language::kEnglish) {
    formatter->label("SUBCOMMAND", "COMMAND");
    formatter->label("Positionals", "Arguments");
    return formatter;
  }
  for (const auto& [key, label] :
       {std::pair("Usage", "使い方"), std::pair("Options", "オプション"), std::pair("OPTIONS", "オプション"),
        std::pair("Positionals", "引数"), std::pair("SUBCOMMAND", "コマンド"),
        std::pair("Global options", "共通オプション"), std::pair("Excludes", "同時に指定不可"),
        std::pair("REQUIRED", "必須"), std::pair("TEXT", "文字列")}) {
    formatter->label(key, label);
  }
  return formatter;
}

}  // namespace zaitaku::cli
