#include "tests/bench/example_calls.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/bench/example_table.h"
#include "tests/generators/source_document.h"
#include "zaitaku/council/v1/council_service.pb.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::bench {
namespace {

constexpr char kCouncil[] = "/zaitaku.council.v1.CouncilService/";
constexpr char kSurvey[] = "surveys/2015-12";
constexpr int kReports = 94;
constexpr int kMaxAreas = 2000;  // The largest total of a coverage.

// A correction that differs from the one before.
void Correct(int sequence, const std::string& report, council::v1::UpdateCouncilReportRequest& request) {
  council::v1::CouncilReport& change = *request.mutable_council_report();
  change.set_name(absl::StrCat(kSurvey, "/reports/", report));
  change.set_establishment(council::v1::PRESENCE_PRESENT);
  change.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
  council::v1::Coverage& coverage = *change.add_coverages();
  coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
  coverage.set_covered(sequence % kMaxAreas + 1);
  coverage.set_total(kMaxAreas);
}

void AddCouncilReads(Table& table) {
  using namespace council::v1;  // NOLINT(build/namespaces): a page of its messages.
  const std::string service = kCouncil;
  table[service + "GetHead"] = Example<GetHeadRequest, GetHeadResponse>(
      [](int, auto&) {}, [](const auto& head) { return head.latest_survey() == kSurvey; });
  table[service + "ListPrefectures"] = Example<ListPrefecturesRequest, ListPrefecturesResponse>(
      [](int, auto&) {}, [](const auto& list) { return list.prefectures_size() == 47; });
  table[service + "GetSurvey"] =
      Example<GetSurveyRequest, Survey>([](int, auto& request) { request.set_name(kSurvey); },
                                        [](const auto& survey) { return survey.state() == Survey::STATE_PUBLISHED; });
  table[service + "ListSurveys"] = Example<ListSurveysRequest, ListSurveysResponse>(
      [](int, auto&) {}, [](const auto& list) { return list.surveys_size() == 1; });
  table[service + "GetCouncilReport"] = Example<GetCouncilReportRequest, CouncilReport>(
      [](int, auto& request) { request.set_name("surveys/2015-12/reports/home-medical-care-16"); },
      [](const auto& report) { return report.coverages_size() == 1 && report.coverages(0).covered() == 4; });
  table[service + "ListCouncilReports"] = Example<ListCouncilReportsRequest, ListCouncilReportsResponse>(
      [](int, auto& request) { request.set_parent(kSurvey); },
      [](const auto& list) { return list.council_reports_size() == kReports; });
  table[service + "GetTotals"] = Example<GetTotalsRequest, GetTotalsResponse>(
      [](int, auto& request) { request.set_survey(kSurvey); },
      [](const auto& answer) { return answer.totals().nation().kinds(0).sub_prefectural_councils() == 137; });
  table[service + "GetNationalTotals"] = Example<GetNationalTotalsRequest, GetNationalTotalsResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.totals().prefectures_size() == 47; });
  table[service + "ReconcileSurvey"] = Example<ReconcileSurveyRequest, ReconcileSurveyResponse>(
      [](int, auto& request) { request.set_survey(kSurvey); },
      [](const auto& answer) { return answer.figures_size() == 10; });
}

void AddCouncilWrites(Table& table) {
  using namespace council::v1;  // NOLINT(build/namespaces): a page of its messages.
  const std::string service = kCouncil;
  table[service + "UpdateCouncilReport"] = Example<UpdateCouncilReportRequest, UpdateCouncilReportResponse>(
      [](int sequence, auto& request) {
        Correct(sequence, "home-medical-care-16", request);
        request.set_reason("訂正");
      },
      [](const auto& answer) { return !answer.unchanged() && !answer.revision().empty(); });
  table[service + "BatchUpdateCouncilReports"] =
      Example<BatchUpdateCouncilReportsRequest, BatchUpdateCouncilReportsResponse>(
          [](int sequence, auto& request) {
            request.set_parent(kSurvey);
            Correct(sequence, "home-medical-care-16", *request.add_requests());
            Correct(sequence, "home-visit-nursing-16", *request.add_requests());
            request.set_reason("訂正");
          },
          [](const auto& answer) { return !answer.unchanged() && answer.council_reports_size() == 2; });
  // The same file again: all of it is read and compared, and found to be there.
  table[service + "ImportSurvey"] = Example<ImportSurveyRequest, ImportSurveyResponse>(
      [document = generators::ReadSourceDocument()](int, auto& request) { request.set_content(document); },
      [](const auto& answer) { return answer.unchanged() && answer.unchanged_reports() == kReports; });
  table[service + "PublishSurvey"] = Example<PublishSurveyRequest, PublishSurveyResponse>(
      [](int, auto& request) { request.set_name(kSurvey); }, [](const auto& answer) { return answer.unchanged(); });
}

