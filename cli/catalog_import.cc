#include "absl/strings/str_cat.h"
#include "cli/catalog_commands.h"
#include "cli/entry_import.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::ImportEntriesRequest;
using catalog::v1::ImportEntriesResponse;

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
  AddEntryImportCommand(commands, noun,
                        EntryImport<CatalogStub, ImportEntriesRequest, ImportEntriesResponse>{
                            Server::kProgramCatalog, &CatalogStub::ImportEntries,
                            table == CatalogTable::kPrograms ? ImportEntriesRequest::FORMAT_PROGRAMS_CSV
                                                             : ImportEntriesRequest::FORMAT_BUDGET_LINES_CSV,
                            DescriptionFor(table)});
}

}  // namespace zaitaku::cli
