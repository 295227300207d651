#include "services/training/training_export.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/status/field_checker.h"
#include "services/entries/entry_checks.h"
#include "services/training/training_calendar.h"
#include "services/training/training_index.h"
#include "services/training/training_names.h"
#include "services/training/training_questions.h"

namespace zaitaku::training {
namespace {

constexpr int kRowsAtATime = 200;
// What is held in memory on the way to a calendar. Events say most things in two languages, a calendar in one.
constexpr size_t kMaxEventBytes = 3 * kMaxCalendarBytes;

absl::Status TooLarge() {
  FieldChecker check("");
  check.Require(false, "fiscal_year",
                absl::StrCat("so many events pass the filters that their calendar is larger than ", kMaxCalendarBytes,
                             " bytes; expected filters that fewer pass, such as fiscal_year 2015"));
  return ToStatus(check);
}

// Events as calendars need them, as long as there is room.
class Events {
 public:
  // False once there are too many.
  bool Add(v1::Event event) {
    event.clear_sources();
    event.clear_reviews();
    bytes_ += event.ByteSizeLong();
    events_.push_back(std::move(event));
    return bytes_ <= kMaxEventBytes;
  }
  const std::vector<v1::Event>& all() const { return events_; }

 private:
  std::vector<v1::Event> events_;
  size_t bytes_ = 0;
};

// The events that pass the filters.
absl::Status ReadList(const ResourceReader& reader, const v1::ListEventsRequest& filters, Events& events) {
  const std::string label = BestLabel(filters);
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(auto rows, label.empty() ? reader.List<v1::Event>(kEvents, after, kRowsAtATime)
                                              : reader.ListByLabel<v1::Event>(label, after, kRowsAtATime));
    if (rows.empty()) return absl::OkStatus();
    after = rows.back().name();
    for (v1::Event& event : rows) {
      if (Passes(event, filters) && !events.Add(std::move(event))) return TooLarge();
    }
  }
}

}  // namespace

absl::Status ReadCalendar(const ResourceReader& reader, const v1::ExportCalendarRequest& request,
                          v1::ExportCalendarResponse& response) {
  Events events;
  if (request.event().empty()) {
    RETURN_IF_ERROR(ReadList(reader, FiltersOf(request), events));
  } else {
    ASSIGN_OR_RETURN(auto event, reader.Get<v1::Event>(request.event()));
    events.Add(std::move(event));
  }
  FillCalendar(events.all(), request, response);
  return response.calendar().size() <= kMaxCalendarBytes ? absl::OkStatus() : TooLarge();
}

}  // namespace zaitaku::training
