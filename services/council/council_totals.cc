#include "services/council/council_totals.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::council {
namespace {

constexpr char kNation[] = "nation";

// The words of cells for an enum's values, by number: AREA_UNIT_MEDICAL_AREA is medical-area.
std::vector<std::string> Slugs(const google::protobuf::EnumDescriptor& values, const char* prefix) {
  std::vector<std::string> slugs;
  for (int i = 0; i < values.value_count(); ++i) {
    const auto number = static_cast<size_t>(values.value(i)->number());
    slugs.resize(std::max(slugs.size(), number + 1));
    slugs[number] =
        absl::AsciiStrToLower(absl::StrReplaceAll(absl::StripPrefix(values.value(i)->name(), prefix), {{"_", "-"}}));
  }
  return slugs;
}

// Empty for a number that is no value of the enum.
const std::string& SlugIn(const std::vector<std::string>& slugs, int number) {
  static const std::string kNone;
  return static_cast<size_t>(number) < slugs.size() ? slugs[static_cast<size_t>(number)] : kNone;
}

const std::string& SlugOf(v1::AreaUnit unit) {
  static const auto* const kSlugs = new std::vector(Slugs(*v1::AreaUnit_descriptor(), "AREA_UNIT_"));
  return SlugIn(*kSlugs, unit);
}
const std::string& SlugOf(v1::PlanScope scope) {
  static const auto* const kSlugs = new std::vector(Slugs(*v1::PlanScope_descriptor(), "PLAN_SCOPE_"));
  return SlugIn(*kSlugs, scope);
}
std::string SlugOf(v1::CouncilKind kind) {
  const CouncilKindEntry* entry = FindCouncilKind(kind);
  return entry == nullptr ? "" : std::string(entry->slug);
}

std::string RegionArea(type::v1::Region region) { return absl::StrCat("region-", static_cast<int>(region)); }

// `to-2015`, `from-2016`, `from-2016-to-2018` or `undecided`; empty for none of these, which no report says that was
// checked.
std::string TimeSlug(const v1::Plan& plan) {
  if (plan.undecided()) return "undecided";
  std::vector<std::string> parts;
  if (plan.interval().has_first_fiscal_year())
    parts.push_back(absl::StrCat("from-", plan.interval().first_fiscal_year()));
  if (plan.interval().has_last_fiscal_year()) parts.push_back(absl::StrCat("to-", plan.interval().last_fiscal_year()));
  return absl::StrJoin(parts, "-");
}

void ParseTimeSlug(const std::string& slug, v1::PlanTotals& plan) {
  plan.set_undecided(slug == "undecided");
  const std::vector<std::string> words = absl::StrSplit(slug, '-');
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    int year = 0;
    if (!absl::SimpleAtoi(words[i + 1], &year)) continue;
    if (words[i] == "from") plan.mutable_interval()->set_first_fiscal_year(year);
    if (words[i] == "to") plan.mutable_interval()->set_last_fiscal_year(year);
  }
}

// Adds what a report gives, `times` 1, or takes it away, -1.
void AddReport(const v1::CouncilReport& report, int64_t times, Figures& figures) {
  const std::string kind = SlugOf(report.kind());
  figures[kind + (report.establishment() == v1::PRESENCE_PRESENT ? "/established" : "/not-established")] += times;
  if (report.prefecture_wide() == v1::PRESENCE_PRESENT) figures[kind + "/prefecture-wide"] += times;
  if (report.coverages_size() > 0) figures[kind + "/sub-prefectural-prefectures"] += times;
  for (const v1::Coverage& coverage : report.coverages()) {
    const std::string unit = absl::StrCat(kind, "/units/", SlugOf(coverage.unit()));
    figures[kind + "/sub-prefectural-councils"] += times * coverage.covered();
    figures[unit + "/covered"] += times * coverage.covered();
    figures[unit + "/total"] += times * coverage.total();
    figures[unit + "/prefectures"] += times;
  }
  for (const v1::Plan& plan : report.plans()) {
    figures[absl::StrCat(kind, "/plans/", SlugOf(plan.scope()), "/", TimeSlug(plan))] += times;
  }
}

bool Has(const std::vector<const v1::CouncilReport*>& reports, v1::CouncilKind kind) {
  return std::any_of(reports.begin(), reports.end(), [kind](const v1::CouncilReport* report) {
    return report->kind() == kind && report->establishment() == v1::PRESENCE_PRESENT;
  });
}

const char* CombinationFigure(bool home_medical_care, bool home_visit_nursing) {
  if (home_medical_care) return home_visit_nursing ? "combinations/both" : "combinations/only-home-medical-care";
  return home_visit_nursing ? "combinations/only-home-visit-nursing" : "combinations/neither";
}

