#include "services/training/training_export.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/training/training_calendar.h"
#include "services/training/training_index.h"
#include "services/training/training_names.h"
#include "services/training/training_questions.h"

namespace zaitaku::training {
namespace {

constexpr int kEventsAtATime = 200;
constexpr size_t kMaxCalendarBytes = 3 << 20;  // Clients take at most 4 MiB.
// Of the events that go into it, both languages and what no calendar shows: more of them would hardly fit.
constexpr size_t kMaxEventsBytes = 12 << 20;

absl::Status TooLarge() {
  return InvalidField("", absl::StrCat("expected filters that let fewer events through, or one event: the calendar "
                                       "would be larger than ",
                                       kMaxCalendarBytes >> 20, " MiB"));
}

absl::StatusOr<std::vector<v1::Event>> ReadEvents(const ResourceReader& reader, const v1::ListEventsRequest& filters) {
  std::vector<v1::Event> events;
  const std::string label = BestLabel(filters);
  std::string after;
  size_t bytes = 0;
  while (true) {
    ASSIGN_OR_RETURN(auto rows, label.empty() ? reader.List<v1::Event>(kEvents, after, kEventsAtATime)
                                              : reader.ListByLabel<v1::Event>(label, after, kEventsAtATime));
    const bool last = rows.size() < kEventsAtATime;
    if (!last) after = rows.back().name();
    for (v1::Event& event : rows) {
      if (!Passes(event, filters)) continue;
      event.clear_sources();
      bytes += event.ByteSizeLong();
      if (bytes > kMaxEventsBytes) return TooLarge();
      events.push_back(std::move(event));
    }
    if (last) return events;
  }
}

}  // namespace

absl::Status ReadCalendar(const ResourceReader& reader, const v1::ExportCalendarRequest& request,
                          v1::ExportCalendarResponse& response) {
  std::vector<v1::Event> events;
  if (request.event().empty()) {
    ASSIGN_OR_RETURN(events, ReadEvents(reader, FiltersOf(request)));
  } else {
    ASSIGN_OR_RETURN(events.emplace_back(), reader.Get<v1::Event>(request.event()));
  }
  FillCalendar(events, request, response);
  return response.calendar().size() > kMaxCalendarBytes ? TooLarge() : absl::OkStatus();
}

}  // namespace zaitaku::training
