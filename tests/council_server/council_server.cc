#include "tests/council_server/council_server.h"

#include "services/council/bind.h"
#include "tests/generators/source_document.h"

namespace zaitaku {

CouncilServer::CouncilServer() : LedgerServer(&council::Bind, "council.db") {}

absl::StatusOr<council::v1::ImportSurveyResponse> CouncilServer::ImportSource() {
  council::v1::ImportSurveyRequest request;
  request.set_content(generators::ReadSourceDocument());
  return Call(&CouncilStub::ImportSurvey, request);
}

absl::Status CouncilServer::PublishSource() {
  council::v1::PublishSurveyRequest request;
  request.set_name("surveys/2015-12");
  return Call(&CouncilStub::PublishSurvey, request).status();
}

}  // namespace zaitaku
