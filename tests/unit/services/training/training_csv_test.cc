// Tables of events: what is read, what is refused, and what comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/training_table.h"
#include "services/training/training_file.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Problems(const std::string& content) {
  std::vector<std::string> problems;
  for (const auto& problem : ReadEventsCsv(content).problems) {
    problems.push_back(absl::StrCat(problem.line(), " ", problem.cell()));
    EXPECT_FALSE(problem.expected().empty() || problem.expected_ja().empty() || problem.example().empty());
  }
  return problems;
}

Event ReadOne(const std::string& content) {
  const TrainingFile file = ReadEventsCsv(content);
  EXPECT_THAT(Problems(content), IsEmpty());
  return file.entries.size() == 1 ? file.entries[0].entry.event() : Event();
}

TEST(EventsCsvTest, OfficialsHeadsAndWordsAreRead) {
  const Event event = ReadOne(
      "名前,行事名,種類,状態,分野,開催日,開始時刻,終了時刻,都道府県,主催等,対象,参加者数,定員,１自治体の上限,待機\r\n"
      "events/a,合同会議,合同会議,受付中,訪問看護;小児,平成28年3月16日,9:00,１７：１０,東京都,"
      "主催：日本在宅ケアアライアンス;共催:日本医師会,都道府県;政令市,約1,100,4,あり\r\n");
  EXPECT_EQ(event.kind(), Event::KIND_JOINT_MEETING);
  EXPECT_EQ(event.state(), Event::STATE_OPEN);
  EXPECT_THAT(event.fields(), ElementsAre(TRAINING_FIELD_HOME_VISIT_NURSING, TRAINING_FIELD_PAEDIATRIC_HOME_CARE));
  EXPECT_EQ(event.schedule().date(), "2016-03-16");
  EXPECT_EQ(event.schedule().start_time(), "09:00");
  EXPECT_EQ(event.schedule().end_time(), "17:10");
  EXPECT_EQ(event.venue().prefecture_code(), "13");
  ASSERT_THAT(event.organisers(), SizeIs(2));
  EXPECT_EQ(event.organisers(1).role(), Organiser::ROLE_CO_HOST);
  EXPECT_EQ(event.organisers(1).name().ja(), "日本医師会");
  EXPECT_THAT(event.audiences(), ElementsAre(AUDIENCE_PREFECTURES, AUDIENCE_DESIGNATED_CITIES));
  EXPECT_EQ(event.participants().count(), 1);
  EXPECT_TRUE(event.participants().approximate());
  EXPECT_EQ(event.application_rule().capacity(), 100);
  EXPECT_EQ(event.application_rule().per_government(), 4);
  EXPECT_TRUE(event.application_rule().waiting_list());
}

TEST(EventsCsvTest, EveryWrongCellIsNamed) {
  EXPECT_THAT(Problems("name,kind,state,date,start_time,prefecture,organisers,audiences,participants,capacity,"
                       "waiting_list,training_program\n"
                       "events/A,x,,2016-02-30,25:00,48,日本医師会,y,many,0,maybe,events/b\n"),
              ElementsAre("2 name", "2 kind", "2 state", "2 date", "2 start_time", "2 prefecture", "2 organisers",
                          "2 audiences", "2 participants", "2 capacity", "2 waiting_list", "2 training_program"));
  EXPECT_THAT(Problems("title_ja\nx\n"), ElementsAre("1 name"));
  EXPECT_THAT(Problems("name\nevents/a\n"), ElementsAre("1 "));
  EXPECT_THAT(Problems("name,state\nevents/a,held\nevents/a,held\n"), ElementsAre("3 name"));
  EXPECT_THAT(Problems("name,colour\nevents/a,red\n"), testing::Contains("1 "));
}

TEST(EventsCsvTest, ColumnsThatTheFileLacksAreNotStated) {
  const TrainingFile file = ReadEventsCsv("name,state\nevents/a,held\n");
  ASSERT_THAT(file.entries, SizeIs(1));
  EXPECT_THAT(file.entries[0].mask.paths(), ElementsAre("state"));
  EXPECT_EQ(FindFormat("{"), ImportEntriesRequest::FORMAT_JSON_LINES);
  EXPECT_EQ(FindFormat("名前,状態\n"), ImportEntriesRequest::FORMAT_EVENTS_CSV);
}

