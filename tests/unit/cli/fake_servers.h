// The registry, the catalogue, the training events and the gateway on a real gRPC server in this process, with canned
// answers; and the command run against them.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/cli/fake_catalog.h"
#include "tests/unit/cli/fake_training.h"
#include "tests/unit/cli/handler.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::cli {

class FakeServers final : public council::v1::CouncilService::Service, public summary::v1::SummaryService::Service {
 public:
  explicit FakeServers(const std::shared_ptr<grpc::ServerCredentials>& credentials = grpc::InsecureServerCredentials());
  ~FakeServers() override;

  const std::string& address() const { return address_; }
  void SetServing(bool serving);
  // What the last ListSurveys knew of its caller: the URI of a certificate, and the metadata `authorization`.
  const std::string& last_uri() const { return last_uri_; }
  const std::string& last_authorization() const { return last_authorization_; }

  // Services of their own, on the same server.
  FakeCatalog catalog;
  FakeTraining training;

  Handler<summary::v1::GetNationwideSummaryRequest, summary::v1::GetNationwideSummaryResponse> on_summary;
  Handler<summary::v1::ResolveCitationRequest, summary::v1::ResolveCitationResponse> on_resolve;
  Handler<summary::v1::ExplainSummaryRequest, summary::v1::ExplainSummaryResponse> on_explain;
  Handler<summary::v1::GetFigureRequest, summary::v1::GetFigureResponse> on_figure;
  Handler<summary::v1::CompareSummariesRequest, summary::v1::CompareSummariesResponse> on_compare;
  Handler<summary::v1::GetPrefectureProfileRequest, summary::v1::GetPrefectureProfileResponse> on_profile;
  Handler<summary::v1::ListPrefectureProfilesRequest, summary::v1::ListPrefectureProfilesResponse> on_list_profiles;
  // The stream is open until this returns.
  std::function<grpc::Status(const summary::v1::WatchNationwideSummaryRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<summary::v1::WatchNationwideSummaryResponse>&)>
      on_watch_summary;
  Handler<council::v1::ListPrefecturesRequest, council::v1::ListPrefecturesResponse> on_prefectures;
  Handler<council::v1::GetSurveyRequest, council::v1::Survey> on_get_survey;
  Handler<council::v1::ListSurveysRequest, council::v1::ListSurveysResponse> on_list_surveys;
  Handler<council::v1::ImportSurveyRequest, council::v1::ImportSurveyResponse> on_import;
  Handler<council::v1::PublishSurveyRequest, council::v1::PublishSurveyResponse> on_publish;
  Handler<council::v1::GetCouncilReportRequest, council::v1::CouncilReport> on_get_report;
  Handler<council::v1::ListCouncilReportsRequest, council::v1::ListCouncilReportsResponse> on_list_reports;
  Handler<council::v1::UpdateCouncilReportRequest, council::v1::UpdateCouncilReportResponse> on_update;
  Handler<council::v1::ReconcileSurveyRequest, council::v1::ReconcileSurveyResponse> on_reconcile;
  Handler<council::v1::GetHeadRequest, council::v1::GetHeadResponse> on_head;
  Handler<type::v1::ListRevisionsRequest, type::v1::ListRevisionsResponse> on_revisions;
  Handler<type::v1::FindRevisionRequest, type::v1::FindRevisionResponse> on_find_revision;
  Handler<type::v1::VerifyAuditRequest, type::v1::VerifyAuditResponse> on_verify;
  Handler<type::v1::CheckTotalsRequest, type::v1::CheckTotalsResponse> on_check_totals;
  // The stream is open until this returns.
  std::function<grpc::Status(const type::v1::WatchRevisionsRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<type::v1::WatchRevisionsResponse>&)>
      on_watch;

