#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/catalogue_table.h"
#include "domain/characters.h"
#include "domain/csv_reader.h"
#include "services/catalog/catalog_changes.h"
#include "services/catalog/catalog_file.h"
#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_problems.h"

namespace zaitaku::catalog {
namespace {

constexpr size_t kMaxParserBytes = 300;
constexpr char kExample[] = R"({"program": {"name": "programs/home-care-coordination", …}})";

bool IsBlankLine(std::string_view line) {
  for (const CodePoint& point : DecodeUtf8(line)) {
    if (!IsBlank(point.value)) return false;
  }
  return true;
}

class JsonLinesReader {
 public:
  FileContent Read(std::string_view content) {
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    for (int32_t line = 1; !content.empty(); ++line) {
      const size_t end = content.find('\n');
      std::string_view text = content.substr(0, end);
      content = end == std::string_view::npos ? std::string_view() : content.substr(end + 1);
      if (text.ends_with('\r')) text.remove_suffix(1);
      if (!IsBlankLine(text)) ReadLine(line, text);
    }
    if (result_.entries.empty() && problems_.empty()) {
      problems_.Add(1, 1, "", "", {"at least one resource", "１件以上のデータ", kExample});
    }
    result_.problems = problems_.Take();
    if (!result_.problems.empty()) result_.entries.clear();
    return std::move(result_);
  }

 private:
  void ReadLine(int32_t line, std::string_view text) {
    if (!IsValidUtf8(text)) {
      problems_.Add(line, 1, "", text, ExpectedUtf8());
      return;
    }
    if (result_.entries.size() == kMaxFileEntries) {
      problems_.Add(line, 1, "", absl::StrCat(kMaxFileEntries + 1),
                    {absl::StrCat("at most ", kMaxFileEntries, " resources in one file"),
                     absl::StrCat("１ファイル", kMaxFileEntries, "件以下"), kExample});
      return;
    }
    FileEntry read;
    read.line = line;
    const auto parsed = google::protobuf::util::JsonStringToMessage(std::string(text), &read.entry);
    if (!parsed.ok()) {
      // The parser quotes what it could not read, however long.
      const std::string_view message(parsed.message().data(), parsed.message().size());
      const std::string why(Beginning(message, kMaxParserBytes));
      problems_.Add(line, 1, "", text, {"a CatalogEntry in JSON: " + why, "JSON形式のCatalogEntry：" + why, kExample});
      return;
    }
    CheckEntry(line, read.entry);
    result_.entries.push_back(std::move(read));
  }

  void CheckEntry(int32_t line, const v1::CatalogEntry& entry) {
    const absl::Status has_one =
        WithResource(entry, "", [&](const auto& resource, const std::string& field) -> absl::Status {
          for (const FieldProblem& problem : Check(resource, field))
            AddFieldProblem(line, problem, resource.name(), problems_);
          if (!names_.insert(resource.name()).second) {
            problems_.Add(line, 1, field + ".name", resource.name(),
                          {"each resource once in a file", "同じデータは１ファイルに１回だけ", resource.name()});
          }
          return absl::OkStatus();
        });
    if (has_one.ok()) return;
    problems_.Add(line, 1, "", "{}",
                  {"one of program, fundingSource, budgetLine and guideline",
                   "program、fundingSource、budgetLine、guideline のいずれか", kExample});
  }

  FileContent result_;
  ProblemList problems_;
  std::set<std::string> names_;
};

}  // namespace

v1::ImportEntriesRequest::Format FindFormat(std::string_view content) {
  for (const CodePoint& point : DecodeUtf8(content.substr(0, 64))) {
    if (IsBlank(point.value)) continue;
    if (point.value == U'{') return v1::ImportEntriesRequest::FORMAT_JSON_LINES;
    break;
  }
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
  return has_lines ? v1::ImportEntriesRequest::FORMAT_BUDGET_LINES_CSV : v1::ImportEntriesRequest::FORMAT_PROGRAMS_CSV;
}

FileContent ReadJsonLines(std::string_view content) { return JsonLinesReader().Read(content); }

}  // namespace zaitaku::catalog
