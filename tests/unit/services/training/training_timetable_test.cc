#include "services/training/training_timetable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/fiscal_years.h"

namespace zaitaku::training {
namespace {

using namespace v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A block and the minutes of its items; 0 stands for none printed.
void AddBlock(const std::string& start, const std::string& end, const std::vector<int>& minutes, Event* event) {
  TimetableBlock* block = event->mutable_timetable()->add_blocks();
  block->set_start_time(start);
  block->set_end_time(end);
  for (const int value : minutes) {
    TimetableItem* item = block->add_items();
    if (value != 0) item->set_minutes(value);
  }
}

// A finding as a line: GAP 11:00-11:10 10 before 2.
std::string Line(const TimetableFinding& finding) {
  return absl::StrCat(TimetableFinding::Kind_Name(finding.kind()).substr(5), " ", finding.start_time(), "-",
                      finding.end_time(), " ", finding.minutes(), " of ", finding.block());
}

std::vector<std::string> Findings(const Event& event) {
  std::vector<std::string> lines;
  const CheckTimetableResponse check = CheckTimetable(event);
  for (const TimetableFinding& finding : check.findings()) lines.push_back(Line(finding));
  return lines;
}

// The hours and minutes of the event of 2015-02-07.
Event February() {
  Event event;
  AddBlock("08:45", "09:00", {0}, &event);
  AddBlock("09:00", "11:00", {30, 40, 50}, &event);
  AddBlock("11:10", "14:20", {20, 20, 20, 20, 30, 50}, &event);
  AddBlock("14:20", "17:10", {20, 20, 20, 20, 10, 30, 50}, &event);
  return event;
}

TEST(CheckTimetable, ReportsTheGapAndTheUnallocatedMinutesOfFebruaryAndNothingElse) {
  const CheckTimetableResponse check = CheckTimetable(February());
  EXPECT_THAT(Findings(February()), ElementsAre("GAP 11:00-11:10 10 of 2", "UNALLOCATED 11:10-14:20 30 of 2"));
  EXPECT_EQ(check.item_minutes(), 120 + 160 + 170);
  EXPECT_EQ(check.block_minutes(), 15 + 120 + 190 + 170);
  ASSERT_THAT(check.blocks(), SizeIs(4));
  EXPECT_EQ(check.blocks(0).items_without_minutes(), 1);
  EXPECT_EQ(check.blocks(0).item_minutes(), 0);
  EXPECT_EQ(check.blocks(2).block(), 2);
  EXPECT_EQ(check.blocks(2).start_time(), "11:10");
  EXPECT_EQ(check.blocks(2).end_time(), "14:20");
  EXPECT_EQ(check.blocks(2).block_minutes(), 190);
  EXPECT_EQ(check.blocks(2).item_minutes(), 160);
  EXPECT_EQ(check.blocks(2).items_without_minutes(), 0);
}

TEST(CheckTimetable, AnItemWithoutMinutesLeavesNothingUnallocatedButMayStandInAnOverfullBlock) {
  Event event;
  AddBlock("09:00", "10:00", {30, 0}, &event);
  EXPECT_THAT(Findings(event), IsEmpty());
  AddBlock("10:00", "11:00", {0, 61}, &event);
  EXPECT_THAT(Findings(event), ElementsAre("OVERFULL 10:00-11:00 1 of 1"));
}

TEST(CheckTimetable, ABlockWithoutItemsSaysNothingOfItsTime) {
  Event event;
  AddBlock("12:00", "13:00", {}, &event);
  EXPECT_THAT(Findings(event), IsEmpty());
  EXPECT_EQ(CheckTimetable(event).block_minutes(), 60);
}

TEST(CheckTimetable, FindsBlocksOutsideTheEventsHoursAsFarAsTheyAreStated) {
  Event event;
  AddBlock("08:45", "09:00", {0}, &event);
  AddBlock("09:00", "12:00", {0}, &event);
  AddBlock("12:00", "13:00", {0}, &event);
  event.mutable_schedule()->set_start_time("09:30");
  EXPECT_THAT(Findings(event), ElementsAre("OUTSIDE_EVENT 08:45-09:00 15 of 0", "OUTSIDE_EVENT 09:00-12:00 30 of 1"));
  event.mutable_schedule()->set_end_time("11:00");
  EXPECT_THAT(Findings(event), ElementsAre("OUTSIDE_EVENT 08:45-09:00 15 of 0", "OUTSIDE_EVENT 09:00-12:00 90 of 1",
                                           "OUTSIDE_EVENT 12:00-13:00 60 of 2"));
  event.mutable_schedule()->clear_start_time();
  EXPECT_THAT(Findings(event), ElementsAre("OUTSIDE_EVENT 09:00-12:00 60 of 1", "OUTSIDE_EVENT 12:00-13:00 60 of 2"));
}

TEST(CheckTimetable, ReadsBlocksInOrderOfTimeWhateverTheirOrder) {
  Event event;
  AddBlock("13:00", "14:00", {60}, &event);
  AddBlock("09:00", "10:00", {60}, &event);
  AddBlock("10:00", "12:00", {120}, &event);
  EXPECT_THAT(Findings(event), ElementsAre("GAP 12:00-13:00 60 of 0"));
}

TEST(CheckTimetable, EachPairOfBlocksThatShareTimeIsAnOverlapAndHidesNoGap) {
  Event event;
  AddBlock("09:00", "12:00", {0}, &event);
  AddBlock("10:00", "10:30", {0}, &event);
  AddBlock("11:30", "12:30", {0}, &event);
  AddBlock("12:40", "13:00", {0}, &event);
  EXPECT_THAT(Findings(event),
              ElementsAre("OVERLAP 10:00-10:30 30 of 1", "OVERLAP 11:30-12:00 30 of 2", "GAP 12:30-12:40 10 of 3"));
  AddBlock("09:00", "12:00", {0}, &event);
  EXPECT_THAT(Findings(event),
              ElementsAre("OVERLAP 09:00-12:00 180 of 4", "OVERLAP 10:00-10:30 30 of 1", "OVERLAP 10:00-10:30 30 of 1",
                          "OVERLAP 11:30-12:00 30 of 2", "OVERLAP 11:30-12:00 30 of 2", "GAP 12:30-12:40 10 of 3"));
}

TEST(CheckTimetable, OfAnEventWithoutATimetableThereIsNothingToSay) {
  EXPECT_EQ(CheckTimetable(Event()).ByteSizeLong(), 0u);
}

TEST(CheckTimetable, BlocksThatCannotBeReadCountAsEmpty) {
  Event event;
  AddBlock("9:00", "10:00", {60}, &event);
  AddBlock("11:00", "10:00", {60}, &event);
  EXPECT_THAT(Findings(event), IsEmpty());
  EXPECT_EQ(CheckTimetable(event).block_minutes(), 0);
  EXPECT_EQ(CheckTimetable(event).item_minutes(), 120);
}

// The same, worked out minute by minute: which blocks hold each minute of the day, and which items.
class Oracle {
 public:
  explicit Oracle(const Event& event) : event_(event) {
    for (int i = 0; i < Blocks(); ++i) {
      for (int minute = Start(i); minute < End(i); ++minute) holders_[minute].push_back(i);
    }
    FindGaps();
    for (int i = 0; i < Blocks(); ++i) {
      for (int j = i + 1; j < Blocks(); ++j) FindOverlap(i, j);
      FindWithin(i);
    }
    std::ranges::sort(lines_);
  }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  int Blocks() const { return event_.timetable().blocks_size(); }
  int Start(int i) const { return *ParseWallTime(event_.timetable().blocks(i).start_time()); }
  int End(int i) const { return *ParseWallTime(event_.timetable().blocks(i).end_time()); }

