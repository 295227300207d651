// Surveys: import, publish, export, list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "domain/prefectures.h"
#include "domain/survey_table.h"
#include "platform/status/status.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class ImportTest : public ::testing::Test {
 protected:
  ImportTest() {
    servers_.on_import = [this](const auto& request, auto* response) {
      requests_.push_back(request);
      return Import(request, response);
    };
  }

  // A file of three problems is refused with the first only; everything else is taken.
  grpc::Status Import(const council::v1::ImportSurveyRequest& request, council::v1::ImportSurveyResponse* response) {
    if (request.content() == "bad") {
      if (!request.validate_only()) {
        return ToGrpc(InvalidFile({"3 problems, the first: line 7", "3 件の誤り"}, {{"7:9", "the first of three"}}));
      }
      AddProblem(7, 9, "二次医療圏等", "22/21医療圏", "at most 21 of 21", "21以下", "20/21医療圏", response);
      AddProblem(8, 1, "", "宮城", "the prefecture 宮城県", "宮城県", "", response);
      AddProblem(9, 3, "設置状況", "△", "○ or ×", "○または×", "○", response);
      return grpc::Status::OK;
    }
    *response = answer_;
    return grpc::Status::OK;
  }

  static void AddProblem(int line, int column, const char* cell, const char* read, const char* expected,
                         const char* expected_ja, const char* example, council::v1::ImportSurveyResponse* response) {
    auto& problem = *response->add_problems();
    problem.set_line(line);
    problem.set_column(column);
    problem.set_cell(cell);
    problem.set_read(read);
    problem.set_expected(expected);
    problem.set_expected_ja(expected_ja);
    problem.set_example(example);
  }

  // One report is created, one changes, 92 stay.
  static council::v1::ImportSurveyResponse Changes() {
    council::v1::ImportSurveyResponse response;
    *response.mutable_survey() = CannedSurvey();
    response.set_revision(kCannedRevision);
    response.set_unchanged_reports(92);
    const auto reports = CannedReports();
    *response.add_report_changes()->mutable_after() = reports.council_reports(0);
    auto& change = *response.add_report_changes();
    *change.mutable_before() = reports.council_reports(22);
    *change.mutable_after() = reports.council_reports(22);
    change.mutable_after()->set_establishment(council::v1::PRESENCE_PRESENT);
    change.mutable_after()->clear_plans();
    auto& moved = *response.add_totals_changes();
    moved.set_figure("home-medical-care.established");
    moved.set_before(43);
    moved.set_after(44);
    return response;
  }

  // A file for the time of a test.
  std::string WriteFile(const std::string& content) {
    const auto path = std::filesystem::path(::testing::TempDir()) / "zaitaku-import-test.txt";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  FakeServers servers_;
  std::vector<council::v1::ImportSurveyRequest> requests_;
  council::v1::ImportSurveyResponse answer_ = Changes();
};

TEST_F(ImportTest, BadFileShowsAllProblemsThoughTheErrorHadOnlyTheFirst) {
  const std::string file = WriteFile("bad");
  const Outcome outcome = RunCommand(servers_, {"survey", "import", file, "--request-id", "mine"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out,
            file + ":7:9: 二次医療圏等: read '22/21医療圏', expected at most 21 of 21, for example 20/21医療圏\n" +
                file + ":8:1: read '宮城', expected the prefecture 宮城県\n" + file +
                ":9:3: 設置状況: read '△', expected ○ or ×, for example ○\n");
  EXPECT_EQ(outcome.err, file + " has 3 problems; nothing was changed\n");
  ASSERT_EQ(requests_.size(), 2u);
  EXPECT_TRUE(requests_[1].validate_only());
  EXPECT_EQ(requests_[0].request_id(), "mine");
  EXPECT_NE(requests_[1].request_id(), "mine") << "another request must have another id";
}

TEST_F(ImportTest, ProblemsAreToldInJapanese) {
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-", "--lang", "ja"}, {.in = "bad"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out,
              StartsWith("stdin:7:9: 二次医療圏等: 読み取り「22/21医療圏」、期待：21以下、例：20/21医療圏\n"));
}

