// The registry over gRPC, on a real SQLite file.
#include <algorithm>
#include <set>

#include "tests/council_server/council_server.h"
#include "tests/generators/source_document.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::council {
namespace {

using namespace zaitaku::council::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using type::v1::ERROR_REASON_ETAG_MISMATCH;
using type::v1::ERROR_REASON_INVALID_FIELD;
using type::v1::ERROR_REASON_INVALID_FILE;
using type::v1::ERROR_REASON_INVALID_PAGE_TOKEN;
using type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY;
using type::v1::ERROR_REASON_REASON_REQUIRED;
using type::v1::ERROR_REASON_REQUEST_ID_REUSED;
using type::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using type::v1::ERROR_REASON_REVISION_NOT_REACHED;
using type::v1::ERROR_REASON_SURVEY_INCOMPLETE;

constexpr char kSurvey[] = "surveys/2015-12";
constexpr char kToyama[] = "surveys/2015-12/reports/home-medical-care-16";
constexpr char kAichi[] = "surveys/2015-12/reports/home-medical-care-23";

class CouncilServiceTest : public testing::Test {
 protected:
  void Import() { ASSERT_OK(server_.ImportSource()); }
  void ImportAndPublish() {
    Import();
    ASSERT_OK(server_.PublishSource());
  }

  absl::StatusOr<CouncilReport> GetReport(const std::string& name, const std::string& revision = "") {
    GetCouncilReportRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return server_.Call(&CouncilStub::GetCouncilReport, request);
  }

  absl::StatusOr<GetTotalsResponse> GetTotals(const std::string& survey = kSurvey, const std::string& revision = "") {
    GetTotalsRequest request;
    request.set_survey(survey);
    request.set_revision(revision);
    return server_.Call(&CouncilStub::GetTotals, request);
  }

  int Established(const std::string& revision = "") {
    const auto totals = GetTotals(kSurvey, revision);
    return totals.ok() ? totals->totals().nation().kinds(0).established() : -1;
  }

  // 愛知県 gets a prefecture-wide council.
  static UpdateCouncilReportRequest EstablishAichi() {
    UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name(kAichi);
    request.mutable_council_report()->set_establishment(PRESENCE_PRESENT);
    request.mutable_council_report()->set_prefecture_wide(PRESENCE_PRESENT);
    return request;
  }

  absl::StatusOr<UpdateCouncilReportResponse> Update(const UpdateCouncilReportRequest& request) {
    return server_.Call(&CouncilStub::UpdateCouncilReport, request);
  }

  absl::StatusOr<ListCouncilReportsResponse> List(const ListCouncilReportsRequest& request) {
    return server_.Call(&CouncilStub::ListCouncilReports, request);
  }

