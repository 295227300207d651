#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/json.h"
#include "domain/catalogue_table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::CatalogEntry;

struct ExportOptions {
  std::string format;
  PointInTime point;
};

// Writes a resource as a line that import reads back. What belongs to the version stays behind: elsewhere it is
// another, and an old etag would be refused.
template <typename Resource>
void WriteLine(Session& session, const Resource& resource, Resource* (CatalogEntry::*mutable_resource)()) {
  CatalogEntry entry;
  Resource& copy = *(entry.*mutable_resource)();
  copy = resource;
  copy.clear_revision_id();
  copy.clear_revision_create_time();
  copy.clear_etag();
  session.out() << ToJsonLine(entry) << '\n';
}

// How many resources were written, and the revision that all of them were read at.
struct Written {
  int count = 0;
  std::string revision;
};

// The funds are read first; the rest at their revision, so that all belong together whatever happens meanwhile.
absl::StatusOr<Written> WriteFunds(Session& session, const std::string& revision) {
  catalog::v1::ListFundingSourcesRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto funds, ListAllFunds(session.connection(), request));
  for (const auto& fund : funds.funding_sources()) WriteLine(session, fund, &CatalogEntry::mutable_funding_source);
  return Written{funds.funding_sources_size(), funds.revision()};
}

absl::StatusOr<Written> WritePrograms(Session& session, const std::string& revision, bool csv) {
  catalog::v1::ListProgramsRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto list, ListAllPrograms(session.connection(), request));
  const auto& programs = list.programs();
  if (csv) {
    session.out() << WriteProgramsCsv(std::vector<catalog::v1::Program>(programs.begin(), programs.end()));
  } else {
    for (const auto& program : programs) WriteLine(session, program, &CatalogEntry::mutable_program);
  }
  return Written{programs.size(), list.revision()};
}

absl::StatusOr<Written> WriteBudgetLines(Session& session, const std::string& revision, bool csv) {
  catalog::v1::ListBudgetLinesRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto list, ListAllBudgetLines(session.connection(), request));
  const auto& lines = list.budget_lines();
  if (csv) {
    session.out() << WriteBudgetLinesCsv(std::vector<catalog::v1::BudgetLine>(lines.begin(), lines.end()));
  } else {
    for (const auto& line : lines) WriteLine(session, line, &CatalogEntry::mutable_budget_line);
  }
  return Written{lines.size(), list.revision()};
}

absl::StatusOr<Written> WriteGuidelines(Session& session, const std::string& revision) {
  catalog::v1::ListGuidelinesRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto list, ListAllGuidelines(session.connection(), request));
  for (const auto& guideline : list.guidelines()) WriteLine(session, guideline, &CatalogEntry::mutable_guideline);
  return Written{list.guidelines_size(), list.revision()};
}

absl::StatusOr<Written> WriteCatalog(Session& session, const std::string& revision) {
  ASSIGN_OR_RETURN(Written all, WriteFunds(session, revision));
  ASSIGN_OR_RETURN(const Written programs, WritePrograms(session, all.revision, false));
  ASSIGN_OR_RETURN(const Written lines, WriteBudgetLines(session, all.revision, false));
  ASSIGN_OR_RETURN(const Written guidelines, WriteGuidelines(session, all.revision));
  all.count += programs.count + lines.count + guidelines.count;
  return all;
}

int Export(Session& session, const ExportOptions& options, CatalogTable table) {
  const Text doing = {"カタログの書き出し", "export the catalogue"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  const bool csv = options.format.empty() ? session.settings().output == Output::kCsv : options.format == "csv";
  absl::StatusOr<Written> written;
  if (table == CatalogTable::kBudgetLines) {
    written = WriteBudgetLines(session, *revision, csv);
  } else {
    written = csv ? WritePrograms(session, *revision, true) : WriteCatalog(session, *revision);
  }
  if (!written.ok()) return session.Fail(doing, written.status(), Server::kProgramCatalog);
  NoteCount(session, written->count, {"resource", "resources"}, written->revision);
  return kExitOk;
}

Text DescriptionFor(CatalogTable table) {
  if (table == CatalogTable::kPrograms) {
    return {"カタログ全体を一行一件の JSON で、または事業の CSV を書き出します。どちらも取り込み直せます。",
            "Writes the whole catalogue as lines of JSON, or the programmes as CSV. Import reads both back."};
  }
  return {"予算を一行一件の JSON または CSV で書き出します。どちらも取り込み直せます。",
          "Writes the budget lines as lines of JSON or as CSV. Import reads both back."};
}

}  // namespace

void AddCatalogExportCommand(Commands& commands, CLI::App& noun, CatalogTable table) {
  const auto options = std::make_shared<ExportOptions>();
  const std::string command = absl::StrCat("zaitaku ", noun.get_name(), " export");
  CLI::App& verb = commands.AddVerb(
      noun, "export", DescriptionFor(table),
      {absl::StrCat(command, " > catalog.jsonl"), absl::StrCat(command, " -f csv > ", noun.get_name(), ".csv")},
      [options, table](Session& session) { return Export(session, *options, table); });
  verb.add_option("-f,--format", options->format, commands.Say({"形式（既定：jsonl）", "The form (default: jsonl)"}))
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->option_text("jsonl|csv");
  AddPointInTime(commands, verb, options->point);
}

}  // namespace zaitaku::cli
