// Reports: list, get, update; and prefectures.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "domain/prefectures.h"
#include "platform/status/status.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kYamanashi[] = "surveys/2015-12/reports/home-medical-care-19";

class CouncilTest : public ::testing::Test {
 protected:
  CouncilTest() {
    servers_.on_list_reports = [this](const auto& request, auto* response) {
      list_ = request;
      *response = CannedReports();
      response->mutable_council_reports()->DeleteSubrange(20, 74);
      return grpc::Status::OK;
    };
    servers_.on_get_survey = [](const auto&, auto* response) {
      *response = CannedSurvey();
      return grpc::Status::OK;
    };
    servers_.on_get_report = [this](const auto& request, auto* response) {
      const auto reports = CannedReports();
      for (const auto& report : reports.council_reports()) {
        if (report.name() != request.name() || is_missing_) continue;
        *response = report;
        return grpc::Status::OK;
      }
      return ToGrpc(ResourceNotFound(request.name()));
    };
    servers_.on_update = [this](const auto& request, auto* response) {
      updates_.push_back(request);
      *response->mutable_council_report() = request.council_report();
      response->mutable_council_report()->set_prefecture_code(request.council_report().name().substr(42));
      response->set_revision(kCannedRevision);
      auto& moved = *response->add_totals_changes();
      moved.set_figure("home-medical-care.units.municipality.covered");
      moved.set_before(137);
      moved.set_after(136);
      return grpc::Status::OK;
    };
  }

  // Updates the report of Yamanashi.
  Outcome Update(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"council", "update", kYamanashi});
    return RunCommand(servers_, arguments);
  }

  FakeServers servers_;
  council::v1::ListCouncilReportsRequest list_;
  std::vector<council::v1::UpdateCouncilReportRequest> updates_;
  bool is_missing_ = false;
};

