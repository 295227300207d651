#include "tests/unit/cli/fake_servers.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <sstream>

#include "cli/app.h"

namespace zaitaku::cli {
FakeServers::FakeServers(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port);
  builder.RegisterService(static_cast<council::v1::CouncilService::Service*>(this));
  builder.RegisterService(static_cast<summary::v1::SummaryService::Service*>(this));
  builder.RegisterService(&catalog);
  builder.RegisterService(&training);
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
}

void FakeServers::NoteCaller(const grpc::ServerContext& context) {
  last_uri_.clear();
  for (const auto& uri : context.auth_context()->FindPropertyValues("peer_uri"))
    last_uri_.assign(uri.data(), uri.size());
  const auto authorization = context.client_metadata().find("authorization");
  const bool none = authorization == context.client_metadata().end();
  last_authorization_ = none ? "" : std::string(authorization->second.data(), authorization->second.size());
}

FakeServers::~FakeServers() { server_->Shutdown(); }

void FakeServers::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }

grpc::Status FakeServers::GetNationwideSummary(grpc::ServerContext*,
                                               const summary::v1::GetNationwideSummaryRequest* request,
                                               summary::v1::GetNationwideSummaryResponse* response) {
  return Answer(on_summary, *request, response);
}

grpc::Status FakeServers::ResolveCitation(grpc::ServerContext*, const summary::v1::ResolveCitationRequest* request,
                                          summary::v1::ResolveCitationResponse* response) {
  return Answer(on_resolve, *request, response);
}

grpc::Status FakeServers::ExplainSummary(grpc::ServerContext*, const summary::v1::ExplainSummaryRequest* request,
                                         summary::v1::ExplainSummaryResponse* response) {
  return Answer(on_explain, *request, response);
}

grpc::Status FakeServers::GetFigure(grpc::ServerContext*, const summary::v1::GetFigureRequest* request,
                                    summary::v1::GetFigureResponse* response) {
  return Answer(on_figure, *request, response);
}

grpc::Status FakeServers::CompareSummaries(grpc::ServerContext*, const summary::v1::CompareSummariesRequest* request,
                                           summary::v1::CompareSummariesResponse* response) {
  return Answer(on_compare, *request, response);
}

grpc::Status FakeServers::GetPrefectureProfile(grpc::ServerContext*,
                                               const summary::v1::GetPrefectureProfileRequest* request,
                                               summary::v1::GetPrefectureProfileResponse* response) {
  return Answer(on_profile, *request, response);
}

grpc::Status FakeServers::ListPrefectureProfiles(grpc::ServerContext*,
                                                 const summary::v1::ListPrefectureProfilesRequest* request,
                                                 summary::v1::ListPrefectureProfilesResponse* response) {
  return Answer(on_list_profiles, *request, response);
}

