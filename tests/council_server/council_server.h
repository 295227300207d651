// The council registry, served in this process.
#pragma once

#include "absl/status/statusor.h"
#include "tests/ledger_server/ledger_server.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {

class CouncilServer : public LedgerServer<council::v1::CouncilService> {
 public:
  CouncilServer();

  // Imports the source document, and publishes it.
  absl::StatusOr<council::v1::ImportSurveyResponse> ImportSource();
  absl::Status PublishSource();
};

// One call to any service.
using CouncilStub = council::v1::CouncilService::Stub;

}  // namespace zaitaku
