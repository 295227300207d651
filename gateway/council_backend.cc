#include "gateway/council_backend.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  // A registry that was restarted is found again within a second, not after the default's two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// The registry's own errors say why; what gRPC itself reports is told apart by having no reason.
absl::Status Translate(const grpc::Status& status) {
  absl::Status error = FromGrpc(status);
  const bool unreachable = absl::IsUnavailable(error) || absl::IsDeadlineExceeded(error);
  if (!unreachable || ReasonOf(error) != type::v1::ERROR_REASON_UNSPECIFIED) return error;
  return Error(
      type::v1::ERROR_REASON_BACKEND_UNAVAILABLE,
      {absl::StrCat("the ", kCouncilRegistry, " cannot be reached or does not answer; try again"),
       absl::StrCat(kCouncilRegistry, " に接続できないか、応答がありません。しばらくしてからやり直してください")},
      {{"service", kCouncilRegistry}});
}

}  // namespace

CouncilBackend::CouncilBackend(const std::string& address, absl::Duration timeout)
    : timeout_(timeout), stub_(council::v1::CouncilService::NewStub(Connect(address))) {}

template <typename Response, typename Request>
absl::StatusOr<Response> CouncilBackend::Call(
    grpc::Status (council::v1::CouncilService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    const Request& request) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
  Response response;
  const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
  if (!status.ok()) return Translate(status);
  return response;
}

absl::StatusOr<council::v1::GetHeadResponse> CouncilBackend::GetHead() const {
  return Call(&council::v1::CouncilService::Stub::GetHead, council::v1::GetHeadRequest());
}

absl::StatusOr<council::v1::Survey> CouncilBackend::GetSurvey(const std::string& survey,
                                                              const std::string& revision) const {
  council::v1::GetSurveyRequest request;
  request.set_name(survey);
  request.set_revision(revision);
  return Call(&council::v1::CouncilService::Stub::GetSurvey, request);
}

absl::StatusOr<council::v1::GetTotalsResponse> CouncilBackend::GetTotals(const std::string& survey,
                                                                         const std::string& revision) const {
  council::v1::GetTotalsRequest request;
  request.set_survey(survey);
  request.set_revision(revision);
  return Call(&council::v1::CouncilService::Stub::GetTotals, request);
}

absl::StatusOr<council::v1::ReconcileSurveyResponse> CouncilBackend::Reconcile(const std::string& survey,
                                                                               const std::string& revision) const {
  council::v1::ReconcileSurveyRequest request;
  request.set_survey(survey);
  request.set_revision(revision);
  return Call(&council::v1::CouncilService::Stub::ReconcileSurvey, request);
}

}  // namespace zaitaku::gateway
