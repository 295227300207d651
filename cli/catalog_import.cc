#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/catalog_commands.h"
#include "cli/csv.h"
#include "cli/import_file.h"
#include "cli/json.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::ImportEntriesRequest;
using catalog::v1::ImportEntriesResponse;

// More names than these are counted.
constexpr int kMostNames = 20;

struct ImportOptions {
  std::string file;
  std::string format;
  std::string reason;
  std::string request_id;
  bool dry_run = false;
};

ImportEntriesRequest RequestOf(const ImportOptions& options, CatalogTable table, std::string content) {
  ImportEntriesRequest request;
  request.set_content(std::move(content));
  if (options.format == "jsonl") request.set_format(ImportEntriesRequest::FORMAT_JSON_LINES);
  if (options.format == "csv") {
    request.set_format(table == CatalogTable::kPrograms ? ImportEntriesRequest::FORMAT_PROGRAMS_CSV
                                                        : ImportEntriesRequest::FORMAT_BUDGET_LINES_CSV);
  }
  request.set_reason(options.reason);
  request.set_request_id(options.request_id);
  request.set_validate_only(options.dry_run);
  return request;
}

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

void PrintImport(Session& session, const ImportEntriesResponse& response, const ImportOptions& options) {
  const int created = response.created_size();
  const int changed = response.changed_size();
  const int same = response.unchanged_entries();
  session.out() << session.style().Paint(Tone::kHeading, Printable(ImportFileName(options.file))) << '\n';
  if (options.dry_run) {
    session.out() << session.Say({"試行です。変更はしていません。取り込むと次のとおり変わります。",
                                  "Dry run, nothing was changed. An import would:"})
                  << '\n';
  }
  if (response.unchanged()) {
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
  session.out() << "  " << session.Say({"リビジョン ", "revision "}) << Printable(response.revision()) << '\n';
  PrintNames(session, {"新規", "created"}, response.created());
  PrintNames(session, {"変更", "changed"}, response.changed());
}

void ShowImport(Session& session, const ImportEntriesResponse& response, const ImportOptions& options) {
  switch (session.settings().output) {
    case Output::kTable:
      PrintImport(session, response, options);
      break;
    case Output::kJson:
      session.out() << ToJson(response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"name", "change"});
      for (const std::string& name : response.created()) WriteCsvRow(session.out(), {name, "created"});
      for (const std::string& name : response.changed()) WriteCsvRow(session.out(), {name, "changed"});
      break;
  }
}

int ImportEntries(Session& session, const ImportOptions& options, CatalogTable table) {
  const auto content = ReadImportFile(session, options.file);
  if (!content.ok()) {
    const std::string message(content.status().message());
    return session.RefuseUsage({message, message});
  }
  return RunImport(session, Server::kProgramCatalog, &CatalogStub::ImportEntries, RequestOf(options, table, *content),
                   ImportFileName(options.file),
                   [&](const ImportEntriesResponse& response) { ShowImport(session, response, options); });
}

Text DescriptionFor(CatalogTable table) {
  const bool programs = table == CatalogTable::kPrograms;
  return {absl::StrCat("一行一件の JSON（事業・財源・予算・指針）、または", programs ? "事業" : "予算",
                       "の CSV を取り込みます。誤りがあれば全件を file:行:列 で示し、何も変更しません。"),
          absl::StrCat("Reads lines of JSON (programmes, funds, budget lines, guidelines) or the CSV of ",
                       programs ? "programmes" : "budget lines",
                       ". If the file has problems, shows them all as file:line:column and changes nothing.")};
}

}  // namespace

void AddCatalogImportCommand(Commands& commands, CLI::App& noun, CatalogTable table) {
  const auto options = std::make_shared<ImportOptions>();
  const std::string command = absl::StrCat("zaitaku ", noun.get_name(), " import");
  CLI::App& import = commands.AddVerb(
      noun, "import", DescriptionFor(table),
      {absl::StrCat(command, " catalog.jsonl --dry-run"), absl::StrCat(command, " corrected.csv --reason 'corrected'"),
       absl::StrCat("zaitaku ", noun.get_name(), " export | ", command, " -")},
      [options, table](Session& session) { return ImportEntries(session, *options, table); });
  import.add_option("file", options->file, commands.Say({"ファイル（- は標準入力）", "The file; - is stdin"}))
      ->required()
      ->option_text("FILE");
  import
      .add_option("--format", options->format,
                  commands.Say({"ファイルの種類（既定：内容から判断）",
                                "What the file is (default: found out from its content)"}))
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->option_text("jsonl|csv");
  import.add_flag("--dry-run", options->dry_run,
                  commands.Say({"変更せずに結果を表示", "Shows the effect, changes nothing"}));
  import.add_option("--reason", options->reason, commands.Say({"理由", "Why"}));
  import.add_option("--request-id", options->request_id,
                    commands.Say({"要求 ID（既定：乱数）", "Makes a repeated call harmless (default: random)"}));
}

}  // namespace zaitaku::cli