TEST(EventsCsvTest, PeopleAreReadInAnyForm) {
  const auto read = [](const char* text) {
    const auto people = ParsePeople(text);
    return people ? FormatPeople(*people) : std::string("none");
  };
  EXPECT_EQ(read("約２８０名"), "約280");
  EXPECT_EQ(read("280"), "280");
  EXPECT_EQ(read("およそ1,200人"), "約1200");
  EXPECT_EQ(read("140名程度"), "約140");
  EXPECT_EQ(read("0名"), "0");
  for (const char* wrong : {"", "約", "名", "1,20", ",120", "12,0000", "二百", "280名と10名", "99999999999"})
    EXPECT_EQ(read(wrong), "none") << wrong;
}

class EventsCsvImportTest : public testing::Test {
 protected:
  std::vector<Event> AllEvents() {
    const auto list = server_.Call(&TrainingStub::ListEvents, ListEventsRequest());
    EXPECT_OK(list);
    return list.ok() ? std::vector<Event>(list->events().begin(), list->events().end()) : std::vector<Event>();
  }

  TrainingServer server_;
};

TEST_F(EventsCsvImportTest, AnExportedTableReadsBackAndChangesNothing) {
  ASSERT_OK(server_.Import(TrainingServer::ReadData()));
  const std::string table = WriteEventsCsv(AllEvents());
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Import(table));
  EXPECT_TRUE(again.unchanged()) << again.ShortDebugString() << table;
  EXPECT_EQ(again.unchanged_entries(), 3);
}

TEST_F(EventsCsvImportTest, WhatTheTableDoesNotSayStays) {
  ASSERT_OK(server_.Import(TrainingServer::ReadData()));
  const auto before = AllEvents();
  ASSERT_OK(server_.Import("名前,会場\nevents/2015-01-home-care-lecturer-training,東京\n"));
  const auto after = AllEvents();
  ASSERT_THAT(after, SizeIs(3));
  EXPECT_EQ(after[0].venue().name().ja(), "東京");
  EXPECT_EQ(after[0].participants().count(), before[0].participants().count());
  EXPECT_EQ(after[0].organisers(0).name().en(), before[0].organisers(0).name().en());
  EXPECT_FALSE(after[0].has_application_rule());
  EXPECT_EQ(after[1].etag(), before[1].etag());
  // An organiser that is named again keeps its English name; one that is not is gone.
  ASSERT_OK(
      server_.Import("name,organisers\n"
                     "events/2015-01-home-care-lecturer-training,主催：日本在宅ケアアライアンス\n"));
  const auto one = AllEvents();
  ASSERT_THAT(one[0].organisers(), SizeIs(1));
  EXPECT_EQ(one[0].organisers(0).name().en(), before[0].organisers(0).name().en());
}

TEST_F(EventsCsvImportTest, EmptiedCellsTakeAwayWhatTheyHeld) {
  constexpr char kHeads[] = "name,title_ja,kind,state,date,participants,capacity,waiting_list\n";
  ASSERT_OK(server_.Import(absl::StrCat(kHeads, "events/a,甲,training,open,2016-03-16,約280,100,no\n")));
  EXPECT_TRUE(AllEvents()[0].has_application_rule());
  EXPECT_TRUE(AllEvents()[0].has_participants());
  ASSERT_OK(server_.Import(absl::StrCat(kHeads, "events/a,甲,training,open,2016-03-16,,,\n")));
  EXPECT_FALSE(AllEvents()[0].has_application_rule());
  EXPECT_FALSE(AllEvents()[0].has_participants());
}

TEST_F(EventsCsvImportTest, AnEmptyLimitTakesAwayTheLimitAndNotTheRule) {
  ASSERT_OK(
      server_.Import("name,title_ja,kind,state,date,capacity,waiting_list\n"
                     "events/a,甲,training,open,2016-03-16,100,no\n"));
  ASSERT_OK(server_.Import("name,capacity\nevents/a,\n"));
  ASSERT_TRUE(AllEvents()[0].has_application_rule()) << "people may still apply, without a limit";
  EXPECT_FALSE(AllEvents()[0].application_rule().has_capacity());
}

}  // namespace
}  // namespace zaitaku::training