// What the gateway says beyond totals.
void AddDetailCalls(Table& table, const Known& known) {
  using namespace summary::v1;  // NOLINT(build/namespaces): a page of its messages.
  const std::string service = "/zaitaku.summary.v1.SummaryService/";
  table[service + "GetFigure"] = Example<GetFigureRequest, GetFigureResponse>(
      [](int, auto& request) { request.set_path("home-medical-care.established"); },
      [](const auto& answer) { return answer.figure().value() == 44 && answer.figure().rows_size() == 44; });
  table[service + "CompareSummaries"] = Example<CompareSummariesRequest, CompareSummariesResponse>(
      [known](int, auto& request) { request.mutable_before()->set_citation(known.citation); },
      [](const auto& answer) { return answer.changes().empty() && answer.unchanged_figures() > 0; });
  table[service + "GetPrefectureProfile"] = Example<GetPrefectureProfileRequest, GetPrefectureProfileResponse>(
      [](int, auto& request) { request.set_name("prefectures/13/profile"); },
      [](const auto& answer) { return answer.profile().reports_size() == 2; });
  table[service + "ListPrefectureProfiles"] = Example<ListPrefectureProfilesRequest, ListPrefectureProfilesResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.profiles_size() == 47; });
}

Table MakeTable(const Known& known) {
  Table table;
  AddCouncilReads(table);
  AddCouncilWrites(table);
  AddHistoryCalls(table, kCouncil, 2);
  AddCatalogCalls(table);
  AddTrainingCalls(table, known.person);
  using summary::v1::GetNationwideSummaryRequest;
  using summary::v1::GetNationwideSummaryResponse;
  table["/zaitaku.summary.v1.SummaryService/GetNationwideSummary"] =
      Example<GetNationwideSummaryRequest, GetNationwideSummaryResponse>(
          [](int, auto&) {},
          [](const auto& answer) {
            const auto& kinds = answer.summary().councils().nation().kinds();
            return kinds.size() == 2 && kinds[0].established() == 44 && kinds[1].established() == 38;
          });
  using summary::v1::ExplainSummaryRequest;
  using summary::v1::ExplainSummaryResponse;
  table["/zaitaku.summary.v1.SummaryService/ExplainSummary"] = Example<ExplainSummaryRequest, ExplainSummaryResponse>(
      [](int, auto& request) { request.mutable_request(); },
      [](const auto& answer) { return answer.places_size() > 0; });
  using summary::v1::ResolveCitationRequest;
  using summary::v1::ResolveCitationResponse;
  table["/zaitaku.summary.v1.SummaryService/ResolveCitation"] =
      Example<ResolveCitationRequest, ResolveCitationResponse>(
          [known](int, auto& request) { request.set_citation(known.citation); },
          [known](const auto& answer) { return answer.summary().citation() == known.citation; });
  AddDetailCalls(table, known);
  using grpc::health::v1::HealthCheckRequest;
  using grpc::health::v1::HealthCheckResponse;
  table["/grpc.health.v1.Health/Check"] = Example<HealthCheckRequest, HealthCheckResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.status() == HealthCheckResponse::SERVING; });
  return table;
}

}  // namespace

void AddHistoryCalls(Table& table, const std::string& service, int revisions) {
  using namespace type::v1;  // NOLINT(build/namespaces): a page of its messages.
  table[service + "ListRevisions"] = Example<ListRevisionsRequest, ListRevisionsResponse>(
      [](int, auto&) {}, [revisions](const auto& list) { return list.revisions_size() == revisions; });
  table[service + "FindRevision"] = Example<FindRevisionRequest, FindRevisionResponse>(
      [](int, auto& request) { *request.mutable_time() = google::protobuf::util::TimeUtil::GetCurrentTime(); },
      [](const auto& found) { return found.has_create_time(); });
  table[service + "VerifyAudit"] = Example<VerifyAuditRequest, VerifyAuditResponse>(
      [](int, auto&) {},
      [revisions](const auto& answer) { return answer.whole() && answer.verified_revisions() == revisions; });
  table[service + "CheckTotals"] = Example<CheckTotalsRequest, CheckTotalsResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.correct() && answer.compared_cells() > 0; });
}

ExampleCall ExampleOf(const std::string& path, const Known& known) {
  const Table table = MakeTable(known);
  if (const auto found = table.find(path); found != table.end()) return found->second;
  return {[](int) { return std::string(); }, [](const std::string&) { return absl::OkStatus(); }};
}

}  // namespace zaitaku::bench
