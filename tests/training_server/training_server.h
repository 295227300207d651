// The training events, served in this process.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tests/ledger_server/ledger_server.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku {

class TrainingServer : public LedgerServer<training::v1::TrainingService> {
 public:
  TrainingServer();

  // Imports a file of any format, found out from its content.
  absl::StatusOr<training::v1::ImportEntriesResponse> Import(const std::string& content, bool validate_only = false);

  // The resources of data/training as one file of JSON lines. Ends the program with a message if they cannot be read.
  static std::string ReadData();
};

using TrainingStub = training::v1::TrainingService::Stub;

}  // namespace zaitaku
