// Events as iCalendar (RFC 5545), as a pure function on the messages.
#pragma once

#include <vector>

#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// Writes the events, in that order, into the answer's `calendar` and `entries`; `detail` and `language` are the
// request's, the filters are the caller's to apply. The same events give the same bytes, whenever and wherever: stamps
// are those of the revisions that made the events' versions. An event or block keeps its UID for as long as its name or
// position stays, and its SEQUENCE grows with the versions, so that an importing calendar replaces what it had.
//
// Any text is taken: control characters, which iCalendar has no way to write, are left out. May be called from several
// threads at once.
void FillCalendar(const std::vector<v1::Event>& events, const v1::ExportCalendarRequest& request,
                  v1::ExportCalendarResponse& response);

}  // namespace zaitaku::training
