#include "tests/unit/cli/canned_catalog.h"

#include <initializer_list>
#include <string>

#include "domain/money.h"

namespace zaitaku::cli {
namespace {

namespace v1 = catalog::v1;
using type::v1::Provenance;

constexpr char kDocument[] = "168c1247b2a1bc7dea749c69b04bd53ad337031b8936181c85a1f5756415a33d";
constexpr char kTraining[] = "programs/specialist-training";
constexpr char kGrant[] = "fundingSources/community-support-grant";
constexpr char kFund[] = "fundingSources/regional-care-fund";

void SetText(type::v1::LocalizedText* text, const char* ja, const char* en) {
  text->set_ja(ja);
  text->set_en(en);
}

template <typename Resource>
void SetVersion(Resource& resource) {
  resource.set_revision_id("5");
  resource.mutable_revision_create_time()->set_seconds(1795314600);  // 2026-11-22T02:30:00Z
  resource.set_etag("e5");
}

template <typename Resource>
Provenance& AddSource(Resource& resource, const char* fact, int first_line, int last_line, const char* verbatim) {
  auto& source = *resource.add_sources();
  source.set_fact(fact);
  auto& provenance = *source.mutable_provenance();
  provenance.set_document_sha256(kDocument);
  provenance.set_first_line(first_line);
  provenance.set_last_line(last_line);
  provenance.set_verbatim(verbatim);
  provenance.set_basis(Provenance::BASIS_STATED);
  return provenance;
}

template <typename Resource>
void AddInferred(Resource& resource, const char* fact, int line, const char* verbatim, const char* evidence) {
  Provenance& provenance = AddSource(resource, fact, line, line, verbatim);
  provenance.set_basis(Provenance::BASIS_INFERRED);
  provenance.set_evidence(evidence);
}

v1::Part& AddItem(v1::Program& program, const char* code, const char* title, const char* title_en) {
  auto& part = *program.add_parts();
  part.set_code(code);
  part.set_title(title);
  part.set_title_en(title_en);
  return part;
}

void AddItems(v1::Program& program) {
  v1::Part& first = AddItem(program, "ア", "地域の医療・介護の資源の把握", "Survey of local resources");
  first.add_parts()->set_title("結果を関係者間で共有");
  AddItem(program, "イ", "在宅医療・介護連携の課題の抽出と対応策の検討", "Problems and remedies");
  v1::Part& third = AddItem(program, "ウ", "切れ目のない在宅医療と在宅介護の提供体制の構築推進", "Seamless care");
  third.add_other_titles("切れ目のない在宅医療と介護の提供体制の構築推進");
  AddItem(program, "エ", "医療・介護関係者の情報共有の支援", "Sharing of information");
  AddItem(program, "オ", "在宅医療・介護連携に関する相談支援", "Advice");
  AddItem(program, "カ", "医療・介護関係者の研修", "Training");
  AddItem(program, "キ", "地域住民への普及啓発", "Public information");
  v1::Part& last = AddItem(program, "ク", "在宅医療・介護連携に関する関係市区町村の連携", "");
  last.set_description("同一の二次医療圏内にある市区町村等が連携");
}

v1::Program TrainingProgram() {
  v1::Program program;
  program.set_name(kTraining);
  SetText(program.mutable_display_name(), "在宅医療・訪問看護ハイレベル人材育成事業", "Specialist training programme");
  program.set_kind(v1::Program::KIND_PROGRAM);
  program.set_bureau(v1::BUREAU_HEALTH_POLICY);
  program.add_levels(v1::GOVERNMENT_LEVEL_PREFECTURE);
  program.add_fields(v1::CARE_FIELD_HOME_MEDICAL_CARE);
  program.set_conducted_by(v1::GOVERNMENT_LEVEL_STATE);
  program.set_first_fiscal_year(2015);
  SetVersion(program);
  return program;
}

v1::BudgetLine Line(const char* id, int year, v1::BudgetStage stage, const char* amount, const char* program) {
  v1::BudgetLine line;
  line.set_name(std::string("budgetLines/") + id);
  line.set_program(program);
  line.set_fiscal_year(year);
  line.set_stage(stage);
  const UnitAmount read = *ParseAmount(amount);
  line.mutable_amount()->set_text(amount);
  line.mutable_amount()->set_yen(read.yen);
  line.mutable_amount()->set_unit(read.unit);
  line.set_bureau(v1::BUREAU_HEALTH_POLICY);
  SetVersion(line);
  return line;
}

void SetMoney(v1::Money* money, int64_t yen) {
  money->set_yen(yen);
  money->set_text(FormatAmount(yen, v1::MONEY_UNIT_MILLION_YEN));
}

v1::MatrixEntry Entry(const v1::Program& program, Provenance::Basis level, Provenance::Basis field) {
  v1::MatrixEntry entry;
  entry.set_program(program.name());
  *entry.mutable_display_name() = program.display_name();
  entry.set_bureau(program.bureau());
  entry.set_level_basis(level);
  entry.set_field_basis(field);
  return entry;
}

}  // namespace

v1::Program CoordinationProgram() {
  v1::Program program;
  program.set_name(kCoordination);
  SetText(program.mutable_display_name(), "在宅医療・介護連携推進事業", "Home care coordination programme");
  auto& alias = *program.add_aliases();
  alias.set_text("在宅医療・介護の連携推進");
  alias.add_lines(393);
  auto& earlier = *program.add_aliases();
  earlier.set_text("在宅医療推進事業");
  earlier.set_earlier(true);
  for (const int line : {393, 395}) earlier.add_lines(line);
  program.set_kind(v1::Program::KIND_PROGRAM);
  program.set_bureau(v1::BUREAU_ELDERLY);
  program.add_levels(v1::GOVERNMENT_LEVEL_MUNICIPALITY);
  program.add_fields(v1::CARE_FIELD_COORDINATION);
  program.add_funding_sources(kGrant);
  SetText(program.mutable_purpose(), "在宅医療と介護の連携の推進", "Coordinates home medical and long-term care.");
  program.add_eligible(v1::GOVERNMENT_KIND_MUNICIPALITY);
  program.set_first_fiscal_year(2015);
  auto& year = *program.add_fiscal_years();
  year.set_fiscal_year(2016);
  year.set_status(v1::FiscalYearStatus::STATUS_CONTINUED);
  year.set_in_overview(true);
  program.add_predecessors("programs/home-care-pilot");
  AddItems(program);
  auto& deadline = *program.add_conditions();
  deadline.set_id("deadline");
  deadline.set_kind(v1::Condition::KIND_OBLIGATION);
  SetText(deadline.mutable_text(), "平成30年4月には全ての市区町村で実施", "All municipalities run it by April 2018.");
  deadline.set_by_month("2018-04");
  auto& outsourcing = *program.add_conditions();
  outsourcing.set_id("outsourcing");
  outsourcing.set_kind(v1::Condition::KIND_PERMISSION);
  SetText(outsourcing.mutable_text(), "事業項目の一部を委託することも可能", "Parts may be commissioned out.");
  AddSource(program, "display_name", 329, 329, "在宅医療・介護連携推進事業（介護保険の地域支援事業、平成２７年度～）");
  AddSource(program, "conditions[deadline].text", 397, 398, "○ 実施可能な市区町村は\n平成30年4月には");
  AddInferred(program, "levels", 250, "【介護保険 地域支援事業】", "line 395 says that municipalities run it");
  auto& review = *program.add_reviews();
  review.set_fact("levels");
  review.set_verdict(type::v1::FactReview::VERDICT_CONFIRMED);
  review.set_reason("as in the notice");
  review.mutable_review_time()->set_seconds(1795314600);
  SetVersion(program);
  return program;
}

v1::FundingSource CommunitySupportGrant() {
  v1::FundingSource fund;
  fund.set_name(kGrant);
  SetText(fund.mutable_display_name(), "地域支援事業交付金", "Community support grant");
  fund.set_kind(v1::FundingSource::KIND_GRANT);
  fund.set_bureau(v1::BUREAU_ELDERLY);
  SetVersion(fund);
  return fund;
}

v1::FundingSource RegionalCareFund() {
  v1::FundingSource fund;
  fund.set_name(kFund);
  SetText(fund.mutable_display_name(), "地域医療介護総合確保基金", "Regional medical and long-term care fund");
  fund.set_kind(v1::FundingSource::KIND_FUND);
  auto& group = *fund.add_parts();
  group.set_title("在宅医療の提供体制の充実");
  auto& nursing = *group.add_parts();
  nursing.set_title("訪問看護");
  nursing.add_parts()->set_title("訪問看護ステーションの設置");
  fund.add_parts()->set_title("在宅医療に関する普及啓発");
  auto& condition = *fund.add_conditions();
  condition.set_id("not-grant");
  condition.set_kind(v1::Condition::KIND_FUNDING);
  condition.mutable_text()->set_ja("（ア）～（ク）以外の取組に使用できる");
  condition.set_from_month("2015-04");
  SetVersion(fund);
  return fund;
}

v1::ListProgramsResponse CannedPrograms() {
  v1::ListProgramsResponse response;
  *response.add_programs() = CoordinationProgram();
  *response.add_programs() = TrainingProgram();
  response.set_revision(kCatalogRevision);
  return response;
}

v1::ListFundingSourcesResponse CannedFunds() {
  v1::ListFundingSourcesResponse response;
  *response.add_funding_sources() = CommunitySupportGrant();
  *response.add_funding_sources() = RegionalCareFund();
  response.set_revision(kCatalogRevision);
  return response;
}

v1::ListBudgetLinesResponse CannedBudgetLines() {
  v1::ListBudgetLinesResponse response;
  v1::BudgetLine grant = Line("2014-fund", 2014, v1::BUDGET_STAGE_GRANT, "206億円", "");
  grant.set_funding_source(kFund);
  grant.clear_bureau();
  *response.add_budget_lines() = grant;
  *response.add_budget_lines() = Line("2015-children", 2015, v1::BUDGET_STAGE_BUDGET, "4百万円", kTraining);
  v1::BudgetLine elderly = Line("2015-elderly", 2015, v1::BUDGET_STAGE_BUDGET, "7百万円", kTraining);
  elderly.set_field(v1::CARE_FIELD_HOME_MEDICAL_CARE);
  AddInferred(elderly, "program", 575, "７百万円", "the order of the lines");
  *response.add_budget_lines() = elderly;
  v1::BudgetLine sum = Line("2015-training", 2015, v1::BUDGET_STAGE_BUDGET, "11百万円", kTraining);
  sum.add_sum_of("budgetLines/2015-children");
  sum.add_sum_of("budgetLines/2015-elderly");
  *response.add_budget_lines() = sum;
  *response.add_budget_lines() = Line("2016-training", 2016, v1::BUDGET_STAGE_DRAFT, "１６百万円", kTraining);
  response.set_revision(kCatalogRevision);
  return response;
}

v1::ListGuidelinesResponse CannedGuidelines() {
  v1::ListGuidelinesResponse response;
  auto& guideline = *response.add_guidelines();
  guideline.set_name("guidelines/regional-medical-vision-2015");
  SetText(guideline.mutable_display_name(), "地域医療構想ガイドライン", "Regional medical vision guideline");
  guideline.set_issue_month("2015-03");
  guideline.set_issue_month_text("平成27年3月");
  // The section below comes first, as headings are detached in the document.
  auto& below = *guideline.add_sections();
  below.set_id("4-1");
  below.set_heading("ⅰ 在宅医療の必要量");
  below.set_parent("4");
  auto& paragraph = *below.add_paragraphs();
  paragraph.set_id("1");
  paragraph.set_text("平成37年（2025年）には");
  paragraph.set_text_en("By 2025");
  auto& section = *guideline.add_sections();
  section.set_id("4");
  section.set_heading("4 在宅医療");
  auto& definition = *guideline.add_definitions();
  SetText(definition.mutable_term(), "在宅医療等", "home care and the like");
  definition.set_text("居宅、特別養護老人ホーム等での医療");
  auto& function = *guideline.add_functions();
  function.set_id("end-of-life");
  SetText(function.mutable_display_name(), "看取り", "end-of-life care");
  guideline.add_programs(kCoordination);
  SetVersion(guideline);
  response.set_revision(kCatalogRevision);
  return response;
}

v1::GetProgramMatrixResponse CannedMatrix() {
  v1::GetProgramMatrixResponse matrix;
  matrix.set_fiscal_year(2016);
  v1::Program council;
  council.set_name("programs/home-medical-care-council");
  SetText(council.mutable_display_name(), "在宅医療推進協議会", "Home medical care promotion council");
  auto& first = *matrix.add_cells();
  first.set_level(v1::GOVERNMENT_LEVEL_PREFECTURE);
  first.set_field(v1::CARE_FIELD_HOME_MEDICAL_CARE);
  *first.add_entries() = Entry(council, Provenance::BASIS_STATED, Provenance::BASIS_STATED);
  *first.add_entries() = Entry(TrainingProgram(), Provenance::BASIS_INFERRED, Provenance::BASIS_INFERRED);
  auto& second = *matrix.add_cells();
  second.set_level(v1::GOVERNMENT_LEVEL_MUNICIPALITY);
  second.set_field(v1::CARE_FIELD_COORDINATION);
  *second.add_entries() = Entry(CoordinationProgram(), Provenance::BASIS_INFERRED, Provenance::BASIS_STATED);
  auto& unplaced = *matrix.add_unplaced();
  unplaced.set_name("programs/short-stay");
  SetText(unplaced.mutable_display_name(), "医療型短期入所事業所開設支援", "Support for medical short-stay centres");
  unplaced.add_fields(v1::CARE_FIELD_DISABILITY);
  matrix.set_revision(kCatalogRevision);
  return matrix;
}

v1::FindEligibleProgramsResponse CannedEligible() {
  v1::FindEligibleProgramsResponse response;
  auto& eligible = *response.add_programs();
  *eligible.mutable_program() = CoordinationProgram();
  eligible.set_through(v1::GOVERNMENT_KIND_MUNICIPALITY);
  eligible.set_basis(Provenance::BASIS_STATED);
  *eligible.add_funding_sources() = CommunitySupportGrant();
  response.add_undetermined(kTraining);
  response.set_revision(kCatalogRevision);
  return response;
}

v1::GetBudgetTotalsResponse CannedTotals() {
  v1::GetBudgetTotalsResponse response;
  auto& budget = *response.add_totals();
  budget.set_fiscal_year(2015);
  budget.set_stage(v1::BUDGET_STAGE_BUDGET);
  SetMoney(budget.mutable_total(), 11'000'000);
  budget.set_line_count(2);
  auto& bureau = *budget.add_bureaus();
  bureau.set_bureau(v1::BUREAU_HEALTH_POLICY);
  SetMoney(bureau.mutable_amount(), 11'000'000);
  SetMoney(budget.add_fields()->mutable_amount(), 4'000'000);
  auto& field = *budget.add_fields();
  field.set_field(v1::CARE_FIELD_HOME_MEDICAL_CARE);
  SetMoney(field.mutable_amount(), 7'000'000);
  SetMoney(budget.add_funding_sources()->mutable_amount(), 11'000'000);
  auto& sum = *budget.add_printed_sums();
  sum.set_budget_line("budgetLines/2015-training");
  SetMoney(sum.mutable_printed(), 11'000'000);
  SetMoney(sum.mutable_computed(), 11'000'000);
  sum.set_matches(true);
  for (const auto& [name, yen] :
       {std::pair("budgetLines/2015-elderly", 7'000'000), {"budgetLines/2015-children", 4'000'000}}) {
    auto& term = *sum.add_terms();
    term.set_budget_line(name);
    SetMoney(term.mutable_amount(), yen);
  }
  auto& draft = *response.add_totals();
  draft.set_fiscal_year(2016);
  draft.set_stage(v1::BUDGET_STAGE_DRAFT);
  SetMoney(draft.mutable_total(), 16'000'000);
  draft.set_line_count(1);
  response.set_revision(kCatalogRevision);
  return response;
}

}  // namespace zaitaku::cli
