// `summary get` and `survey reconcile` as people and programs see them, against golden files.
// ZAITAKU_UPDATE_GOLDEN=1 writes the files anew.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"
#include "tests/unit/cli/golden_files.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SummaryTest : public ::testing::Test {
 protected:
  SummaryTest() {
    servers_.on_summary = [this](const auto& request, auto* response) {
      asked_survey_ = request.survey();
      *response = summary_;
      return grpc::Status::OK;
    };
    servers_.on_reconcile = [this](const auto& request, auto* response) {
      *response = reconciliation_;
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::string asked_survey_;
  summary::v1::GetNationwideSummaryResponse summary_ = CannedSummary();
  council::v1::ReconcileSurveyResponse reconciliation_ = CannedReconciliation();
};

TEST_F(SummaryTest, ShowsTheNationInEnglish) {
  const Outcome outcome = RunCommand(servers_, {"summary", "get", "--lang", "en"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(asked_survey_, "");
  ExpectGolden("summary.en.txt", outcome.out);
}

TEST_F(SummaryTest, ShowsTheNationInJapanese) {
  const Outcome outcome = RunCommand(servers_, {"summary", "get", "--lang", "ja"});
  EXPECT_EQ(outcome.code, 0);
  ExpectGolden("summary.ja.txt", outcome.out);
}

// Not from the golden files, which could be accepted unread.
TEST_F(SummaryTest, ShowsThePrintedTotalsOfTheDocument) {
  std::string out = RunCommand(servers_, {"summary", "get"}).out;
  // Columns are another test's matter.
  while (out.find("  ") != std::string::npos) absl::StrReplaceAll({{"  ", " "}}, &out);
  for (const char* line : {
           "Prefectures with a council 44 44 matches the printed total",
           "Prefectures with a prefecture-wide council 41 41 matches the printed total",
           "Prefectures with sub-prefectural councils 18 18 matches the printed total",
           "Sub-prefectural councils 137 137 matches the printed total",
           "Prefectures with a council 38 38 matches the printed total",
           "Prefectures with a prefecture-wide council 38 38 matches the printed total",
           "Prefectures with sub-prefectural councils 3 3 matches the printed total",
           "Sub-prefectural councils 17 17 matches the printed total",
           "137 = 61 + 57 + 5 + 3 + 2 + 9",
           "17 = 4 + 13",
           "61/70 medical areas (医療圏)",
           "57/62 public health centres (保健所)",
           "Not established (3): Aichi, Kagawa, Ehime",
           "Established, but none for the whole prefecture (3): Niigata, Nara, Tottori",
           kCannedRevision,
       }) {
    EXPECT_THAT(out, HasSubstr(line));
  }
  EXPECT_THAT(out, Not(HasSubstr("DIFFERS")));
}

TEST_F(SummaryTest, ShowsADifferenceLoudlyInBothLanguages) {
  auto& figure = *summary_.mutable_summary()->mutable_figures(3);
  figure.set_printed(138);
  figure.set_verdict(council::v1::VERDICT_DIFFERS);
  EXPECT_THAT(RunCommand(servers_, {"summary", "get"}).out, HasSubstr("137      138  DIFFERS from the printed total"));
  EXPECT_THAT(RunCommand(servers_, {"summary", "get", "--lang", "ja"}).out, HasSubstr("137     138  公表値と相違"));
}

TEST_F(SummaryTest, WorkedExampleThatContradictsTheRowOnTheWholePrefectureDiffers) {
  summary_.mutable_summary()->mutable_figures(4)->set_prefecture_wide_agrees(false);
  EXPECT_THAT(RunCommand(servers_, {"summary", "get"}).out, HasSubstr("DIFFERS from the example"));
}

TEST_F(SummaryTest, MissingReportsAreNotCalledNotEstablished) {
  auto& kind = *summary_.mutable_summary()->mutable_councils()->mutable_nation()->mutable_kinds(0);
  kind.set_not_established(1);
  kind.set_not_reported(2);
  const std::string out = RunCommand(servers_, {"summary", "get"}).out;
  EXPECT_THAT(out, HasSubstr("Not established (1)\n"));
  EXPECT_THAT(out, HasSubstr("Not reported (2)\n"));
  EXPECT_THAT(out, HasSubstr("Not established or not reported (3): Aichi, Kagawa, Ehime"));
}

TEST_F(SummaryTest, TextOfAServerCannotSteerTheTerminal) {
  summary_.mutable_summary()->set_reference_month_text("\x1b[2J平成");
  const std::string out = RunCommand(servers_, {"summary", "get"}).out;
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, HasSubstr("␛[2J平成"));
}

TEST_F(SummaryTest, JsonIsTheWholeAnswer) {
  const Outcome outcome = RunCommand(servers_, {"summary", "get", "-o", "json", "--survey", "2015-12"});
  EXPECT_EQ(asked_survey_, "surveys/2015-12");
  summary::v1::GetNationwideSummaryResponse read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(outcome.out, &read).ok());
  EXPECT_EQ(read.SerializeAsString(), summary_.SerializeAsString());
  EXPECT_THAT(outcome.out, HasSubstr("\"notReported\": 0"));
}

TEST_F(SummaryTest, ParticipantsThatNobodyPrintedAreNotZero) {
  for (const int year : {2014, 2015}) {
    auto& counts = *summary_.mutable_summary()->mutable_participants()->add_fiscal_years();
    counts.set_fiscal_year(year);
    counts.mutable_events_with_number()->set_numerator(year == 2014 ? 2 : 0);
    counts.mutable_events_with_number()->set_denominator(2);
  }
  auto& printed = *summary_.mutable_summary()->mutable_participants()->mutable_fiscal_years(0);
  printed.set_printed_participants(420);
  printed.set_approximate(true);
  const std::string table = RunCommand(servers_, {"summary", "get"}).out;
  EXPECT_THAT(table, HasSubstr("about 420"));
  EXPECT_THAT(table, HasSubstr("(none printed)"));
  EXPECT_THAT(RunCommand(servers_, {"summary", "get", "--lang", "ja"}).out, HasSubstr("（記載なし）"));
  const std::string csv = RunCommand(servers_, {"summary", "get", "-o", "csv"}).out;
  EXPECT_THAT(csv, HasSubstr("printed-participants-approximate,,,,,2014,2014,,420,"));
  EXPECT_THAT(csv, HasSubstr("printed-participants,,,,,2015,2015,,,"));
  EXPECT_THAT(csv, HasSubstr("events-with-printed-participants,,,,,2015,2015,,0,2,"));
}

TEST_F(SummaryTest, JsonLeavesOutWhatIsNotKnown) {
  summary_.mutable_summary()->mutable_figures(0)->clear_printed();
  for (auto& figure : *summary_.mutable_summary()->mutable_figures()) {
    figure.clear_printed();
    figure.clear_prefecture_wide_agrees();
  }
  const std::string out = RunCommand(servers_, {"summary", "get", "-o", "json"}).out;
  EXPECT_THAT(out, Not(HasSubstr("\"printed\"")));
  EXPECT_THAT(out, Not(HasSubstr("\"prefectureWideAgrees\"")));
}

TEST_F(SummaryTest, CsvHasARowForEachNumber) {
  const Outcome english = RunCommand(servers_, {"summary", "get", "-o", "csv"});
  EXPECT_EQ(english.out, RunCommand(servers_, {"summary", "get", "-o", "csv", "--lang", "ja"}).out);
  EXPECT_THAT(english.out, HasSubstr("surveys/2015-12,sub-prefectural-councils,home-medical-care,nation,,,,,,137,,137,"
                                     "matches,council-registry=12-9f0c2a61b7d4\r\n"));
  EXPECT_THAT(english.out, HasSubstr("unit-councils,home-medical-care,nation,municipality,,,,,3,27,"));
  ExpectGolden("summary.csv", english.out);
}

TEST_F(SummaryTest, ReconciliationShowsRowsAndLines) {
  const Outcome english = RunCommand(servers_, {"survey", "reconcile", "surveys/2015-12"});
  EXPECT_EQ(english.code, 0);
  ExpectGolden("reconcile.en.txt", english.out);
  ExpectGolden("reconcile.ja.txt", RunCommand(servers_, {"survey", "reconcile", "2015-12", "--lang", "ja"}).out);
  ExpectGolden("reconcile.csv", RunCommand(servers_, {"survey", "reconcile", "2015-12", "-o", "csv"}).out);
}

TEST_F(SummaryTest, ReconciliationWithADifferenceExitsWithOneInEveryForm) {
  reconciliation_.mutable_figures(0)->set_printed(45);
  reconciliation_.mutable_figures(0)->set_verdict(council::v1::VERDICT_DIFFERS);
  for (const char* form : {"table", "json", "csv"}) {
    EXPECT_EQ(RunCommand(servers_, {"survey", "reconcile", "2015-12", "-o", form}).code, 1) << form;
  }
  EXPECT_THAT(RunCommand(servers_, {"survey", "reconcile", "2015-12"}).out,
              HasSubstr("1 figure DIFFERS from the rows"));
}

}  // namespace
}  // namespace zaitaku::cli
