// Puts the council registry together.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "platform/service/ledger_process.h"

namespace zaitaku::council {

// UNAVAILABLE or FAILED_PRECONDITION if the database cannot be opened.
absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options);

// The process `council-registry`.
ProcessSpec Process();

}  // namespace zaitaku::council