TEST_F(ImportTest, DryRunOfABadFileExitsWithOneAfterOneCall) {
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-", "--dry-run", "-o", "csv"}, {.in = "bad"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(requests_.size(), 1u);
  EXPECT_THAT(outcome.out, HasSubstr("stdin,9,3,設置状況,△,○ or ×,○または×,○\r\n"));
}

TEST_F(ImportTest, SendsFileSurveyFormatAndReason) {
  const Outcome outcome = RunCommand(
      servers_,
      {"survey", "import", "-", "--survey", "2015-12", "--format", "csv", "--reason", "訂正", "--request-id", "mine"},
      {.in = std::string("a\0b\n", 4)});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].content(), std::string("a\0b\n", 4));
  EXPECT_EQ(requests_[0].survey(), "surveys/2015-12");
  EXPECT_EQ(requests_[0].format(), council::v1::ImportSurveyRequest::FORMAT_CSV);
  EXPECT_EQ(requests_[0].reason(), "訂正");
  EXPECT_EQ(requests_[0].request_id(), "mine");
  EXPECT_FALSE(requests_[0].validate_only());
}

TEST_F(ImportTest, ImportIsSummarised) {
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-"}, {.in = "good"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "surveys/2015-12  published  ← stdin\n"
            "  reports: 1 created, 1 changed, 92 unchanged\n"
            "  revision 12-9f0c2a61b7d4\n\n"
            "National totals\n"
            "  Figure                                         Before     After  Change\n"
            "  home medical care: prefectures with a council      43  →     44      +1\n");
}

