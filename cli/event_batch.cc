#include <google/protobuf/util/json_util.h>

#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/entry_commands.h"
#include "cli/entry_text.h"
#include "cli/event_options.h"
#include "cli/import_file.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using training::v1::BatchUpdateEntriesRequest;
using training::v1::TrainingEntry;

struct BatchOptions {
  std::string file;
  ChangeOptions change;
};

// Reads lines of changes; empty ones are skipped. INVALID_ARGUMENT names the first line that is none.
absl::Status ReadChanges(const std::string& content, const std::string& file, BatchUpdateEntriesRequest& request) {
  int number = 0;
  for (const auto line : absl::StrSplit(content, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const auto read = google::protobuf::util::JsonStringToMessage(std::string(line), request.add_changes());
    if (read.ok()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(Printable(file), ":", number, ": ", Printable(read.message().as_string()),
                     R"(; expected a change such as {"entry": {"event": {"name": "events/x", "state": )"
                     R"("STATE_OPEN"}}, "updateMask": "state"})"));
  }
  if (!request.changes().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(Printable(file), " holds no change"));
}

// The event or training programme of an entry.
const google::protobuf::Message& ResourceOf(const TrainingEntry& entry) {
  if (entry.has_event()) return entry.event();
  return entry.training_program();
}
const std::string& NameOf(const TrainingEntry& entry) {
  return entry.has_event() ? entry.event().name() : entry.training_program().name();
}

int BatchUpdate(Session& session, const BatchOptions& options) {
  const auto content = ReadImportFile(session, options.file);
  if (!content.ok()) {
    const std::string message(content.status().message());
    return session.RefuseUsage({message, message});
  }
  BatchUpdateEntriesRequest request;
  const absl::Status read = ReadChanges(*content, ImportFileName(options.file), request);
  if (!read.ok()) {
    const std::string message(read.message());
    return session.RefuseUsage({message, message});
  }
  SetChange(options.change, request);
  const auto response = session.connection().Change(&TrainingStub::BatchUpdateEntries, request);
  if (!response.ok()) {
    return session.Fail({"一括変更", "change the resources"}, response.status(), Server::kTrainingEvents);
  }
  ShowResult(
      session, *response,
      [&] {
        const Text done =
            OutcomeText({absl::StrCat(response->entries_size(), " 件を変更しました"),
                         absl::StrCat(response->entries_size(), " changed together")},
                        {"登録済みの内容と同じ", "all were the same already"}, options.change, response->unchanged());
        PrintDone(session, ImportFileName(options.file), done, response->revision());
        Table table({{""}, {""}});
        for (const TrainingEntry& entry : response->entries()) {
          table.AddRow({NameOf(entry), EntryTitle(ResourceOf(entry), session.language())});
        }
        table.PrintRows(session.out(), session.style(), 2);
      },
      [&] {
        WriteCsvRow(session.out(), {"name", "revision"});
        for (const TrainingEntry& entry : response->entries()) {
          WriteCsvRow(session.out(), {NameOf(entry), response->revision()});
        }
      });
  return kExitOk;
}

}  // namespace

void AddEventBatchCommand(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<BatchOptions>();
  CLI::App& batch = commands.AddVerb(
      event, "batch",
      {"行事と研修プログラムを一括して変更します。すべてか、何も変更しないかのどちらかです。一行一件の JSON "
       "（EntryChange）で、変更する項目だけを指定できます。",
       "Changes events and training programmes together, all or nothing. Lines of JSON hold an EntryChange each, which "
       "names the fields to change."},
      {"zaitaku event batch changes.jsonl --dry-run",
       R"(echo '{"entry": {"event": {"name": "events/x", "state": "STATE_OPEN"}}, "updateMask": "state"}' | )"
       "zaitaku event batch -"},
      [options](Session& session) { return BatchUpdate(session, *options); });
  batch.add_option("file", options->file, commands.Say({"ファイル（- は標準入力）", "The file; - is stdin"}))
      ->required()
      ->option_text("FILE");
  AddRequestOptions(commands, batch, options->change);
}

}  // namespace zaitaku::cli