// The same for which of the two councils a prefecture has, if all its reports are there.
void AddCombination(const std::vector<const v1::CouncilReport*>& reports, int64_t times, Figures& figures) {
  if (reports.size() != CouncilKinds().size()) return;
  figures[CombinationFigure(Has(reports, v1::COUNCIL_KIND_HOME_MEDICAL_CARE),
                            Has(reports, v1::COUNCIL_KIND_HOME_VISIT_NURSING))] += times;
}

// The cells of one area, looked up by figure.
class AreaCells {
 public:
  AreaCells(const std::map<std::string, int64_t>& cells, std::string area) : cells_(cells), prefix_(area + "/") {}

  int32_t operator[](const std::string& figure) const {
    const auto found = cells_.find(prefix_ + figure);
    return found == cells_.end() ? 0 : static_cast<int32_t>(found->second);
  }
  // The figures that begin with `start`, less that start, whose value is not zero.
  std::vector<std::pair<std::string, int32_t>> Below(const std::string& start) const {
    std::vector<std::pair<std::string, int32_t>> below;
    const std::string from = prefix_ + start;
    for (auto it = cells_.lower_bound(from); it != cells_.end() && absl::StartsWith(it->first, from); ++it) {
      if (it->second != 0) below.emplace_back(it->first.substr(from.size()), static_cast<int32_t>(it->second));
    }
    return below;
  }

 private:
  const std::map<std::string, int64_t>& cells_;
  const std::string prefix_;
};

void AddUnits(const AreaCells& cells, const std::string& kind, v1::KindTotals& totals) {
  for (const AreaUnitEntry& entry : AreaUnits()) {
    const std::string unit = absl::StrCat(kind, "/units/", SlugOf(entry.unit));
    if (cells[unit + "/prefectures"] == 0) continue;
    v1::UnitTotals* added = totals.add_units();
    added->set_unit(entry.unit);
    added->set_covered(cells[unit + "/covered"]);
    added->set_total(cells[unit + "/total"]);
    added->set_prefectures(cells[unit + "/prefectures"]);
  }
}

// Earlier plans first: those that end, by their end; then those that only begin; undecided last.
auto PlanOrder(const v1::PlanTotals& plan) {
  const auto& interval = plan.interval();
  return std::tuple(plan.undecided(), interval.has_last_fiscal_year() ? interval.last_fiscal_year() : 9999,
                    interval.first_fiscal_year());
}

void AddPlans(const AreaCells& cells, const std::string& kind, v1::KindTotals& totals) {
  for (const PlanScopeEntry& entry : PlanScopes()) {
    std::vector<v1::PlanTotals> plans;
    for (const auto& [time, prefectures] : cells.Below(absl::StrCat(kind, "/plans/", SlugOf(entry.scope), "/"))) {
      v1::PlanTotals& plan = plans.emplace_back();
      plan.set_scope(entry.scope);
      plan.set_prefectures(prefectures);
      ParseTimeSlug(time, plan);
    }
    std::sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) { return PlanOrder(a) < PlanOrder(b); });
    totals.mutable_plans()->Add(plans.begin(), plans.end());
  }
}

void AddKind(const AreaCells& cells, v1::CouncilKind kind, int roster, v1::KindTotals& totals) {
  const std::string slug = SlugOf(kind);
  totals.set_kind(kind);
  totals.set_prefectures(roster);
  totals.set_established(cells[slug + "/established"]);
  totals.set_not_established(cells[slug + "/not-established"]);
  totals.set_not_reported(roster - totals.established() - totals.not_established());
  totals.set_prefecture_wide(cells[slug + "/prefecture-wide"]);
  totals.set_sub_prefectural_prefectures(cells[slug + "/sub-prefectural-prefectures"]);
  totals.set_sub_prefectural_councils(cells[slug + "/sub-prefectural-councils"]);
  AddUnits(cells, slug, totals);
  AddPlans(cells, slug, totals);
}

void FillArea(const AreaCells& cells, int roster, v1::AreaTotals& totals) {
  totals.Clear();
  for (const CouncilKindEntry& entry : CouncilKinds()) AddKind(cells, entry.kind, roster, *totals.add_kinds());
  v1::CombinationTotals& combinations = *totals.mutable_combinations();
  combinations.set_both(cells["combinations/both"]);
  combinations.set_only_home_medical_care(cells["combinations/only-home-medical-care"]);
  combinations.set_only_home_visit_nursing(cells["combinations/only-home-visit-nursing"]);
  combinations.set_neither(cells["combinations/neither"]);
  combinations.set_not_fully_reported(roster - combinations.both() - combinations.only_home_medical_care() -
                                      combinations.only_home_visit_nursing() - combinations.neither());
}

