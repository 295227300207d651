#include "tests/system/registry_client.h"

#include <algorithm>

#include "tests/generators/source_document.h"

namespace zaitaku {

RegistryClient::RegistryClient(const std::string& address) {
  grpc::ChannelArguments arguments;
  // Otherwise all clients of this program would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  stub_ = council::v1::CouncilService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

absl::Status RegistryClient::ImportSource() {
  council::v1::ImportSurveyRequest request;
  request.set_content(generators::ReadSourceDocument());
  return Call(&Stub::ImportSurvey, request).status();
}

absl::StatusOr<std::vector<council::v1::CouncilReport>> RegistryClient::Reports(const std::string& revision) {
  council::v1::ListCouncilReportsRequest request;
  request.set_parent(kSurvey);
  request.set_page_size(1000);
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto response, Call(&Stub::ListCouncilReports, request));
  return std::vector<council::v1::CouncilReport>(response.council_reports().begin(), response.council_reports().end());
}

absl::StatusOr<std::vector<type::v1::RevisionRecord>> RegistryClient::Revisions(const std::string& resource) {
  type::v1::ListRevisionsRequest request;
  request.set_resource(resource);
  request.set_page_size(1000);
  std::vector<type::v1::RevisionRecord> revisions;
  do {
    ASSIGN_OR_RETURN(const auto response, Call(&Stub::ListRevisions, request));
    revisions.insert(revisions.end(), response.revisions().begin(), response.revisions().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  std::reverse(revisions.begin(), revisions.end());
  return revisions;
}

bool OutcomeUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

bool SameFacts(const council::v1::CouncilReport& a, const council::v1::CouncilReport& b) {
  const auto facts = [](const council::v1::CouncilReport& report) {
    council::v1::CouncilReport facts;
    facts.set_name(report.name());
    facts.set_establishment(report.establishment());
    facts.set_prefecture_wide(report.prefecture_wide());
    facts.set_sub_prefectural(report.sub_prefectural());
    *facts.mutable_coverages() = report.coverages();
    *facts.mutable_plans() = report.plans();
    return facts.SerializeAsString();
  };
  return facts(a) == facts(b);
}

}  // namespace zaitaku
