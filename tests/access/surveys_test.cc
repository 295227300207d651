// Who sees a survey that is not published: those who make it up and those who see to it. To others there is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/access/guarded_servers.h"
#include "tests/generators/source_document.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using namespace council::v1;  // NOLINT: all of it is the councils'.

constexpr char kCouncil[] = "zaitaku.council.v1.CouncilService/";
constexpr char kSurvey[] = "surveys/2015-12";
constexpr char kAbsent[] = "surveys/2014-12";
// Another way for each to find out.
constexpr const char* kPaths[] = {"", "service/gateway", "agency/statistics"};
constexpr const char* kInsiders[] = {"prefecture/13", "prefecture/47", "ministry", "operator"};

class SurveysTest : public testing::Test {
 protected:
  void SetUp() override {
    ImportSurveyRequest import;
    import.set_content(generators::ReadSourceDocument());
    ASSERT_OK(By("ministry").Call(absl::StrCat(kCouncil, "ImportSurvey"), import.SerializeAsString(), false));
  }

  RawClient By(const std::string& path) const {
    return path.empty() ? servers_.Anonymous(kCouncil) : servers_.WithCertificate(kCouncil, path);
  }

  // What is said of a survey of that name by each method that can be asked for it, the name taken out.
  template <typename Use>
  static void ForEachQuestion(const std::string& survey, Use use) {
    const std::string report = survey + "/reports/home-medical-care-13";
    GetSurveyRequest get;
    get.set_name(survey);
    use("GetSurvey", get);
    GetCouncilReportRequest get_report;
    get_report.set_name(report);
    use("GetCouncilReport", get_report);
    ListCouncilReportsRequest list;
    list.set_parent(survey);
    use("ListCouncilReports", list);
    GetTotalsRequest totals;
    totals.set_survey(survey);
    use("GetTotals", totals);
    GetNationalTotalsRequest national;
    national.set_survey(survey);
    use("GetNationalTotals", national);
    ReconcileSurveyRequest reconcile;
    reconcile.set_survey(survey);
    use("ReconcileSurvey", reconcile);
  }
  std::string Said(const RawClient& client, const std::string& method, const google::protobuf::Message& request,
                   const std::string& survey) const {
    const absl::Status status = client.Call(kCouncil + method, request.SerializeAsString(), false);
    EXPECT_THAT(status, HasCode(absl::StatusCode::kNotFound)) << method;
    return absl::StrReplaceAll(absl::StrCat(std::string(status.message()), ToGrpc(status).error_details()),
                               {{survey, "SURVEY"}});
  }
  static int CountIn(const std::string& answer) {
    ListSurveysResponse surveys;
    EXPECT_TRUE(surveys.ParseFromString(answer));
    return surveys.surveys_size();
  }
  int Listed(const std::string& path) const {
    std::string answer;
    EXPECT_OK(By(path).Call(absl::StrCat(kCouncil, "ListSurveys"), "", false, &answer));
    return CountIn(answer);
  }

  GuardedServers servers_;
};

TEST_F(SurveysTest, OneThatIsNotPublishedLooksAbsentWordForWordToWhoReadsPublicDataOnly) {
  for (const char* path : kPaths) {
    const RawClient client = By(path);
    std::vector<std::string> of_open, of_absent;
    ForEachQuestion(kSurvey, [&](const char* method, const auto& request) {
      of_open.push_back(Said(client, method, request, kSurvey));
    });
    ForEachQuestion(kAbsent, [&](const char* method, const auto& request) {
      of_absent.push_back(Said(client, method, request, kAbsent));
    });
    EXPECT_EQ(of_open, of_absent) << path;
    EXPECT_EQ(Listed(path), 0) << path;
  }
}

TEST_F(SurveysTest, WhoFilesAndWhoSeesToItSeesIt) {
  for (const char* path : kInsiders) {
    const RawClient client = By(path);
    ForEachQuestion(kSurvey, [&](const char* method, const auto& request) {
      EXPECT_OK(client.Call(absl::StrCat(kCouncil, method), request.SerializeAsString(), false)) << method << path;
    });
    EXPECT_EQ(Listed(path), 1) << path;
  }
}

TEST_F(SurveysTest, OncePublishedItIsEverybodysButNotWhatItWasBefore) {
  std::string head;
  ASSERT_OK(By("ministry").Call(absl::StrCat(kCouncil, "GetHead"), "", false, &head));
  GetHeadResponse before;
  ASSERT_TRUE(before.ParseFromString(head));
  PublishSurveyRequest publish;
  publish.set_name(kSurvey);
  ASSERT_OK(By("ministry").Call(absl::StrCat(kCouncil, "PublishSurvey"), publish.SerializeAsString(), false));
  for (const char* path : kPaths) {
    const RawClient client = By(path);
    ForEachQuestion(kSurvey, [&](const char* method, auto request) {
      EXPECT_OK(client.Call(absl::StrCat(kCouncil, method), request.SerializeAsString(), false)) << method << path;
      if constexpr (requires { request.set_revision(""); }) {
        request.set_revision(before.revision());
        EXPECT_THAT(client.Call(absl::StrCat(kCouncil, method), request.SerializeAsString(), false),
                    HasCode(absl::StatusCode::kNotFound))
            << method << path;
      }
    });
    EXPECT_EQ(Listed(path), 1) << path;
  }
}

// Pages are of what is shown: a newer survey that is left out takes no place.
TEST_F(SurveysTest, PagesAreFullWhateverIsLeftOut) {
  ImportSurveyRequest newer;
  newer.set_content(absl::StrReplaceAll(generators::ReadSourceDocument(), {{"平成27年12月", "平成28年12月"}}));
  ASSERT_OK(By("ministry").Call(absl::StrCat(kCouncil, "ImportSurvey"), newer.SerializeAsString(), false));
  EXPECT_EQ(Listed("ministry"), 2);
  PublishSurveyRequest publish;
  publish.set_name(kSurvey);
  ASSERT_OK(By("ministry").Call(absl::StrCat(kCouncil, "PublishSurvey"), publish.SerializeAsString(), false));
  ListSurveysRequest first;
  first.set_page_size(1);
  std::string answer;
  ASSERT_OK(By("").Call(absl::StrCat(kCouncil, "ListSurveys"), first.SerializeAsString(), false, &answer));
  ListSurveysResponse page;
  ASSERT_TRUE(page.ParseFromString(answer));
  EXPECT_EQ(page.surveys_size(), 1);
  EXPECT_EQ(page.next_page_token(), "");
}

}  // namespace
}  // namespace zaitaku