  CouncilServer server_;
};

TEST_F(CouncilServiceTest, SourceDocumentGivesThePrintedTotals) {
  Import();
  ASSERT_OK_AND_ASSIGN(const auto response, GetTotals());
  const KindTotals& care = response.totals().nation().kinds(0);
  EXPECT_EQ(care.established(), 44);
  EXPECT_EQ(care.not_established(), 3);
  EXPECT_EQ(care.not_reported(), 0);
  EXPECT_EQ(care.prefecture_wide(), 41);
  EXPECT_EQ(care.sub_prefectural_prefectures(), 18);
  EXPECT_EQ(care.sub_prefectural_councils(), 137);
  std::vector<std::string> split;
  for (const UnitTotals& unit : care.units())
    split.push_back(std::to_string(unit.covered()) + "/" + std::to_string(unit.total()));
  EXPECT_THAT(split, ElementsAre("61/70", "57/62", "5/5", "3/27", "2/3", "9/9"));

  const KindTotals& nursing = response.totals().nation().kinds(1);
  EXPECT_EQ(nursing.established(), 38);
  EXPECT_EQ(nursing.prefecture_wide(), 38);
  EXPECT_EQ(nursing.sub_prefectural_prefectures(), 3);
  EXPECT_EQ(nursing.sub_prefectural_councils(), 17);

  const CombinationTotals& combinations = response.totals().nation().combinations();
  EXPECT_EQ(combinations.both(), 36);
  EXPECT_EQ(combinations.only_home_medical_care(), 8);
  EXPECT_EQ(combinations.only_home_visit_nursing(), 2);
  EXPECT_EQ(combinations.neither(), 1);
  EXPECT_EQ(combinations.not_fully_reported(), 0);
}

TEST_F(CouncilServiceTest, RegionsAddUpToTheNation) {
  Import();
  ASSERT_OK_AND_ASSIGN(const auto response, GetTotals());
  ASSERT_THAT(response.totals().regions(), SizeIs(8));
  int prefectures = 0, established = 0, councils = 0, both = 0;
  for (const RegionTotals& region : response.totals().regions()) {
    prefectures += region.totals().kinds(0).prefectures();
    established += region.totals().kinds(0).established();
    councils += region.totals().kinds(0).sub_prefectural_councils();
    both += region.totals().combinations().both();
  }
  EXPECT_EQ(prefectures, 47);
  EXPECT_EQ(established, 44);
  EXPECT_EQ(councils, 137);
  EXPECT_EQ(both, 36);
}

TEST_F(CouncilServiceTest, EveryPrintedFigureMatchesAndIsExplainedByItsRows) {
  Import();
  ReconcileSurveyRequest request;
  request.set_survey(kSurvey);
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&CouncilStub::ReconcileSurvey, request));
  EXPECT_THAT(response.figures(), SizeIs(10));
  for (const FigureReconciliation& figure : response.figures()) {
    EXPECT_EQ(figure.verdict(), VERDICT_MATCHES) << figure.ShortDebugString();
    int sum = 0;
    for (const Contribution& contribution : figure.contributions()) {
      sum += contribution.value();
      EXPECT_TRUE(contribution.has_first_line());
      EXPECT_OK(GetReport(contribution.report()));
    }
    EXPECT_EQ(sum, figure.computed());
    EXPECT_GT(figure.printed_provenance().first_line(), 0);
  }
}

TEST_F(CouncilServiceTest, FigureThatDiffersFromThePrintedOneIsAFindingNotAnError) {
  Import();
  ASSERT_OK(Update(EstablishAichi()));
  ReconcileSurveyRequest request;
  request.set_survey(kSurvey);
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&CouncilStub::ReconcileSurvey, request));
  EXPECT_EQ(response.figures(0).printed(), 44);
  EXPECT_EQ(response.figures(0).computed(), 45);
  EXPECT_EQ(response.figures(0).verdict(), VERDICT_DIFFERS);
}

TEST_F(CouncilServiceTest, ImportOfTheSameFileAgainChangesNothingAndSaysSo) {
  Import();
  ASSERT_OK_AND_ASSIGN(const auto again, server_.ImportSource());
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(again.unchanged_reports(), 94);
  EXPECT_THAT(again.report_changes(), SizeIs(0));
  EXPECT_THAT(again.revision(), HasSubstr("1-"));
}

TEST_F(CouncilServiceTest, ImportTrialShowsWhatWouldChangeAndChangesNothing) {
  ImportSurveyRequest request;
  request.set_content(generators::ReadSourceDocument());
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto trial, server_.Call(&CouncilStub::ImportSurvey, request));
  EXPECT_THAT(trial.report_changes(), SizeIs(94));
  EXPECT_THAT(GetTotals(), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(CouncilServiceTest, BadFileChangesNothingAndNamesTheCell) {
  std::string document = generators::ReadSourceDocument();
  document.replace(document.find("20/21医療圏"), 5, "22/21");
  ImportSurveyRequest request;
  request.set_content(document);
  const auto refused = server_.Call(&CouncilStub::ImportSurvey, request);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FILE));
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(refused.status(), detail));
  EXPECT_THAT(detail.field_violations(0).field(), HasSubstr("content:20:"));
  EXPECT_THAT(detail.field_violations(0).description(), HasSubstr("22/21"));
  EXPECT_THAT(GetTotals(), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));

  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto trial, server_.Call(&CouncilStub::ImportSurvey, request));
  ASSERT_THAT(trial.problems(), SizeIs(1));
  EXPECT_EQ(trial.problems(0).line(), 20);
}

