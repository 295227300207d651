// The cells of the ledger's totals that events and applications add to. Pure functions of the messages.
//
// Four kinds of scopes:
//   fiscal-years              the fiscal years that have events, and how many: `2015`.
//   events/2015               what the events of a fiscal year add up to: `all/FIGURE` counts each event once,
//                             `field/SLUG/FIGURE` each of its fields, `field/none/FIGURE` those of no field.
//   prefectures/2015          their applications by prefecture: `13/admitted`.
//   applications/EVENT        one event's applications: `all/admitted`, `prefecture/13/admitted`,
//                             `government/131002/admitted`.
// An event's own scope says what its applications add to those of its year, so that they move with it when its date,
// fields or state change, whatever their number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "services/entries/total_cells.h"
#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// Amounts by cell, with its scope.
using Cells = std::map<CellName, int64_t>;

// Its cells are fiscal years.
inline constexpr char kYearsScope[] = "fiscal-years";

std::string YearScope(int fiscal_year);
std::string PrefecturesScope(int fiscal_year);
// `event` is the resource name, such as `events/2016-03-joint-meeting`.
std::string ApplicationsScope(std::string_view event);

// The prefix of a field's figures in a year's scope: `field/home-visit-nursing/`, `field/none/`.
std::string FieldPrefix(v1::TrainingField field);

// The figures of a year's scope, below `all/` and each field. Of applications there are `applications/admitted` …
inline constexpr char kEventsFigure[] = "events";
inline constexpr char kParticipantsFigure[] = "participants/people";
inline constexpr char kApproximateFigure[] = "participants/approximate";
inline constexpr char kEventsWithParticipantsFigure[] = "participants/events";
inline constexpr char kTimetablesFigure[] = "timetables";
inline constexpr char kInstructionMinutesFigure[] = "minutes/instruction";
inline constexpr char kLectureMinutesFigure[] = "minutes/lecture";
inline constexpr char kApplicationFigures[] = "applications/";
std::string StateFigure(v1::Event::State state);

// The figures of applications, below the prefixes of every scope.
inline constexpr char kAdmittedFigure[] = "admitted";
inline constexpr char kWaitingFigure[] = "waiting";
inline constexpr char kCancelledFigure[] = "cancelled";
inline constexpr char kAttendedFigure[] = "attended";
inline constexpr char kAbsentFigure[] = "absent";

// The prefixes of an event's own scope: `all/`, `prefecture/13/`, `government/131002/`.
std::string AllPrefix();
std::string PrefecturePrefix(std::string_view prefecture_code);
std::string GovernmentPrefix(std::string_view local_government_code);

// The fiscal year of the event's date; 0 if it has none, which no event has that was checked.
int FiscalYearOf(const v1::Event& event);

// What the event adds to its year, its applications apart.
Cells CellsOf(const v1::Event& event);

// What an application adds to its event's own scope.
ScopeCells CellsOf(const v1::Application& application);

// What applications add to the scopes of their event's year. `applications` are cells of the event's own scope, all of
// them or those of a few applications. Nothing while the event is cancelled.
Cells YearCellsOf(const v1::Event& event, const ScopeCells& applications);

// Moves the totals as an application becomes `after`; null stands for none. `event` is as it is then.
void MoveApplication(const v1::Event& event, const v1::Application* before, const v1::Application* after,
                     Transaction& transaction);

// Moves the totals as an event becomes `after`, its applications' with it; null stands for none. Changes of its
// applications in the same transaction must be moved wholly before or wholly after.
absl::Status MoveEvent(const v1::Event* before, const v1::Event* after, Transaction& transaction);

// The governments with cells in an event's own scope, in order of code.
std::vector<std::string> GovernmentsIn(const ScopeCells& cells);

// The counts below a prefix such as `prefecture/13/`.
v1::ApplicationCounts CountsBelow(const ScopeCells& cells, const std::string& prefix);

}  // namespace zaitaku::training
