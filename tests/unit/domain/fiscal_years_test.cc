#include "domain/fiscal_years.h"

#include <gtest/gtest.h>

namespace zaitaku {
namespace {

constexpr int kNone = -1;

TEST(ErasTest, FiveFromMeijiOn) {
  ASSERT_EQ(5u, Eras().size());
  EXPECT_EQ("明治", Eras()[0].ja);
  EXPECT_EQ("Reiwa", Eras()[4].en);
  for (size_t i = 1; i < Eras().size(); ++i) EXPECT_LT(Eras()[i - 1].begins, Eras()[i].begins);
}

TEST(ParseYearTest, ErasAndCalendarYears) {
  const std::pair<const char*, int> kYears[] = {
      {"平成27年", 2015},  {"平成２７年", 2015}, {"H27", 2015},      {"h27年", 2015},      {"Ｈ２７年", 2015},
      {"平成元年", 1989},  {"平成1年", 1989},    {"令和元年", 2019}, {"R6", 2024},         {"昭和64年", 1989},
      {"S63年", 1988},     {"大正15年", 1926},   {"T1", 1912},       {"明治元年", 1868},   {"㍻27年", 2015},
      {"2015年", 2015},    {"平成 37 年", 2025}, {"H37", 2025},      {"2015", kNone},      {"平成0年", kNone},
      {"平成年", kNone},   {"平成27", 2015},     {"", kNone},        {"年", kNone},        {"平成27年度", kNone},
      {"慶応3年", kNone},  {"1867年", kNone},    {"3000年", kNone},  {"H9999", kNone},     {"H99999", kNone},
      {"平成-1年", kNone}, {"平成2 7年", 2015},  {"平成①年", kNone}, {"平成27年。", kNone}};
  for (const auto& [text, year] : kYears) EXPECT_EQ(year, ParseYear(text).value_or(kNone)) << text;
}

TEST(ParseFiscalYearTest, ErasAndCalendarYears) {
  const std::pair<const char*, int> kYears[] = {
      {"平成27年度", 2015}, {"平成２７年度", 2015}, {"H27年度", 2015},    {"H27", 2015},        {"令和元年度", 2019},
      {"平成31年度", 2019}, {"R1年度", 2019},       {"2015年度", 2015},   {"平成37年度", 2025}, {"2015", kNone},
      {"平成27年", kNone},  {"年度", kNone},        {"H27年度中", kNone}, {"未定", kNone}};
  for (const auto& [text, year] : kYears) EXPECT_EQ(year, ParseFiscalYear(text).value_or(kNone)) << text;
}

TEST(ParseMonthTest, MonthsKeepMonthPrecision) {
  EXPECT_EQ(absl::CivilMonth(2015, 12), ParseMonth("平成27年12月"));
  EXPECT_EQ(absl::CivilMonth(2015, 12), ParseMonth("平成２７年１２月"));
  EXPECT_EQ(absl::CivilMonth(2015, 4), ParseMonth("H27年4月"));
  EXPECT_EQ(absl::CivilMonth(2015, 4), ParseMonth("2015年04月"));
  EXPECT_EQ(absl::CivilMonth(2019, 5), ParseMonth("令和元年5月"));
  for (const char* text : {"", "平成27年", "平成27年0月", "平成27年13月", "平成27年12", "12月", "平成27年12月1日",
                           "平成27年度12月", "平成27年012月"}) {
    EXPECT_EQ(std::nullopt, ParseMonth(text)) << text;
  }
}

TEST(ParseDayTest, DaysThatExist) {
  EXPECT_EQ(absl::CivilDay(2016, 3, 16), ParseDay("平成２８年３月１６日"));
  EXPECT_EQ(absl::CivilDay(2016, 2, 29), ParseDay("平成28年2月29日"));
  EXPECT_EQ(absl::CivilDay(2015, 1, 17), ParseDay("平成27年1月17日"));
  for (const char* text : {"平成27年2月29日", "平成28年4月31日", "平成28年13月1日", "平成28年0月1日", "平成28年3月0日",
                           "平成28年3月", "平成28年3月16", "3月16日", "平成28年3月16日（水）"}) {
    EXPECT_EQ(std::nullopt, ParseDay(text)) << text;
  }
}

TEST(IsoMonthTest, ReadsAndWrites) {
  EXPECT_EQ(absl::CivilMonth(2015, 12), ParseIsoMonth("2015-12"));
  EXPECT_EQ("2015-04", FormatIsoMonth(absl::CivilMonth(2015, 4)));
  EXPECT_TRUE(ParseIsoMonth("1900-01").has_value());
  EXPECT_TRUE(ParseIsoMonth("2999-12").has_value());
  for (const char* text :
       {"", "2015-00", "2015-13", "1899-12", "3000-01", "2015-1", "2015/12", "２０１５-12", "2015-12-01", "+015-12"}) {
    EXPECT_EQ(std::nullopt, ParseIsoMonth(text)) << text;
  }
}

TEST(FormatEraMonthTest, ErasChangeWithTheirMonth) {
  EXPECT_EQ("平成27年12月", FormatEraMonth(absl::CivilMonth(2015, 12)));
  EXPECT_EQ("平成31年4月", FormatEraMonth(absl::CivilMonth(2019, 4)));
  EXPECT_EQ("令和元年5月", FormatEraMonth(absl::CivilMonth(2019, 5)));
  EXPECT_EQ("平成元年1月", FormatEraMonth(absl::CivilMonth(1989, 1)));
  EXPECT_EQ("昭和63年12月", FormatEraMonth(absl::CivilMonth(1988, 12)));
  EXPECT_EQ("1867年12月", FormatEraMonth(absl::CivilMonth(1867, 12)));
}

TEST(FormatEraMonthTest, EveryMonthReadsBack) {
  for (absl::CivilMonth month(1868, 1); month <= absl::CivilMonth(2999, 12); ++month) {
    ASSERT_EQ(month, ParseMonth(FormatEraMonth(month))) << FormatEraMonth(month);
  }
}

TEST(FormatFiscalYearTest, NamedByTheFirstOfAprilBut2019ByTheNewEra) {
  EXPECT_EQ("平成27年度", FormatFiscalYear(2015));
  EXPECT_EQ("H27年度", FormatFiscalYearShort(2015));
  EXPECT_EQ("平成30年度", FormatFiscalYear(2018));
  EXPECT_EQ("令和元年度", FormatFiscalYear(2019));
  EXPECT_EQ("R1年度", FormatFiscalYearShort(2019));
  EXPECT_EQ("昭和63年度", FormatFiscalYear(1988));
  EXPECT_EQ("平成元年度", FormatFiscalYear(1989));
  EXPECT_EQ("大正15年度", FormatFiscalYear(1926));
  EXPECT_EQ("1800年度", FormatFiscalYear(1800));
}

TEST(FormatFiscalYearTest, EveryYearReadsBack) {
  for (int year = 1868; year <= 2999; ++year) {
    ASSERT_EQ(year, ParseFiscalYear(FormatFiscalYear(year)));
    ASSERT_EQ(year, ParseFiscalYear(FormatFiscalYearShort(year)));
  }
}

TEST(FiscalYearTest, RunsFromAprilToMarch) {
  EXPECT_EQ(2014, FiscalYearOf(absl::CivilDay(2015, 3, 31)));
  EXPECT_EQ(2015, FiscalYearOf(absl::CivilDay(2015, 4, 1)));
  EXPECT_EQ(2014, FiscalYearOf(absl::CivilDay(2015, 1, 17)));
  EXPECT_EQ(absl::CivilDay(2015, 4, 1), FirstDayOfFiscalYear(2015));
  EXPECT_EQ(absl::CivilDay(2016, 3, 31), LastDayOfFiscalYear(2015));
}

PlannedTiming By(int year) { return {std::nullopt, year, false}; }
PlannedTiming From(int year) { return {year, std::nullopt, false}; }
PlannedTiming Span(int first, int last) { return {first, last, false}; }
constexpr PlannedTiming kUndecided = {std::nullopt, std::nullopt, true};

TEST(PlannedTimingTest, NotationIsRead) {
  const std::pair<const char*, PlannedTiming> kTimings[] = {{"H27年度中", By(2015)},
                                                            {"Ｈ２７年度中", By(2015)},
                                                            {"平成28年度中", By(2016)},
                                                            {"H27年度", By(2015)},
                                                            {"H27年度内", By(2015)},
                                                            {"H27年度末まで", By(2015)},
                                                            {"2015年度中", By(2015)},
                                                            {"令和元年度中", By(2019)},
                                                            {"平成37年度中", By(2025)},
                                                            {"H28年度以降", From(2016)},
                                                            {"平成２８年度以降", From(2016)},
                                                            {"H28年度から", From(2016)},
                                                            {"H28年度～", From(2016)},
                                                            {"未定", kUndecided},
                                                            {" 未\n定 ", kUndecided},
                                                            {"H27～H28年度", Span(2015, 2016)},
                                                            {"H27～28年度", Span(2015, 2016)},
                                                            {"H27年度～H28年度中", Span(2015, 2016)},
                                                            {"H31年度〜R3年度", Span(2019, 2021)},
                                                            {"H27年度～H27年度", Span(2015, 2015)},
                                                            {"2015年度～2016年度", Span(2015, 2016)},
                                                            {"H30～2020年度", Span(2018, 2020)}};
  for (const auto& [text, timing] : kTimings) EXPECT_EQ(timing, ParsePlannedTiming(text)) << text;
}

TEST(PlannedTimingTest, OtherTextIsNotGuessedAt) {
  for (const char* text : {"", "H27", "H27年", "27年度中", "H27年度中に", "未定。", "検討中", "来年度", "H28～",
                           "H28年度～H27年度", "年度中", "H0年度中", "H27年度以降中", "H27年12月", "（）"}) {
    EXPECT_EQ(std::nullopt, ParsePlannedTiming(text)) << text;
  }
}

TEST(IsoDayTest, OnlyDaysThatThereAreReadBack) {
  for (absl::CivilDay day(1868, 1, 1); day <= absl::CivilDay(2999, 12, 31); day += 97)
    ASSERT_EQ(day, ParseIsoDay(FormatIsoDay(day)));
  EXPECT_EQ(absl::CivilDay(2016, 2, 29), ParseIsoDay("2016-02-29"));
  for (const char* wrong : {"", "2016-02-30", "2015-02-29", "2016-13-01", "2016-00-01", "2016-01-00", "2016-1-01",
                            "2016/01/01", "16-01-01", "1867-12-31", "3000-01-01", "2016-01-01 ", "２016-01-01"}) {
    EXPECT_EQ(std::nullopt, ParseIsoDay(wrong)) << wrong;
  }
}

TEST(WallTimeTest, EveryMinuteOfADayReadsBackAndNothingElse) {
  for (int minutes = 0; minutes < 24 * 60; ++minutes) ASSERT_EQ(minutes, ParseWallTime(FormatWallTime(minutes)));
  EXPECT_EQ("08:45", FormatWallTime(525));
  for (const char* wrong : {"", "8:45", "24:00", "08:60", "0845", "08:45:00", "08-45", "-1:00", "08:4a"}) {
    EXPECT_EQ(std::nullopt, ParseWallTime(wrong)) << wrong;
  }
}

TEST(PlannedTimingTest, OfficialsNotationIsWritten) {
  EXPECT_EQ("H27年度中", FormatPlannedTiming(By(2015)));
  EXPECT_EQ("H28年度以降", FormatPlannedTiming(From(2016)));
  EXPECT_EQ("H27年度～H28年度", FormatPlannedTiming(Span(2015, 2016)));
  EXPECT_EQ("未定", FormatPlannedTiming(kUndecided));
  EXPECT_EQ("", FormatPlannedTiming({}));
}

TEST(PlannedTimingTest, EveryTimingReadsBack) {
  for (int year = 1868; year <= 2999; ++year) {
    ASSERT_EQ(By(year), ParsePlannedTiming(FormatPlannedTiming(By(year))));
    ASSERT_EQ(From(year), ParsePlannedTiming(FormatPlannedTiming(From(year))));
    ASSERT_EQ(Span(1868, year), ParsePlannedTiming(FormatPlannedTiming(Span(1868, year))));
    ASSERT_EQ(Span(year, 2999), ParsePlannedTiming(FormatPlannedTiming(Span(year, 2999))));
  }
}

TEST(PlannedTimingTest, DatesAreThoseOfTheFiscalYears) {
  EXPECT_EQ("by 2016-03-31", DescribePlannedTimingEn(By(2015)));
  EXPECT_EQ("from 2016-04-01", DescribePlannedTimingEn(From(2016)));
  EXPECT_EQ("2015-04-01 to 2017-03-31", DescribePlannedTimingEn(Span(2015, 2016)));
  EXPECT_EQ("undecided", DescribePlannedTimingEn(kUndecided));
  EXPECT_EQ("", DescribePlannedTimingEn({}));
  EXPECT_EQ("2016-03-31まで", DescribePlannedTimingJa(By(2015)));
  EXPECT_EQ("2016-04-01以降", DescribePlannedTimingJa(From(2016)));
  EXPECT_EQ("2015-04-01～2017-03-31", DescribePlannedTimingJa(Span(2015, 2016)));
  EXPECT_EQ("未定", DescribePlannedTimingJa(kUndecided));
}

TEST(PlannedTimingTest, IntervalsKeepTheirOpenEnds) {
  for (const PlannedTiming& timing : {By(2015), From(2016), Span(2015, 2016)}) {
    EXPECT_EQ(timing, ToPlannedTiming(ToProto(timing)));
  }
  EXPECT_FALSE(ToProto(By(2015)).has_first_fiscal_year());
  EXPECT_FALSE(ToProto(From(2016)).has_last_fiscal_year());
}

}  // namespace
}  // namespace zaitaku
