#include "cli/entry_import.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

// More names than these are counted.
constexpr int kMostNames = 20;

using Names = google::protobuf::RepeatedPtrField<std::string>;

void PrintNames(Session& session, const Text& what, const Names& names) {
  if (names.empty()) return;
  session.out() << "  " << session.Say(what) << '\n';
  const int shown = std::min(names.size(), kMostNames);
  for (int i = 0; i < shown; ++i) session.out() << "    " << Printable(names.Get(i)) << '\n';
  const int more = names.size() - shown;
  if (more > 0) {
    session.out() << "    " << session.Say({absl::StrCat("ほか ", more, " 件"), absl::StrCat("and ", more, " more")})
                  << '\n';
  }
}

void PrintImport(Session& session, const ImportedEntries& imported, const ImportOptions& options) {
  const int created = imported.created.size();
  const int changed = imported.changed.size();
  const int same = imported.same;
  session.out() << session.style().Paint(Tone::kHeading, Printable(ImportFileName(options.file))) << '\n';
  if (options.change.dry_run) {
    session.out() << session.Say({"試行です。変更はしていません。取り込むと次のとおり変わります。",
                                  "Dry run, nothing was changed. An import would:"})
                  << '\n';
  }
  if (imported.unchanged) {
    session.out() << "  "
                  << session.Say({absl::StrCat("変更はありません（", same, " 件は登録済みの内容と同じ）"),
                                  absl::StrCat("nothing changed: all ", same, " were the same already")})
                  << '\n';
  } else {
    session.out() << "  "
                  << session.Say({absl::StrCat("新規 ", created, "、変更 ", changed, "、変更なし ", same),
                                  absl::StrCat(created, " created, ", changed, " changed, ", same, " unchanged")})
                  << '\n';
  }
  session.out() << "  " << session.Say({"リビジョン ", "revision "}) << Printable(imported.revision) << '\n';
  PrintNames(session, {"新規", "created"}, imported.created);
  PrintNames(session, {"変更", "changed"}, imported.changed);
}

}  // namespace

void ShowImportedEntries(Session& session, const google::protobuf::Message& response, const ImportedEntries& imported,
                         const ImportOptions& options) {
  ShowResult(
      session, response, [&] { PrintImport(session, imported, options); },
      [&] {
        WriteCsvRow(session.out(), {"name", "change"});
        for (const std::string& name : imported.created) WriteCsvRow(session.out(), {name, "created"});
        for (const std::string& name : imported.changed) WriteCsvRow(session.out(), {name, "changed"});
      });
}

void AddEntryImportCommand(Commands& commands, CLI::App& noun, const Text& description, ImportAction action) {
  const auto options = std::make_shared<ImportOptions>();
  const std::string command = absl::StrCat("zaitaku ", noun.get_name(), " import");
  CLI::App& import = commands.AddVerb(
      noun, "import", description,
      {absl::StrCat(command, " entries.jsonl --dry-run"), absl::StrCat(command, " corrected.csv --reason 'corrected'"),
       absl::StrCat("zaitaku ", noun.get_name(), " export | ", command, " -")},
      [options, action = std::move(action)](Session& session) { return action(session, *options); });
  import.add_option("file", options->file, commands.Say({"ファイル（- は標準入力）", "The file; - is stdin"}))
      ->required()
      ->option_text("FILE");
  import
      .add_option("--format", options->format,
                  commands.Say({"ファイルの種類（既定：内容から判断）",
                                "What the file is (default: found out from its content)"}))
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->option_text("jsonl|csv");
  AddRequestOptions(commands, import, options->change);
}

}  // namespace zaitaku::cli
