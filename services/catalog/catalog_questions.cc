#include "services/catalog/catalog_questions.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "platform/service/facts.h"
#include "platform/status/field_checker.h"
#include "services/catalog/catalog_index.h"
#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_rules.h"
#include "services/entries/entry_checks.h"

namespace zaitaku::catalog {
namespace {

constexpr size_t kMaxQueryCharacters = 100;
constexpr size_t kMaxWords = 10;
constexpr size_t kExcerptCharacters = 200;

void CheckBureau(v1::Bureau bureau, FieldChecker& check) {
  RequireKnown(v1::Bureau_IsValid(bureau), "bureau", "BUREAU_HEALTH_POLICY", check);
}
void CheckField(v1::CareField field, FieldChecker& check) {
  RequireKnown(v1::CareField_IsValid(field), "field", "CARE_FIELD_DISABILITY", check);
}
void CheckStage(v1::BudgetStage stage, FieldChecker& check) {
  RequireKnown(v1::BudgetStage_IsValid(stage), "stage", "BUDGET_STAGE_DRAFT", check);
}

v1::MatrixEntry EntryOf(const v1::Program& program) {
  v1::MatrixEntry entry;
  entry.set_program(program.name());
  *entry.mutable_display_name() = program.display_name();
  entry.set_bureau(program.bureau());
  entry.set_level_basis(BasisOf(program, "levels"));
  entry.set_field_basis(BasisOf(program, "fields"));
  return entry;
}

bool IsInOverview(const v1::Program& program, int fiscal_year) {
  return std::any_of(program.fiscal_years().begin(), program.fiscal_years().end(),
                     [&](const auto& y) { return y.fiscal_year() == fiscal_year && y.in_overview(); });
}

// The half-width voicing marks, and the combining ones.
bool IsMark(char32_t c) {
  return c == 0xFF9E || c == 0xFF9F || c == 0x3099 || c == 0x309A || (c >= 0x300 && c < 0x370);
}

// Where each character of a text begins, and what it is when folded; for finding a folded word in it.
struct FoldedText {
  std::string folded;
  std::vector<size_t> offsets;  // For each byte of `folded`, the offset of its character in the text.
};
// A character and the marks that belong to it are folded together.
FoldedText FoldWithOffsets(std::string_view text) {
  FoldedText result;
  const std::vector<CodePoint> points = DecodeUtf8(text);
  for (size_t i = 0; i < points.size();) {
    size_t next = i + 1;
    while (next < points.size() && IsMark(points[next].value)) ++next;
    const size_t end = next < points.size() ? points[next].offset : text.size();
    const std::string one = FoldForSearch(text.substr(points[i].offset, end - points[i].offset));
    result.folded += one;
    result.offsets.insert(result.offsets.end(), one.size(), points[i].offset);
    i = next;
  }
  return result;
}

}  // namespace

void FillMatrix(const std::vector<v1::Program>& programs, v1::GetProgramMatrixResponse& response) {
  std::map<std::pair<int, int>, v1::MatrixCell> cells;
  for (const v1::Program& program : programs) {
    if (!IsInOverview(program, response.fiscal_year())) continue;
    if (program.levels().empty() || program.fields().empty()) *response.add_unplaced() = program;
    for (const int level : program.levels()) {
      for (const int field : program.fields()) {
        v1::MatrixCell& cell = cells[{level, field}];
        cell.set_level(static_cast<v1::GovernmentLevel>(level));
        cell.set_field(static_cast<v1::CareField>(field));
        *cell.add_entries() = EntryOf(program);
      }
    }
  }
  for (auto& [place, cell] : cells) *response.add_cells() = std::move(cell);
}

std::vector<v1::ProgramTotals> CountPrograms(const std::vector<v1::Program>& programs) {
  std::set<int> years;
  for (const v1::Program& program : programs) {
    for (const auto& year : program.fiscal_years()) {
      if (year.in_overview()) years.insert(year.fiscal_year());
    }
  }
  std::vector<v1::ProgramTotals> totals;
  for (const int year : years) {
    v1::GetProgramMatrixResponse matrix;
    matrix.set_fiscal_year(year);
    FillMatrix(programs, matrix);
    v1::ProgramTotals& of_year = totals.emplace_back();
    of_year.set_fiscal_year(year);
    of_year.set_unplaced(matrix.unplaced_size());
    of_year.set_programs(static_cast<int32_t>(std::count_if(
        programs.begin(), programs.end(), [year](const v1::Program& p) { return IsInOverview(p, year); })));
    for (const v1::MatrixCell& cell : matrix.cells()) {
      v1::ProgramCell& counted = *of_year.add_cells();
      counted.set_level(cell.level());
      counted.set_field(cell.field());
      counted.set_programs(cell.entries_size());
      counted.set_inferred(static_cast<int32_t>(
          std::count_if(cell.entries().begin(), cell.entries().end(), [](const v1::MatrixEntry& entry) {
            return entry.level_basis() == type::v1::Provenance::BASIS_INFERRED ||
                   entry.field_basis() == type::v1::Provenance::BASIS_INFERRED;
          })));
    }
  }
  return totals;
}

std::vector<v1::GovernmentKind> KindsOf(v1::GovernmentKind kind) {
  if (kind == v1::GOVERNMENT_KIND_PREFECTURE || kind == v1::GOVERNMENT_KIND_MUNICIPALITY) return {kind};
  return {kind, v1::GOVERNMENT_KIND_MUNICIPALITY};
}

void FillEligible(const std::vector<v1::Program>& programs, const v1::FindEligibleProgramsRequest& request,
                  v1::FindEligibleProgramsResponse& response) {
  for (const v1::Program& program : programs) {
    const bool of_field = request.field() == v1::CARE_FIELD_UNSPECIFIED || Contains(program.fields(), request.field());
    if (!of_field || !ExistsIn(program, request.fiscal_year())) continue;
    if (program.eligible().empty()) response.add_undetermined(program.name());
    for (const v1::GovernmentKind kind : KindsOf(request.kind())) {
      if (!Contains(program.eligible(), kind)) continue;
      v1::EligibleProgram& eligible = *response.add_programs();
      *eligible.mutable_program() = program;
      eligible.set_through(kind);
      eligible.set_basis(BasisOf(program, "eligible"));
      break;
    }
  }
}

absl::Status CheckRequest(const v1::ListProgramsRequest& request) {
  FieldChecker check("");
  RequireKnown(v1::Program::Kind_IsValid(request.kind()), "kind", "KIND_PROGRAM", check);
  CheckBureau(request.bureau(), check);
  RequireKnown(v1::GovernmentLevel_IsValid(request.level()), "level", "GOVERNMENT_LEVEL_PREFECTURE", check);
  CheckField(request.field(), check);
  CheckReference(kFundingSources, request.funding_source(), "funding_source", check);
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckReference(kPrograms, request.parent_program(), "parent_program", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ListFundingSourcesRequest& request) {
  FieldChecker check("");
  RequireKnown(v1::FundingSource::Kind_IsValid(request.kind()), "kind", "KIND_FUND", check);
  CheckBureau(request.bureau(), check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ListBudgetLinesRequest& request) {
  FieldChecker check("");
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckStage(request.stage(), check);
  CheckBureau(request.bureau(), check);
  CheckField(request.field(), check);
  CheckReference(kFundingSources, request.funding_source(), "funding_source", check);
  CheckReference(kPrograms, request.program(), "program", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ListGuidelinesRequest& request) {
  FieldChecker check("");
  CheckReference(kPrograms, request.program(), "program", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::GetProgramMatrixRequest& request) {
  FieldChecker check("");
  CheckYear(request.fiscal_year(), "fiscal_year", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::FindEligibleProgramsRequest& request) {
  FieldChecker check("");
  check.Require(request.kind() != 0 && v1::GovernmentKind_IsValid(request.kind()), "kind",
                "expected what kind of government asks, such as GOVERNMENT_KIND_CORE_CITY (中核市)");
  CheckField(request.field(), check);
  CheckYear(request.fiscal_year(), "fiscal_year", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::GetBudgetTotalsRequest& request) {
  FieldChecker check("");
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckStage(request.stage(), check);
  RequireKnown(v1::MoneyUnit_IsValid(request.unit()), "unit", "MONEY_UNIT_MILLION_YEN (百万円)", check);
  return ToStatus(check);
}

bool Passes(const v1::Program& program, const v1::ListProgramsRequest& request) {
  return Matches(request.kind(), program.kind()) && Matches(request.bureau(), program.bureau()) &&
         (request.level() == 0 || Contains(program.levels(), request.level())) &&
         (request.field() == 0 || Contains(program.fields(), request.field())) &&
         (request.funding_source().empty() || Contains(program.funding_sources(), request.funding_source())) &&
         (request.fiscal_year() == 0 || ExistsIn(program, request.fiscal_year())) &&
         Matches(request.parent_program(), program.parent());
}

bool Passes(const v1::FundingSource& source, const v1::ListFundingSourcesRequest& request) {
  return Matches(request.kind(), source.kind()) && Matches(request.bureau(), source.bureau());
}

bool Passes(const v1::BudgetLine& line, const v1::ListBudgetLinesRequest& request) {
  return Matches(request.fiscal_year(), line.fiscal_year()) && Matches(request.stage(), line.stage()) &&
         Matches(request.bureau(), line.bureau()) && Matches(request.field(), line.field()) &&
         Matches(request.funding_source(), line.funding_source()) && Matches(request.program(), line.program());
}

bool Passes(const v1::Guideline& guideline, const v1::ListGuidelinesRequest& request) {
  return request.program().empty() || Contains(guideline.programs(), request.program());
}

absl::StatusOr<std::vector<std::string>> QueryWords(const std::string& query) {
  std::vector<std::string> words;
  std::string word;
  for (const CodePoint& point : DecodeUtf8(query)) {
    if (!IsBlank(point.value)) {
      word += query.substr(point.offset, point.size);
      continue;
    }
    if (!word.empty()) words.push_back(FoldForSearch(word));
    word.clear();
  }
  if (!word.empty()) words.push_back(FoldForSearch(word));
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  if (words.empty() || words.size() > kMaxWords || CountCharacters(query) > kMaxQueryCharacters) {
    return InvalidField("query",
                        absl::StrCat("read ", Quoted(query), ", expected 1 to ", kMaxWords, " words and at most ",
                                     kMaxQueryCharacters, " characters, such as 'コーディネーター 養成'"));
  }
  return words;
}

std::string Excerpt(std::string_view text, const std::vector<std::string>& words) {
  if (CountCharacters(text) <= kExcerptCharacters) return std::string(text);
  const FoldedText folded = FoldWithOffsets(text);
  size_t found = 0;
  for (const std::string& word : words) {
    const size_t at = folded.folded.find(word);
    if (at == std::string::npos) continue;
    found = folded.offsets[at];
    break;
  }
  const std::vector<CodePoint> points = DecodeUtf8(text);
  const size_t first = std::lower_bound(points.begin(), points.end(), found,
                                        [](const CodePoint& p, size_t offset) { return p.offset < offset; }) -
                       points.begin();
  // A quarter of it before the match, the rest behind, and room for both marks of a cut.
  constexpr size_t kWindow = kExcerptCharacters - 2;
  const size_t begin = std::min(first - std::min(first, kWindow / 4), points.size() - kWindow);
  const size_t end = begin + kWindow;
  const size_t from = points[begin].offset, to = end < points.size() ? points[end].offset : text.size();
  return absl::StrCat(begin > 0 ? "…" : "", std::string(text.substr(from, to - from)), end < points.size() ? "…" : "");
}

}  // namespace zaitaku::catalog
