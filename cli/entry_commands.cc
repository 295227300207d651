#include "cli/entry_commands.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/table.h"

namespace zaitaku::cli {

CLI::Option* AddFiscalYearOption(Commands& commands, CLI::App& verb, std::string& value, const Text& description) {
  return verb.add_option("--fiscal-year", value, commands.Say(description))
      ->check(CheckFiscalYear)
      ->option_text("2016|平成28年度|H28");
}

void AddGetCommand(Commands& commands, CLI::App& noun, const Text& description,
                   const std::vector<std::string>& examples, const char* name,
                   int (*get)(Session&, const GetOptions&)) {
  const auto options = std::make_shared<GetOptions>();
  CLI::App& verb = commands.AddVerb(noun, "get", description, examples,
                                    [options, get](Session& session) { return get(session, *options); });
  verb.add_option("name", options->name, commands.Say({"名前", "Its name"}))->required()->option_text(name);
  verb.add_flag("--verbatim", options->verbatim,
                commands.Say({"出典の行をそのまま表示", "Shows the lines that each fact was read from"}));
  AddPointInTime(commands, verb, options->point);
}

void AddRequestOptions(Commands& commands, CLI::App& verb, ChangeOptions& options) {
  verb.add_option("--reason", options.reason, commands.Say({"理由", "Why"}));
  verb.add_option("--request-id", options.request_id,
                  commands.Say({"要求 ID（既定：乱数）", "Makes a repeated call harmless (default: random)"}));
  verb.add_flag("--dry-run", options.dry_run,
                commands.Say({"変更せずに結果を表示", "Shows the effect, changes nothing"}));
}

void AddChangeOptions(Commands& commands, CLI::App& verb, ChangeOptions& options) {
  AddRequestOptions(commands, verb, options);
  verb.add_option("--etag", options.etag,
                  commands.Say({"この版である場合のみ変更", "Only if this is still the newest version"}));
}

Text OutcomeText(const Text& done, const Text& already, const ChangeOptions& change, bool unchanged) {
  if (unchanged) {
    return {absl::StrCat("変更はありません（", already.ja, "）"), absl::StrCat("nothing changed: ", already.en)};
  }
  return change.dry_run ? Text{"試行（変更していません）", "dry run, nothing was changed"} : done;
}

void PrintDone(Session& session, const std::string& name, const Text& done, const std::string& revision) {
  session.out() << session.style().Paint(Tone::kHeading, Printable(name)) << "  " << session.Say(done) << "  "
                << session.Say({"リビジョン ", "revision "}) << Printable(revision) << '\n';
}

void NoteCount(Session& session, int count, const CountedNoun& noun, const std::string& revision) {
  session.Note({absl::StrCat(count, " 件（リビジョン ", Printable(revision), "）"),
                absl::StrCat(count, " ", count == 1 ? noun.one : noun.several, " at revision ", Printable(revision))});
}

}  // namespace zaitaku::cli
