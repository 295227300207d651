#include "services/catalog/catalog_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "domain/catalogue.h"
#include "domain/money.h"
#include "platform/status/field_checker.h"
#include "services/catalog/catalog_checks.h"
#include "services/catalog/catalog_names.h"
#include "services/entries/entry_checks.h"

namespace zaitaku::catalog {
namespace {

constexpr char kExampleTitle[] = "在宅医療・介護連携推進事業";
constexpr int kMaxYears = 50;
constexpr int kMaxReferences = 10;
constexpr int kMaxTermsOfASum = 100;
constexpr int kMaxSections = 100;
constexpr int kMaxParagraphs = 100;
constexpr int kMaxDefinitions = 100;
constexpr int kMaxFunctions = 20;
constexpr int kMaxProgramsOfAGuideline = 50;

void CheckYears(const v1::Program& program, FieldChecker& check) {
  if (program.has_first_fiscal_year()) CheckYear(program.first_fiscal_year(), "first_fiscal_year", check);
  if (program.has_last_fiscal_year()) CheckYear(program.last_fiscal_year(), "last_fiscal_year", check);
  check.Require(!program.has_first_fiscal_year() || !program.has_last_fiscal_year() ||
                    program.first_fiscal_year() <= program.last_fiscal_year(),
                "last_fiscal_year", "expected it not before first_fiscal_year");
  CheckCount(program.fiscal_years_size(), kMaxYears, "fiscal_years", check);
  for (int i = 0; i < program.fiscal_years_size(); ++i) {
    const v1::FiscalYearStatus& year = program.fiscal_years(i);
    const std::string path = absl::StrCat("fiscal_years[", i, "]");
    CheckYear(year.fiscal_year(), path + ".fiscal_year", check);
    check.Require(v1::FiscalYearStatus::Status_IsValid(year.status()), path + ".status",
                  "expected a value of FiscalYearStatus.Status, such as STATUS_NEW");
    check.Require(i == 0 || program.fiscal_years(i - 1).fiscal_year() < year.fiscal_year(), path + ".fiscal_year",
                  "expected each year once, in order");
  }
}

void CheckPlacement(const v1::Program& program, FieldChecker& check) {
  CheckValues(program.levels(), &v1::GovernmentLevel_IsValid, "levels", "GOVERNMENT_LEVEL_PREFECTURE", check);
  CheckValues(program.fields(), &v1::CareField_IsValid, "fields", "CARE_FIELD_COORDINATION", check);
  CheckValues(program.eligible(), &v1::GovernmentKind_IsValid, "eligible", "GOVERNMENT_KIND_CORE_CITY", check);
  check.Require(
      std::find(program.levels().begin(), program.levels().end(), v1::GOVERNMENT_LEVEL_STATE) == program.levels().end(),
      "levels", "expected PREFECTURE, MUNICIPALITY or both; that the state carries it out says conducted_by");
  check.Require(v1::GovernmentLevel_IsValid(program.conducted_by()), "conducted_by",
                "expected a value of GovernmentLevel, such as GOVERNMENT_LEVEL_STATE");
  check.Require(v1::Bureau_IsValid(program.bureau()), "bureau", "expected a value of Bureau, such as BUREAU_ELDERLY");
}

void CheckAmount(const v1::BudgetLine& line, FieldChecker& check) {
  const v1::PrintedAmount& amount = line.amount();
  check.Require(line.has_amount(), "amount", "expected an amount, such as 206億円");
  check.Require(v1::Rounding_IsValid(amount.rounding()), "amount.rounding", "expected a value of Rounding");
  check.Require(v1::MoneyUnit_IsValid(amount.unit()), "amount.unit",
                "expected a value of MoneyUnit, such as MONEY_UNIT_MILLION_YEN");
  check.Require(amount.yen() >= -kMaxYen && amount.yen() <= kMaxYen, "amount.yen",
                absl::StrCat("read ", amount.yen(), ", expected at most 10^14 (100兆円)"));
  check.Require(amount.yen() >= 0 || line.stage() == v1::BUDGET_STAGE_SUPPLEMENTARY, "amount.yen",
                absl::StrCat("read ", amount.yen(), ", expected no negative amount but in a supplementary budget"));
  if (amount.text().empty()) return;
  CheckText(amount.text(), 40, "amount.text", check);
  AmountFault fault = AmountFault::kNoNumber;
  const auto read = ParseAmount(amount.text(), &fault);
  if (!read) {
    check.Require(false, "amount.text",
                  absl::StrCat("read ", Quoted(amount.text()), ", expected ",
                               std::string(DescribeAmountFault(fault).en), ", such as 206億円"));
    return;
  }
  check.Require(
      read->yen == amount.yen(), "amount.yen",
      absl::StrCat("read ", amount.yen(), ", expected what ", Quoted(amount.text()), " is worth: ", read->yen));
  check.Require(read->unit == amount.unit(), "amount.unit",
                absl::StrCat("expected the unit of ", Quoted(amount.text())));
}

void CheckParagraphs(const v1::Section& section, const std::string& path, std::set<std::string>& ids,
                     FieldChecker& check) {
  CheckCount(section.paragraphs_size(), kMaxParagraphs, path + ".paragraphs", check);
  for (int i = 0; i < section.paragraphs_size(); ++i) {
    const v1::Paragraph& paragraph = section.paragraphs(i);
    const std::string at = absl::StrCat(path, ".paragraphs[", i, "]");
    check.Require(IsId(paragraph.id()) && ids.insert(paragraph.id()).second, at + ".id",
                  absl::StrCat("read ", Quoted(paragraph.id()), ", expected another id each, such as 'outlook-2025'"));
    check.Require(!paragraph.text().empty(), at + ".text", "expected the paragraph's text");
    CheckText(paragraph.text(), kMaxTextCharacters, at + ".text", check);
    CheckText(paragraph.text_en(), kMaxTextCharacters, at + ".text_en", check);
  }
}

void CheckSections(const v1::Guideline& guideline, FieldChecker& check) {
  CheckCount(guideline.sections_size(), kMaxSections, "sections", check);
  std::set<std::string> sections, paragraphs;
  for (int i = 0; i < guideline.sections_size(); ++i) {
    const v1::Section& section = guideline.sections(i);
    const std::string path = absl::StrCat("sections[", i, "]");
    check.Require(section.parent().empty() || sections.contains(section.parent()), path + ".parent",
                  absl::StrCat("read ", Quoted(section.parent()), ", expected the id of a section before this one"));
    check.Require(IsId(section.id()) && sections.insert(section.id()).second, path + ".id",
                  absl::StrCat("read ", Quoted(section.id()), ", expected another id each, such as '4'"));
    CheckText(section.heading(), kMaxNameCharacters, path + ".heading", check);
    CheckParagraphs(section, path, paragraphs, check);
  }
}

void CheckTerms(const v1::Guideline& guideline, FieldChecker& check) {
  CheckCount(guideline.definitions_size(), kMaxDefinitions, "definitions", check);
  for (int i = 0; i < guideline.definitions_size(); ++i) {
    const std::string path = absl::StrCat("definitions[", i, "]");
    CheckDisplayName(guideline.definitions(i).term(), path + ".term", kExampleTitle, check);
    check.Require(!guideline.definitions(i).text().empty(), path + ".text", "expected what the term means");
    CheckText(guideline.definitions(i).text(), kMaxTextCharacters, path + ".text", check);
  }
  CheckCount(guideline.functions_size(), kMaxFunctions, "functions", check);
  std::set<std::string> ids;
  for (int i = 0; i < guideline.functions_size(); ++i) {
    const std::string path = absl::StrCat("functions[", i, "]");
    const std::string& id = guideline.functions(i).id();
    check.Require(IsId(id) && ids.insert(id).second, path + ".id",
                  absl::StrCat("read ", Quoted(id), ", expected another id each, such as 'end-of-life-care'"));
    CheckDisplayName(guideline.functions(i).display_name(), path + ".display_name", kExampleTitle, check);
  }
}

}  // namespace

std::vector<FieldProblem> Check(const v1::Program& program, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(program, check)) return check.Take();
  CheckName(kPrograms, program.name(), check);
  CheckDisplayName(program.display_name(), "display_name", kExampleTitle, check);
  CheckAliases(program.aliases(), check);
  check.Require(program.kind() != 0 && v1::Program::Kind_IsValid(program.kind()), "kind",
                "expected KIND_PROGRAM or KIND_COUNCIL");
  CheckPlacement(program, check);
  CheckNames(program.funding_sources(), kFundingSources, kMaxReferences, "funding_sources", check);
  CheckLocalizedText(program.purpose(), kMaxTextCharacters, "purpose", check);
  CheckYears(program, check);
  CheckReference(kPrograms, program.parent(), "parent", check);
  CheckNames(program.predecessors(), kPrograms, kMaxReferences, "predecessors", check);
  const auto& before = program.predecessors();
  check.Require(std::find(before.begin(), before.end(), program.name()) == before.end(), "predecessors",
                "expected other programmes than this one");
  CheckParts(program.parts(), check);
  CheckConditions(program.conditions(), check);
  CheckSources(program.sources(), *v1::Program::descriptor(), check);
  return check.Take();
}

