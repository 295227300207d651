#include "cli/commands.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::cli {

CLI::App& Commands::AddNoun(CLI::App& parent, const char* name, const Text& description) {
  CLI::App& noun = *parent.add_subcommand(name, Say(description));
  noun.group(Say({"コマンド", "Commands"}));
  noun.require_subcommand(1);
  noun.fallthrough();
  return noun;
}

CLI::App& Commands::AddVerb(CLI::App& noun, const char* name, const Text& description,
                            const std::vector<std::string>& examples, Action action) {
  CLI::App& verb = *noun.add_subcommand(name, Say(description));
  std::string footer = Say({"例：", "Examples:"});
  for (const std::string& example : examples) absl::StrAppend(&footer, "\n  ", example);
  verb.footer(footer);
  verb.group(Say({"コマンド", "Commands"}));
  // So that -o, --lang and the like may stand after the verb too.
  verb.fallthrough();
  verb.callback([this, action = std::move(action)] { chosen_ = action; });
  return verb;
}

}  // namespace zaitaku::cli
