#include "tests/bench/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/bench/report.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku::bench {
namespace {

using testing::HasSubstr;

// Through the file that a benchmark writes.
absl::StatusOr<MeasuredReport> Written(const Report& report) {
  const TemporaryFolder folder;
  EXPECT_OK(report.WriteJson(folder.File("report.json")));
  std::ifstream file(folder.File("report.json"));
  return ParseReport(std::string(std::istreambuf_iterator<char>(file), {}));
}

Report Example() {
  Report report("Bars: some <of> them");
  report.Add({"fast & good", std::vector<double>(15, 0.95), Bar{Bound::kAtLeast, 0.9}, ""});
  report.Add({"slow", std::vector<double>(15, 3.5), Bar{Bound::kAtMost, 3}, ""});
  report.Add({"too few", {1, 2, 3}, Bar{Bound::kAtLeast, 1}, ""});
  report.Add({"only shown", {0.1, 100}, std::nullopt, ""});
  return report;
}

TEST(ResultsTest, ReportIsReadBackAsItWasWritten) {
  ASSERT_OK_AND_ASSIGN(const MeasuredReport report, Written(Example()));
  EXPECT_EQ(report.title, "Bars: some <of> them");
  ASSERT_EQ(report.ratios.size(), 4u);
  EXPECT_EQ(report.ratios[0].verdict, "met");
  EXPECT_EQ(report.ratios[1].verdict, "MISSED");
  EXPECT_EQ(report.ratios[1].at, 3);
  EXPECT_EQ(report.ratios[2].spread.median, 2);
  EXPECT_EQ(report.ratios[2].pairs, 3u);
  EXPECT_EQ(report.ratios[3].at, std::nullopt);
}

TEST(ResultsTest, EveryBarIsCounted) {
  Report other("Bar: another");
  other.AddUnmeasured("something", "it broke");
  ASSERT_OK_AND_ASSIGN(const MeasuredReport first, Written(Example()));
  ASSERT_OK_AND_ASSIGN(const MeasuredReport second, Written(other));
  const Verdicts verdicts = Count({first, second});
  EXPECT_EQ(verdicts.met, 1);
  EXPECT_EQ(verdicts.missed, 1);
  EXPECT_EQ(verdicts.not_judged, 1);
  EXPECT_EQ(verdicts.not_measured, 1);
  const std::string table = TableOf({first, second});
  EXPECT_THAT(table, HasSubstr("MISSED"));
  EXPECT_THAT(table, HasSubstr("NOT MEASURED: something: it broke"));
  EXPECT_THAT(table, testing::Not(HasSubstr("only shown")));
}

TEST(ResultsTest, OfManyBarsOnlyThoseThatAreMissedAreShown) {
  Report many("Bar 4: many");
  for (int i = 0; i < 20; ++i)
    many.Add({"method " + std::to_string(i), std::vector<double>(15, i == 7 ? 5 : 2), Bar{Bound::kAtMost, 3}, ""});
  ASSERT_OK_AND_ASSIGN(const MeasuredReport report, Written(many));
  const std::string table = TableOf({report});
  EXPECT_THAT(table, HasSubstr("Bar 4: many: 19 of 20 met"));
  EXPECT_THAT(table, HasSubstr("method 7 "));
  EXPECT_THAT(table, testing::Not(HasSubstr("method 8")));
}

TEST(ResultsTest, PlotHasEveryRatioWithinItsScale) {
  ASSERT_OK_AND_ASSIGN(const MeasuredReport report, Written(Example()));
  const std::string svg = SvgOf({report}, {"on a <quiet> machine"});
  EXPECT_THAT(svg, HasSubstr("fast &amp; good"));
  EXPECT_THAT(svg, HasSubstr("some &lt;of&gt; them"));
  EXPECT_THAT(svg, HasSubstr("on a &lt;quiet&gt; machine"));
  size_t medians = 0;
  for (size_t at = svg.find("<circle"); at != std::string::npos; at = svg.find("<circle", at + 1)) ++medians;
  EXPECT_EQ(medians, 4u);
  EXPECT_EQ(std::count(svg.begin(), svg.end(), '<'), std::count(svg.begin(), svg.end(), '>'));
  EXPECT_THAT(svg, testing::Not(HasSubstr("\"-")));  // Nothing lies left of, or above, the picture.
}

TEST(ResultsTest, WhatIsNoReportIsRefused) {
  EXPECT_FALSE(ParseReport("").ok());
  EXPECT_FALSE(ParseReport("{}").ok());
  EXPECT_FALSE(ParseReport("[1]").ok());
}

}  // namespace
}  // namespace zaitaku::bench
