#include "gateway/figure_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/councils.h"
#include "domain/fiscal_years.h"
#include "domain/prefectures.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using council::v1::FigureReconciliation;
using summary::v1::FigureRow;
using summary::v1::NationwideSummary;

void AddLines(int first, int last, FigureRow& row) {
  for (const auto& lines : row.lines()) {
    if (lines.first_line() == first && lines.last_line() == last) return;
  }
  row.add_lines()->set_first_line(first);
  row.mutable_lines()->rbegin()->set_last_line(last);
}

// Where the sources of these facts are; of all facts, if none of these has one.
template <typename Resource>
FigureRow RowOf(const Resource& resource, const std::vector<std::string>& facts, int64_t value) {
  FigureRow row;
  row.add_resources(resource.name());
  row.set_value(value);
  for (const bool any : {false, true}) {
    if (row.lines_size() > 0) break;
    for (const auto& source : resource.sources()) {
      const bool about = std::any_of(facts.begin(), facts.end(), [&](const std::string& fact) {
        return source.fact() == fact || source.fact().starts_with(fact + ".");
      });
      const auto& provenance = source.provenance();
      if ((any || about) && provenance.first_line() > 0) AddLines(provenance.first_line(), provenance.last_line(), row);
    }
  }
  return row;
}

std::string ReportName(const std::string& survey, const std::string& kind, const std::string& prefecture) {
  return absl::StrCat(survey, "/reports/", kind, "-", prefecture);
}

// What the reconciliation says of a report, whichever figure it says it of: its lines, and its areas for counts of
// areas.
void AddReconciled(const std::string& report, bool areas, const NationwideSummary& summary, FigureRow& row) {
  for (const FigureReconciliation& figure : summary.figures()) {
    for (const auto& contribution : figure.contributions()) {
      if (contribution.report() != report) continue;
      if (contribution.has_first_line()) AddLines(contribution.first_line(), contribution.last_line(), row);
      if (areas && row.coverages().empty()) *row.mutable_coverages() = contribution.coverages();
    }
  }
}

Rows WorkedExample(const std::string& kind, const NationwideSummary& summary) {
  Rows rows;
  for (const FigureReconciliation& figure : summary.figures()) {
    if (figure.figure() != council::v1::FIGURE_WORKED_EXAMPLE || SlugOf(figure.kind()) != kind) continue;
    for (const auto& contribution : figure.contributions()) {
      FigureRow& row = rows.emplace_back();
      row.add_resources(contribution.report());
      row.set_prefecture_code(contribution.prefecture_code());
      row.set_value(contribution.value());
      AddReconciled(contribution.report(), true, summary, row);
    }
  }
  return rows;
}

// The part of the path after its area, and whether a prefecture is of the area.
struct AreaPath {
  std::string figure;
  std::string area;
  bool Has(const summary::v1::PrefectureSummary& prefecture) const {
    return area.empty() || area == absl::StrCat("region-", static_cast<int>(prefecture.region())) ||
           area == absl::StrCat("prefecture-", prefecture.prefecture_code());
  }
};

AreaPath Split(const std::string& path) {
  if (!path.starts_with("region-") && !path.starts_with("prefecture-")) return {path, ""};
  const size_t point = path.find('.');
  return {path.substr(point + 1), path.substr(0, point)};
}

// The prefixes of an event's figures: its year's, and its fields'.
std::vector<std::string> GroupsOf(const training::v1::Event& event) {
  const auto day = ParseIsoDay(event.schedule().date());
  const int year = day ? FiscalYearOf(*day) : 0;
  std::vector<std::string> groups = {GroupOf(year)};
  for (const int field : event.fields())
    groups.push_back(GroupOf(year, static_cast<training::v1::TrainingField>(field)));
  if (event.fields().empty()) groups.push_back(GroupOf(year, training::v1::TRAINING_FIELD_UNSPECIFIED));
  return groups;
}

void AddTimetable(const training::v1::Event& event, std::map<std::string, int64_t>& values) {
  values["with-timetable"] = 1;
  for (const auto& block : event.timetable().blocks()) {
    for (const auto& item : block.items()) {
      values["instruction-minutes"] += item.minutes();
      if (item.kind() == training::v1::TimetableItem::KIND_LECTURE) values["lecture-minutes"] += item.minutes();
    }
  }
}

void AddEvent(const char* part, const training::v1::Event& event, const std::map<std::string, int64_t>& values,
              const std::vector<std::string>& facts, RowsByPath& rows) {
  for (const std::string& group : GroupsOf(event)) {
    for (const auto& [figure, value] : values) {
      if (value != 0) rows[absl::StrCat(part, ".", group, ".", figure)].push_back(RowOf(event, facts, value));
    }
  }
}

}  // namespace

