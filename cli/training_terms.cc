#include "cli/training_terms.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "domain/fiscal_years.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

using training::v1::ApplicationRule;
using training::v1::Places;
using training::v1::Schedule;

constexpr char kApplications[] = "/applications/";
// How many digits number an application.
constexpr size_t kNumberDigits = 9;

std::string WeekdayName(absl::CivilDay day, Language language) {
  static constexpr const char* kJa[] = {"月", "火", "水", "木", "金", "土", "日"};
  static constexpr const char* kEn[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto weekday = static_cast<size_t>(absl::GetWeekday(day));
  return language == Language::kJapanese ? kJa[weekday] : kEn[weekday];
}

// 想定：地域医療担当2名、障害児支援担当2名
std::string ExpectedText(const ApplicationRule& rule, Language language) {
  std::vector<std::string> parts;
  for (const auto& expected : rule.expected()) {
    const std::string role = TermName(expected.role(), language);
    parts.push_back(
        Text{absl::StrCat(role, expected.count(), "名"), absl::StrCat(expected.count(), " for ", role)}.In(language));
  }
  const std::string list = absl::StrJoin(parts, ListSeparator(language));
  return list.empty() ? "" : Text{absl::StrCat("想定：", list), absl::StrCat("expected: ", list)}.In(language);
}

}  // namespace

std::string EventName(const std::string& text) {
  if (absl::StrContains(text, kApplications) && !text.starts_with("events/")) return absl::StrCat("events/", text);
  return InCollection("events", text);
}
std::string TrainingProgramName(const std::string& text) { return InCollection("trainingPrograms", text); }
std::string PersonName(const std::string& text) { return InCollection("people", text); }

std::string ApplicationName(const std::string& event, const std::string& text) {
  const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!is_number) return text;
  const size_t zeros = text.size() < kNumberDigits ? kNumberDigits - text.size() : 0;
  return absl::StrCat(EventName(event), kApplications, std::string(zeros, '0'), text);
}

std::optional<std::string> ReadGovernment(const std::string& text) {
  if (LocalGovernmentCodeIsValid(text)) return text;
  const auto prefecture = ReadPrefecture(text);
  if (!prefecture) return std::nullopt;
  return std::string(FindPrefecture(*prefecture)->local_government_code);
}

std::string CheckGovernment(const std::string& text) {
  if (ReadGovernment(text)) return "";
  return absl::StrCat("read '", Printable(text),
                      "', expected a local government's six-digit code with its check digit such as 130001, or a "
                      "prefecture such as 東京都");
}

std::string GovernmentName(const std::string& code, Language language) {
  const PrefectureEntry* prefecture = FindPrefecture(code.substr(0, 2));
  if (prefecture == nullptr) return code;
  const std::string name(language == Language::kJapanese ? prefecture->ja : prefecture->en);
  if (prefecture->local_government_code == code) return name;
  return Text{absl::StrCat(name, "内"), absl::StrCat("in ", name)}.In(language);
}

std::string CheckMonth(const std::string& text) {
  if (ParseIsoMonth(text)) return "";
  return absl::StrCat("read '", Printable(text), "', expected a month such as 2016-03");
}

std::string SpanText(const std::string& start, const std::string& end, Language language) {
  if (end.empty())
    return start.empty() ? "" : Text{absl::StrCat(start, "～"), absl::StrCat("from ", start)}.In(language);
  return absl::StrCat(start, Text{"～", "–"}.In(language), end);
}

std::string ScheduleText(const Schedule& schedule, Language language) {
  std::string text = schedule.date();
  if (const auto day = ParseIsoDay(schedule.date())) {
    const std::string weekday = WeekdayName(*day, language);
    absl::StrAppend(&text, Text{absl::StrCat("（", weekday, "）"), absl::StrCat(" (", weekday, ")")}.In(language));
  }
  const std::string span = SpanText(schedule.start_time(), schedule.end_time(), language);
  if (span.empty()) return text;
  if (language == Language::kEnglish) text += " ";
  const std::string zone = schedule.time_zone().empty() ? "Asia/Tokyo" : schedule.time_zone();
  return absl::StrCat(text, span, " ", zone);
}

int FiscalYearOfEvent(const training::v1::Event& event) {
  const auto day = ParseIsoDay(event.schedule().date());
  return day ? FiscalYearOf(*day) : 0;
}

std::string FiscalYearWithEra(int fiscal_year, Language language) {
  if (fiscal_year == 0) return "";
  const std::string era = FormatFiscalYear(fiscal_year);
  return Text{absl::StrCat(fiscal_year, "年度（", era, "）"), absl::StrCat("FY", fiscal_year, " (", era, ")")}.In(
      language);
}

std::string PeopleText(int64_t count, bool approximate, Language language) {
  return Text{absl::StrCat(approximate ? "約" : "", count, "名"), absl::StrCat(approximate ? "about " : "", count)}.In(
      language);
}

std::string RuleText(const ApplicationRule& rule, Language language) {
  std::vector<std::string> parts;
  if (rule.has_per_government()) {
    parts.push_back(Text{absl::StrCat("1自治体", rule.per_government(), "名まで"),
                         absl::StrCat("at most ", rule.per_government(), " of one local government")}
                        .In(language));
  }
  if (rule.has_capacity()) {
    parts.push_back(
        Text{absl::StrCat("定員", rule.capacity(), "名"), absl::StrCat("at most ", rule.capacity(), " in all")}.In(
            language));
  }
  if (parts.empty()) parts.push_back(Text{"人数の制限なし", "no limit"}.In(language));
  const std::string expected = ExpectedText(rule, language);
  if (!expected.empty()) parts.push_back(expected);
  parts.push_back(rule.waiting_list() ? Text{"待機あり", "with a waiting list"}.In(language)
                                      : Text{"待機なし", "no waiting list"}.In(language));
  return absl::StrJoin(parts, Text{"、", "; "}.In(language));
}

std::string PlacesText(const Places& places, Language language) {
  std::string text =
      places.has_limit()
          ? Text{absl::StrCat(places.limit(), "名中", places.admitted(), "名、残り", places.left(), "名"),
                 absl::StrCat(places.admitted(), " of ", places.limit(), ", ", places.left(), " left")}
                .In(language)
          : Text{absl::StrCat(places.admitted(), "名（制限なし）"), absl::StrCat(places.admitted(), " (no limit)")}.In(
                language);
  if (places.waiting() > 0) {
    absl::StrAppend(
        &text,
        Text{absl::StrCat("、待機", places.waiting(), "名"), absl::StrCat(", ", places.waiting(), " waiting")}.In(
            language));
  }
  return text;
}

}  // namespace zaitaku::cli
