// What a reader is warned of.
#include "services/training/training_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Event On(const std::string& date, const std::string& text = "") {
  Event event;
  event.set_name("events/a");
  event.mutable_schedule()->set_date(date);
  event.mutable_schedule()->set_text(text);
  return event;
}

std::vector<std::string> Codes(const std::vector<QualityFlag>& flags) {
  std::vector<std::string> codes;
  for (const QualityFlag& flag : flags) codes.push_back(absl::StrCat(flag.fact(), " ", flag.flag().code()));
  return codes;
}

TEST(TrainingQualityTest, WeekdaysAreReadAndTheMonthAndDayOfADateAreNone) {
  EXPECT_EQ(PrintedWeekday("平成２８年３月１６日（水）１３：００～１７：１０"), 2);
  EXPECT_EQ(PrintedWeekday("平成28年3月16日(水)"), 2);
  EXPECT_EQ(PrintedWeekday("3月16日 水曜日"), 2);
  EXPECT_EQ(PrintedWeekday("3月20日（日・祝）"), 6);
  EXPECT_EQ(PrintedWeekday("3月21日（月）"), 0);
  EXPECT_EQ(PrintedWeekday("平成27年1月17日"), std::nullopt);
  EXPECT_EQ(PrintedWeekday("（日時は追って連絡）"), std::nullopt);
  EXPECT_EQ(PrintedWeekday(""), std::nullopt);
}

TEST(TrainingQualityTest, APrintedWeekdayIsComparedWithTheDates) {
  EXPECT_THAT(FlagsOf(On("2016-03-16", "平成２８年３月１６日（水）"), nullptr), IsEmpty());
  const auto flags = FlagsOf(On("2016-03-17", "平成２８年３月１６日（水）"), nullptr);
  ASSERT_THAT(Codes(flags), ElementsAre("schedule.date WEEKDAY_DIFFERS"));
  EXPECT_TRUE(flags[0].computed());
  EXPECT_THAT(flags[0].flag().note().ja(), HasSubstr("木曜日"));
  EXPECT_THAT(flags[0].flag().note().en(), HasSubstr("Thursday, but a Wednesday"));
  // Every day of a week against its own and the others.
  const char* const weekdays[] = {"月", "火", "水", "木", "金", "土", "日"};
  for (int day = 0; day < 7; ++day) {
    for (int printed = 0; printed < 7; ++printed) {
      const Event event = On(absl::StrCat("2016-03-", 14 + day), absl::StrCat("（", weekdays[printed], "）"));
      EXPECT_EQ(FlagsOf(event, nullptr).empty(), day == printed) << event.ShortDebugString();
    }
  }
}

TEST(TrainingQualityTest, AnEventBeforeItsProgrammeIsFlaggedByFiscalYear) {
  TrainingProgram program;
  program.set_name("trainingPrograms/b");
  EXPECT_THAT(FlagsOf(On("2015-01-17"), &program), IsEmpty());  // It is not stated when it began.
  program.set_first_fiscal_year(2015);
  EXPECT_THAT(Codes(FlagsOf(On("2015-03-31"), &program)), ElementsAre("schedule.date DATED_BEFORE_PROGRAMME"));
  EXPECT_THAT(FlagsOf(On("2015-04-01"), &program), IsEmpty());
}

TEST(TrainingQualityTest, ATimetableWithFindingsIsFlaggedOnceAndSourcesAddTheirs) {
  Event event = On("2015-02-07");
  for (const auto& [start, end] : {std::pair("09:00", "11:00"), std::pair("11:10", "12:00")}) {
    TimetableBlock& block = *event.mutable_timetable()->add_blocks();
    block.set_start_time(start);
    block.set_end_time(end);
  }
  type::v1::FactSource& source = *event.add_sources();
  source.set_fact("material_url");
  source.mutable_provenance()->add_flags()->set_code("LINK_IS_GONE");
  const auto flags = FlagsOf(event, nullptr);
  EXPECT_THAT(Codes(flags), ElementsAre("material_url LINK_IS_GONE", "timetable TIMETABLE_DOES_NOT_ADD_UP"));
  EXPECT_FALSE(flags[0].computed());
  EXPECT_THAT(flags[1].flag().note().en(), HasSubstr("gap 11:00–11:10 (10 minutes)"));
}

}  // namespace
}  // namespace zaitaku::training
