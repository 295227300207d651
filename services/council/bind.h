// Puts the council registry together.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/server/process.h"
#include "platform/service/watch_hub.h"
#include "platform/storage/ledger.h"

namespace zaitaku::council {

struct RegistryOptions {
  std::string database;    // Path of the SQLite file; made if missing.
  int worker_threads = 4;  // Calls worked on at a time.
  int queue_limit_calls = 1024;
  LedgerOptions ledger;
  WatchOptions watch;
  absl::Duration check_totals_every = absl::Minutes(10);
};

// UNAVAILABLE or FAILED_PRECONDITION if the database cannot be opened.
absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const RegistryOptions& options);

// The process `council-registry`.
ProcessSpec Process();

}  // namespace zaitaku::council
