// Puts the training events together.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "platform/service/ledger_process.h"

namespace zaitaku::training {

// UNAVAILABLE or FAILED_PRECONDITION if the database cannot be opened.
absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options);

// The process `training-events`.
ProcessSpec Process();

}  // namespace zaitaku::training
