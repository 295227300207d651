// The events that a calendar is made of.
#pragma once

#include "absl/status/status.h"
#include "platform/storage/resource_reader.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// The calendar of one event or of all that pass the filters, in order of name. NOT_FOUND; INVALID_ARGUMENT if it would
// be larger than an answer may be.
absl::Status ReadCalendar(const ResourceReader& reader, const v1::ExportCalendarRequest& request,
                          v1::ExportCalendarResponse& response);

}  // namespace zaitaku::training