TEST_F(CouncilServiceTest, ImportRefusesAnEmptyAndAHugeFileAndAnotherSurveysName) {
  ImportSurveyRequest request;
  EXPECT_THAT(server_.Call(&CouncilStub::ImportSurvey, request), HasReason(ERROR_REASON_INVALID_FIELD));
  request.set_content(std::string((1 << 20) + 1, 'x'));
  EXPECT_THAT(server_.Call(&CouncilStub::ImportSurvey, request), HasReason(ERROR_REASON_INVALID_FIELD));
  request.set_content(generators::ReadSourceDocument());
  request.set_survey("surveys/2016-12");
  EXPECT_THAT(server_.Call(&CouncilStub::ImportSurvey, request), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CouncilServiceTest, PublishedSurveyChangesOnlyWithAReason) {
  ImportAndPublish();
  UpdateCouncilReportRequest request = EstablishAichi();
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_REASON_REQUIRED));
  EXPECT_EQ(Established(), 44);
  request.set_reason("県からの訂正報告による");
  EXPECT_OK(Update(request));
  EXPECT_EQ(Established(), 45);
}

TEST_F(CouncilServiceTest, ImportThatChangesAPublishedSurveyNeedsAReason) {
  ImportAndPublish();
  std::string document = generators::ReadSourceDocument();
  document.replace(document.find("20/21医療圏"), 5, "19/21");
  ImportSurveyRequest request;
  request.set_content(document);
  EXPECT_THAT(server_.Call(&CouncilStub::ImportSurvey, request), HasReason(ERROR_REASON_REASON_REQUIRED));
  request.set_reason("正誤表");
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&CouncilStub::ImportSurvey, request));
  EXPECT_THAT(response.report_changes(), SizeIs(1));
  EXPECT_EQ(response.report_changes(0).before().coverages(0).covered(), 20);
  EXPECT_EQ(response.report_changes(0).after().coverages(0).covered(), 19);
}

TEST_F(CouncilServiceTest, LatestIsThePublishedSurveyWithTheNewestMonth) {
  EXPECT_THAT(GetTotals("surveys/latest"), HasReason(ERROR_REASON_NO_PUBLISHED_SURVEY));
  Import();
  EXPECT_THAT(GetTotals("surveys/latest"), HasReason(ERROR_REASON_NO_PUBLISHED_SURVEY));
  ASSERT_OK(server_.PublishSource());
  ASSERT_OK_AND_ASSIGN(const auto totals, GetTotals("surveys/latest"));
  EXPECT_EQ(totals.totals().survey(), kSurvey);

  ImportSurveyRequest newer;
  newer.set_survey("surveys/2020-06");
  newer.set_content(
      "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,"
      "区域単位：二次医療圏等\n在宅医療推進協議会,1,北海道,○,,○,\n");
  ASSERT_OK(server_.Call(&CouncilStub::ImportSurvey, newer));
  ASSERT_OK_AND_ASSIGN(const auto head, server_.Call(&CouncilStub::GetHead, GetHeadRequest()));
  EXPECT_EQ(head.latest_survey(), kSurvey);

  PublishSurveyRequest publish;
  publish.set_name("surveys/2020-06");
  EXPECT_THAT(server_.Call(&CouncilStub::PublishSurvey, publish), HasReason(ERROR_REASON_SURVEY_INCOMPLETE));
  publish.set_allow_incomplete(true);
  ASSERT_OK(server_.Call(&CouncilStub::PublishSurvey, publish));
  ASSERT_OK_AND_ASSIGN(const auto later, server_.Call(&CouncilStub::GetHead, GetHeadRequest()));
  EXPECT_EQ(later.latest_survey(), "surveys/2020-06");
  ASSERT_OK_AND_ASSIGN(const auto incomplete, GetTotals("surveys/latest"));
  EXPECT_EQ(incomplete.totals().nation().kinds(0).established(), 1);
  EXPECT_EQ(incomplete.totals().nation().kinds(0).not_reported(), 46);
  EXPECT_EQ(incomplete.totals().nation().combinations().not_fully_reported(), 47);
}

