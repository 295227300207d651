// Puts the programme catalogue together.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "platform/service/ledger_process.h"

namespace zaitaku::catalog {

// UNAVAILABLE or FAILED_PRECONDITION if the database cannot be opened.
absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options);

// The process `program-catalog`.
ProcessSpec Process();

}  // namespace zaitaku::catalog
