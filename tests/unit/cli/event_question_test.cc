// What is asked of training events: totals, who takes part, calendars, what to know of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/unit/cli/canned_training.h"
#include "tests/unit/cli/fake_servers.h"
#include "tests/unit/cli/golden_files.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class EventQuestionTest : public ::testing::Test {
 protected:
  EventQuestionTest() {
    auto& training = servers_.training;
    training.on_totals = [this](const auto& request, auto* response) {
      totals_ = request;
      *response = CannedEventTotals();
      return grpc::Status::OK;
    };
    training.on_list_events = [this](const auto& request, auto* response) {
      list_ = request;
      *response = CannedEvents();
      return grpc::Status::OK;
    };
    training.on_participation = [](const auto&, auto* response) {
      *response = CannedParticipation();
      return grpc::Status::OK;
    };
    training.on_calendar = [this](const auto& request, auto* response) {
      calendar_ = request;
      response->set_calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
      response->set_entries(1);
      response->set_revision(kTrainingRevision);
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  v1::GetEventTotalsRequest totals_;
  v1::ListEventsRequest list_;
  v1::ExportCalendarRequest calendar_;
};

TEST_F(EventQuestionTest, TotalsSayWhatIsApproximateAndWhatItIsMadeOf) {
  const Outcome english = RunCommand(servers_, {"event", "totals", "--fiscal-year", "H26", "--field", "小児"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(totals_.fiscal_year(), 2014);
  EXPECT_EQ(totals_.field(), v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  EXPECT_EQ(list_.fiscal_year(), 2014);
  EXPECT_EQ(list_.revision(), kTrainingRevision);
  EXPECT_THAT(english.out, HasSubstr("about 420 (280 + 140)"));
  EXPECT_THAT(english.err, HasSubstr("fields are not added"));
  ExpectGolden("event_totals.en.txt", english.out);
  const Outcome japanese = RunCommand(servers_, {"event", "totals", "--lang", "ja"});
  EXPECT_THAT(japanese.out, HasSubstr("約420名（280 + 140）"));
  ExpectGolden("event_totals.ja.txt", japanese.out);
  ExpectGolden("event_totals.csv", RunCommand(servers_, {"event", "totals", "-o", "csv"}).out);
}

TEST_F(EventQuestionTest, NumbersThatDoNotMakeTheTotalAreNotShownAsIfTheyDid) {
  servers_.training.on_list_events = [](const auto&, auto* response) {
    *response = CannedEvents();
    response->mutable_events(0)->mutable_participants()->set_count(281);
    return grpc::Status::OK;
  };
  const std::string out = RunCommand(servers_, {"event", "totals"}).out;
  EXPECT_THAT(out, HasSubstr("about 420"));
  EXPECT_THAT(out, Not(HasSubstr("281")));
  servers_.training.on_list_events = {};
  EXPECT_THAT(RunCommand(servers_, {"event", "totals"}).out, HasSubstr("about 420"));
}

TEST_F(EventQuestionTest, TotalOfSomeEventsSaysOfHowMany) {
  servers_.training.on_totals = [](const auto&, auto* response) {
    *response = CannedEventTotals();
    response->mutable_fiscal_years(0)->set_events(3);
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers_, {"event", "totals"}).out, HasSubstr("about 420 (280 + 140), of 2 of 3 events"));
  EXPECT_THAT(RunCommand(servers_, {"event", "totals", "--lang", "ja"}).out,
              HasSubstr("約420名（280 + 140）、3件中2件の計"));
}

TEST_F(EventQuestionTest, ParticipationShowsByRegionWhoDoesAndWhoDoesNot) {
  const Outcome english = RunCommand(servers_, {"event", "participation", "2016-03-joint-meeting"});
  EXPECT_EQ(english.code, 0) << english.err;
  ExpectGolden("participation.en.txt", english.out);
  ExpectGolden("participation.ja.txt",
               RunCommand(servers_, {"event", "participation", "2016-03-joint-meeting", "--lang", "ja"}).out);
  const std::string csv = RunCommand(servers_, {"event", "participation", "x", "-o", "csv"}).out;
  EXPECT_THAT(csv, HasSubstr("12,千葉県,kanto,false,0,1,0,0,0\r\n13,東京都,kanto,true,4,0,1,0,0\r\n"));
  EXPECT_THAT(csv, HasSubstr("47,沖縄県,kyushu-okinawa,false,0,0,0,0,0\r\n"));
}

TEST_F(EventQuestionTest, CalendarIsTheServicesBytesAndNothingElse) {
  const Outcome outcome = RunCommand(servers_, {"event", "calendar", "2016-03-joint-meeting", "--timetable"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  EXPECT_EQ(outcome.err, "1 entry at revision 9-3d41a7c2f08b65e1\n");
  EXPECT_EQ(calendar_.event(), kJointMeeting);
  EXPECT_EQ(calendar_.detail(), v1::ExportCalendarRequest::DETAIL_TIMETABLE);
  EXPECT_EQ(calendar_.language(), "en");
  RunCommand(servers_, {"event", "calendar", "--field", "小児", "--month", "2015-02", "--lang", "ja"});
  EXPECT_EQ(calendar_.event(), "");
  EXPECT_EQ(calendar_.detail(), v1::ExportCalendarRequest::DETAIL_EVENTS);
  EXPECT_EQ(calendar_.field(), v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  EXPECT_EQ(calendar_.month(), "2015-02");
  EXPECT_EQ(calendar_.language(), "ja");
}

TEST_F(EventQuestionTest, CalendarGoesToAFileIfOneIsNamed) {
  const std::string path = ::testing::TempDir() + "/zaitaku_event_calendar.ics";
  const Outcome outcome = RunCommand(servers_, {"event", "calendar", "x", "--out", path});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  std::stringstream written;
  written << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(written.str(), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  std::remove(path.c_str());
  EXPECT_EQ(RunCommand(servers_, {"event", "calendar", "x", "--out", "/nonexistent/x.ics"}).code, 3);
}

TEST_F(EventQuestionTest, FlagsSayWhatToKnowAndWhetherItWasComputed) {
  v1::ListQualityFlagsRequest asked;
  servers_.training.on_flags = [&asked](const auto& request, auto* response) {
    asked = request;
    auto& flag = *response->add_flags();
    flag.set_resource(kPaediatricTraining);
    flag.set_fact("schedule.date");
    flag.set_computed(true);
    flag.mutable_flag()->set_code("DATED_BEFORE_PROGRAMME");
    flag.mutable_flag()->mutable_note()->set_en("Dated in FY2014, before its programme began.");
    flag.mutable_flag()->mutable_note()->set_ja("平成26年度の日付です。");
    // A second page, with the same.
    response->set_truncated(request.page_token().empty());
    if (request.page_token().empty()) response->set_next_page_token("next");
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"event", "flags", "x", "--code", "DATED_BEFORE_PROGRAMME"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(asked.resource(), "events/x");
  EXPECT_EQ(asked.code(), "DATED_BEFORE_PROGRAMME");
  const std::string one = std::string(kPaediatricTraining) +
                          "  schedule.date\n  DATED_BEFORE_PROGRAMME  (computed)\n"
                          "  Dated in FY2014, before its programme began.\n";
  EXPECT_THAT(outcome.out, StartsWith(one));
  EXPECT_THAT(outcome.out.substr(one.size()), HasSubstr(one)) << "both pages";
  EXPECT_THAT(outcome.err, HasSubstr("2 flags"));
  RunCommand(servers_, {"event", "flags"});
  EXPECT_EQ(asked.resource(), "");
}

}  // namespace
}  // namespace zaitaku::cli
