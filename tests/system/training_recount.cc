#include "tests/system/training_recount.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using training::v1::Application;
using training::v1::Event;

// April to March.
int FiscalYear(const std::string& date) { return std::atoi(date.c_str()) - (std::atoi(date.c_str() + 5) < 4 ? 1 : 0); }

std::string FieldPrefix(int fiscal_year, int field) { return absl::StrCat(fiscal_year, "/field ", field, "/"); }
std::string YearPrefix(int fiscal_year) { return absl::StrCat(fiscal_year, "/all/"); }

void Flatten(const training::v1::ApplicationCounts& counts, const std::string& prefix, FlatTotals& flat) {
  flat[prefix + "admitted"] = counts.admitted();
  flat[prefix + "waiting"] = counts.waiting();
  flat[prefix + "cancelled"] = counts.cancelled();
  flat[prefix + "attended"] = counts.attended();
  flat[prefix + "absent"] = counts.absent();
}

void Flatten(const training::v1::EventTotal& total, const std::string& prefix, FlatTotals& flat) {
  flat[prefix + "events"] = total.events();
  for (const auto& state : total.states()) flat[absl::StrCat(prefix, "state ", state.state())] = state.events();
  flat[prefix + "participants"] = total.printed_participants();
  flat[prefix + "approximate"] = total.printed_participants_approximate();
  flat[prefix + "events with participants"] = total.events_with_printed_participants();
  flat[prefix + "instruction minutes"] = total.instruction_minutes();
  flat[prefix + "lecture minutes"] = total.lecture_minutes();
  flat[prefix + "timetables"] = total.events_with_timetable();
  Flatten(total.applications(), prefix, flat);
}

void Count(const Application& application, const std::string& prefix, FlatTotals& flat) {
  const char* const states[] = {"unspecified", "admitted", "waiting", "cancelled"};
  ++flat[prefix + states[application.state()]];
  if (application.state() != Application::STATE_ADMITTED) return;
  if (application.attendance() == Application::ATTENDANCE_ATTENDED) ++flat[prefix + "attended"];
  if (application.attendance() == Application::ATTENDANCE_ABSENT) ++flat[prefix + "absent"];
}

// What an event and its applications add to its fiscal year, or to a field of it.
void CountEvent(const EventWithApplications& counted, const std::string& prefix, FlatTotals& flat) {
  const Event& event = counted.event;
  ++flat[absl::StrCat(prefix, "state ", event.state())];
  if (event.state() == Event::STATE_CANCELLED) return;
  ++flat[prefix + "events"];
  flat[prefix + "events with participants"] += event.has_participants();
  flat[prefix + "participants"] += event.participants().count();
  int64_t& approximate = flat[prefix + "approximate"];
  approximate = std::max<int64_t>(approximate, event.participants().approximate());
  flat[prefix + "timetables"] += event.has_timetable();
  for (const auto& block : event.timetable().blocks()) {
    for (const auto& item : block.items()) {
      flat[prefix + "instruction minutes"] += item.minutes();
      if (item.kind() == training::v1::TimetableItem::KIND_LECTURE) flat[prefix + "lecture minutes"] += item.minutes();
    }
  }
  for (const Application& application : counted.applications) Count(application, prefix, flat);
}

void CountParticipation(const EventWithApplications& counted, FlatTotals& flat) {
  const std::string prefix = counted.event.name() + "/";
  FlatTotals own;
  for (const Application& application : counted.applications) {
    const std::string& government = application.local_government_code();
    const std::string prefecture = absl::StrCat(prefix, "prefecture ", government.substr(0, 2), "/");
    Count(application, prefix, own);
    Count(application, prefecture, own);
    Count(application, absl::StrCat(prefix, "government ", government, "/"), own);
    if (application.state() == Application::STATE_ADMITTED) own[prefecture + "participates"] = 1;
  }
  for (const auto& [name, value] : own) {
    if (name.ends_with("/participates")) ++flat[prefix + "prefectures"];
  }
  flat.merge(own);
}

}  // namespace

FlatTotals Flatten(const training::v1::GetEventTotalsResponse& totals) {
  FlatTotals flat;
  for (const auto& total : totals.fields()) Flatten(total, FieldPrefix(total.fiscal_year(), total.field()), flat);
  for (const auto& total : totals.fiscal_years()) Flatten(total, YearPrefix(total.fiscal_year()), flat);
  for (const auto& total : totals.prefectures()) {
    Flatten(total.applications(), absl::StrCat("prefecture ", total.prefecture_code(), "/"), flat);
  }
  return WithoutZeros(flat);
}

FlatTotals Flatten(const std::string& event, const training::v1::GetParticipationResponse& participation) {
  FlatTotals flat;
  const std::string prefix = event + "/";
  Flatten(participation.applications(), prefix, flat);
  flat[prefix + "prefectures"] = participation.participating_prefectures();
  for (const auto& one : participation.prefectures()) {
    const std::string prefecture = absl::StrCat(prefix, "prefecture ", one.prefecture_code(), "/");
    Flatten(one.applications(), prefecture, flat);
    flat[prefecture + "participates"] = one.participates();
  }
  for (const auto& one : participation.governments()) {
    Flatten(one.applications(), absl::StrCat(prefix, "government ", one.local_government_code(), "/"), flat);
  }
  return WithoutZeros(flat);
}

FlatTotals Recount(const std::vector<EventWithApplications>& events) {
  FlatTotals flat;
  for (const EventWithApplications& counted : events) {
    const int year = FiscalYear(counted.event.schedule().date());
    CountEvent(counted, YearPrefix(year), flat);
    for (const int field : counted.event.fields()) CountEvent(counted, FieldPrefix(year, field), flat);
    if (counted.event.fields().empty()) CountEvent(counted, FieldPrefix(year, 0), flat);
    CountParticipation(counted, flat);
    if (counted.event.state() == Event::STATE_CANCELLED) continue;
    for (const Application& application : counted.applications) {
      const std::string code = application.local_government_code().substr(0, 2);
      Count(application, absl::StrCat("prefecture ", code, "/"), flat);
    }
  }
  return WithoutZeros(flat);
}

}  // namespace zaitaku