  void Add(const std::string& kind, int start, int end, int minutes, int block) {
    lines_.push_back(
        absl::StrCat(kind, " ", FormatWallTime(start), "-", FormatWallTime(end), " ", minutes, " of ", block));
  }

  // A gap has held minutes on both sides; the block after it is the first in the timetable that begins there.
  void FindGaps() {
    int last_held = -1;
    for (int minute = 0; minute < static_cast<int>(holders_.size()); ++minute) {
      if (holders_[minute].empty()) continue;
      if (last_held >= 0 && last_held + 1 < minute) {
        Add("GAP", last_held + 1, minute, minute - last_held - 1, holders_[minute].front());
      }
      last_held = minute;
    }
  }

  void FindOverlap(int i, int j) {
    std::vector<int> shared;
    for (int minute = 0; minute < static_cast<int>(holders_.size()); ++minute) {
      if (std::ranges::count(holders_[minute], i) > 0 && std::ranges::count(holders_[minute], j) > 0) {
        shared.push_back(minute);
      }
    }
    if (shared.empty()) return;
    Add("OVERLAP", shared.front(), shared.back() + 1, static_cast<int>(shared.size()), Start(i) > Start(j) ? i : j);
  }

  // Hands out the block's minutes to its items one by one, and counts those that are outside the event.
  void FindWithin(int i) {
    int left = 0;
    int outside = 0;
    const std::string opens = event_.schedule().start_time();
    const std::string closes = event_.schedule().end_time();
    for (int minute = Start(i); minute < End(i); ++minute) {
      ++left;
      const std::string time = FormatWallTime(minute);
      if ((!opens.empty() && time < opens) || (!closes.empty() && time >= closes)) ++outside;
    }
    int over = 0;
    bool all_printed = event_.timetable().blocks(i).items_size() > 0;
    for (const TimetableItem& item : event_.timetable().blocks(i).items()) {
      all_printed = all_printed && item.has_minutes();
      for (int minute = 0; minute < item.minutes(); ++minute) left > 0 ? --left : ++over;
    }
    if (over > 0) Add("OVERFULL", Start(i), End(i), over, i);
    if (left > 0 && all_printed) Add("UNALLOCATED", Start(i), End(i), left, i);
    if (outside > 0) Add("OUTSIDE_EVENT", Start(i), End(i), outside, i);
  }