TEST_F(ImportTest, DryRunShowsEachFactBeforeAndAfter) {
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-", "--dry-run"}, {.in = "good"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(requests_.at(0).validate_only());
  EXPECT_THAT(outcome.out, HasSubstr("Dry run, nothing was changed."));
  EXPECT_THAT(outcome.out,
              HasSubstr("home-medical-care-01  Hokkaido    new                         →  Established: yes; "
                        "Prefecture-wide: yes; Sub-prefectural: 20/21 medical areas\n"));
  EXPECT_THAT(outcome.out, HasSubstr("home-medical-care-23  Aichi       Established  no             →  yes\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("                                  Planned      by 2016-03-31  →  (not stated)\n"));
}

TEST_F(ImportTest, UnchangedFileSaysSo) {
  answer_.clear_report_changes();
  answer_.clear_totals_changes();
  answer_.set_unchanged(true);
  answer_.set_unchanged_reports(94);
  EXPECT_THAT(RunCommand(servers_, {"survey", "import", "-"}, {.in = "good"}).out,
              HasSubstr("nothing changed: all 94 reports"));
  EXPECT_THAT(RunCommand(servers_, {"survey", "import", "-", "--lang", "ja"}, {.in = "good"}).out,
              HasSubstr("変更はありません"));
}

TEST_F(ImportTest, FileThatLeavesReportsOutIsWarnedOf) {
  answer_.clear_report_changes();
  answer_.clear_totals_changes();
  answer_.set_unchanged(true);
  answer_.set_unchanged_reports(92);
  std::string csv = "都道府県\n";
  for (const PrefectureEntry& prefecture : Prefectures()) {
    if (prefecture.code != "34") csv += std::string(prefecture.ja) + "\n";
  }
  const std::vector<std::string> line = {"survey", "import", "-", "--survey", "2015-12"};
  EXPECT_EQ(RunCommand(servers_, line, {.in = csv}).err,
            "warning: the file has 92 of the 94 reports; the others stay as they are. Not in it: Hiroshima\n");
  const Outcome japanese = RunCommand(servers_, {"--lang", "ja", "survey", "import", "-"}, {.in = csv});
  EXPECT_THAT(japanese.err, HasSubstr("ファイルにあるのは 92 件です"));
  EXPECT_THAT(japanese.err, HasSubstr("ファイルにない都道府県：広島県\n"));
  answer_.set_unchanged_reports(94);
  EXPECT_EQ(RunCommand(servers_, line, {.in = csv}).err, "");
}

TEST_F(ImportTest, ShiftJisFileIsNamedAsOneInOneLine) {
  // 都道府県,設置状況 in CP932.
  const std::string cp932 = "\x93\x73\x93\xB9\x95\x7B\x8C\xA7,\x90\xDD\x92\x75\x8F\xF3\x8B\xB5\r\n";
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-"}, {.in = cp932});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("stdin is not UTF-8 but looks like Shift_JIS (CP932)"));
  EXPECT_TRUE(requests_.empty());
  EXPECT_THAT(RunCommand(servers_, {"--lang", "ja", "survey", "import", "-"}, {.in = cp932}).err,
              HasSubstr("「CSV UTF-8」を選んで保存"));
  // Other damage is the server's to tell, line by line.
  RunCommand(servers_, {"survey", "import", "-"}, {.in = "都道府県,設置状況\xFF\n"});
  EXPECT_EQ(requests_.size(), 1u);
}

TEST_F(ImportTest, FileThatCannotBeReadIsToldWithTheCause) {
  EXPECT_EQ(RunCommand(servers_, {"survey", "import", "/nonexistent/file"}).err,
            "error: cannot read the file /nonexistent/file: there is no such file\n");
  EXPECT_EQ(RunCommand(servers_, {"survey", "import", "/"}).err, "error: cannot read the file /: it is a folder\n");
}

TEST_F(ImportTest, UnreachableServerIsAskedOnceMoreUnderTheSameId) {
  int calls = 0;
  servers_.on_import = [&](const auto& request, auto* response) {
    requests_.push_back(request);
    if (++calls == 1) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
    return Import(request, response);
  };
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-"}, {.in = "good"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("trying once more"));
  ASSERT_EQ(requests_.size(), 2u);
  EXPECT_EQ(requests_[0].request_id(), requests_[1].request_id());
  EXPECT_THAT(requests_[0].request_id(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST_F(ImportTest, ServerThatStaysAwayIsAskedTwiceOnly) {
  servers_.on_import = [&](const auto& request, auto*) {
    requests_.push_back(request);
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
  };
  EXPECT_EQ(RunCommand(servers_, {"survey", "import", "-"}, {.in = "good"}).code, 78);
  EXPECT_EQ(requests_.size(), 2u);
}

TEST_F(ImportTest, OtherRefusalsKeepTheirCode) {
  servers_.on_import = [](const auto&, auto*) { return ToGrpc(InvalidField("survey", "required for CSV")); };
  EXPECT_EQ(RunCommand(servers_, {"survey", "import", "-"}, {.in = "good"}).code, 67);
}

TEST_F(ImportTest, FileThatIsTooLargeIsNotSent) {
  const Outcome outcome = RunCommand(servers_, {"survey", "import", "-"}, {.in = std::string(1024 * 1024 + 1, 'a')});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(requests_, IsEmpty());
  EXPECT_EQ(RunCommand(servers_, {"survey", "import", "-"}, {.in = std::string(1024 * 1024, 'a')}).code, 0);
}

TEST(SurveyTest, PublishPassesItsFlags) {
  FakeServers servers;
  council::v1::PublishSurveyRequest seen;
  servers.on_publish = [&](const auto& request, auto* response) {
    seen = request;
    *response->mutable_survey() = CannedSurvey();
    response->set_revision(kCannedRevision);
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers, {"survey", "publish", "2015-12", "--allow-incomplete"});
  EXPECT_EQ(outcome.out, "surveys/2015-12  published  revision 12-9f0c2a61b7d4\n");
  EXPECT_EQ(seen.name(), "surveys/2015-12");
  EXPECT_TRUE(seen.allow_incomplete());
  EXPECT_NE(seen.request_id(), "");
}

TEST(SurveyTest, PublishOfAnIncompleteSurveyHintsAtTheFlag) {
  FakeServers servers;
  servers.on_publish = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_SURVEY_INCOMPLETE, {"3 reports are missing", "3 件が未報告です"}));
  };
  const Outcome outcome = RunCommand(servers, {"survey", "publish", "2015-12"});
  EXPECT_EQ(outcome.code, 73);
  EXPECT_THAT(outcome.err, HasSubstr("--allow-incomplete"));
}

TEST(SurveyTest, ListShowsStates) {
  FakeServers servers;
  servers.on_list_surveys = [](const auto&, auto* response) {
    *response->add_surveys() = CannedSurvey();
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers, {"survey", "list"}).out,
            "Survey           Month    State      Published             Revision\n"
            "surveys/2015-12  2015-12  published  2026-01-01T00:00:00Z         2\n");
  EXPECT_THAT(RunCommand(servers, {"survey", "list", "--lang", "ja"}).out, HasSubstr("平成27年12月  公表済み"));
  EXPECT_THAT(RunCommand(servers, {"survey", "list", "-o", "csv"}).out,
              HasSubstr("surveys/2015-12,2015-12,平成27年12月,published,"));
}

// Pages of 40, and a survey that must be read at the reports' revision.
class ExportTest : public ::testing::Test {
 protected:
  ExportTest() {
    servers_.on_list_reports = [this](const auto& request, auto* response) {
      requests_.push_back(request);
      const auto all = CannedReports();
      const int from = request.page_token().empty() ? 0 : std::stoi(request.page_token());
      for (int i = from; i < from + 40 && i < all.council_reports_size(); ++i) {
        *response->add_council_reports() = all.council_reports(i);
      }
      if (from + 40 < all.council_reports_size()) response->set_next_page_token(std::to_string(from + 40));
      response->set_revision(kCannedRevision);
      return grpc::Status::OK;
    };
    servers_.on_get_survey = [this](const auto& request, auto* response) {
      survey_revision_ = request.revision();
      *response = CannedSurvey();
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<council::v1::ListCouncilReportsRequest> requests_;
  std::string survey_revision_;
};

TEST_F(ExportTest, CsvIsTheOfficialsTableOfAllPages) {
  const Outcome outcome = RunCommand(servers_, {"survey", "export", "2015-12"});
  EXPECT_EQ(outcome.code, 0);
  const auto reports = CannedReports();
  EXPECT_EQ(outcome.out,
            WriteSurveyCsv(CannedSurvey(), std::vector<council::v1::CouncilReport>(reports.council_reports().begin(),
                                                                                   reports.council_reports().end())));
  EXPECT_THAT(outcome.out, HasSubstr("○：①5/5保健所②3/27市町村"));
  EXPECT_THAT(outcome.out, HasSubstr("18道県137圏域"));
  EXPECT_THAT(outcome.err, HasSubstr("94 reports at revision 12-9f0c2a61b7d4"));
  EXPECT_EQ(requests_.size(), 3u);
  EXPECT_EQ(survey_revision_, kCannedRevision);
}

TEST_F(ExportTest, JsonHasALineForEachReport) {
  const std::string out = RunCommand(servers_, {"survey", "export", "2015-12", "-f", "json"}).out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 95);
  EXPECT_THAT(out, StartsWith("{\"survey\":{\"name\":\"surveys/2015-12\","));
  EXPECT_THAT(out, HasSubstr("\n{\"councilReport\":{\"name\":\"surveys/2015-12/reports/home-visit-nursing-47\","));
  EXPECT_EQ(out, RunCommand(servers_, {"survey", "export", "2015-12", "-o", "json"}).out);
  EXPECT_THAT(RunCommand(servers_, {"survey", "export", "2015-12", "-o", "json", "-f", "csv"}).out,
              StartsWith("協議会,"));
}

TEST_F(ExportTest, ServerThatRepeatsAPageDoesNotHoldTheCommandForever) {
  servers_.on_list_reports = [](const auto&, auto* response) {
    response->set_next_page_token("again");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"survey", "export", "2015-12"}).code, 77);
}

}  // namespace
}  // namespace zaitaku::cli