TEST_F(CouncilTest, ListPassesEveryFilter) {
  const Outcome outcome =
      RunCommand(servers_, {"council", "list", "--survey", "2015-12", "--kind", "home-visit-nursing", "--prefecture",
                            "13", "--prefecture", "大阪府", "--region", "kanto", "--status", "not-established",
                            "--no-plan", "--unit", "保健所", "--revision", "7-abc"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(list_.parent(), "surveys/2015-12");
  EXPECT_EQ(list_.kind(), council::v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_THAT(list_.prefecture_codes(), ElementsAre("13", "27"));
  EXPECT_EQ(list_.region(), type::v1::REGION_KANTO);
  EXPECT_EQ(list_.establishment(), council::v1::PRESENCE_ABSENT);
  EXPECT_TRUE(list_.has_has_plan());
  EXPECT_FALSE(list_.has_plan());
  EXPECT_EQ(list_.unit(), council::v1::AREA_UNIT_HEALTH_CENTRE);
  EXPECT_EQ(list_.revision(), "7-abc");
}

TEST_F(CouncilTest, ListWithoutFiltersAsksForTheLatestSurveyAndAll) {
  RunCommand(servers_, {"council", "list"});
  EXPECT_EQ(list_.parent(), "surveys/latest");
  EXPECT_FALSE(list_.has_has_plan());
  EXPECT_EQ(list_.establishment(), council::v1::PRESENCE_UNSPECIFIED);
  RunCommand(servers_, {"council", "list", "--has-plan"});
  EXPECT_TRUE(list_.has_has_plan() && list_.has_plan());
}

TEST_F(CouncilTest, ListLinesUpInBothLanguages) {
  const Outcome japanese = RunCommand(servers_, {"council", "list", "--lang", "ja"});
  EXPECT_THAT(
      japanese.out,
      HasSubstr("回答                  都道府県  設置状況  都道府県単位  二次医療圏等           今後の設置予定\n"
                "home-medical-care-01  北海道    ○         ○             20/21医療圏\n"));
  EXPECT_THAT(japanese.out,
              HasSubstr("home-medical-care-19  山梨県    ○         ○             5/5保健所、3/27市町村\n"));
  EXPECT_THAT(japanese.err, HasSubstr("20 件"));
  const Outcome english = RunCommand(servers_, {"council", "list"});
  EXPECT_THAT(english.out, HasSubstr("5/5 public health centres, 3/27 municipalities\n"));
  EXPECT_THAT(english.err, HasSubstr("20 reports at revision"));
}

TEST_F(CouncilTest, CsvIsTheSameInBothLanguages) {
  const std::string out = RunCommand(servers_, {"council", "list", "-o", "csv"}).out;
  EXPECT_EQ(out, RunCommand(servers_, {"council", "list", "-o", "csv", "--lang", "ja"}).out);
  EXPECT_THAT(out, HasSubstr("surveys/2015-12/reports/home-medical-care-15,home-medical-care,15,新潟県,Niigata,present,"
                             "absent,present,13/13保健所,,35,35,1,e1\r\n"));
}

TEST_F(CouncilTest, GetShowsTheLinesThatWereRead) {
  const Outcome outcome = RunCommand(servers_, {"council", "get", kYamanashi});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("5/5 public health centres, 3/27 municipalities"));
  EXPECT_THAT(outcome.out, HasSubstr("│ 19 山梨県 ○ ○：①5/5保健所②3/27市町村"));
  EXPECT_THAT(outcome.out, HasSubstr("Planned          (not stated)"));
}

TEST_F(CouncilTest, GetFindsAReportByKindAndPrefectureInTheLatestSurvey) {
  const Outcome outcome =
      RunCommand(servers_, {"council", "get", "--kind", "home-medical-care", "--prefecture", "鳥取県", "--lang", "ja"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("surveys/2015-12/reports/home-medical-care-31"));
  EXPECT_THAT(outcome.out, HasSubstr("（都道府県単位について）H27年度中"));
  EXPECT_THAT(outcome.out, HasSubstr("2016-03-31まで"));
}

TEST_F(CouncilTest, AbsentReportExitsWithSixtyNine) {
  const Outcome outcome = RunCommand(servers_, {"council", "get", "surveys/2015-12/reports/home-medical-care-99"});
  EXPECT_EQ(outcome.code, 69);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("NOT_FOUND"));
  EXPECT_THAT(outcome.err, HasSubstr("RESOURCE_NOT_FOUND"));
}

TEST_F(CouncilTest, UpdateSendsOnlyWhatIsAskedUnderTheEtagThatWasRead) {
  const Outcome outcome = Update({"--coverage", "４/５保健所", "--coverage", "3/27市町村", "--reason", "訂正"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(updates_.size(), 1u);
  const auto& request = updates_[0];
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("sub_prefectural", "coverages"));
  ASSERT_EQ(request.council_report().coverages_size(), 2);
  EXPECT_EQ(request.council_report().coverages(0).covered(), 4);
  EXPECT_EQ(request.council_report().coverages(1).unit(), council::v1::AREA_UNIT_MUNICIPALITY);
  EXPECT_EQ(request.council_report().sub_prefectural(), council::v1::PRESENCE_PRESENT);
  EXPECT_FALSE(request.council_report().has_provenance());
  EXPECT_EQ(request.council_report().etag(), "e1");
  EXPECT_EQ(request.reason(), "訂正");
  EXPECT_NE(request.request_id(), "");
}

TEST_F(CouncilTest, RepeatedRequestOfOneIdIsTheSameRequest) {
  Update({"--prefecture-wide", "x", "--request-id", "mine"});
  Update({"--prefecture-wide", "x", "--request-id", "mine", "--etag", ""});
  ASSERT_EQ(updates_.size(), 2u);
  EXPECT_EQ(updates_[0].SerializeAsString(), updates_[1].SerializeAsString());
  EXPECT_EQ(updates_[0].council_report().etag(), "");
}

TEST_F(CouncilTest, RepeatedRequestShowsNoChangeOfTheReport) {
  servers_.on_update = [](const auto& request, auto* response) {
    const auto reports = CannedReports();
    for (const auto& report : reports.council_reports()) {
      if (report.name() == kYamanashi) *response->mutable_council_report() = report;
    }
    return grpc::Status::OK;
  };
  const Outcome outcome = Update({"--establishment", "o", "--request-id", "mine"});
  EXPECT_THAT(outcome.out, HasSubstr("updated"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("Field")));
}

TEST_F(CouncilTest, UpdateShowsBeforeAndAfterAndTheTotals) {
  servers_.on_update = [](const auto& request, auto* response) {
    const auto reports = CannedReports();
    for (const auto& report : reports.council_reports()) {
      if (report.name() == kYamanashi) *response->mutable_council_report() = report;
    }
    *response->mutable_council_report()->mutable_coverages() = request.council_report().coverages();
    auto& moved = *response->add_totals_changes();
    moved.set_figure("home-medical-care.units.municipality.covered");
    moved.set_before(137);
    moved.set_after(133);
    response->set_revision(kCannedRevision);
    return grpc::Status::OK;
  };
  const Outcome outcome = Update({"--coverage", "○：①４/５保健所", "--dry-run"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(
      outcome.out,
      "surveys/2015-12/reports/home-medical-care-19  dry run, nothing was changed  revision 12-9f0c2a61b7d4\n\n"
      "Report                Prefecture  Field            Before                                             After\n"
      "home-medical-care-19  Yamanashi   Sub-prefectural  5/5 public health centres, 3/27 municipalities  →  4/5 "
      "public health centres\n\n"
      "National totals\n"
      "  Figure                                                   Before     After  Change\n"
      "  home medical care: councils for municipalities (市町村)     137  →    133      -4\n");
}

TEST_F(CouncilTest, PlanWithoutScopeTakesTheOnlyCouncilThatIsMissing) {
  Update({"--prefecture-wide", "×", "--plan", "Ｈ２８年度以降"});
  ASSERT_EQ(updates_.size(), 1u);
  ASSERT_EQ(updates_[0].council_report().plans_size(), 1);
  EXPECT_EQ(updates_[0].council_report().plans(0).scope(), council::v1::PLAN_SCOPE_PREFECTURE_WIDE);
  EXPECT_EQ(updates_[0].council_report().plans(0).interval().first_fiscal_year(), 2016);
  EXPECT_EQ(Update({"--plan", "H28年度以降"}).code, 2) << "nothing is missing in Yamanashi";
}

TEST_F(CouncilTest, BlankClears) {
  Update({"--coverage", "blank", "--plan", "blank", "--prefecture-wide", "blank"});
  ASSERT_EQ(updates_.size(), 1u);
  EXPECT_EQ(updates_[0].council_report().coverages_size(), 0);
  EXPECT_EQ(updates_[0].council_report().sub_prefectural(), council::v1::PRESENCE_UNSPECIFIED);
  EXPECT_EQ(updates_[0].council_report().prefecture_wide(), council::v1::PRESENCE_UNSPECIFIED);
  EXPECT_THAT(updates_[0].update_mask().paths(),
              ElementsAre("prefecture_wide", "sub_prefectural", "coverages", "plans"));
}

TEST_F(CouncilTest, UnreadableValuesAreWrongUsageAndSendNothing) {
  for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{
           {"--establishment", "maybe"},
           {"--establishment", "blank"},
           {"--prefecture-wide", "△"},
           {"--coverage", "22/21医療圏"},
           {"--coverage", "20/21"},
           {"--coverage", "20/21地区"},
           {"--coverage", "0/21医療圏"},
           {"--plan", "someday"},
           {"--plan", "（市長について）H27年度中"},
       }) {
    const Outcome outcome = Update({option, value});
    EXPECT_EQ(outcome.code, 2) << option << " " << value << "\n" << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(option + ": read '" + value + "', expected "));
  }
  EXPECT_EQ(Update({}).code, 2);
  EXPECT_TRUE(updates_.empty());
}

TEST_F(CouncilTest, AllowMissingFilesANewReport) {
  is_missing_ = true;
  EXPECT_EQ(Update({"--establishment", "x", "--plan", "未定"}).code, 69);
  const Outcome outcome = Update({"--establishment", "x", "--plan", "未定", "--allow-missing"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(updates_.size(), 1u);
  EXPECT_TRUE(updates_[0].allow_missing());
  EXPECT_EQ(updates_[0].council_report().plans(0).scope(), council::v1::PLAN_SCOPE_COUNCIL);
  EXPECT_TRUE(updates_[0].council_report().plans(0).undecided());
  EXPECT_THAT(outcome.out, HasSubstr("new            →  Established: no; Planned: undecided\n"));
}

TEST_F(CouncilTest, StaleEtagExitsWithSeventyFourAndAHint) {
  servers_.on_update = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_ETAG_MISMATCH, {"changed meanwhile", "変更されています"}));
  };
  const Outcome outcome = Update({"--establishment", "o", "--etag", "old"});
  EXPECT_EQ(outcome.code, 74);
  EXPECT_THAT(outcome.err, HasSubstr("hint: somebody changed it meanwhile"));
}

TEST_F(CouncilTest, ListAsJsonIsOneMessage) {
  const Outcome outcome = RunCommand(servers_, {"council", "list", "-o", "json"});
  council::v1::ListCouncilReportsResponse read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(outcome.out, &read).ok());
  EXPECT_EQ(read.council_reports_size(), 20);
  EXPECT_EQ(outcome.err, "");
}

TEST(PrefectureTest, ListShowsCodesAsText) {
  FakeServers servers;
  servers.on_prefectures = [](const auto&, auto* response) {
    for (const auto& prefecture : Prefectures()) *response->add_prefectures() = ToProto(prefecture);
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers, {"prefecture", "list", "-o", "csv"}).out, HasSubstr("\r\n01,010006,北海道,"));
  EXPECT_THAT(RunCommand(servers, {"prefecture", "list", "--lang", "ja"}).out, HasSubstr("東京都    とうきょうと"));
}

}  // namespace
}  // namespace zaitaku::cli
