#include <vector>

#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/entry_export.h"
#include "domain/catalogue_table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::CatalogEntry;

// The funds are read first; the rest at their revision, so that all belong together whatever happens meanwhile.
absl::StatusOr<Written> WriteFunds(Session& session, const std::string& revision) {
  catalog::v1::ListFundingSourcesRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto funds, ListAllFunds(session.connection(), request));
  WriteLines(session, funds.funding_sources(), &CatalogEntry::mutable_funding_source);
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
    WriteLines(session, programs, &CatalogEntry::mutable_program);
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
    WriteLines(session, lines, &CatalogEntry::mutable_budget_line);
  }
  return Written{lines.size(), list.revision()};
}

absl::StatusOr<Written> WriteGuidelines(Session& session, const std::string& revision) {
  catalog::v1::ListGuidelinesRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto list, ListAllGuidelines(session.connection(), request));
  WriteLines(session, list.guidelines(), &CatalogEntry::mutable_guideline);
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
  const auto write = [table](Session& session, const std::string& revision, bool csv) {
    if (table == CatalogTable::kBudgetLines) return WriteBudgetLines(session, revision, csv);
    return csv ? WritePrograms(session, revision, true) : WriteCatalog(session, revision);
  };
  AddEntryExportCommand(commands, noun,
                        {Server::kProgramCatalog,
                         {"カタログの書き出し", "export the catalogue"},
                         DescriptionFor(table),
                         "catalog.jsonl",
                         write});
}

}  // namespace zaitaku::cli