 private:
  grpc::Status GetNationwideSummary(grpc::ServerContext*, const summary::v1::GetNationwideSummaryRequest* request,
                                    summary::v1::GetNationwideSummaryResponse* response) override;
  grpc::Status ResolveCitation(grpc::ServerContext*, const summary::v1::ResolveCitationRequest* request,
                               summary::v1::ResolveCitationResponse* response) override;
  grpc::Status ExplainSummary(grpc::ServerContext*, const summary::v1::ExplainSummaryRequest* request,
                              summary::v1::ExplainSummaryResponse* response) override;
  grpc::Status GetFigure(grpc::ServerContext*, const summary::v1::GetFigureRequest* request,
                         summary::v1::GetFigureResponse* response) override;
  grpc::Status CompareSummaries(grpc::ServerContext*, const summary::v1::CompareSummariesRequest* request,
                                summary::v1::CompareSummariesResponse* response) override;
  grpc::Status GetPrefectureProfile(grpc::ServerContext*, const summary::v1::GetPrefectureProfileRequest* request,
                                    summary::v1::GetPrefectureProfileResponse* response) override;
  grpc::Status ListPrefectureProfiles(grpc::ServerContext*, const summary::v1::ListPrefectureProfilesRequest* request,
                                      summary::v1::ListPrefectureProfilesResponse* response) override;
  grpc::Status WatchNationwideSummary(grpc::ServerContext* context,
                                      const summary::v1::WatchNationwideSummaryRequest* request,
                                      grpc::ServerWriter<summary::v1::WatchNationwideSummaryResponse>* writer) override;
  grpc::Status ListPrefectures(grpc::ServerContext*, const council::v1::ListPrefecturesRequest* request,
                               council::v1::ListPrefecturesResponse* response) override;
  grpc::Status GetSurvey(grpc::ServerContext*, const council::v1::GetSurveyRequest* request,
                         council::v1::Survey* response) override;
  grpc::Status ListSurveys(grpc::ServerContext*, const council::v1::ListSurveysRequest* request,
                           council::v1::ListSurveysResponse* response) override;
  grpc::Status ImportSurvey(grpc::ServerContext*, const council::v1::ImportSurveyRequest* request,
                            council::v1::ImportSurveyResponse* response) override;
  grpc::Status PublishSurvey(grpc::ServerContext*, const council::v1::PublishSurveyRequest* request,
                             council::v1::PublishSurveyResponse* response) override;
  grpc::Status GetCouncilReport(grpc::ServerContext*, const council::v1::GetCouncilReportRequest* request,
                                council::v1::CouncilReport* response) override;
  grpc::Status ListCouncilReports(grpc::ServerContext*, const council::v1::ListCouncilReportsRequest* request,
                                  council::v1::ListCouncilReportsResponse* response) override;
  grpc::Status UpdateCouncilReport(grpc::ServerContext*, const council::v1::UpdateCouncilReportRequest* request,
                                   council::v1::UpdateCouncilReportResponse* response) override;
  grpc::Status ReconcileSurvey(grpc::ServerContext*, const council::v1::ReconcileSurveyRequest* request,
                               council::v1::ReconcileSurveyResponse* response) override;

  grpc::Status GetHead(grpc::ServerContext*, const council::v1::GetHeadRequest* request,
                       council::v1::GetHeadResponse* response) override;
  grpc::Status ListRevisions(grpc::ServerContext*, const type::v1::ListRevisionsRequest* request,
                             type::v1::ListRevisionsResponse* response) override;
  grpc::Status FindRevision(grpc::ServerContext*, const type::v1::FindRevisionRequest* request,
                            type::v1::FindRevisionResponse* response) override;
  grpc::Status VerifyAudit(grpc::ServerContext*, const type::v1::VerifyAuditRequest* request,
                           type::v1::VerifyAuditResponse* response) override;
  grpc::Status CheckTotals(grpc::ServerContext*, const type::v1::CheckTotalsRequest* request,
                           type::v1::CheckTotalsResponse* response) override;
  grpc::Status WatchRevisions(grpc::ServerContext* context, const type::v1::WatchRevisionsRequest* request,
                              grpc::ServerWriter<type::v1::WatchRevisionsResponse>* writer) override;

  void NoteCaller(const grpc::ServerContext& context);

  std::unique_ptr<grpc::Server> server_;
  std::string last_uri_;
  std::string last_authorization_;
  std::string address_;
};

// What a run of the command did.
struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

// What a run sees beside its arguments.
struct World {
  std::map<std::string, std::string> variables;
  std::string in;
  bool is_terminal = false;
  bool out_fails = false;  // As on a full disk.
};

// Runs `zaitaku` with these arguments in this world.
Outcome RunCommand(const std::vector<std::string>& arguments, const World& world = {});

// The same against fake servers, in English unless `arguments` say otherwise.
Outcome RunCommand(const FakeServers& servers, std::vector<std::string> arguments, World world = {});

}  // namespace zaitaku::cli