Rows CouncilRowsOf(const std::string& path, const NationwideSummary& summary) {
  const AreaPath split = Split(path);
  const std::string kind = split.figure.substr(0, split.figure.find('.'));
  if (split.figure == kind + ".worked-example") return WorkedExample(kind, summary);
  const bool areas = split.figure.ends_with(".sub-prefectural-councils");
  Rows rows;
  for (const auto& prefecture : summary.prefectures()) {
    if (!split.Has(prefecture)) continue;
    Figures figures;
    AddFigures("", prefecture.councils(), figures);
    const auto found = figures.find(split.figure);
    if (found == figures.end() || found->second == 0) continue;
    FigureRow& row = rows.emplace_back();
    row.set_prefecture_code(prefecture.prefecture_code());
    row.set_value(found->second);
    for (const CouncilKindEntry& entry : CouncilKinds()) {
      const std::string slug(entry.slug);
      // Which of the two there are follows from both reports.
      if (slug != kind && kind != "combinations") continue;
      row.add_resources(ReportName(summary.survey(), slug, prefecture.prefecture_code()));
      AddReconciled(*row.resources().rbegin(), areas, summary, row);
    }
  }
  return rows;
}

RowsByPath CatalogRows(const CatalogResources& resources) {
  RowsByPath rows;
  for (const catalog::v1::Program& program : resources.programs) {
    for (const auto& year : program.fiscal_years()) {
      if (!year.in_overview()) continue;
      const FigureRow row = RowOf(program, {"levels", "fields"}, 1);
      const std::string path = absl::StrCat("programs.", year.fiscal_year(), ".");
      rows[path + "all"].push_back(row);
      if (program.levels().empty() || program.fields().empty()) rows[path + "unplaced"].push_back(row);
      for (const int level : program.levels()) {
        for (const int field : program.fields()) {
          rows[absl::StrCat(path, SlugOf(static_cast<catalog::v1::GovernmentLevel>(level)), ".",
                            SlugOf(static_cast<catalog::v1::CareField>(field)))]
              .push_back(row);
        }
      }
    }
  }
  for (const catalog::v1::BudgetLine& line : resources.budget_lines) {
    // Printed sums of other lines are not added again.
    if (!line.sum_of().empty()) continue;
    rows[absl::StrCat("budgets.", line.fiscal_year(), ".", SlugOf(line.stage()))].push_back(
        RowOf(line, {"amount"}, line.amount().yen()));
  }
  return rows;
}

void AddEventRows(const training::v1::Event& event, RowsByPath& rows) {
  std::map<std::string, int64_t> values = {{SlugOf(event.state()), 1}}, participants;
  // Of an event that was cancelled, only that counts.
  if (event.state() != training::v1::Event::STATE_CANCELLED) {
    values["count"] = 1;
    if (event.has_timetable()) AddTimetable(event, values);
    if (event.has_participants()) participants = {{"printed", event.participants().count()}, {"events-with-number", 1}};
  }
  AddEvent("events", event, values, {"schedule", "timetable"}, rows);
  AddEvent("participants", event, participants, {"participants"}, rows);
}

void AddApplicationRows(const training::v1::Event& event, const training::v1::ApplicationCounts& applications,
                        RowsByPath& rows) {
  if (event.state() == training::v1::Event::STATE_CANCELLED) return;
  AddEvent("applications", event,
           {{"admitted", applications.admitted()},
            {"waiting", applications.waiting()},
            {"cancelled", applications.cancelled()},
            {"attended", applications.attended()},
            {"absent", applications.absent()}},
           {"application_rule"}, rows);
}

FigureRows::FigureRows(const NationwideSummary& summary, const RevisionVector& revisions, ServiceReads& reads,
                       absl::Time deadline)
    : summary_(summary), revisions_(revisions), reads_(reads), deadline_(deadline) {}

absl::StatusOr<Rows> FigureRows::Of(const std::string& path) {
  if (absl::Now() >= deadline_) return absl::DeadlineExceededError("the call's time was up before all rows were found");
  const Part part = *PartOf(path);
  if (part == Part::kPrograms || part == Part::kBudgets) {
    RETURN_IF_ERROR(ReadCatalog());
    return catalog_rows_[path];
  }
  if (part == Part::kEvents || part == Part::kParticipants) {
    RETURN_IF_ERROR(ReadEvents());
    return event_rows_[path];
  }
  if (part != Part::kApplications) return CouncilRowsOf(path, summary_);
  RETURN_IF_ERROR(ReadApplications(path));
  return application_rows_[path];
}

absl::Status FigureRows::ReadCatalog() {
  if (catalog_ != nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(catalog_, reads_.Catalog(revisions_[ServiceId::kCatalog], deadline_));
  catalog_rows_ = CatalogRows(*catalog_);
  return absl::OkStatus();
}

absl::Status FigureRows::ReadEvents() {
  if (events_ != nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(events_, reads_.AllEvents(revisions_[ServiceId::kTraining], deadline_));
  for (const auto& event : *events_) AddEventRows(event, event_rows_);
  return absl::OkStatus();
}

absl::Status FigureRows::ReadApplications(const std::string& path) {
  RETURN_IF_ERROR(ReadEvents());
  for (const auto& event : *events_) {
    // Of other years, who takes part need not be known.
    const auto groups = GroupsOf(event);
    const bool of_path = std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
      return path.starts_with(absl::StrCat("applications.", group, "."));
    });
    if (!of_path || applied_for_.contains(event.name())) continue;
    ASSIGN_OR_RETURN(const auto participation,
                     reads_.ParticipationIn(event.name(), revisions_[ServiceId::kTraining], deadline_));
    AddApplicationRows(event, participation->applications(), application_rows_);
    applied_for_.insert(event.name());
  }
  return absl::OkStatus();
}

}  // namespace zaitaku::gateway