  const Event& event_;
  std::array<std::vector<int>, 24 * 60> holders_;
  std::vector<std::string> lines_;
};

Event RandomEvent(std::mt19937& random) {
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  Event event;
  // Few times, so that blocks touch, share and miss one another often.
  const auto time = [&](int first) { return first + 30 * upto((22 * 60 - first) / 30); };
  for (int blocks = 1 + upto(5); blocks > 0; --blocks) {
    const int start = time(8 * 60);
    const int end = start + 15 * (1 + upto(3));
    std::vector<int> minutes;
    for (int items = upto(4); items > 0; --items) minutes.push_back(upto(4) == 0 ? 0 : 5 * (1 + upto(5)));
    AddBlock(FormatWallTime(start), FormatWallTime(end), minutes, &event);
  }
  if (upto(1) == 0) event.mutable_schedule()->set_start_time(FormatWallTime(time(8 * 60)));
  if (upto(1) == 0) event.mutable_schedule()->set_end_time(FormatWallTime(time(8 * 60)));
  return event;
}

TEST(CheckTimetable, AgreesWithCountingMinuteByMinute) {
  std::mt19937 random(20150207);
  std::map<std::string, int> seen;
  for (int i = 0; i < 5000; ++i) {
    const Event event = RandomEvent(random);
    std::vector<std::string> lines = Findings(event);
    for (const std::string& line : lines) ++seen[line.substr(0, line.find(' '))];
    std::ranges::sort(lines);
    ASSERT_EQ(lines, Oracle(event).lines()) << event.DebugString();
  }
  EXPECT_THAT(seen, SizeIs(5));  // Every kind occurred.
  for (const auto& [kind, count] : seen) EXPECT_GT(count, 500) << kind;
}

TEST(CheckTimetable, FindingsAreInOrderOfTime) {
  std::mt19937 random(20160316);
  for (int i = 0; i < 500; ++i) {
    const CheckTimetableResponse check = CheckTimetable(RandomEvent(random));
    EXPECT_TRUE(std::ranges::is_sorted(check.findings(), {}, &TimetableFinding::start_time));
  }
}

}  // namespace
}  // namespace zaitaku::training
