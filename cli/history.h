// The history of a service, or of one of its resources, as a command shows it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/commands.h"
#include "cli/moment.h"
#include "cli/session.h"

namespace zaitaku::cli {

struct HistoryOptions {
  PointInTime point;
  int limit = 20;
  std::string zone;
};

// Adds --limit, --revision, --at and --time-zone to a command.
void AddHistoryOptions(Commands& commands, CLI::App& verb, HistoryOptions& options);

// Shows the revisions up to one, the newest first; of `resource` only, or all if that is empty. Returns the exit code.
int ShowHistory(Session& session, Server server, const HistoryOptions& options, const std::string& resource,
                const std::string& revision);

}  // namespace zaitaku::cli
