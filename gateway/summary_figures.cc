#include "gateway/summary_figures.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "domain/catalogue.h"
#include "domain/councils.h"
#include "domain/training.h"

namespace zaitaku::gateway {
namespace {

using council::v1::KindTotals;
using council::v1::PlanTotals;
using summary::v1::NationwideSummary;

template <typename Enum>
std::string SlugOrNone(Enum value) {
  const auto* term = FindTerm(value);
  return term == nullptr ? "none" : std::string(term->slug);
}

// An enum's name as a word: AREA_UNIT_MEDICAL_AREA is medical-area.
std::string Word(const std::string& enum_name, size_t prefix) {
  return absl::AsciiStrToLower(absl::StrReplaceAll(enum_name.substr(prefix), {{"_", "-"}}));
}
std::string WordOf(council::v1::AreaUnit unit) {
  return Word(council::v1::AreaUnit_Name(unit), sizeof("AREA_UNIT_") - 1);
}
std::string WordOf(council::v1::PlanScope scope) {
  return Word(council::v1::PlanScope_Name(scope), sizeof("PLAN_SCOPE_") - 1);
}

std::string TimeOf(const PlanTotals& plan) {
  if (plan.undecided()) return "undecided";
  std::string time;
  if (plan.interval().has_first_fiscal_year()) time = absl::StrCat("from-", plan.interval().first_fiscal_year());
  if (plan.interval().has_last_fiscal_year())
    absl::StrAppend(&time, time.empty() ? "" : "-", "to-", plan.interval().last_fiscal_year());
  return time;
}

void AddKind(const std::string& kind, const KindTotals& totals, Figures& figures) {
  figures[kind + ".established"] = totals.established();
  figures[kind + ".not-established"] = totals.not_established();
  figures[kind + ".not-reported"] = totals.not_reported();
  figures[kind + ".prefecture-wide"] = totals.prefecture_wide();
  figures[kind + ".sub-prefectural-prefectures"] = totals.sub_prefectural_prefectures();
  figures[kind + ".sub-prefectural-councils"] = totals.sub_prefectural_councils();
  for (const auto& unit : totals.units()) {
    const std::string path = absl::StrCat(kind, ".units.", WordOf(unit.unit()));
    figures[path + ".covered"] = unit.covered();
    figures[path + ".total"] = unit.total();
    figures[path + ".prefectures"] = unit.prefectures();
  }
  for (const auto& plan : totals.plans())
    figures[absl::StrCat(kind, ".plans.", WordOf(plan.scope()), ".", TimeOf(plan))] = plan.prefectures();
}

void AddCatalog(const NationwideSummary& summary, Figures& figures) {
  for (const auto& year : summary.programs()) {
    const std::string path = absl::StrCat("programs.", year.fiscal_year(), ".");
    figures[path + "all"] = year.programs();
    figures[path + "unplaced"] = year.unplaced();
    for (const auto& cell : year.cells())
      figures[absl::StrCat(path, SlugOf(cell.level()), ".", SlugOf(cell.field()))] = cell.programs();
  }
  for (const auto& budget : summary.budgets()) figures[PathOf(budget)] = budget.total().yen();
}

// Of a part's years and fields, each with its group.
template <typename PartMessage, typename Add>
void ForEachGroup(const PartMessage& part, Add add) {
  for (const auto& year : part.fiscal_years()) add(GroupOf(year.fiscal_year()), year);
  for (const auto& field : part.fields()) add(GroupOf(field.fiscal_year(), field.field()), field);
}

void AddTraining(const NationwideSummary& summary, Figures& figures) {
  ForEachGroup(summary.events(), [&](const std::string& group, const summary::v1::EventCounts& counts) {
    const std::string path = absl::StrCat("events.", group, ".");
    figures[path + "count"] = counts.events();
    for (const auto& state : counts.states()) figures[absl::StrCat(path, SlugOf(state.state()))] = state.events();
    figures[path + "with-timetable"] = counts.with_timetable().numerator();
    figures[path + "instruction-minutes"] = counts.instruction_minutes();
    figures[path + "lecture-minutes"] = counts.lecture_minutes();
  });
  ForEachGroup(summary.participants(), [&](const std::string& group, const summary::v1::ParticipantCounts& counts) {
    const std::string path = absl::StrCat("participants.", group, ".");
    figures[path + "printed"] = counts.printed_participants();
    figures[path + "events-with-number"] = counts.events_with_number().numerator();
  });
  ForEachGroup(summary.applications(), [&](const std::string& group, const summary::v1::ApplicationTotals& totals) {
    const std::string path = absl::StrCat("applications.", group, ".");
    figures[path + "admitted"] = totals.counts().admitted();
    figures[path + "waiting"] = totals.counts().waiting();
    figures[path + "cancelled"] = totals.counts().cancelled();
    figures[path + "attended"] = totals.counts().attended();
    figures[path + "absent"] = totals.counts().absent();
  });
}

bool IsNumberAfter(std::string_view word, std::string_view prefix, int most) {
  int number = 0;
  return word.starts_with(prefix) && absl::SimpleAtoi(std::string(word.substr(prefix.size())), &number) &&
         number >= 1 && number <= most;
}

}  // namespace

std::string SlugOf(council::v1::CouncilKind kind) {
  const CouncilKindEntry* entry = FindCouncilKind(kind);
  return entry == nullptr ? "none" : std::string(entry->slug);
}
std::string SlugOf(catalog::v1::GovernmentLevel level) { return SlugOrNone(level); }
std::string SlugOf(catalog::v1::CareField field) { return SlugOrNone(field); }
std::string SlugOf(catalog::v1::BudgetStage stage) { return SlugOrNone(stage); }
std::string SlugOf(training::v1::Event::State state) { return absl::StrCat("state-", SlugOrNone(state)); }

std::string GroupOf(int fiscal_year) { return absl::StrCat(fiscal_year); }
std::string GroupOf(int fiscal_year, training::v1::TrainingField field) {
  return absl::StrCat(fiscal_year, ".", SlugOrNone(field));
}

std::string PathOf(const council::v1::FigureReconciliation& figure) {
  return absl::StrCat(SlugOf(figure.kind()), ".",
                      Word(council::v1::Figure_Name(figure.figure()), sizeof("FIGURE_") - 1));
}
std::string PathOf(const catalog::v1::BudgetTotal& budget) {
  return absl::StrCat("budgets.", budget.fiscal_year(), ".", SlugOf(budget.stage()));
}

std::optional<Part> PartOf(std::string_view path) {
  if (path.size() > 200) return std::nullopt;
  std::vector<std::string> words = absl::StrSplit(std::string(path), '.');
  const bool of_prefecture = IsNumberAfter(words[0], "prefecture-", 47);
  const bool of_area = of_prefecture || IsNumberAfter(words[0], "region-", 8);
  if (of_area) words.erase(words.begin());
  if (words.size() < 2) return std::nullopt;
  if (of_area && words[1] == "worked-example") return std::nullopt;
  if (words[0] == "combinations" || (of_area && FindCouncilKindBySlug(words[0]) != nullptr))
    return of_prefecture ? Part::kPrefectures : Part::kCouncils;
  if (of_area) return std::nullopt;
  if (FindCouncilKindBySlug(words[0]) != nullptr)
    return words[1] == "worked-example" ? Part::kFigures : Part::kCouncils;
  const auto parts = Parts();
  const auto part = std::find_if(parts.begin(), parts.end(), [&](const PartEntry& entry) {
    return entry.name == words[0] && entry.service != ServiceId::kCouncil;
  });
  return part == parts.end() ? std::nullopt : std::optional(part->part);
}

void AddFigures(const std::string& prefix, const council::v1::AreaTotals& area, Figures& figures) {
  for (const KindTotals& kind : area.kinds()) AddKind(prefix + SlugOf(kind.kind()), kind, figures);
  const std::string combinations = prefix + "combinations.";
  figures[combinations + "both"] = area.combinations().both();
  figures[combinations + "only-home-medical-care"] = area.combinations().only_home_medical_care();
  figures[combinations + "only-home-visit-nursing"] = area.combinations().only_home_visit_nursing();
  figures[combinations + "neither"] = area.combinations().neither();
  figures[combinations + "not-fully-reported"] = area.combinations().not_fully_reported();
}

Figures FiguresOf(const NationwideSummary& summary) {
  Figures figures;
  if (summary.has_councils()) AddFigures("", summary.councils().nation(), figures);
  for (const auto& region : summary.councils().regions())
    AddFigures(absl::StrCat("region-", static_cast<int>(region.region()), "."), region.totals(), figures);
  for (const auto& prefecture : summary.prefectures()) {
    if (!prefecture.has_councils()) continue;
    AddFigures(absl::StrCat("prefecture-", prefecture.prefecture_code(), "."), prefecture.councils(), figures);
  }
  for (const auto& figure : summary.figures()) {
    if (figure.figure() != council::v1::FIGURE_WORKED_EXAMPLE) continue;
    figures[PathOf(figure)] = figure.computed();
  }
  AddCatalog(summary, figures);
  AddTraining(summary, figures);
  return figures;
}

}  // namespace zaitaku::gateway
