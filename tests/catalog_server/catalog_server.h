// The programme catalogue, served in this process.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tests/ledger_server/ledger_server.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku {

class CatalogServer : public LedgerServer<catalog::v1::CatalogService> {
 public:
  CatalogServer();

  // Imports a file of any format, found out from its content.
  absl::StatusOr<catalog::v1::ImportEntriesResponse> Import(const std::string& content, bool validate_only = false);

  // The resources of data/catalog as one file of JSON lines. Ends the program with a message if they cannot be read.
  static std::string ReadData();
};

using CatalogStub = catalog::v1::CatalogService::Stub;

}  // namespace zaitaku
