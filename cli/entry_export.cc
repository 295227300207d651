#include "cli/entry_export.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/entry_commands.h"
#include "cli/moment.h"

namespace zaitaku::cli {
namespace {

struct ExportOptions {
  std::string format;
  PointInTime point;
};

int Export(Session& session, const ExportOptions& options, const EntryExport& what) {
  const auto revision = RevisionOf(session, options.point, what.server);
  if (!revision.ok()) return session.Fail(what.doing, revision.status(), what.server);
  const bool csv = options.format.empty() ? session.settings().output == Output::kCsv : options.format == "csv";
  const auto written = what.write(session, *revision, csv);
  if (!written.ok()) return session.Fail(what.doing, written.status(), what.server);
  NoteCount(session, written->count, {"resource", "resources"}, written->revision);
  return kExitOk;
}

}  // namespace

void AddEntryExportCommand(Commands& commands, CLI::App& noun, EntryExport what) {
  const auto options = std::make_shared<ExportOptions>();
  const std::string command = absl::StrCat("zaitaku ", noun.get_name(), " export");
  const Text description = what.description;
  // Made before `what` is moved, for the order in which arguments are evaluated is not laid down.
  const std::vector<std::string> examples = {absl::StrCat(command, " > ", what.file),
                                             absl::StrCat(command, " -f csv > ", noun.get_name(), ".csv")};
  CLI::App& verb =
      commands.AddVerb(noun, "export", description, examples,
                       [options, what = std::move(what)](Session& session) { return Export(session, *options, what); });
  verb.add_option("-f,--format", options->format, commands.Say({"形式（既定：jsonl）", "The form (default: jsonl)"}))
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->option_text("jsonl|csv");
  AddPointInTime(commands, verb, options->point);
}

}  // namespace zaitaku::cli