std::vector<FieldProblem> Check(const v1::FundingSource& source, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(source, check)) return check.Take();
  CheckName(kFundingSources, source.name(), check);
  CheckDisplayName(source.display_name(), "display_name", kExampleTitle, check);
  CheckAliases(source.aliases(), check);
  check.Require(source.kind() != 0 && v1::FundingSource::Kind_IsValid(source.kind()), "kind",
                "expected a value of FundingSource.Kind, such as KIND_FUND");
  check.Require(v1::Bureau_IsValid(source.bureau()), "bureau", "expected a value of Bureau, such as BUREAU_ELDERLY");
  CheckLocalizedText(source.purpose(), kMaxTextCharacters, "purpose", check);
  CheckParts(source.parts(), check);
  CheckConditions(source.conditions(), check);
  CheckSources(source.sources(), *v1::FundingSource::descriptor(), check);
  return check.Take();
}

std::vector<FieldProblem> Check(const v1::BudgetLine& line, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(line, check)) return check.Take();
  CheckName(kBudgetLines, line.name(), check);
  CheckReference(kPrograms, line.program(), "program", check);
  CheckReference(kFundingSources, line.funding_source(), "funding_source", check);
  check.Require(!line.program().empty() || !line.funding_source().empty(), "program",
                "expected a programme, a funding source or both");
  CheckYear(line.fiscal_year(), "fiscal_year", check);
  check.Require(line.stage() != 0 && v1::BudgetStage_IsValid(line.stage()), "stage",
                "expected a value of BudgetStage, such as BUDGET_STAGE_DRAFT (予算案)");
  CheckAmount(line, check);
  check.Require(v1::Bureau_IsValid(line.bureau()), "bureau", "expected a value of Bureau, such as BUREAU_ELDERLY");
  check.Require(v1::CareField_IsValid(line.field()), "field",
                "expected a value of CareField, such as CARE_FIELD_HOME_MEDICAL_CARE");
  CheckNames(line.sum_of(), kBudgetLines, kMaxTermsOfASum, "sum_of", check);
  CheckSources(line.sources(), *v1::BudgetLine::descriptor(), check);
  return check.Take();
}

std::vector<FieldProblem> Check(const v1::Guideline& guideline, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(guideline, check)) return check.Take();
  CheckName(kGuidelines, guideline.name(), check);
  CheckDisplayName(guideline.display_name(), "display_name", kExampleTitle, check);
  CheckMonth(guideline.issue_month(), "issue_month", check);
  CheckText(guideline.issue_month_text(), 40, "issue_month_text", check);
  CheckSections(guideline, check);
  CheckTerms(guideline, check);
  CheckNames(guideline.programs(), kPrograms, kMaxProgramsOfAGuideline, "programs", check);
  CheckSources(guideline.sources(), *v1::Guideline::descriptor(), check);
  return check.Take();
}

bool ExistsIn(const v1::Program& program, int fiscal_year) {
  const auto& years = program.fiscal_years();
  if (std::any_of(years.begin(), years.end(), [&](const auto& y) { return y.fiscal_year() == fiscal_year; }))
    return true;
  return program.has_first_fiscal_year() && program.first_fiscal_year() <= fiscal_year &&
         (!program.has_last_fiscal_year() || fiscal_year <= program.last_fiscal_year());
}

}  // namespace zaitaku::catalog
