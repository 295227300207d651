// Whether a timetable adds up, as a pure function on the messages.
#pragma once

#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// Adds up the event's timetable; `revision` is left to the caller. Blocks may be in any order and overlap; a gap is
// time from the first block's beginning to the last one's end that belongs to none, and each pair of blocks that share
// time is an overlap. A block without items says nothing of how its time is used, so that none of it is unallocated;
// one with an item that prints no minutes may be overfull, but has nothing unallocated. Blocks whose times cannot be
// read, which no event has that was checked, count as empty.
v1::CheckTimetableResponse CheckTimetable(const v1::Event& event);

}  // namespace zaitaku::training
