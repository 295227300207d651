// Reads tables of programmes and of budget lines as comma-separated values.
#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/catalogue.h"
#include "domain/catalogue_table.h"
#include "domain/money.h"
#include "services/catalog/catalog_entries.h"
#include "services/catalog/catalog_file.h"
#include "services/entries/table_reader.h"

namespace zaitaku::catalog {
namespace {

void FillProgram(TableRow& row, v1::Program& program, google::protobuf::FieldMask& mask) {
  using enum ProgramColumn;
  const auto states = [&](ProgramColumn column, const char* path) { return States(row, column, path, mask); };
  const auto text = [&](ProgramColumn column, const char* path, auto place) {
    ReadText(row, column, path, mask, place);
  };
  text(kDisplayNameJa, "display_name.ja", [&] { return program.mutable_display_name()->mutable_ja(); });
  text(kDisplayNameEn, "display_name.en", [&] { return program.mutable_display_name()->mutable_en(); });
  text(kPurposeJa, "purpose.ja", [&] { return program.mutable_purpose()->mutable_ja(); });
  text(kPurposeEn, "purpose.en", [&] { return program.mutable_purpose()->mutable_en(); });
  if (states(kKind, "kind")) program.set_kind(row.Required<v1::Program::Kind>(kKind));
  if (states(kBureau, "bureau")) program.set_bureau(row.Term<v1::Bureau>(kBureau));
  if (states(kLevels, "levels")) row.Terms<v1::GovernmentLevel>(kLevels, *program.mutable_levels());
  if (states(kFields, "fields")) row.Terms<v1::CareField>(kFields, *program.mutable_fields());
  if (states(kConductedBy, "conducted_by")) program.set_conducted_by(row.Term<v1::GovernmentLevel>(kConductedBy));
  if (states(kFundingSources, "funding_sources"))
    row.Names(kFundingSources, catalog::kFundingSources, *program.mutable_funding_sources());
  if (states(kEligible, "eligible")) row.Terms<v1::GovernmentKind>(kEligible, *program.mutable_eligible());
  if (states(kFirstFiscalYear, "first_fiscal_year")) {
    if (const auto year = row.Year(kFirstFiscalYear)) program.set_first_fiscal_year(*year);
  }
  if (states(kLastFiscalYear, "last_fiscal_year")) {
    if (const auto year = row.Year(kLastFiscalYear)) program.set_last_fiscal_year(*year);
  }
  if (states(kParent, "parent")) program.set_parent(row.Reference(kParent, kPrograms));
}

const Expectation& ExpectedYen() {
  static const auto* const kExpected = new Expectation{
      absl::StrCat("whole yen in digits without commas, at most ", kMaxYen, ", after a minus sign if negative"),
      absl::StrCat("円単位の整数（桁区切りなし、", kMaxYen, "以下、負の額は先頭に-）"), "7000000"};
  return *kExpected;
}

// The printed amount, and whole yen; nullopt for an empty cell.
std::optional<UnitAmount> ReadAmount(TableRow& row) {
  if (row.IsEmpty(BudgetColumn::kAmount)) return std::nullopt;
  AmountFault fault = AmountFault::kNoNumber;
  const auto amount = ParseAmount(row.Text(BudgetColumn::kAmount), &fault);
  if (amount) return amount;
  const AmountFaultEntry& entry = DescribeAmountFault(fault);
  row.AddProblem(BudgetColumn::kAmount, {std::string(entry.en), std::string(entry.ja), "7百万円"});
  return std::nullopt;
}

std::optional<int64_t> ReadYen(TableRow& row) {
  if (row.IsEmpty(BudgetColumn::kYen)) return std::nullopt;
  const std::string word = row.Word(BudgetColumn::kYen);
  const std::string_view digits = std::string_view(word).substr(word.starts_with('-') ? 1 : 0);
  int64_t yen = 0;
  const bool right = !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) &&
                     absl::SimpleAtoi(word, &yen) && yen >= -kMaxYen && yen <= kMaxYen;
  if (right) return yen;
  row.AddProblem(BudgetColumn::kYen, ExpectedYen());
  return std::nullopt;
}

// The printed amount gives yen and unit; what the row says of them besides must agree.
void FillAmount(TableRow& row, v1::BudgetLine& line, google::protobuf::FieldMask& mask) {
  using enum BudgetColumn;
  const auto states = [&](BudgetColumn column, const char* path) { return States(row, column, path, mask); };
  std::optional<UnitAmount> printed;
  if (states(kAmount, "amount.text")) {
    states(kAmount, "amount.yen");
    states(kAmount, "amount.unit");
    printed = ReadAmount(row);
    if (printed) line.mutable_amount()->set_text(row.Text(kAmount));
  }
  std::optional<int64_t> yen;
  if (states(kYen, "amount.yen")) yen = ReadYen(row);
  const bool says_amount = row.Has(kAmount) || row.Has(kYen);
  const bool is_empty = (!row.Has(kAmount) || row.IsEmpty(kAmount)) && (!row.Has(kYen) || row.IsEmpty(kYen));
  if (says_amount && is_empty) {
    row.AddProblem(row.Has(kAmount) ? kAmount : kYen,
                   {"an amount as printed, or in yen", "印刷された金額、または円での金額", "7百万円"});
  }
  if (printed && yen && printed->yen != *yen) {
    row.AddProblem(kYen, {absl::StrCat("what the printed amount is worth, ", printed->yen),
                          absl::StrCat("金額の欄と同じ額（", printed->yen, "）"), absl::StrCat(printed->yen)});
  }
  auto unit = v1::MONEY_UNIT_UNSPECIFIED;
  if (states(kUnit, "amount.unit")) unit = row.Term<v1::MoneyUnit>(kUnit);
  if (printed && unit != v1::MONEY_UNIT_UNSPECIFIED && unit != printed->unit) {
    const auto* term = FindTerm(printed->unit);
    row.AddProblem(kUnit, {absl::StrCat("the printed amount's unit, ", std::string(term->slug)),
                           absl::StrCat("金額の欄と同じ単位（", std::string(term->ja), "）"), std::string(term->slug)});
  }
  if (printed) unit = printed->unit;
  if (printed || yen) line.mutable_amount()->set_yen(printed ? printed->yen : *yen);
  if (unit != v1::MONEY_UNIT_UNSPECIFIED) line.mutable_amount()->set_unit(unit);
  if (!states(kRounding, "amount.rounding")) return;
  if (const auto rounding = row.Term<v1::Rounding>(kRounding)) line.mutable_amount()->set_rounding(rounding);
}

void FillLine(TableRow& row, v1::BudgetLine& line, google::protobuf::FieldMask& mask) {
  using enum BudgetColumn;
  const auto states = [&](BudgetColumn column, const char* path) { return States(row, column, path, mask); };
  if (states(kProgram, "program")) line.set_program(row.Reference(kProgram, kPrograms));
  if (states(kFundingSource, "funding_source"))
    line.set_funding_source(row.Reference(kFundingSource, catalog::kFundingSources));
  if (states(kFiscalYear, "fiscal_year")) line.set_fiscal_year(row.RequiredYear(kFiscalYear));
  if (states(kStage, "stage")) line.set_stage(row.Required<v1::BudgetStage>(kStage));
  FillAmount(row, line, mask);
  if (states(kBureau, "bureau")) line.set_bureau(row.Term<v1::Bureau>(kBureau));
  if (states(kField, "field")) line.set_field(row.Term<v1::CareField>(kField));
  if (states(kSumOf, "sum_of")) row.Names(kSumOf, kBudgetLines, *line.mutable_sum_of());
}

}  // namespace

CatalogFile ReadProgramsCsv(std::string_view content) {
  return ReadTable<CatalogEntries, v1::Program, ProgramColumn>(content, kProgramColumnHeads, &FillProgram);
}

CatalogFile ReadBudgetLinesCsv(std::string_view content) {
  return ReadTable<CatalogEntries, v1::BudgetLine, BudgetColumn>(content, kBudgetColumnHeads, &FillLine);
}

}  // namespace zaitaku::catalog
