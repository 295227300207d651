#include "domain/catalogue_table.h"

#include "absl/strings/str_cat.h"
#include "domain/catalogue.h"

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

std::string OptionalYear(bool is_set, int32_t year) { return is_set ? absl::StrCat(year) : std::string(); }

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
      JoinItems(program.funding_sources()),
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
      JoinItems(line.sum_of()),
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
