#include "tests/unit/cli/canned_survey.h"

#include <map>
#include <string>

#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/notation.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

namespace v1 = council::v1;

// The cells that are not the usual ○, nothing, ○, nothing.
struct Row {
  const char* establishment = "○";
  const char* plan = "";
  const char* prefecture_wide = "○";
  const char* sub_prefectural = "";
};

using Rows = std::map<std::string, Row>;

const Rows& HomeMedicalCare() {
  static const Rows rows = {
      {"01", {.sub_prefectural = "○：20/21医療圏"}},
      {"05", {.sub_prefectural = "○：2/9医療圏"}},
      {"07", {.sub_prefectural = "○：6/7医療圏"}},
      {"11", {.sub_prefectural = "○：10/13保健所"}},
      {"14", {.sub_prefectural = "○：9/9保健所"}},
      {"15", {.prefecture_wide = "×", .sub_prefectural = "○：13/13保健所"}},
      {"16", {.sub_prefectural = "○：4/4医療圏"}},
      {"18", {.sub_prefectural = "○：6/6医療圏"}},
      {"19", {.sub_prefectural = "○：①5/5保健所②3/27市町村"}},
      {"21", {.sub_prefectural = "○：5/5医療圏"}},
      {"23", {.establishment = "×", .plan = "H27年度中", .prefecture_wide = ""}},
      {"29", {.prefecture_wide = "×", .sub_prefectural = "○：3/5保健所"}},
      {"30", {.sub_prefectural = "○：8/8保健所"}},
      {"31",
       {.plan = "（都道府県単位について）H27年度中", .prefecture_wide = "×", .sub_prefectural = "○：2/3地区医師会"}},
      {"32", {.sub_prefectural = "○：7/7医療圏"}},
      {"37", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
      {"38", {.establishment = "×", .plan = "H27年度中", .prefecture_wide = ""}},
      {"39", {.sub_prefectural = "○：5/5福祉保健所"}},
      {"40", {.sub_prefectural = "○：9/9保健所"}},
      {"43", {.sub_prefectural = "○：11/11医療圏"}},
      {"45", {.sub_prefectural = "○：9/9郡市医師会"}},
  };
  return rows;
}

const Rows& HomeVisitNursing() {
  static const Rows rows = {
      {"02", {.establishment = "×", .plan = "H27年度中", .prefecture_wide = ""}},
      {"05", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
      {"07", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
      {"16", {.sub_prefectural = "○：4/4医療圏"}},
      {"19", {.sub_prefectural = "○：5/5保健所"}},
      {"20", {.establishment = "×", .plan = "H28年度以降", .prefecture_wide = ""}},
      {"30", {.sub_prefectural = "○：8/8保健所"}},
      {"31", {.establishment = "×", .plan = "H28年度以降", .prefecture_wide = ""}},
      {"34", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
      {"38", {.establishment = "×", .plan = "H27年度中", .prefecture_wide = ""}},
      {"43", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
      {"46", {.establishment = "×", .plan = "未定", .prefecture_wide = ""}},
  };
  return rows;
}

v1::CouncilReport ReportOf(v1::CouncilKind kind, const PrefectureEntry& prefecture, const Row& row) {
  v1::CouncilReport report;
  const std::string code(prefecture.code);
  report.set_name("surveys/2015-12/reports/" + std::string(FindCouncilKind(kind)->slug) + "-" + code);
  report.set_kind(kind);
  report.set_prefecture_code(code);
  report.set_establishment(*ParseMark(row.establishment));
  report.set_prefecture_wide(*ParseMark(row.prefecture_wide));
  const SubPrefecturalCell cell = ReadSubPrefecturalCell(FoldNotation(row.sub_prefectural));
  report.set_sub_prefectural(cell.presence);
  for (const auto& coverage : cell.coverages) *report.add_coverages() = coverage;
  for (auto plan : ReadPlanCell(FoldNotation(row.plan)).plans) {
    if (plan.scope() == v1::PLAN_SCOPE_UNSPECIFIED) plan.set_scope(v1::PLAN_SCOPE_COUNCIL);
    *report.add_plans() = plan;
  }
  auto& provenance = *report.mutable_provenance();
  provenance.set_document_sha256("168c1247b2a1bc7dea749c69b04bd53ad337031b8936181c85a1f5756415a33d");
  provenance.set_first_line(prefecture.number() + (kind == v1::COUNCIL_KIND_HOME_MEDICAL_CARE ? 20 : 140));
  provenance.set_last_line(provenance.first_line());
  provenance.set_verbatim(std::string(prefecture.row_number()) + " " + std::string(prefecture.ja) + " " +
                          row.establishment + " " + row.sub_prefectural);
  provenance.set_basis(type::v1::Provenance::BASIS_STATED);
  report.set_revision_id("1");
  report.set_etag("e1");
  return report;
}

// Adds a report's plan to the totals, in order of scope, then of time, undecided last.
void AddPlan(const v1::Plan& plan, v1::KindTotals& totals) {
  const auto key = [](const auto& p) {
    return std::make_tuple(p.scope(), p.undecided(),
                           p.interval().last_fiscal_year() + p.interval().first_fiscal_year());
  };
  int at = 0;
  while (at < totals.plans_size() && key(totals.plans(at)) < key(plan)) ++at;
  if (at == totals.plans_size() || key(totals.plans(at)) != key(plan)) {
    auto& added = *totals.add_plans();
    added.set_scope(plan.scope());
    if (plan.has_interval()) *added.mutable_interval() = plan.interval();
    added.set_undecided(plan.undecided());
    for (int i = totals.plans_size() - 1; i > at; --i) totals.mutable_plans()->SwapElements(i, i - 1);
  }
  totals.mutable_plans(at)->set_prefectures(totals.plans(at).prefectures() + 1);
}

void AddCoverage(const v1::Coverage& coverage, v1::KindTotals& totals) {
  int at = 0;
  while (at < totals.units_size() && totals.units(at).unit() < coverage.unit()) ++at;
  if (at == totals.units_size() || totals.units(at).unit() != coverage.unit()) {
    totals.add_units()->set_unit(coverage.unit());
    for (int i = totals.units_size() - 1; i > at; --i) totals.mutable_units()->SwapElements(i, i - 1);
  }
  auto& unit = *totals.mutable_units(at);
  unit.set_covered(unit.covered() + coverage.covered());
  unit.set_total(unit.total() + coverage.total());
  unit.set_prefectures(unit.prefectures() + 1);
  totals.set_sub_prefectural_councils(totals.sub_prefectural_councils() + coverage.covered());
}

void AddReport(const v1::CouncilReport& report, v1::KindTotals& totals) {
  totals.set_kind(report.kind());
  totals.set_prefectures(totals.prefectures() + 1);
  const bool established = report.establishment() == v1::PRESENCE_PRESENT;
  totals.set_established(totals.established() + (established ? 1 : 0));
  totals.set_not_established(totals.not_established() + (established ? 0 : 1));
  if (report.prefecture_wide() == v1::PRESENCE_PRESENT) totals.set_prefecture_wide(totals.prefecture_wide() + 1);
  if (!report.coverages().empty()) {
    totals.set_sub_prefectural_prefectures(totals.sub_prefectural_prefectures() + 1);
  }
  for (const auto& coverage : report.coverages()) AddCoverage(coverage, totals);
  for (const auto& plan : report.plans()) AddPlan(plan, totals);
}

void AddPrefecture(const v1::CouncilReport& care, const v1::CouncilReport& nursing, v1::AreaTotals& totals) {
  while (totals.kinds_size() < 2) totals.add_kinds();
  AddReport(care, *totals.mutable_kinds(0));
  AddReport(nursing, *totals.mutable_kinds(1));
  auto& combinations = *totals.mutable_combinations();
  const bool has_care = care.establishment() == v1::PRESENCE_PRESENT;
  const bool has_nursing = nursing.establishment() == v1::PRESENCE_PRESENT;
  if (has_care && has_nursing) combinations.set_both(combinations.both() + 1);
  if (has_care && !has_nursing) combinations.set_only_home_medical_care(combinations.only_home_medical_care() + 1);
  if (!has_care && has_nursing) combinations.set_only_home_visit_nursing(combinations.only_home_visit_nursing() + 1);
  if (!has_care && !has_nursing) combinations.set_neither(combinations.neither() + 1);
}

// How much a report adds to a figure.
int ValueIn(v1::Figure figure, const v1::CouncilReport& report) {
  int councils = 0;
  for (const auto& coverage : report.coverages()) councils += coverage.covered();
  const bool care = report.kind() == v1::COUNCIL_KIND_HOME_MEDICAL_CARE;
  switch (figure) {
    case v1::FIGURE_ESTABLISHED:
      return report.establishment() == v1::PRESENCE_PRESENT ? 1 : 0;
    case v1::FIGURE_PREFECTURE_WIDE:
      return report.prefecture_wide() == v1::PRESENCE_PRESENT ? 1 : 0;
    case v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return report.coverages().empty() ? 0 : 1;
    case v1::FIGURE_WORKED_EXAMPLE:
      return report.prefecture_code() == (care ? "07" : "16") ? councils : 0;
    default:
      return councils;
  }
}

v1::FigureReconciliation Reconcile(v1::CouncilKind kind, v1::Figure figure, int printed, int printed_line) {
  v1::FigureReconciliation result;
  result.set_kind(kind);
  result.set_figure(figure);
  result.set_printed(printed);
  const auto reports = CannedReports();
  for (const auto& report : reports.council_reports()) {
    const int value = ValueIn(figure, report);
    if (report.kind() != kind || value == 0) continue;
    result.set_computed(result.computed() + value);
    auto& contribution = *result.add_contributions();
    contribution.set_report(report.name());
    contribution.set_prefecture_code(report.prefecture_code());
    contribution.set_value(value);
    contribution.set_first_line(report.provenance().first_line());
    contribution.set_last_line(report.provenance().last_line());
    if (figure == v1::FIGURE_SUB_PREFECTURAL_COUNCILS || figure == v1::FIGURE_WORKED_EXAMPLE) {
      *contribution.mutable_coverages() = report.coverages();
    }
  }
  result.set_verdict(result.computed() == printed ? v1::VERDICT_MATCHES : v1::VERDICT_DIFFERS);
  result.mutable_printed_provenance()->set_first_line(printed_line);
  result.mutable_printed_provenance()->set_last_line(printed_line);
  if (figure == v1::FIGURE_WORKED_EXAMPLE) result.set_prefecture_wide_agrees(true);
  return result;
}

}  // namespace

v1::Survey CannedSurvey() {
  v1::Survey survey;
  survey.set_name("surveys/2015-12");
  survey.set_reference_month("2015-12");
  survey.set_reference_month_text("平成27年12月");
  survey.set_state(v1::Survey::STATE_PUBLISHED);
  survey.set_revision_id("2");
  survey.mutable_publish_time()->set_seconds(1'767'225'600);
  const int printed[2][4] = {{44, 41, 18, 137}, {38, 38, 3, 17}};
  for (const auto& entry : CouncilKinds()) {
    auto& notes = *survey.add_notes();
    notes.set_kind(entry.kind);
    const int* values = printed[entry.kind - 1];
    notes.mutable_printed_totals()->set_established(values[0]);
    notes.mutable_printed_totals()->set_prefecture_wide(values[1]);
    notes.mutable_printed_totals()->set_sub_prefectural_prefectures(values[2]);
    notes.mutable_printed_totals()->set_sub_prefectural_councils(values[3]);
  }
  return survey;
}

v1::ListCouncilReportsResponse CannedReports() {
  v1::ListCouncilReportsResponse response;
  for (const auto& entry : CouncilKinds()) {
    const Rows& rows = entry.kind == v1::COUNCIL_KIND_HOME_MEDICAL_CARE ? HomeMedicalCare() : HomeVisitNursing();
    for (const auto& prefecture : Prefectures()) {
      const auto row = rows.find(std::string(prefecture.code));
      *response.add_council_reports() = ReportOf(entry.kind, prefecture, row == rows.end() ? Row() : row->second);
    }
  }
  response.set_revision(kCannedRevision);
  return response;
}

v1::ReconcileSurveyResponse CannedReconciliation() {
  v1::ReconcileSurveyResponse response;
  response.set_survey("surveys/2015-12");
  response.set_revision(kCannedRevision);
  const int printed[2][5] = {{44, 41, 18, 137, 6}, {38, 38, 3, 17, 4}};
  for (const auto& entry : CouncilKinds()) {
    const bool care = entry.kind == v1::COUNCIL_KIND_HOME_MEDICAL_CARE;
    for (int figure = v1::FIGURE_ESTABLISHED; figure <= v1::FIGURE_WORKED_EXAMPLE; ++figure) {
      const int line = (care ? 115 : 227) + (figure == v1::FIGURE_WORKED_EXAMPLE ? 4 : 0);
      *response.add_figures() =
          Reconcile(entry.kind, static_cast<v1::Figure>(figure), printed[entry.kind - 1][figure - 1], line);
    }
  }
  return response;
}

summary::v1::GetNationwideSummaryResponse CannedSummary() {
  summary::v1::GetNationwideSummaryResponse response;
  auto& summary = *response.mutable_summary();
  summary.set_survey("surveys/2015-12");
  summary.set_reference_month("2015-12");
  summary.set_reference_month_text("平成27年12月");
  summary.set_survey_state(v1::Survey::STATE_PUBLISHED);
  auto& councils = *summary.mutable_councils();
  councils.set_survey(summary.survey());
  for (const auto& region : Regions()) councils.add_regions()->set_region(region.region);
  const v1::ListCouncilReportsResponse reports = CannedReports();
  for (int i = 0; i < 47; ++i) {
    const auto& care = reports.council_reports(i);
    const auto& nursing = reports.council_reports(47 + i);
    AddPrefecture(care, nursing, *councils.mutable_nation());
    AddPrefecture(care, nursing, *councils.mutable_regions(Prefectures()[i].region - 1)->mutable_totals());
  }
  const v1::ReconcileSurveyResponse reconciliation = CannedReconciliation();
  *summary.mutable_figures() = reconciliation.figures();
  auto& revision = *summary.add_revisions();
  revision.set_service("council-registry");
  revision.set_revision(kCannedRevision);
  revision.mutable_revision_create_time()->set_seconds(1'767'225'600);
  response.mutable_call_info()->set_level(summary::v1::CallInfo::LEVEL_MEMORY);
  return response;
}

}  // namespace zaitaku::cli