TEST_F(CouncilServiceTest, PublishingTwiceChangesNothing) {
  ImportAndPublish();
  PublishSurveyRequest request;
  request.set_name(kSurvey);
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Call(&CouncilStub::PublishSurvey, request));
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(again.survey().state(), Survey::STATE_PUBLISHED);
  request.set_etag("stale");
  EXPECT_THAT(server_.Call(&CouncilStub::PublishSurvey, request), HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(CouncilServiceTest, UpdateMovesTheTotalsAndSaysHow) {
  Import();
  ASSERT_OK_AND_ASSIGN(const auto response, Update(EstablishAichi()));
  std::set<std::string> moved;
  for (const TotalsChange& change : response.totals_changes()) {
    moved.insert(change.figure() + " " + std::to_string(change.before()) + ">" + std::to_string(change.after()));
  }
  EXPECT_THAT(moved,
              ElementsAre("combinations.both 36>37", "combinations.only-home-visit-nursing 2>1",
                          "home-medical-care.established 44>45", "home-medical-care.not-established 3>2",
                          "home-medical-care.plans.council.to-2015 2>1", "home-medical-care.prefecture-wide 41>42"));
  EXPECT_EQ(Established(), 45);
}

TEST_F(CouncilServiceTest, UpdateTrialShowsTheEffectAndChangesNothing) {
  Import();
  UpdateCouncilReportRequest request = EstablishAichi();
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto trial, Update(request));
  EXPECT_THAT(trial.totals_changes(), SizeIs(6));
  EXPECT_EQ(trial.council_report().establishment(), PRESENCE_PRESENT);
  EXPECT_EQ(Established(), 44);
}

TEST_F(CouncilServiceTest, UpdateWithStaleEtagReturnsAborted) {
  Import();
  ASSERT_OK_AND_ASSIGN(const CouncilReport read, GetReport(kAichi));
  UpdateCouncilReportRequest request = EstablishAichi();
  request.mutable_council_report()->set_etag(read.etag());
  ASSERT_OK(Update(request));
  request.mutable_council_report()->set_prefecture_wide(PRESENCE_ABSENT);
  EXPECT_THAT(Update(request), HasCode(absl::StatusCode::kAborted));
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(CouncilServiceTest, UpdateWithRequestIdIsAppliedOnce) {
  Import();
  UpdateCouncilReportRequest request = EstablishAichi();
  request.set_request_id("3c1f-once");
  ASSERT_OK_AND_ASSIGN(const auto first, Update(request));
  UpdateCouncilReportRequest back;
  back.mutable_council_report()->set_name(kAichi);
  back.mutable_council_report()->set_establishment(PRESENCE_ABSENT);
  ASSERT_OK(Update(back));
  server_.Restart();
  ASSERT_OK_AND_ASSIGN(const auto again, Update(request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Established(), 44);
  request.set_reason("another request");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_REQUEST_ID_REUSED));
}

TEST_F(CouncilServiceTest, UpdateMaskChangesOnlyWhatItNames) {
  Import();
  UpdateCouncilReportRequest request;
  request.mutable_council_report()->set_name(kToyama);
  Coverage& coverage = *request.mutable_council_report()->add_coverages();
  coverage.set_unit(AREA_UNIT_MEDICAL_AREA);
  coverage.set_covered(3);
  coverage.set_total(4);
  request.mutable_update_mask()->add_paths("coverages");
  ASSERT_OK_AND_ASSIGN(const auto response, Update(request));
  EXPECT_EQ(response.council_report().establishment(), PRESENCE_PRESENT);
  EXPECT_EQ(response.council_report().prefecture_wide(), PRESENCE_PRESENT);
  EXPECT_EQ(response.council_report().coverages(0).covered(), 3);
  EXPECT_FALSE(response.council_report().has_provenance()) << "a correction was not read in the document";

  request.mutable_council_report()->clear_coverages();
  ASSERT_OK_AND_ASSIGN(const auto cleared, Update(request));
  EXPECT_EQ(cleared.council_report().sub_prefectural(), PRESENCE_UNSPECIFIED);

  request.mutable_update_mask()->set_paths(0, "etag");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CouncilServiceTest, UpdateThatChangesNothingMakesNoRevision) {
  Import();
  ASSERT_OK_AND_ASSIGN(const CouncilReport read, GetReport(kToyama));
  UpdateCouncilReportRequest request;
  *request.mutable_council_report() = read;
  ASSERT_OK_AND_ASSIGN(const auto response, Update(request));
  EXPECT_TRUE(response.unchanged());
  EXPECT_TRUE(response.council_report().has_provenance());
  EXPECT_THAT(response.revision(), HasSubstr("1-"));
}

