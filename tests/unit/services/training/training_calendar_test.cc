#include "services/training/training_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/characters.h"
#include "domain/terms.h"
#include "domain/training.h"

namespace zaitaku::training {
namespace {

using namespace v1;  // NOLINT: the messages are what this test is about.
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

Event Meeting() {
  Event event;
  event.set_name("events/2016-03-joint-meeting");
  event.mutable_title()->set_ja("合同会議");
  event.mutable_title()->set_en("Joint meeting");
  event.set_kind(Event::KIND_JOINT_MEETING);
  event.set_state(Event::STATE_PLANNED);
  event.mutable_schedule()->set_date("2016-03-16");
  event.mutable_schedule()->set_start_time("13:00");
  event.mutable_schedule()->set_end_time("17:10");
  event.mutable_venue()->mutable_name()->set_ja("厚生労働省講堂");
  event.set_revision_id("3");
  event.mutable_revision_create_time()->set_seconds(1456790400);  // 2016-03-01T00:00:00Z
  return event;
}

std::string Calendar(const std::vector<Event>& events, const std::string& language = "",
                     ExportCalendarRequest::Detail detail = ExportCalendarRequest::DETAIL_UNSPECIFIED) {
  ExportCalendarRequest request;
  request.set_language(language);
  request.set_detail(detail);
  ExportCalendarResponse response;
  FillCalendar(events, request, response);
  return response.calendar();
}

// The lines as they stand in the calendar, without their ends.
std::vector<std::string> RawLines(const std::string& calendar) {
  std::vector<std::string> lines = absl::StrSplit(calendar, "\r\n");
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

// The lines, put together again.
std::vector<std::string> Lines(const std::string& calendar) {
  std::vector<std::string> lines;
  for (const std::string& line : RawLines(calendar)) {
    if (absl::StartsWith(line, " ")) {
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
  }
  return lines;
}

std::vector<std::string> LinesOf(const Event& event, const std::string& language = "") {
  return Lines(Calendar({event}, language));
}

TEST(FillCalendar, WritesAnEventInTokyo) {
  EXPECT_THAT(LinesOf(Meeting()),
              ElementsAre("BEGIN:VCALENDAR", "PRODID:-//Zaitaku//Training events//EN", "VERSION:2.0", "METHOD:PUBLISH",
                          "BEGIN:VTIMEZONE", "TZID:Asia/Tokyo", "BEGIN:STANDARD", "DTSTART:19510909T010000",
                          "TZOFFSETFROM:+1000", "TZOFFSETTO:+0900", "TZNAME:JST", "END:STANDARD", "END:VTIMEZONE",
                          "BEGIN:VEVENT", "UID:2016-03-joint-meeting@training.zaitaku", "DTSTAMP:20160301T000000Z",
                          "LAST-MODIFIED:20160301T000000Z", "SEQUENCE:3", "DTSTART;TZID=Asia/Tokyo:20160316T130000",
                          "DTEND;TZID=Asia/Tokyo:20160316T171000", "SUMMARY:合同会議", "LOCATION:厚生労働省講堂",
                          "ORGANIZER:mailto:nobody@zaitaku.invalid", "STATUS:TENTATIVE", "CATEGORIES:合同会議",
                          "END:VEVENT", "END:VCALENDAR"));
}

TEST(FillCalendar, AnEventWithoutHoursIsTheWholeDays) {
  Event event = Meeting();
  event.mutable_schedule()->clear_start_time();
  EXPECT_THAT(LinesOf(event), Contains("DTSTART;VALUE=DATE:20160316"));
  EXPECT_THAT(Calendar({event}), Not(HasSubstr("DTEND")));
}

TEST(FillCalendar, AnEventWithoutAnEndHasNone) {
  Event event = Meeting();
  event.mutable_schedule()->clear_end_time();
  EXPECT_THAT(LinesOf(event), Contains("DTSTART;TZID=Asia/Tokyo:20160316T130000"));
  EXPECT_THAT(Calendar({event}), Not(HasSubstr("DTEND")));
}

TEST(FillCalendar, StatesAreTentativeConfirmedOrCancelled) {
  const std::vector<std::pair<Event::State, std::string>> statuses = {
      {Event::STATE_PLANNED, "TENTATIVE"}, {Event::STATE_OPEN, "CONFIRMED"},      {Event::STATE_CLOSED, "CONFIRMED"},
      {Event::STATE_HELD, "CONFIRMED"},    {Event::STATE_CANCELLED, "CANCELLED"},
  };
  for (const auto& [state, status] : statuses) {
    Event event = Meeting();
    event.set_state(state);
    EXPECT_THAT(LinesOf(event), Contains("STATUS:" + status)) << state;
  }
}

TEST(FillCalendar, TextsAreInTheLanguageOrElseInTheOther) {
  const std::vector<std::string> lines = LinesOf(Meeting(), "en");
  EXPECT_THAT(lines, Contains("SUMMARY:Joint meeting"));
  EXPECT_THAT(lines, Contains("LOCATION:厚生労働省講堂"));
  EXPECT_THAT(lines, Contains("CATEGORIES:joint meeting"));
  Event event = Meeting();
  event.mutable_title()->clear_ja();
  EXPECT_THAT(LinesOf(event, "ja"), Contains("SUMMARY:Joint meeting"));
}

TEST(FillCalendar, AVenueThatIsNotNamedIsItsPrefecture) {
  Event event = Meeting();
  event.mutable_venue()->clear_name();
  EXPECT_THAT(Calendar({event}), Not(HasSubstr("LOCATION")));
  event.mutable_venue()->set_prefecture_code("13");
  EXPECT_THAT(LinesOf(event), Contains("LOCATION:東京都"));
  EXPECT_THAT(LinesOf(event, "en"), Contains("LOCATION:Tokyo"));
}

void AddOrganiser(Organiser::Role role, const std::string& name, Event* event) {
  Organiser* organiser = event->add_organisers();
  organiser->set_role(role);
  organiser->mutable_name()->set_ja(name);
}

TEST(FillCalendar, TheHostIsTheOrganiserAndAllAreDescribed) {
  Event event = Meeting();
  AddOrganiser(Organiser::ROLE_CO_HOST, "日本医師会", &event);
  EXPECT_THAT(LinesOf(event), Contains(HasSubstr("CN=日本医師会")));
  AddOrganiser(Organiser::ROLE_CONTRACTOR, "国立成育医療研究センター", &event);
  EXPECT_THAT(LinesOf(event), Contains(HasSubstr("CN=国立成育医療研究センター")));
  AddOrganiser(Organiser::ROLE_HOST, "日本在宅ケアアライアンス", &event);
  EXPECT_THAT(LinesOf(event), Contains(HasSubstr("CN=日本在宅ケアアライアンス")));
  EXPECT_THAT(LinesOf(event), Contains("DESCRIPTION:共催：日本医師会\\n事業受託者：国立成育医療研究センター\\n"
                                       "主催：日本在宅ケアアライアンス"));
}

TEST(FillCalendar, AnOrganisersNameIsEscapedAsAParameter) {
  Event event = Meeting();
  AddOrganiser(Organiser::ROLE_HOST, "A: \"B\"; ^n\nC", &event);
  EXPECT_THAT(LinesOf(event), Contains("ORGANIZER;CN=\"A: ^'B^'; ^^n C\":mailto:nobody@zaitaku.invalid"));
}

TEST(FillCalendar, AUrlHasNoCharactersThatUrisHaveNot) {
  Event event = Meeting();
  event.set_material_url("https://example.jp/資料 \"1\"?a=b,c;d");
  EXPECT_THAT(LinesOf(event), Contains("URL:https://example.jp/%e8%b3%87%e6%96%99%20%221%22?a=b,c;d"));
}

TEST(FillCalendar, TheDescriptionSaysWhatIsKnown) {
  Event event = Meeting();
  event.mutable_purpose()->set_ja("目的。");
  event.add_audiences(AUDIENCE_PREFECTURES);
  event.add_audiences(AUDIENCE_DOCTORS);
  event.mutable_participants()->set_count(280);
  event.mutable_participants()->set_approximate(true);
  event.mutable_participants()->mutable_recruitment()->set_en("recruited");
  AgendaItem* item = event.add_agenda();
  item->mutable_title()->set_ja("行政説明");
  item = item->add_items();
  item->mutable_title()->set_ja("研修");
  item->set_is_new(true);
  EXPECT_THAT(LinesOf(event), Contains("DESCRIPTION:目的。\\n対象：都道府県、医師\\n参加者：約280名（recruited）\\n"
                                       "・行政説明\\n  ・（新）研修"));
  EXPECT_THAT(LinesOf(event, "en"),
              Contains("DESCRIPTION:目的。\\nFor: prefectures\\, doctors\\nParticipants: about 280 (recruited)\\n"
                       "- 行政説明\\n  - (new) 研修"));
}

Event WithTimetable() {
  Event event = Meeting();
  for (const auto& [start, end] : {std::pair("13:00", "13:10"), std::pair("13:10", "15:00")}) {
    TimetableBlock* block = event.mutable_timetable()->add_blocks();
    block->set_start_time(start);
    block->set_end_time(end);
  }
  event.mutable_timetable()->mutable_blocks(0)->set_section(TimetableBlock::SECTION_OPENING);
  TimetableBlock* block = event.mutable_timetable()->mutable_blocks(1);
  block->set_section(TimetableBlock::SECTION_SPECIAL);
  block->set_code("各論1");
  block->mutable_title()->set_ja("地域連携");
  TimetableItem* item = block->add_items();
  item->mutable_title()->set_ja("報酬");
  item->set_minutes(20);
  item->set_speaker("大山 昇一");
  item->set_affiliation("川口済生会病院");
  return event;
}

std::vector<std::string> Uids(const Event& event) {
  std::vector<std::string> uids;
  for (const std::string& line : Lines(Calendar({event}, "ja", ExportCalendarRequest::DETAIL_TIMETABLE))) {
    if (line.starts_with("UID:")) uids.push_back(line.substr(4));
  }
  return uids;
}

TEST(FillCalendar, ABlocksUidStaysWhateverComesBeforeItAndWhenItIsMoved) {
  Event event = WithTimetable();
  const auto uids = Uids(event);
  ASSERT_THAT(uids, testing::SizeIs(2));
  EXPECT_THAT(uids[0], testing::MatchesRegex("2016-03-joint-meeting.block-[0-9a-f]{12}@training.zaitaku"));
  TimetableBlock first;
  first.set_start_time("12:00");
  first.set_end_time("12:30");
  event.mutable_timetable()->mutable_blocks()->Add()->Swap(&first);
  event.mutable_timetable()->mutable_blocks()->SwapElements(0, 2);
  event.mutable_timetable()->mutable_blocks()->SwapElements(1, 2);
  event.mutable_timetable()->mutable_blocks(2)->set_end_time("16:00");
  const auto moved = Uids(event);
  ASSERT_THAT(moved, testing::SizeIs(3));
  EXPECT_EQ(moved[1], uids[0]);
  EXPECT_EQ(moved[2], uids[1]);
  // The mark is what it is known by, at any time; two of one mark are two.
  event.mutable_timetable()->mutable_blocks(2)->set_start_time("14:00");
  EXPECT_EQ(Uids(event)[2], uids[1]);
  event.mutable_timetable()->mutable_blocks(0)->set_code("各論1");
  const auto twice = Uids(event);
  EXPECT_EQ(std::set<std::string>(twice.begin(), twice.end()).size(), 3u);
}

TEST(FillCalendar, ATimetablesBlocksAreEntriesOfTheirOwn) {
  const auto lines = Lines(Calendar({WithTimetable()}, "ja", ExportCalendarRequest::DETAIL_TIMETABLE));
  EXPECT_THAT(lines, Contains("SUMMARY:趣旨説明 | 合同会議"));
  EXPECT_THAT(lines, Contains("DTSTART;TZID=Asia/Tokyo:20160316T131000"));
  EXPECT_THAT(lines, Contains("DTEND;TZID=Asia/Tokyo:20160316T150000"));
  EXPECT_THAT(lines, Contains("SUMMARY:各論1 地域連携 | 合同会議"));
  EXPECT_THAT(lines, Contains("DESCRIPTION:・報酬（20分） 大山 昇一（川口済生会病院）"));
  EXPECT_THAT(lines, Contains("BEGIN:VEVENT").Times(2));
}

TEST(FillCalendar, AnEventsEntryDescribesItsTimetable) {
  EXPECT_THAT(LinesOf(WithTimetable()), Contains("DESCRIPTION:13:00～13:10 趣旨説明\\n13:10～15:00 各論1 地域連携\\n"
                                                 "・報酬（20分） 大山 昇一（川口済生会病院）"));
  EXPECT_THAT(LinesOf(WithTimetable(), "en"),
              Contains("DESCRIPTION:13:00-13:10 opening\\n13:10-15:00 special subjects: 地域連携\\n"
                       "- 報酬 (20 minutes)\\, 大山 昇一 (川口済生会病院)"));
}

TEST(FillCalendar, AnEventWithoutATimetableIsOneEntryInItsTimetablesPlace) {
  Event empty = Meeting();
  empty.mutable_timetable();
  for (const Event& event : {Meeting(), empty}) {
    EXPECT_THAT(Lines(Calendar({event}, "", ExportCalendarRequest::DETAIL_TIMETABLE)),
                Contains("UID:2016-03-joint-meeting@training.zaitaku"));
  }
}

TEST(FillCalendar, CountsItsEntriesAndPublishesNothingIfThereAreNone) {
  ExportCalendarResponse response;
  ExportCalendarRequest request;
  FillCalendar({}, request, response);
  EXPECT_EQ(response.entries(), 0);
  EXPECT_THAT(response.calendar(), Not(HasSubstr("METHOD")));
  request.set_detail(ExportCalendarRequest::DETAIL_TIMETABLE);
  FillCalendar({Meeting(), WithTimetable()}, request, response);
  EXPECT_EQ(response.entries(), 3);
}

TEST(FillCalendar, SequencesBeyondWhatCalendarsKnowStayAtTheMost) {
  Event event = Meeting();
  event.set_revision_id("9999999999");
  EXPECT_THAT(LinesOf(event), Contains("SEQUENCE:2147483647"));
}

TEST(FillCalendar, DatesOfAnyYearAreWritten) {
  for (const std::string year : {"1868", "1949", "2999"}) {
    Event event = Meeting();
    event.mutable_schedule()->set_date(year + "-12-31");
    EXPECT_THAT(LinesOf(event), Contains("DTSTART;TZID=Asia/Tokyo:" + year + "1231T130000"));
  }
}

// A word with a comma would be two categories; libical does not escape it.
TEST(FillCalendar, WordsOfCategoriesNeedNoEscape) {
  const auto check = [](const auto& terms) {
    for (const auto& term : terms) {
      for (const std::string_view word : {term.ja, term.en}) {
        EXPECT_EQ(word.find_first_of(",;\\\n"), std::string_view::npos) << word;
      }
    }
  };
  check(Terms<Event::Kind>());
  check(Terms<TrainingField>());
}

// Any characters at all, those that mean something in a calendar often.
std::string RandomText(std::mt19937& random, int size) {
  static constexpr char32_t kCharacters[] = {U',', U';', U'\\', U'\n', U'"',  U'^', U' ',  U'\x01', U'\x1F', U'\x7F',
                                             U'a', U'é', U'在', U'😀',  U'𠮷', U'�', U'\r', U'\t',   U':',    U'n'};
  std::string text;
  for (int i = 0; i < size; ++i) {
    AppendUtf8(kCharacters[std::uniform_int_distribution<size_t>(0, std::size(kCharacters) - 1)(random)], &text);
  }
  return text;
}

Event RandomEvent(std::mt19937& random) {
  const auto text = [&] { return RandomText(random, std::uniform_int_distribution<int>(1, 300)(random)); };
  Event event = WithTimetable();
  event.mutable_title()->set_ja(RandomText(random, 1000));
  event.mutable_title()->set_en(text());
  event.mutable_purpose()->set_ja(text());
  event.mutable_venue()->mutable_name()->set_en(text());
  event.set_material_url("http://" + text());
  AddOrganiser(Organiser::ROLE_HOST, text(), &event);
  TimetableBlock* block = event.mutable_timetable()->mutable_blocks(1);
  block->mutable_title()->set_ja(text());
  block->mutable_items(0)->set_speaker(text());
  return event;
}

TEST(FillCalendar, LinesHaveAtMost75OctetsOfWholeCharactersAndNoControls) {
  std::mt19937 random(5545);
  for (int i = 0; i < 200; ++i) {
    const auto detail = i % 2 == 0 ? ExportCalendarRequest::DETAIL_EVENTS : ExportCalendarRequest::DETAIL_TIMETABLE;
    const std::string calendar = Calendar({RandomEvent(random)}, i % 3 == 0 ? "en" : "ja", detail);
    for (const std::string& line : RawLines(calendar)) {
      ASSERT_LE(line.size(), 75u) << line;
      ASSERT_TRUE(IsValidUtf8(line)) << line;
      ASSERT_TRUE(std::ranges::none_of(line, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7F; }))
          << testing::PrintToString(line);
    }
  }
}

// A title of every length around those at which a line is full; libical alone parts the line's end at some of them.
TEST(FillCalendar, LinesOfEveryLengthEndOnce) {
  for (const char* character : {"a", "在", "é", "😀"}) {
    Event event = Meeting();
    for (int length = 1; length < 160; ++length) {
      *event.mutable_title()->mutable_ja() += character;
      const std::string calendar = Calendar({event});
      ASSERT_THAT(Lines(calendar), Contains("SUMMARY:合同会議" + event.title().ja().substr(12)));
      ASSERT_EQ(std::ranges::count(calendar, '\r'), std::ranges::count(calendar, '\n'));
      ASSERT_EQ(std::ranges::count(calendar, '\r'), static_cast<int>(RawLines(calendar).size()));
    }
  }
}

// True if the value is TEXT as RFC 5545 has it: a backslash escapes a backslash, a comma, a semicolon or a line end.
bool IsText(std::string_view value) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ',' || value[i] == ';') return false;
    if (value[i] != '\\') continue;
    if (++i == value.size() || std::string_view("\\,;n").find(value[i]) == std::string_view::npos) return false;
  }
  return true;
}

TEST(FillCalendar, TextsAreEscaped) {
  std::mt19937 random(2016);
  int checked = 0;
  for (int i = 0; i < 200; ++i) {
    for (const std::string& line : LinesOf(RandomEvent(random), "ja")) {
      for (const std::string name : {"SUMMARY:", "DESCRIPTION:", "LOCATION:"}) {
        if (!absl::StartsWith(line, name)) continue;
        EXPECT_TRUE(IsText(line.substr(name.size()))) << line;
        ++checked;
      }
    }
  }
  EXPECT_EQ(checked, 200 * 3);
}

TEST(FillCalendar, TheSameEventsGiveTheSameBytesInAnyThread) {
  std::mt19937 random(7);
  const std::vector<Event> events = {RandomEvent(random), RandomEvent(random), Meeting()};
  const std::string expected = Calendar(events);
  std::vector<std::thread> threads;
  std::vector<int> differing(8);
  for (int& count : differing) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) count += Calendar(events) == expected ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(differing, testing::Each(0));
}

}  // namespace
}  // namespace zaitaku::training
