#include "cli/table_file.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/import_file.h"
#include "domain/characters.h"
#include "domain/csv_reader.h"

namespace zaitaku::cli {
namespace {

using Columns = std::span<const FileColumn>;

// A head line that would be right.
std::string ExampleOf(Columns columns) {
  std::string heads;
  for (const FileColumn& column : columns) absl::StrAppend(&heads, heads.empty() ? "" : ",", column.ja);
  return heads;
}

std::optional<size_t> FindHead(Columns columns, const std::string& head) {
  const std::u32string folded = FoldNotation(head);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (folded == FoldNotation(columns[i].en) || folded == FoldNotation(columns[i].ja)) return i;
  }
  return std::nullopt;
}

// Where the file has each column; nothing for one that it leaves out.
using Positions = std::vector<std::optional<size_t>>;

Positions ReadHeads(const CsvRecord& record, Columns columns, ProblemList& problems) {
  Positions positions(columns.size());
  for (size_t i = 0; i < record.fields.size(); ++i) {
    const CsvCell& cell = record.fields[i];
    const auto column = FindHead(columns, cell.text);
    if (column && !positions[*column]) {
      positions[*column] = i;
    } else {
      problems.Add(cell.line, static_cast<int32_t>(i + 1), "", cell.text,
                   {"a head of these, once", "次の見出しを一度だけ", ExampleOf(columns)});
    }
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    if (positions[i] || !columns[i].required) continue;
    problems.Add(record.first_line, 1, columns[i].ja, "",
                 {absl::StrCat("a column ", columns[i].en), absl::StrCat("見出し", columns[i].ja), ExampleOf(columns)});
  }
  return positions;
}

FileRow RowOf(const CsvRecord& record, const Positions& positions) {
  FileRow row;
  for (const auto& position : positions) {
    row.push_back({"", record.first_line, position ? static_cast<int32_t>(*position + 1) : 0});
    if (!position || *position >= record.fields.size()) continue;
    const CsvCell& cell = record.fields[*position];
    row.back().text = std::string(absl::StripAsciiWhitespace(cell.text));
    row.back().line = cell.line;
  }
  return row;
}

void ReadRows(std::string_view content, Columns columns, const std::function<void(const FileRow&, ProblemList&)>& take,
              ProblemList& problems) {
  CsvReader reader(content, &problems);
  CsvRecord record;
  if (!reader.Read(&record)) {
    problems.Add(1, 1, "", "", {"heads, then rows", "見出しと行", ExampleOf(columns)});
    return;
  }
  const Positions positions = ReadHeads(record, columns, problems);
  if (!problems.empty()) return;
  while (reader.Read(&record)) {
    if (!record.is_damaged) take(RowOf(record, positions), problems);
  }
}

}  // namespace

int ReadTableFile(Session& session, const std::string& file, Columns columns,
                  const std::function<void(const FileRow&, ProblemList&)>& take) {
  const auto content = ReadImportFile(session, file);
  if (!content.ok()) {
    const std::string message(content.status().message());
    return session.RefuseUsage({message, message});
  }
  ProblemList problems;
  ReadRows(*content, columns, take, problems);
  if (problems.empty()) return kExitOk;
  // A message with the problems and nothing else, for JSON.
  training::v1::ImportEntriesResponse found;
  for (auto& problem : problems.Take()) *found.add_problems() = std::move(problem);
  return ShowProblems(session, found.problems(), found, ImportFileName(file));
}

}  // namespace zaitaku::cli
