// Imports: from a file's bytes to one change.
#pragma once

#include "absl/status/statusor.h"
#include "platform/storage/transaction.h"
#include "services/catalog/catalog_file.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

// Reads the file of the request. INVALID_ARGUMENT if the request is wrong; what is wrong with the file is in the
// answer.
absl::StatusOr<FileContent> ReadFile(const v1::ImportEntriesRequest& request);

// Changes what the file says otherwise. Where only the store can tell that lines are wrong: INVALID_ARGUMENT
// (INVALID_FILE), or with `validate_only`, of which nothing is kept anyway, problems in the answer.
absl::Status ApplyImport(const FileContent& file, bool validate_only, Transaction& transaction,
                         v1::ImportEntriesResponse& response);

}  // namespace zaitaku::catalog
