// Which events an exported calendar is of.
#pragma once

#include "absl/status/status.h"
#include "platform/storage/resource_reader.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// No calendar is larger, so that no answer comes near a client's limit of 4 MiB.
inline constexpr size_t kMaxCalendarBytes = 3 << 20;

// The calendar of the event or the events asked for, in order of name; the request must have been checked. NOT_FOUND if
// there is no event of that name; INVALID_ARGUMENT if the calendar would be too large.
absl::Status ReadCalendar(const ResourceReader& reader, const v1::ExportCalendarRequest& request,
                          v1::ExportCalendarResponse& response);

}  // namespace zaitaku::training
