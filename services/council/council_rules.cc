#include "services/council/council_rules.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "domain/councils.h"
#include "domain/prefectures.h"
#include "platform/status/field_checker.h"

namespace zaitaku::council {
namespace {

constexpr int kMaxAreas = 2000;
constexpr int kFirstYear = 1868;  // 明治元年, as in a file.
constexpr int kLastYear = 2999;

bool IsStated(v1::Presence presence) { return presence == v1::PRESENCE_PRESENT || presence == v1::PRESENCE_ABSENT; }

void CheckScopes(const v1::CouncilReport& report, FieldChecker& check) {
  const bool absent = report.establishment() == v1::PRESENCE_ABSENT;
  check.Require(IsStated(report.establishment()), "establishment",
                "expected PRESENCE_PRESENT (○ 設置済み) or PRESENCE_ABSENT (× 未設置), such as PRESENCE_PRESENT");
  check.Require(v1::Presence_IsValid(report.prefecture_wide()), "prefecture_wide",
                "expected a value of Presence, such as PRESENCE_PRESENT");
  check.Require(v1::Presence_IsValid(report.sub_prefectural()), "sub_prefectural",
                "expected a value of Presence, such as PRESENCE_PRESENT");
  check.Require(!absent || report.prefecture_wide() != v1::PRESENCE_PRESENT, "prefecture_wide",
                "read ○ although establishment is ×; expected PRESENCE_UNSPECIFIED where there is no council");
  check.Require(!absent || report.sub_prefectural() != v1::PRESENCE_PRESENT, "sub_prefectural",
                "read ○ although establishment is ×; expected PRESENCE_UNSPECIFIED where there is no council");
  const bool has_coverages = report.coverages_size() > 0;
  check.Require(has_coverages == (report.sub_prefectural() == v1::PRESENCE_PRESENT), "sub_prefectural",
                "expected PRESENCE_PRESENT exactly if there are coverages");
}

void CheckCoverages(const v1::CouncilReport& report, FieldChecker& check) {
  std::set<v1::AreaUnit> seen;
  for (int i = 0; i < report.coverages_size(); ++i) {
    const v1::Coverage& coverage = report.coverages(i);
    const std::string path = absl::StrCat("coverages[", i, "]");
    check.Require(FindAreaUnit(coverage.unit()) != nullptr, path + ".unit",
                  "expected a kind of area, such as AREA_UNIT_MEDICAL_AREA (医療圏)");
    check.Require(seen.insert(coverage.unit()).second, path + ".unit",
                  "read the same unit twice, expected one coverage for each unit");
    check.Require(coverage.total() >= 1 && coverage.total() <= kMaxAreas, path + ".total",
                  absl::StrCat("read ", coverage.total(), ", expected 1 to ", kMaxAreas, ", such as 21"));
    check.Require(coverage.covered() >= 1 && coverage.covered() <= coverage.total(), path + ".covered",
                  absl::StrCat("read ", coverage.covered(), ", expected 1 to total, which is ", coverage.total(),
                               ", such as 20/21医療圏"));
  }
}

bool YearIsInRange(int year) { return year >= kFirstYear && year <= kLastYear; }

void CheckPlanTime(const v1::Plan& plan, const std::string& path, FieldChecker& check) {
  const auto& interval = plan.interval();
  check.Require(plan.has_interval() != plan.undecided(), path, "expected exactly one of interval and undecided");
  if (!plan.has_interval()) return;
  const bool has_first = interval.has_first_fiscal_year(), has_last = interval.has_last_fiscal_year();
  check.Require(has_first || has_last, path + ".interval",
                "expected first_fiscal_year, last_fiscal_year or both, such as last 2015 (H27年度中)");
  check.Require(!has_first || YearIsInRange(interval.first_fiscal_year()), path + ".interval.first_fiscal_year",
                "expected 1868 to 2999, such as 2016");
  check.Require(!has_last || YearIsInRange(interval.last_fiscal_year()), path + ".interval.last_fiscal_year",
                "expected 1868 to 2999, such as 2015");
  check.Require(!has_first || !has_last || interval.first_fiscal_year() <= interval.last_fiscal_year(),
                path + ".interval", "expected first_fiscal_year not after last_fiscal_year");
}

// A plan is for what is not there yet.
bool ScopeIsMissing(const v1::CouncilReport& report, v1::PlanScope scope) {
  switch (scope) {
    case v1::PLAN_SCOPE_COUNCIL:
      return report.establishment() != v1::PRESENCE_PRESENT;
    case v1::PLAN_SCOPE_PREFECTURE_WIDE:
      return report.prefecture_wide() != v1::PRESENCE_PRESENT;
    default:
      return true;  // There may be some sub-prefectural councils and plans for more.
  }
}

void CheckPlans(const v1::CouncilReport& report, FieldChecker& check) {
  std::set<v1::PlanScope> seen;
  for (int i = 0; i < report.plans_size(); ++i) {
    const v1::Plan& plan = report.plans(i);
    const std::string path = absl::StrCat("plans[", i, "]");
    check.Require(FindPlanScope(plan.scope()) != nullptr, path + ".scope",
                  "expected what is planned, such as PLAN_SCOPE_COUNCIL");
    check.Require(seen.insert(plan.scope()).second, path + ".scope",
                  "read the same scope twice, expected one plan for each scope");
    check.Require(ScopeIsMissing(report, plan.scope()), path + ".scope",
                  "read a plan for what is established already (○), expected plans for what is not there yet only, or "
                  "none, such as --plan blank");
    CheckPlanTime(plan, path, check);
  }
}

v1::Survey FactsOf(const v1::Survey& survey) {
  v1::Survey facts;
  facts.set_reference_month(survey.reference_month());
  facts.set_reference_month_text(survey.reference_month_text());
  *facts.mutable_notes() = survey.notes();
  for (v1::CouncilNotes& notes : *facts.mutable_notes()) {
    notes.clear_provenance();
    notes.mutable_printed_totals()->clear_provenance();
  }
  return facts;
}

void MergeNotes(const v1::CouncilNotes& read, v1::CouncilNotes& notes) {
  if (!read.definition().empty()) {
    notes.set_definition(read.definition());
    *notes.mutable_provenance() = read.provenance();
  }
  if (!read.area_unit_definition().empty()) notes.set_area_unit_definition(read.area_unit_definition());
  if (read.has_example()) *notes.mutable_example() = read.example();
  if (read.has_printed_totals()) *notes.mutable_printed_totals() = read.printed_totals();
}

}  // namespace

int ExpectedReports() { return static_cast<int>(Prefectures().size() * CouncilKinds().size()); }

void Normalise(v1::CouncilReport& report) {
  std::sort(report.mutable_coverages()->begin(), report.mutable_coverages()->end(),
            [](const auto& a, const auto& b) { return a.unit() < b.unit(); });
  std::sort(report.mutable_plans()->begin(), report.mutable_plans()->end(),
            [](const auto& a, const auto& b) { return a.scope() < b.scope(); });
}

std::vector<FieldProblem> CheckSizes(const v1::CouncilReport& report, const std::string& prefix) {
  FieldChecker check(prefix);
  check.Require(report.coverages_size() <= static_cast<int>(AreaUnits().size()), "coverages",
                absl::StrCat("read ", report.coverages_size(), ", expected at most one for each of ",
                             AreaUnits().size(), " units"));
  check.Require(report.plans_size() <= static_cast<int>(PlanScopes().size()), "plans",
                absl::StrCat("read ", report.plans_size(), ", expected at most one for each of ", PlanScopes().size(),
                             " scopes"));
  return check.Take();
}

std::vector<FieldProblem> CheckReport(const v1::CouncilReport& report, const std::string& prefix) {
  if (auto problems = CheckSizes(report, prefix); !problems.empty()) return problems;
  FieldChecker check(prefix);
  CheckScopes(report, check);
  CheckCoverages(report, check);
  CheckPlans(report, check);
  return check.Take();
}

const std::vector<Field>& FactFields() {
  static const auto* const kFields = new std::vector<Field>(
      ChangeableFields(*v1::CouncilReport::descriptor(), {"kind", "prefecture_code", "cells", "provenance"}));
  return *kFields;
}

bool SameFacts(v1::CouncilReport a, v1::CouncilReport b) {
  Normalise(a);
  Normalise(b);
  return SameFields(a, b, FactFields());
}

absl::StatusOr<v1::CouncilReport> MergeReport(const v1::CouncilReport& current, const v1::CouncilReport& change,
                                              const google::protobuf::FieldMask& mask, const std::string& field) {
  ASSIGN_OR_RETURN(const auto fields, MaskedFields(FactFields(), mask, field));
  const auto masked = [&fields](int number) {
    return std::any_of(fields.begin(), fields.end(), [number](Field given) { return given->number() == number; });
  };
  const bool coverages = masked(v1::CouncilReport::kCoveragesFieldNumber);
  const bool sub_prefectural = masked(v1::CouncilReport::kSubPrefecturalFieldNumber);
  v1::CouncilReport merged = current;
  merged.clear_cells();
  merged.clear_provenance();
  CopyFields(change, fields, merged);
  if (coverages && !sub_prefectural) {
    merged.set_sub_prefectural(change.coverages_size() > 0 ? v1::PRESENCE_PRESENT : v1::PRESENCE_UNSPECIFIED);
  }
  if (sub_prefectural && !coverages && change.sub_prefectural() != v1::PRESENCE_PRESENT) merged.clear_coverages();
  Normalise(merged);
  return merged;
}

absl::Status CheckFilters(const v1::ListCouncilReportsRequest& request) {
  std::vector<FieldProblem> problems;
  const auto require = [&problems](bool right, const std::string& field, const std::string& description) {
    if (!right) problems.push_back({field, description});
  };
  if (request.prefecture_codes_size() > static_cast<int>(Prefectures().size())) {
    return InvalidField("prefecture_codes", absl::StrCat("read ", request.prefecture_codes_size(),
                                                         ", expected at most ", Prefectures().size()));
  }
  for (int i = 0; i < request.prefecture_codes_size(); ++i) {
    const std::string& code = request.prefecture_codes(i);
    require(FindPrefecture(code) != nullptr, absl::StrCat("prefecture_codes[", i, "]"),
            absl::StrCat("read ", Quoted(code), ", expected a two-digit code from 01 to 47, such as '13'"));
  }
  // A value that this release does not know would find nothing, which would look like an answer.
  require(v1::CouncilKind_IsValid(request.kind()), "kind",
          "expected a value of CouncilKind, such as COUNCIL_KIND_HOME_VISIT_NURSING");
  require(type::v1::Region_IsValid(request.region()), "region", "expected a value of Region, such as REGION_KANTO");
  require(v1::Presence_IsValid(request.establishment()), "establishment",
          "expected a value of Presence, such as PRESENCE_ABSENT");
  require(v1::AreaUnit_IsValid(request.unit()), "unit",
          "expected a value of AreaUnit, such as AREA_UNIT_HEALTH_CENTRE");
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

bool PassesFilters(const v1::CouncilReport& report, const v1::ListCouncilReportsRequest& request) {
  const auto& codes = request.prefecture_codes();
  const PrefectureEntry* prefecture = FindPrefecture(report.prefecture_code());
  if (request.kind() != v1::COUNCIL_KIND_UNSPECIFIED && report.kind() != request.kind()) return false;
  if (!codes.empty() && std::find(codes.begin(), codes.end(), report.prefecture_code()) == codes.end()) return false;
  if (request.region() != type::v1::REGION_UNSPECIFIED &&
      (prefecture == nullptr || prefecture->region != request.region()))
    return false;
  if (request.establishment() != v1::PRESENCE_UNSPECIFIED && report.establishment() != request.establishment())
    return false;
  if (request.has_has_plan() && request.has_plan() != (report.plans_size() > 0)) return false;
  return request.unit() == v1::AREA_UNIT_UNSPECIFIED ||
         std::any_of(report.coverages().begin(), report.coverages().end(),
                     [&](const auto& c) { return c.unit() == request.unit(); });
}

v1::Survey MergeSurvey(const v1::Survey& current, const v1::Survey& read) {
  v1::Survey merged = current;
  merged.set_name(read.name());
  merged.set_reference_month(read.reference_month());
  if (!read.reference_month_text().empty()) merged.set_reference_month_text(read.reference_month_text());
  for (const v1::CouncilNotes& notes : read.notes()) {
    auto known = std::find_if(merged.mutable_notes()->begin(), merged.mutable_notes()->end(),
                              [&](const auto& n) { return n.kind() == notes.kind(); });
    v1::CouncilNotes* target = known != merged.mutable_notes()->end() ? &*known : merged.add_notes();
    target->set_kind(notes.kind());
    MergeNotes(notes, *target);
  }
  return merged;
}

bool SameSurveyFacts(const v1::Survey& a, const v1::Survey& b) {
  return google::protobuf::util::MessageDifferencer::Equals(FactsOf(a), FactsOf(b));
}

}  // namespace zaitaku::council