int RosterOf(type::v1::Region region) {
  return static_cast<int>(std::count_if(Prefectures().begin(), Prefectures().end(),
                                        [region](const auto& p) { return p.region == region; }));
}

}  // namespace

Figures PrefectureFigures(const std::vector<const v1::CouncilReport*>& reports) {
  Figures figures;
  for (const v1::CouncilReport* report : reports) AddReport(*report, 1, figures);
  AddCombination(reports, 1, figures);
  return figures;
}

Figures MovedFigures(const v1::CouncilReport* before, const v1::CouncilReport& after,
                     const std::vector<std::shared_ptr<const v1::CouncilReport>>& others) {
  Figures moved;
  std::vector<const v1::CouncilReport*> reports;
  for (const auto& other : others) reports.push_back(other.get());
  const auto add = [&](const v1::CouncilReport& report, int64_t times) {
    AddReport(report, times, moved);
    reports.push_back(&report);
    AddCombination(reports, times, moved);
    reports.pop_back();
  };
  add(after, 1);
  if (before != nullptr) add(*before, -1);
  std::erase_if(moved, [](const auto& figure) { return figure.second == 0; });
  return moved;
}

std::map<std::string, int64_t> CellsOf(std::string_view prefecture_code, const Figures& figures) {
  std::map<std::string, int64_t> cells;
  const PrefectureEntry* prefecture = FindPrefecture(prefecture_code);
  if (prefecture == nullptr) return cells;
  const std::string region = RegionArea(prefecture->region);
  for (const auto& [figure, value] : figures) {
    cells[absl::StrCat(kNation, "/", figure)] = value;
    cells[absl::StrCat(region, "/", figure)] = value;
  }
  return cells;
}

v1::SurveyTotals TotalsFromCells(const std::string& survey, const std::map<std::string, int64_t>& cells) {
  v1::SurveyTotals totals;
  totals.set_survey(survey);
  RefreshArea(cells, kNation, totals);
  for (const RegionEntry& entry : Regions()) {
    totals.add_regions()->set_region(entry.region);
    RefreshArea(cells, RegionArea(entry.region), totals);
  }
  return totals;
}

std::string_view AreaOf(std::string_view cell) { return cell.substr(0, cell.find('/')); }

void RefreshArea(const std::map<std::string, int64_t>& cells, const std::string& area, v1::SurveyTotals& totals) {
  if (area == kNation)
    FillArea(AreaCells(cells, area), static_cast<int>(Prefectures().size()), *totals.mutable_nation());
  for (v1::RegionTotals& region : *totals.mutable_regions()) {
    if (area != RegionArea(region.region())) continue;
    FillArea(AreaCells(cells, area), RosterOf(region.region()), *region.mutable_totals());
  }
}

v1::PrefectureTotals TotalsOfPrefecture(const PrefectureEntry& prefecture,
                                        const std::vector<const v1::CouncilReport*>& reports) {
  std::map<std::string, int64_t> cells;
  for (const auto& [figure, value] : PrefectureFigures(reports)) cells[absl::StrCat(kNation, "/", figure)] = value;
  v1::PrefectureTotals totals;
  totals.set_prefecture_code(std::string(prefecture.code));
  totals.set_region(prefecture.region);
  FillArea(AreaCells(cells, kNation), 1, *totals.mutable_totals());
  return totals;
}

std::vector<v1::PrefectureTotals> TotalsByPrefecture(const std::vector<v1::CouncilReport>& reports) {
  std::map<std::string, std::vector<const v1::CouncilReport*>> by_prefecture;
  for (const v1::CouncilReport& report : reports) by_prefecture[report.prefecture_code()].push_back(&report);
  std::vector<v1::PrefectureTotals> totals;
  for (const PrefectureEntry& prefecture : Prefectures())
    totals.push_back(TotalsOfPrefecture(prefecture, by_prefecture[std::string(prefecture.code)]));
  return totals;
}

std::vector<v1::TotalsChange> NationalChanges(const std::map<CellName, CellChange>& changes) {
  std::vector<v1::TotalsChange> national;
  const std::string prefix = absl::StrCat(kNation, "/");
  for (const auto& [name, change] : changes) {
    if (!absl::StartsWith(name.second, prefix)) continue;
    v1::TotalsChange& added = national.emplace_back();
    added.set_figure(absl::StrReplaceAll(name.second.substr(prefix.size()), {{"/", "."}}));
    added.set_before(static_cast<int32_t>(change.before));
    added.set_after(static_cast<int32_t>(change.after));
  }
  return national;
}

}  // namespace zaitaku::council
