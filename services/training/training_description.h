// Events and their timetables as plain text, for those who read a calendar.
#pragma once

#include <string>

#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::training {

enum class Language { kJapanese, kEnglish };

// The text in the language; in the other one if it has none.
const std::string& In(Language language, const type::v1::LocalizedText& text);

// What the event is for, for whom, by whom, and what happens when: as many lines as there is something to say. Empty if
// nothing is stated.
std::string Describe(const v1::Event& event, Language language);

// The items of a block, one a line, with minutes and speakers.
std::string Describe(const v1::TimetableBlock& block, Language language);

// The section, its mark and title, such as 各論1 地域連携・多職種協働; empty if none is stated.
std::string Heading(const v1::TimetableBlock& block, Language language);

// Where it is held: the venue's name, or else its prefecture's. Empty if not stated.
std::string Place(const v1::Venue& venue, Language language);

}  // namespace zaitaku::training
