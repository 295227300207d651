#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "zaitaku/type/v1/fiscal_year.pb.h"

// Japan's calendar as officials write it: eras, months, days and fiscal years (年度, April to March).
//
// A fiscal year is an int, its first calendar year: 2015 is 平成27年度, 2015-04-01 to 2016-03-31. Years are 1868 to
// 2999. Readers take UTF-8 of any width with blanks anywhere, and are total: what they cannot read is nullopt. An era's
// years go on after the era ended, because documents written before do count so: 平成37年 is 2025.
namespace zaitaku {

// An era (元号) from the Meiji era on. Its first year is 元年.
struct Era {
  char letter;            // M T S H R, as in H27.
  std::string_view ja;    // 平成
  std::string_view en;    // Heisei
  int first_year;         // 1989
  absl::CivilDay begins;  // Its first day.
};

// The eras, oldest first.
std::span<const Era> Eras();

// 平成27年, 平成元年, H27, 2015年, 平成37年 -> the calendar year. A bare number needs its 年.
std::optional<int> ParseYear(std::string_view text);

// 平成27年度, 平成２７年度, H27年度, H27, 令和元年度, 2015年度 -> the fiscal year.
std::optional<int> ParseFiscalYear(std::string_view text);

// 平成27年12月, H27年12月, 2015年12月 -> the month.
std::optional<absl::CivilMonth> ParseMonth(std::string_view text);

// 平成28年3月16日 -> the day, if there is such a day.
std::optional<absl::CivilDay> ParseDay(std::string_view text);

// 2015-12 <-> the month. Two digits for the month, four for the year, which is 1900 to 2999.
std::optional<absl::CivilMonth> ParseIsoMonth(std::string_view text);
std::string FormatIsoMonth(absl::CivilMonth month);

// 2016-03-31 <-> the day, if there is such a day. Two digits for day and month, four for the year.
std::optional<absl::CivilDay> ParseIsoDay(std::string_view text);
std::string FormatIsoDay(absl::CivilDay day);

// 平成27年12月, in the era of the month's last day; 元年 for its first year. Years before 1868 as 1867年12月.
std::string FormatEraMonth(absl::CivilMonth month);

// 平成27年度, 令和元年度; and H27年度, R1年度. By the era of the first of April, and 2019 by the new one, as the
// government decided for its budget.
std::string FormatFiscalYear(int fiscal_year);
std::string FormatFiscalYearShort(int fiscal_year);

// 13:00 <-> minutes since midnight, 0 to 1439. Two digits each.
std::optional<int> ParseWallTime(std::string_view text);
std::string FormatWallTime(int minutes);

int FiscalYearOf(absl::CivilDay day);
absl::CivilDay FirstDayOfFiscalYear(int fiscal_year);
absl::CivilDay LastDayOfFiscalYear(int fiscal_year);

// When something is to be done: in a span of fiscal years with at least one end, or undecided (未定). Exactly one of
// the two.
struct PlannedTiming {
  std::optional<int> first_fiscal_year;
  std::optional<int> last_fiscal_year;
  bool is_undecided = false;

  friend bool operator==(const PlannedTiming&, const PlannedTiming&) = default;
};

// H27年度中 (also 年度, 年度内, 年度末, 年度まで): last 2015. H28年度以降 (also 年度から, 年度～): first 2016.
// H27～H28年度, H27年度～H28年度中: both. 未定: undecided. Nullopt for anything else and for a span that ends before it
// begins.
std::optional<PlannedTiming> ParsePlannedTiming(std::string_view text);

// H27年度中, H28年度以降, H27年度～H28年度, 未定: what ParsePlannedTiming reads back. Empty if no end is set.
std::string FormatPlannedTiming(const PlannedTiming& timing);

// The same in dates: "by 2016-03-31", "from 2016-04-01", "2015-04-01 to 2017-03-31", "undecided"; 2016-03-31まで,
// 2016-04-01以降, 2015-04-01～2017-03-31, 未定.
std::string DescribePlannedTimingEn(const PlannedTiming& timing);
std::string DescribePlannedTimingJa(const PlannedTiming& timing);

// The API's form of a span, and back.
type::v1::FiscalYearInterval ToProto(const PlannedTiming& timing);
PlannedTiming ToPlannedTiming(const type::v1::FiscalYearInterval& interval);

}  // namespace zaitaku
