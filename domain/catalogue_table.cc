#include "domain/catalogue_table.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/catalogue.h"
#include "domain/characters.h"
#include "domain/survey_table.h"

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

constexpr std::string_view kLineEnd = "\r\n";

template <typename Column, size_t kSize>
std::optional<Column> FindColumn(const std::array<CatalogueColumnHead, kSize>& heads, std::string_view head) {
  const std::u32string folded = FoldNotation(head);
  for (size_t i = 0; i < kSize; ++i) {
    if (folded == FoldNotation(heads[i].name) || folded == FoldNotation(heads[i].ja)) return static_cast<Column>(i);
  }
  return std::nullopt;
}

template <typename Enum>
std::string SlugOf(Enum value) {
  const Term<Enum>* term = FindTerm(value);
  return std::string(term == nullptr ? "" : term->slug);
}

// The slugs of a repeated enum field.
template <typename Enum>
std::string SlugsOf(const google::protobuf::RepeatedField<int>& values) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += kCatalogueListSeparator;
    text += SlugOf(static_cast<Enum>(value));
  }
  return text;
}

std::string NamesOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, std::string(1, kCatalogueListSeparator));
}

std::string OptionalYear(bool is_set, int32_t year) { return is_set ? absl::StrCat(year) : std::string(); }

template <size_t kSize>
void AppendHeads(const std::array<CatalogueColumnHead, kSize>& heads, std::string* csv) {
  for (size_t i = 0; i < kSize; ++i) csv->append(i == 0 ? "" : ",").append(heads[i].name);
  *csv += kLineEnd;
}

template <size_t kSize>
void AppendRow(const std::array<std::string, kSize>& cells, std::string* csv) {
  for (size_t i = 0; i < kSize; ++i) csv->append(i == 0 ? "" : ",").append(CsvField(cells[i]));
  *csv += kLineEnd;
}

}  // namespace

std::optional<ProgramColumn> FindProgramColumn(std::string_view head) {
  return FindColumn<ProgramColumn>(kProgramColumnHeads, head);
}

std::optional<BudgetColumn> FindBudgetColumn(std::string_view head) {
  return FindColumn<BudgetColumn>(kBudgetColumnHeads, head);
}

std::array<std::string, kProgramColumnHeads.size()> ProgramRowCells(const v1::Program& program) {
  return {
      program.name(),
      program.display_name().ja(),
      program.display_name().en(),
      SlugOf(program.kind()),
      SlugOf(program.bureau()),
      SlugsOf<v1::GovernmentLevel>(program.levels()),
      SlugsOf<v1::CareField>(program.fields()),
      SlugOf(program.conducted_by()),
      NamesOf(program.funding_sources()),
      program.purpose().ja(),
      program.purpose().en(),
      SlugsOf<v1::GovernmentKind>(program.eligible()),
      OptionalYear(program.has_first_fiscal_year(), program.first_fiscal_year()),
      OptionalYear(program.has_last_fiscal_year(), program.last_fiscal_year()),
      program.parent(),
  };
}

std::array<std::string, kBudgetColumnHeads.size()> BudgetRowCells(const v1::BudgetLine& line) {
  return {
      line.name(),
      line.program(),
      line.funding_source(),
      absl::StrCat(line.fiscal_year()),
      SlugOf(line.stage()),
      line.amount().text(),
      absl::StrCat(line.amount().yen()),
      SlugOf(line.amount().unit()),
      SlugOf(line.amount().rounding()),
      SlugOf(line.bureau()),
      SlugOf(line.field()),
      NamesOf(line.sum_of()),
  };
}

std::string WriteProgramsCsv(std::span<const v1::Program> programs) {
  std::string csv;
  AppendHeads(kProgramColumnHeads, &csv);
  for (const v1::Program& program : programs) AppendRow(ProgramRowCells(program), &csv);
  return csv;
}

std::string WriteBudgetLinesCsv(std::span<const v1::BudgetLine> lines) {
  std::string csv;
  AppendHeads(kBudgetColumnHeads, &csv);
  for (const v1::BudgetLine& line : lines) AppendRow(BudgetRowCells(line), &csv);
  return csv;
}

}  // namespace zaitaku
