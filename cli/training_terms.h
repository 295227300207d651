// The names of the training events' resources, and how tables show what only they have.
#pragma once

#include <optional>
#include <string>

#include "cli/entry_terms.h"
#include "domain/training.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

// Names of resources, from themselves or their last part; of an application `x/applications/000000017` too. Empty stays
// empty.
std::string EventName(const std::string& text);
std::string TrainingProgramName(const std::string& text);
std::string PersonName(const std::string& text);

// An application's name, from itself or its number: of `events/x` both 17 and 000000017 are
// `events/x/applications/000000017`.
std::string ApplicationName(const std::string& event, const std::string& text);

// A local government's six-digit code, from itself with the right check digit, or a prefecture's by its two-digit code,
// Japanese or English name: 130001, 13, 東京都, Tokyo. nullopt for anything else.
std::optional<std::string> ReadGovernment(const std::string& text);
std::string CheckGovernment(const std::string& text);

// 東京都 or Tokyo; of a municipality the prefecture that it is in, 東京都内 or in Tokyo. The code if it is not known.
std::string GovernmentName(const std::string& code, Language language);

// A check for `YYYY-MM`; the error is empty if it is one.
std::string CheckMonth(const std::string& text);

// Wall time as it is kept: 2016-03-16（水）13:00～17:10 Asia/Tokyo; 2016-03-16 (Wed) 13:00–17:10 Asia/Tokyo.
std::string ScheduleText(const training::v1::Schedule& schedule, Language language);

// A stretch of the day, 13:00～17:10; 13:00–17:10.
std::string SpanText(const std::string& start, const std::string& end, Language language);

// The fiscal year of an event's date, 0 if that is no date. And a fiscal year beside the era's: 2014年度（平成26年度）;
// FY2014 (平成26年度).
int FiscalYearOfEvent(const training::v1::Event& event);
std::string FiscalYearWithEra(int fiscal_year, Language language);

// 約280名; about 280.
std::string PeopleText(int64_t count, bool approximate, Language language);

// How many may come: at most 4 of one government (of whom …), waiting list. Empty if there is no rule.
std::string RuleText(const training::v1::ApplicationRule& rule, Language language);

// 3 of 4, 1 left; 3 (no limit).
std::string PlacesText(const training::v1::Places& places, Language language);

}  // namespace zaitaku::cli
