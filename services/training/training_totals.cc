#include "services/training/training_totals.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "domain/training.h"
#include "services/training/application_store.h"
#include "services/training/training_names.h"

namespace zaitaku::training {
namespace {

constexpr int kEventsAtATime = 1000;

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

absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader) {
  Cells totals;
  const auto add = [&](const Cells& cells) {
    for (const auto& [name, amount] : cells) totals[name] += amount;
  };
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto events, reader.List<v1::Event>(kEvents, after, kEventsAtATime));
    for (const v1::Event& event : events) {
      ASSIGN_OR_RETURN(const Cells of_applications, RecomputeApplicationTotals(reader, event));
      add(CellsOf(event));
      add(of_applications);
    }
    if (events.size() < kEventsAtATime) return totals;
    after = events.back().name();
  }
}

}  // namespace zaitaku::training