TEST_F(CouncilServiceTest, InvalidReportNamesEveryWrongField) {
  Import();
  UpdateCouncilReportRequest request;
  CouncilReport& report = *request.mutable_council_report();
  report.set_name(kAichi);
  report.set_establishment(PRESENCE_ABSENT);
  report.set_prefecture_wide(PRESENCE_PRESENT);
  Coverage& coverage = *report.add_coverages();
  coverage.set_unit(AREA_UNIT_HEALTH_CENTRE);
  coverage.set_covered(5);
  coverage.set_total(4);
  report.add_plans()->set_scope(PLAN_SCOPE_COUNCIL);
  const auto refused = Update(request);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(refused.status(), detail));
  std::vector<std::string> fields;
  for (const auto& violation : detail.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(fields, ElementsAre("council_report.prefecture_wide", "council_report.sub_prefectural",
                                  "council_report.coverages[0].covered", "council_report.plans[0]"));
  report.set_establishment(PRESENCE_PRESENT);
  ASSERT_TRUE(GetDetail(Update(request).status(), detail));
  EXPECT_THAT(detail.field_violations(2).description(), HasSubstr("expected plans for what is not there yet"));
}

TEST_F(CouncilServiceTest, MissingReportIsFiledOnlyWithAllowMissing) {
  ImportSurveyRequest import;
  import.set_survey("surveys/2020-06");
  import.set_content(
      "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,"
      "区域単位：二次医療圏等\n在宅医療推進協議会,1,北海道,○,,○,\n");
  ASSERT_OK(server_.Call(&CouncilStub::ImportSurvey, import));
  UpdateCouncilReportRequest request = EstablishAichi();
  request.mutable_council_report()->set_name("surveys/2020-06/reports/home-medical-care-23");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  request.set_allow_missing(true);
  ASSERT_OK_AND_ASSIGN(const auto filed, Update(request));
  EXPECT_EQ(filed.council_report().prefecture_code(), "23");
  EXPECT_EQ(filed.council_report().kind(), COUNCIL_KIND_HOME_MEDICAL_CARE);
  request.mutable_council_report()->set_name("surveys/2021-06/reports/home-medical-care-23");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND)) << "a report without a survey";
}

