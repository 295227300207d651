#include "services/training/training_cells.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/fiscal_years.h"
#include "domain/training.h"

namespace zaitaku::training {
namespace {

// The prefixes in the scope of its year under which an event counts.
std::vector<std::string> GroupsOf(const v1::Event& event) {
  std::vector<std::string> groups = {AllPrefix()};
  for (const int field : event.fields()) groups.push_back(FieldPrefix(static_cast<v1::TrainingField>(field)));
  if (event.fields().empty()) groups.push_back(FieldPrefix(v1::TRAINING_FIELD_UNSPECIFIED));
  return groups;
}

ScopeCells FiguresOf(const v1::Event& event) {
  ScopeCells figures;
  ++figures[StateFigure(event.state())];
  if (event.state() == v1::Event::STATE_CANCELLED) return figures;
  ++figures[kEventsFigure];
  if (event.has_participants()) {
    figures[kParticipantsFigure] += event.participants().count();
    ++figures[kEventsWithParticipantsFigure];
    if (event.participants().approximate()) ++figures[kApproximateFigure];
  }
  if (!event.has_timetable()) return figures;
  ++figures[kTimetablesFigure];
  for (const v1::TimetableBlock& block : event.timetable().blocks()) {
    for (const v1::TimetableItem& item : block.items()) {
      figures[kInstructionMinutesFigure] += item.minutes();
      if (item.kind() == v1::TimetableItem::KIND_LECTURE) figures[kLectureMinutesFigure] += item.minutes();
    }
  }
  return figures;
}

void Add(const std::string& scope, const ScopeCells& cells, Cells& sum) {
  for (const auto& [cell, amount] : cells) sum[{scope, cell}] += amount;
}

void AddToTotals(const Cells& cells, int64_t sign, Transaction& transaction) {
  for (const auto& [name, amount] : cells) transaction.AddToTotal(name.first, name.second, sign * amount);
}

}  // namespace

std::string YearScope(int fiscal_year) { return absl::StrCat("events/", fiscal_year); }
std::string PrefecturesScope(int fiscal_year) { return absl::StrCat("prefectures/", fiscal_year); }
std::string ApplicationsScope(std::string_view event) {
  return absl::StrCat("applications/", std::string(event.substr(event.rfind('/') + 1)));
}

std::string AllPrefix() { return "all/"; }
std::string PrefecturePrefix(std::string_view code) { return absl::StrCat("prefecture/", std::string(code), "/"); }
std::string GovernmentPrefix(std::string_view code) { return absl::StrCat("government/", std::string(code), "/"); }
std::string FieldPrefix(v1::TrainingField field) {
  const auto* term = FindTerm(field);
  return absl::StrCat("field/", term == nullptr ? "none" : std::string(term->slug), "/");
}
std::string StateFigure(v1::Event::State state) {
  const auto* term = FindTerm(state);
  return absl::StrCat("states/", term == nullptr ? "none" : std::string(term->slug));
}

int FiscalYearOf(const v1::Event& event) {
  const auto day = ParseIsoDay(event.schedule().date());
  return day ? zaitaku::FiscalYearOf(*day) : 0;
}

Cells CellsOf(const v1::Event& event) {
  Cells cells;
  const ScopeCells figures = FiguresOf(event);
  const int year = FiscalYearOf(event);
  const std::string scope = YearScope(year);
  cells[{kYearsScope, absl::StrCat(year)}] = 1;
  for (const std::string& group : GroupsOf(event)) {
    for (const auto& [figure, amount] : figures) cells[{scope, group + figure}] += amount;
  }
  return cells;
}

ScopeCells CellsOf(const v1::Application& application) {
  ScopeCells cells;
  const std::string& government = application.local_government_code();
  for (const std::string& prefix :
       {AllPrefix(), PrefecturePrefix(government.substr(0, 2)), GovernmentPrefix(government)}) {
    if (application.state() == v1::Application::STATE_ADMITTED) ++cells[prefix + kAdmittedFigure];
    if (application.state() == v1::Application::STATE_WAITING) ++cells[prefix + kWaitingFigure];
    if (application.state() == v1::Application::STATE_CANCELLED) ++cells[prefix + kCancelledFigure];
    if (application.state() != v1::Application::STATE_ADMITTED) continue;
    if (application.attendance() == v1::Application::ATTENDANCE_ATTENDED) ++cells[prefix + kAttendedFigure];
    if (application.attendance() == v1::Application::ATTENDANCE_ABSENT) ++cells[prefix + kAbsentFigure];
  }
  return cells;
}

Cells YearCellsOf(const v1::Event& event, const ScopeCells& applications) {
  Cells cells;
  if (event.state() == v1::Event::STATE_CANCELLED) return cells;
  const int year = FiscalYearOf(event);
  const std::vector<std::string> groups = GroupsOf(event);
  const std::string all = AllPrefix(), prefecture = PrefecturePrefix("");
  const std::string of_prefectures = prefecture.substr(0, prefecture.size() - 1);
  for (const auto& [cell, amount] : applications) {
    if (cell.starts_with(all)) {
      for (const std::string& group : groups)
        cells[{YearScope(year), absl::StrCat(group, kApplicationFigures, cell.substr(all.size()))}] += amount;
    } else if (cell.starts_with(of_prefectures)) {
      cells[{PrefecturesScope(year), cell.substr(of_prefectures.size())}] += amount;
    }
  }
  return cells;
}

void MoveApplication(const v1::Event& event, const v1::Application* before, const v1::Application* after,
                     Transaction& transaction) {
  ScopeCells moved;
  if (before != nullptr) {
    for (const auto& [cell, amount] : CellsOf(*before)) moved[cell] -= amount;
  }
  if (after != nullptr) {
    for (const auto& [cell, amount] : CellsOf(*after)) moved[cell] += amount;
  }
  Cells cells = YearCellsOf(event, moved);
  Add(ApplicationsScope(event.name()), moved, cells);
  AddToTotals(cells, 1, transaction);
}

absl::Status MoveEvent(const v1::Event* before, const v1::Event* after, Transaction& transaction) {
  ScopeCells applications;
  if (before != nullptr) {
    // What was added in this transaction so far counts too.
    RETURN_IF_ERROR(transaction.WriteTotals());
    ASSIGN_OR_RETURN(applications, transaction.Totals(ApplicationsScope(before->name())));
    AddToTotals(CellsOf(*before), -1, transaction);
    AddToTotals(YearCellsOf(*before, applications), -1, transaction);
  }
  if (after != nullptr) {
    AddToTotals(CellsOf(*after), 1, transaction);
    AddToTotals(YearCellsOf(*after, applications), 1, transaction);
  }
  return absl::OkStatus();
}

std::vector<std::string> GovernmentsIn(const ScopeCells& cells) {
  const std::string prefix = GovernmentPrefix("");
  const std::string of_governments = prefix.substr(0, prefix.size() - 1);
  std::vector<std::string> codes;
  for (auto it = cells.lower_bound(of_governments); it != cells.end() && it->first.starts_with(of_governments); ++it) {
    const std::string rest = it->first.substr(of_governments.size());
    const std::string code = rest.substr(0, rest.find('/'));
    if (codes.empty() || codes.back() != code) codes.push_back(code);
  }
  return codes;
}

v1::ApplicationCounts CountsBelow(const ScopeCells& cells, const std::string& prefix) {
  const auto count = [&](const char* figure) { return static_cast<int32_t>(CellOr0(cells, prefix + figure)); };
  v1::ApplicationCounts counts;
  counts.set_admitted(count(kAdmittedFigure));
  counts.set_waiting(count(kWaitingFigure));
  counts.set_cancelled(count(kCancelledFigure));
  counts.set_attended(count(kAttendedFigure));
  counts.set_absent(count(kAbsentFigure));
  return counts;
}

}  // namespace zaitaku::training
