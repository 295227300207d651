// Export of resources to a file that import reads back, which services of several kinds of resources have alike.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"

namespace zaitaku::cli {

// How many resources were written, and the revision that all of them were read at.
struct Written {
  int count = 0;
  std::string revision;
};

// Writes resources as a line of `Entry` each. What belongs to the version stays behind: elsewhere it is another, and
// an old etag would be refused.
template <typename Entry, typename Resource, typename Resources>
void WriteLines(Session& session, const Resources& resources, Resource* (Entry::*mutable_resource)()) {
  for (const Resource& resource : resources) {
    Entry entry;
    Resource& copy = *(entry.*mutable_resource)();
    copy = resource;
    copy.clear_revision_id();
    copy.clear_revision_create_time();
    copy.clear_etag();
    session.out() << ToJsonLine(entry) << '\n';
  }
}

// What differs from noun to noun.
struct EntryExport {
  Server server;
  Text doing;
  Text description;
  std::string file;  // For the examples.
  // Writes at a revision, empty for the newest; CSV or lines of JSON.
  std::function<absl::StatusOr<Written>(Session&, const std::string& revision, bool csv)> write;
};

// Adds a verb `export` to a noun.
void AddEntryExportCommand(Commands& commands, CLI::App& noun, EntryExport what);

}  // namespace zaitaku::cli