grpc::Status FakeServers::WatchNationwideSummary(
    grpc::ServerContext* context, const summary::v1::WatchNationwideSummaryRequest* request,
    grpc::ServerWriter<summary::v1::WatchNationwideSummaryResponse>* writer) {
  if (!on_watch_summary) return {grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call"};
  return on_watch_summary(*request, *context, *writer);
}

grpc::Status FakeServers::ListPrefectures(grpc::ServerContext*, const council::v1::ListPrefecturesRequest* request,
                                          council::v1::ListPrefecturesResponse* response) {
  return Answer(on_prefectures, *request, response);
}

grpc::Status FakeServers::GetSurvey(grpc::ServerContext*, const council::v1::GetSurveyRequest* request,
                                    council::v1::Survey* response) {
  return Answer(on_get_survey, *request, response);
}

grpc::Status FakeServers::ListSurveys(grpc::ServerContext* context, const council::v1::ListSurveysRequest* request,
                                      council::v1::ListSurveysResponse* response) {
  NoteCaller(*context);
  return Answer(on_list_surveys, *request, response);
}

grpc::Status FakeServers::ImportSurvey(grpc::ServerContext*, const council::v1::ImportSurveyRequest* request,
                                       council::v1::ImportSurveyResponse* response) {
  return Answer(on_import, *request, response);
}

grpc::Status FakeServers::PublishSurvey(grpc::ServerContext*, const council::v1::PublishSurveyRequest* request,
                                        council::v1::PublishSurveyResponse* response) {
  return Answer(on_publish, *request, response);
}

grpc::Status FakeServers::GetCouncilReport(grpc::ServerContext*, const council::v1::GetCouncilReportRequest* request,
                                           council::v1::CouncilReport* response) {
  return Answer(on_get_report, *request, response);
}

grpc::Status FakeServers::ListCouncilReports(grpc::ServerContext*,
                                             const council::v1::ListCouncilReportsRequest* request,
                                             council::v1::ListCouncilReportsResponse* response) {
  return Answer(on_list_reports, *request, response);
}

grpc::Status FakeServers::UpdateCouncilReport(grpc::ServerContext*,
                                              const council::v1::UpdateCouncilReportRequest* request,
                                              council::v1::UpdateCouncilReportResponse* response) {
  return Answer(on_update, *request, response);
}

grpc::Status FakeServers::ReconcileSurvey(grpc::ServerContext*, const council::v1::ReconcileSurveyRequest* request,
                                          council::v1::ReconcileSurveyResponse* response) {
  return Answer(on_reconcile, *request, response);
}

grpc::Status FakeServers::GetHead(grpc::ServerContext*, const council::v1::GetHeadRequest* request,
                                  council::v1::GetHeadResponse* response) {
  return Answer(on_head, *request, response);
}

grpc::Status FakeServers::ListRevisions(grpc::ServerContext*, const type::v1::ListRevisionsRequest* request,
                                        type::v1::ListRevisionsResponse* response) {
  return Answer(on_revisions, *request, response);
}

grpc::Status FakeServers::FindRevision(grpc::ServerContext*, const type::v1::FindRevisionRequest* request,
                                       type::v1::FindRevisionResponse* response) {
  return Answer(on_find_revision, *request, response);
}

grpc::Status FakeServers::VerifyAudit(grpc::ServerContext*, const type::v1::VerifyAuditRequest* request,
                                      type::v1::VerifyAuditResponse* response) {
  return Answer(on_verify, *request, response);
}

grpc::Status FakeServers::CheckTotals(grpc::ServerContext*, const type::v1::CheckTotalsRequest* request,
                                      type::v1::CheckTotalsResponse* response) {
  return Answer(on_check_totals, *request, response);
}

grpc::Status FakeServers::WatchRevisions(grpc::ServerContext* context, const type::v1::WatchRevisionsRequest* request,
                                         grpc::ServerWriter<type::v1::WatchRevisionsResponse>* writer) {
  if (!on_watch) return {grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call"};
  return on_watch(*request, *context, *writer);
}

Outcome RunCommand(const std::vector<std::string>& arguments, const World& world) {
  std::istringstream in(world.in);
  std::ostringstream out, err;
  if (world.out_fails) out.setstate(std::ios::badbit);
  const Environment environment{in, out, err, world.is_terminal, world.is_terminal, [&world](const char* name) {
                                  const auto found = world.variables.find(name);
                                  if (found != world.variables.end()) return found->second;
                                  // The fake servers speak plaintext, unless a test says otherwise.
                                  return std::string(name == std::string("ZAITAKU_INSECURE") ? "true" : "");
                                }};
  std::vector<const char*> argv = {"zaitaku"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  const int code = Run(static_cast<int>(argv.size()), argv.data(), environment);
  return {code, out.str(), err.str()};
}

Outcome RunCommand(const FakeServers& servers, std::vector<std::string> arguments, World world) {
  world.variables.emplace("ZAITAKU_GATEWAY", servers.address());
  world.variables.emplace("ZAITAKU_COUNCIL", servers.address());
  world.variables.emplace("ZAITAKU_CATALOG", servers.address());
  world.variables.emplace("ZAITAKU_TRAINING", servers.address());
  return RunCommand(arguments, world);
}

}  // namespace zaitaku::cli
