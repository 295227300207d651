#include "services/training/training_totals.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "domain/training.h"
#include "services/training/training_names.h"

namespace zaitaku::training {
namespace {

constexpr int kRowsAtATime = 1000;

// The fiscal years asked for that have events, in order.
absl::StatusOr<std::vector<int>> YearsAskedFor(const ResourceReader& reader, int asked) {
  ASSIGN_OR_RETURN(const auto cells, reader.Totals(kYearsScope));
  std::vector<int> years;
  for (const auto& [cell, events] : cells) {
    int year = 0;
    if (events != 0 && absl::SimpleAtoi(cell, &year) && (asked == 0 || year == asked)) years.push_back(year);
  }
  std::sort(years.begin(), years.end());
  return years;
}

void AddTotal(const ScopeCells& cells, const std::string& prefix, int year, v1::TrainingField field,
              google::protobuf::RepeatedPtrField<v1::EventTotal>& totals) {
  v1::EventTotal total = TotalFromCells(cells, prefix);
  if (total.states().empty()) return;  // No event of that field, or its events were deleted.
  total.set_fiscal_year(year);
  total.set_field(field);
  *totals.Add() = std::move(total);
}

void AddYear(const ScopeCells& cells, int year, v1::TrainingField asked, v1::GetEventTotalsResponse& response) {
  for (const auto& term : Terms<v1::TrainingField>()) {
    if (asked != v1::TRAINING_FIELD_UNSPECIFIED && asked != term.value) continue;
    AddTotal(cells, FieldPrefix(term.value), year, term.value, *response.mutable_fields());
  }
  if (asked != v1::TRAINING_FIELD_UNSPECIFIED) return;
  AddTotal(cells, FieldPrefix(v1::TRAINING_FIELD_UNSPECIFIED), year, v1::TRAINING_FIELD_UNSPECIFIED,
           *response.mutable_fields());
  AddTotal(cells, AllPrefix(), year, v1::TRAINING_FIELD_UNSPECIFIED, *response.mutable_fiscal_years());
}

bool IsNone(const v1::ApplicationCounts& counts) {
  return counts.admitted() == 0 && counts.waiting() == 0 && counts.cancelled() == 0;
}

void AddPrefectures(const ScopeCells& cells, v1::GetEventTotalsResponse& response) {
  for (const PrefectureEntry& prefecture : Prefectures()) {
    const std::string code(prefecture.code);
    v1::ApplicationCounts counts = CountsBelow(cells, code + "/");
    if (IsNone(counts)) continue;
    v1::PrefectureTotal& total = *response.add_prefectures();
    total.set_prefecture_code(code);
    total.set_region(prefecture.region);
    *total.mutable_applications() = std::move(counts);
  }
}

void AddGovernments(const v1::Event& event, const ScopeCells& cells, v1::GetParticipationResponse& response) {
  const std::string prefix = GovernmentPrefix(""), first = prefix.substr(0, prefix.size() - 1);
  const v1::ApplicationRule& rule = event.application_rule();
  for (auto it = cells.lower_bound(first); it != cells.end() && it->first.starts_with(first);) {
    const std::string code = it->first.substr(first.size(), it->first.find('/', first.size()) - first.size());
    while (it != cells.end() && it->first.starts_with(first + code + "/")) ++it;
    const v1::ApplicationCounts counts = CountsBelow(cells, GovernmentPrefix(code));
    if (IsNone(counts)) continue;
    v1::GovernmentParticipation& government = *response.add_governments();
    government.set_local_government_code(code);
    *government.mutable_applications() = counts;
    *government.mutable_places() = PlacesOf(counts, rule.has_per_government(), rule.per_government());
  }
}

}  // namespace

v1::EventTotal TotalFromCells(const ScopeCells& cells, const std::string& prefix) {
  const auto figure = [&](const std::string& name) { return CellOr0(cells, prefix + name); };
  v1::EventTotal total;
  total.set_events(static_cast<int32_t>(figure(kEventsFigure)));
  for (const auto& term : Terms<v1::Event::State>()) {
    const int64_t events = figure(StateFigure(term.value));
    if (events == 0) continue;
    v1::StateCount& count = *total.add_states();
    count.set_state(term.value);
    count.set_events(static_cast<int32_t>(events));
  }
  total.set_printed_participants(figure(kParticipantsFigure));
  total.set_printed_participants_approximate(figure(kApproximateFigure) > 0);
  total.set_events_with_printed_participants(static_cast<int32_t>(figure(kEventsWithParticipantsFigure)));
  total.set_instruction_minutes(figure(kInstructionMinutesFigure));
  total.set_lecture_minutes(figure(kLectureMinutesFigure));
  total.set_events_with_timetable(static_cast<int32_t>(figure(kTimetablesFigure)));
  *total.mutable_applications() = CountsBelow(cells, prefix + kApplicationFigures);
  return total;
}

absl::Status ReadEventTotals(const ResourceReader& reader, const v1::GetEventTotalsRequest& request,
                             v1::GetEventTotalsResponse& response) {
  ASSIGN_OR_RETURN(const auto years, YearsAskedFor(reader, request.fiscal_year()));
  ScopeCells prefectures;
  for (const int year : years) {
    ASSIGN_OR_RETURN(const auto cells, reader.Totals(YearScope(year)));
    AddYear(cells, year, request.field(), response);
    if (request.field() != v1::TRAINING_FIELD_UNSPECIFIED) continue;
    ASSIGN_OR_RETURN(const auto of_year, reader.Totals(PrefecturesScope(year)));
    for (const auto& [cell, value] : of_year) prefectures[cell] += value;
  }
  AddPrefectures(prefectures, response);
  return absl::OkStatus();
}

v1::Places PlacesOf(const v1::ApplicationCounts& counts, bool limited, int32_t limit) {
  v1::Places places;
  places.set_admitted(counts.admitted());
  places.set_waiting(counts.waiting());
  if (!limited) return places;
  places.set_limit(limit);
  places.set_left(std::max(limit - counts.admitted(), 0));
  return places;
}

absl::Status ReadParticipation(const ResourceReader& reader, const std::string& name,
                               v1::GetParticipationResponse& response) {
  ASSIGN_OR_RETURN(const auto event, reader.Get<v1::Event>(name));
  ASSIGN_OR_RETURN(const auto cells, reader.Totals(ApplicationsScope(name)));
  for (const PrefectureEntry& prefecture : Prefectures()) {
    v1::PrefectureParticipation& participation = *response.add_prefectures();
    participation.set_prefecture_code(std::string(prefecture.code));
    *participation.mutable_applications() = CountsBelow(cells, PrefecturePrefix(prefecture.code));
    participation.set_participates(participation.applications().admitted() > 0);
    if (participation.participates()) response.set_participating_prefectures(response.participating_prefectures() + 1);
  }
  response.set_all_prefectures(static_cast<int32_t>(Prefectures().size()));
  AddGovernments(event, cells, response);
  const v1::ApplicationRule& rule = event.application_rule();
  *response.mutable_applications() = CountsBelow(cells, AllPrefix());
  *response.mutable_places() = PlacesOf(response.applications(), rule.has_capacity(), rule.capacity());
  return absl::OkStatus();
}

absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader) {
  Cells totals;
  const auto add = [&](const Cells& cells) {
    for (const auto& [name, amount] : cells) totals[name] += amount;
  };
  std::string after_event;
  while (true) {
    ASSIGN_OR_RETURN(const auto events, reader.List<v1::Event>(kEvents, after_event, kRowsAtATime));
    for (const v1::Event& event : events) {
      ScopeCells of_event;
      std::string after;
      for (bool more = true; more;) {
        ASSIGN_OR_RETURN(const auto rows,
                         reader.List<v1::Application>(ApplicationsOf(event.name()), after, kRowsAtATime));
        for (const v1::Application& row : rows) {
          for (const auto& [cell, amount] : CellsOf(row)) of_event[cell] += amount;
        }
        more = rows.size() == kRowsAtATime;
        if (more) after = rows.back().name();
      }
      add(CellsOf(event));
      add(YearCellsOf(event, of_event));
      for (const auto& [cell, amount] : of_event) totals[{ApplicationsScope(event.name()), cell}] += amount;
    }
    if (events.size() < kRowsAtATime) return totals;
    after_event = events.back().name();
  }
}

}  // namespace zaitaku::training
