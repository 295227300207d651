#include "services/catalog/catalog_file.h"

#include <algorithm>

#include "domain/catalogue_table.h"
#include "domain/csv_reader.h"
#include "platform/service/imports.h"
#include "platform/status/status.h"
#include "services/catalog/catalog_entries.h"
#include "services/entries/json_lines.h"

namespace zaitaku::catalog {

using Format = v1::ImportEntriesRequest;

v1::ImportEntriesRequest::Format FindFormat(std::string_view content) {
  if (LooksLikeJson(content)) return Format::FORMAT_JSON_LINES;
  ProblemList ignored;
  CsvRecord record;
  CsvReader reader(content, &ignored);
  reader.Read(&record);
  const auto is_of_lines = [](const CsvCell& head) {
    return FindBudgetColumn(head.text) && !FindProgramColumn(head.text);
  };
  bool has_lines = std::any_of(record.fields.begin(), record.fields.end(), is_of_lines);
  if (!has_lines && reader.Read(&record)) {
    has_lines = std::any_of(record.fields.begin(), record.fields.end(),
                            [](const CsvCell& cell) { return IsNameIn(kBudgetLines, cell.text); });
  }
  return has_lines ? Format::FORMAT_BUDGET_LINES_CSV : Format::FORMAT_PROGRAMS_CSV;
}

absl::StatusOr<CatalogFile> ReadFile(const v1::ImportEntriesRequest& request) {
  RETURN_IF_ERROR(CheckImportedFile(request.content(), "JSON lines or CSV"));
  const auto format = request.format() == Format::FORMAT_UNSPECIFIED ? FindFormat(request.content()) : request.format();
  switch (format) {
    case Format::FORMAT_JSON_LINES:
      return ReadJsonLines<CatalogEntries>(request.content());
    case Format::FORMAT_PROGRAMS_CSV:
      return ReadProgramsCsv(request.content());
    case Format::FORMAT_BUDGET_LINES_CSV:
      return ReadBudgetLinesCsv(request.content());
    default:
      return InvalidField("format", "expected a value of Format, such as FORMAT_JSON_LINES");
  }
}

}  // namespace zaitaku::catalog
