// Timetables as text, and whether they add up.
#pragma once

#include <ostream>

#include "cli/inferred_facts.h"
#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

// The event's timetable under its heading: blocks with their items, minutes, speakers. With a check of it each block
// has its minutes too.
void RenderTimetable(const training::v1::Event& event, InferredFacts& inferred, Language language, const Style& style,
                     std::ostream& out, const training::v1::CheckTimetableResponse* check = nullptr);

// What does not fit, in words, and the sum.
void RenderTimetableCheck(const training::v1::Event& event, const training::v1::CheckTimetableResponse& check,
                          Language language, const Style& style, std::ostream& out);

// For programs: a row for each item, then one for each finding.
void RenderTimetableCsv(const training::v1::Event& event, const training::v1::CheckTimetableResponse& check,
                        std::ostream& out);

}  // namespace zaitaku::cli
