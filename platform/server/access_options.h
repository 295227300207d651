// The options of a process that say who may do what on it.
#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/auth/gate.h"
#include "platform/server/watch_places.h"

namespace zaitaku {

struct AccessOptions {
  GateOptions gate;
  std::string anonymous_role;
  int token_max_life_s = 24 * 3600;
  int max_connection_age_s = 1800;
  bool reflection = true;
  bool health = true;
};

void AddAccessOptions(CLI::App& app, AccessOptions& options);

// Of a process that streams to whoever watches.
void AddWatchOptions(CLI::App& app, WatchLimits& limits);

// `development`: plaintext, and on loopback only. INVALID_ARGUMENT or NOT_FOUND naming the option that is wrong.
absl::StatusOr<std::unique_ptr<Gate>> MakeGate(const AccessOptions& options, bool development);

}  // namespace zaitaku