TEST_F(CouncilServiceTest, OlderRevisionAnswersWhatWasTrueThen) {
  ASSERT_OK_AND_ASSIGN(const auto imported, server_.ImportSource());
  ASSERT_OK(Update(EstablishAichi()));
  EXPECT_EQ(Established(), 45);
  EXPECT_EQ(Established(imported.revision()), 44);
  ASSERT_OK_AND_ASSIGN(const CouncilReport then, GetReport(kAichi, imported.revision()));
  EXPECT_EQ(then.establishment(), PRESENCE_ABSENT);
  EXPECT_THAT(GetReport(kAichi, "99-0123456789abcdef"), HasReason(ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(CouncilServiceTest, ListPagesReadOneRevisionAndMissNothing) {
  Import();
  ListCouncilReportsRequest request;
  request.set_parent(kSurvey);
  request.set_page_size(10);
  std::vector<std::string> names;
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List(request));
    for (const CouncilReport& report : page.council_reports()) {
      names.push_back(report.name());
      if (report.name() == kAichi) {
        EXPECT_EQ(report.establishment(), PRESENCE_ABSENT) << "changed after the first page";
      }
    }
    if (++pages == 1) {
      ASSERT_OK(Update(EstablishAichi()));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 10);
  EXPECT_EQ(names.size(), 94u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 94u);
}

TEST_F(CouncilServiceTest, ListFilters) {
  Import();
  const auto count = [this](auto set) {
    ListCouncilReportsRequest request;
    request.set_parent(kSurvey);
    set(request);
    const auto page = List(request);
    return page.ok() ? page->council_reports_size() : -1;
  };
  EXPECT_EQ(count([](auto& r) { r.set_kind(COUNCIL_KIND_HOME_VISIT_NURSING); }), 47);
  EXPECT_EQ(count([](auto& r) { r.set_region(type::v1::REGION_SHIKOKU); }), 8);
  EXPECT_EQ(count([](auto& r) { r.set_establishment(PRESENCE_ABSENT); }), 12);
  EXPECT_EQ(count([](auto& r) { r.set_has_plan(true); }), 13);
  EXPECT_EQ(count([](auto& r) { r.set_has_plan(false); }), 81);
  EXPECT_EQ(count([](auto& r) { r.set_unit(AREA_UNIT_HEALTH_CENTRE); }), 9);
  EXPECT_EQ(count([](auto& r) {
              r.add_prefecture_codes("13");
              r.add_prefecture_codes("38");
            }),
            4);
  EXPECT_EQ(count([](auto& r) { r.add_prefecture_codes("1"); }), -1);
  EXPECT_EQ(count([](auto& r) { r.set_page_size(1001); }), -1);
  EXPECT_EQ(count([](auto& r) { r.set_parent("surveys/2099-01"); }), -1);
}

TEST_F(CouncilServiceTest, PageTokenOfAnotherQuestionIsRefused) {
  Import();
  ListCouncilReportsRequest request;
  request.set_parent(kSurvey);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, List(request));
  request.set_page_token(page.next_page_token());
  request.set_kind(COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_THAT(List(request), HasReason(ERROR_REASON_INVALID_PAGE_TOKEN));
}

TEST_F(CouncilServiceTest, MalformedNamesAreInvalidFieldsAndAbsentOnesNotFound) {
  Import();
  EXPECT_THAT(GetReport("reports/1"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(GetReport("surveys/2015-12/reports/home-medical-care-48"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(GetReport("surveys/2016-12/reports/home-medical-care-47"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(GetTotals("surveys/2015-13"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(GetTotals("surveys/2016-12"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(CouncilServiceTest, SurveyHoldsDefinitionsExamplesAndPrintedTotals) {
  ImportAndPublish();
  GetSurveyRequest request;
  request.set_name("surveys/latest");
  ASSERT_OK_AND_ASSIGN(const Survey survey, server_.Call(&CouncilStub::GetSurvey, request));
  EXPECT_EQ(survey.reference_month(), "2015-12");
  EXPECT_EQ(survey.reference_month_text(), "平成27年12月");
  EXPECT_EQ(survey.state(), Survey::STATE_PUBLISHED);
  EXPECT_TRUE(survey.has_publish_time());
  ASSERT_THAT(survey.notes(), SizeIs(2));
  EXPECT_THAT(survey.notes(0).definition(), HasSubstr("在宅医療にかかる地域の課題や対策について"));
  EXPECT_EQ(survey.notes(0).example().prefecture_code(), "07");
  EXPECT_EQ(survey.notes(1).example().prefecture_code(), "16");
  EXPECT_EQ(survey.notes(0).printed_totals().sub_prefectural_councils(), 137);
}

TEST_F(CouncilServiceTest, SurveysAreListedNewestFirst) {
  Import();
  for (const char* month : {"2014-12", "2016-12"}) {
    ImportSurveyRequest import;
    import.set_survey(std::string("surveys/") + month);
    import.set_content(
        "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,"
        "区域単位：二次医療圏等\n在宅医療推進協議会,1,北海道,○,,○,\n");
    ASSERT_OK(server_.Call(&CouncilStub::ImportSurvey, import));
  }
  ListSurveysRequest request;
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, server_.Call(&CouncilStub::ListSurveys, request));
  ASSERT_THAT(first.surveys(), SizeIs(2));
  EXPECT_EQ(first.surveys(0).name(), "surveys/2016-12");
  EXPECT_EQ(first.surveys(1).name(), kSurvey);
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto last, server_.Call(&CouncilStub::ListSurveys, request));
  ASSERT_THAT(last.surveys(), SizeIs(1));
  EXPECT_EQ(last.surveys(0).name(), "surveys/2014-12");
  EXPECT_EQ(last.next_page_token(), "");
}

TEST_F(CouncilServiceTest, PrefecturesAreTheFortySeven) {
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&CouncilStub::ListPrefectures, ListPrefecturesRequest()));
  ASSERT_THAT(response.prefectures(), SizeIs(47));
  EXPECT_EQ(response.prefectures(12).name(), "prefectures/13");
  EXPECT_EQ(response.prefectures(12).local_government_code(), "130001");
}

TEST_F(CouncilServiceTest, RequestIdAndReasonHaveLimits) {
  Import();
  UpdateCouncilReportRequest request = EstablishAichi();
  request.set_request_id("not allowed");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_INVALID_FIELD));
  request.set_request_id("");
  std::string reason;
  for (int i = 0; i < 500; ++i) reason += "由";
  request.set_reason(reason);
  request.set_validate_only(true);
  EXPECT_OK(Update(request));
  request.set_reason(reason + "由");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CouncilServiceTest, TrialOnAPublishedSurveyNeedsNoReasonAndBlanksAreNone) {
  ImportAndPublish();
  UpdateCouncilReportRequest request = EstablishAichi();
  request.set_reason(" \u3000 ");
  EXPECT_THAT(Update(request), HasReason(ERROR_REASON_REASON_REQUIRED));
  request.clear_reason();
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto trial, Update(request));
  EXPECT_THAT(trial.totals_changes(), SizeIs(6));
}

TEST_F(CouncilServiceTest, HugeRepeatedFieldsAreRefusedWithoutWork) {
  Import();
  UpdateCouncilReportRequest update = EstablishAichi();
  for (int i = 0; i < 100'000; ++i) update.mutable_council_report()->add_coverages();
  const auto refused = Update(update);
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(refused.status(), detail));
  ASSERT_THAT(detail.field_violations(), SizeIs(1));
  EXPECT_EQ(detail.field_violations(0).field(), "council_report.coverages");

  ListCouncilReportsRequest list;
  list.set_parent(kSurvey);
  for (int i = 0; i < 100'000; ++i) list.add_prefecture_codes("13");
  ASSERT_TRUE(GetDetail(List(list).status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "prefecture_codes");

  BatchUpdateCouncilReportsRequest batch;
  batch.set_parent(kSurvey);
  for (int i = 0; i < 100'000; ++i) batch.add_requests();
  ASSERT_TRUE(GetDetail(server_.Call(&CouncilStub::BatchUpdateCouncilReports, batch).status(), detail));
  ASSERT_THAT(detail.field_violations(), SizeIs(1));
}

TEST_F(CouncilServiceTest, UnknownEnumNumberInAFilterIsRefused) {
  Import();
  const auto refused = [this](auto set) {
    ListCouncilReportsRequest request;
    request.set_parent(kSurvey);
    set(request);
    return List(request).status();
  };
  EXPECT_THAT(refused([](auto& r) { r.set_kind(static_cast<CouncilKind>(99)); }),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(refused([](auto& r) { r.set_establishment(static_cast<Presence>(99)); }),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(refused([](auto& r) { r.set_unit(static_cast<AreaUnit>(99)); }), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(refused([](auto& r) { r.set_region(static_cast<type::v1::Region>(99)); }),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CouncilServiceTest, LongJapaneseInputIsQuotedWholeCharactersOnly) {
  for (int offset = 0; offset < 3; ++offset) {
    std::string name(offset, 'x');
    for (int i = 0; i < 200; ++i) name += "調";
    const auto refused = GetReport(name);
    google::rpc::LocalizedMessage localized;
    EXPECT_TRUE(GetDetail(refused.status(), localized)) << "details were lost";
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("調…'"));
  }
}

}  // namespace
}  // namespace zaitaku::council
