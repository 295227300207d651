// Import of a file of entries, which services that keep several kinds of resources have alike.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>

#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/import_file.h"
#include "cli/session.h"

namespace zaitaku::cli {

struct ImportOptions {
  std::string file;
  std::string format;
  ChangeOptions change;
};

// What differs from service to service.
template <typename Stub, typename Request, typename Response>
struct EntryImport {
  Server server;
  Method<Stub, Request, Response> method;
  // What `--format csv` is.
  typename Request::Format csv;
  Text description;
};

// Adds a verb `import` that does `import` with the options' file. What it returns is the exit code.
using ImportAction = std::function<int(Session&, const ImportOptions&)>;
void AddEntryImportCommand(Commands& commands, CLI::App& noun, const Text& description, ImportAction import);

// What an import did to the service's resources, by their names.
struct ImportedEntries {
  const google::protobuf::RepeatedPtrField<std::string>& created;
  const google::protobuf::RepeatedPtrField<std::string>& changed;
  int same;
  bool unchanged;
  const std::string& revision;
};
void ShowImportedEntries(Session& session, const google::protobuf::Message& response, const ImportedEntries& imported,
                         const ImportOptions& options);

// Adds a verb `import` to a noun.
template <typename Stub, typename Request, typename Response>
void AddEntryImportCommand(Commands& commands, CLI::App& noun, EntryImport<Stub, Request, Response> import) {
  AddEntryImportCommand(commands, noun, import.description, [import](Session& session, const ImportOptions& options) {
    auto content = ReadImportFile(session, options.file);
    if (!content.ok()) {
      const std::string message(content.status().message());
      return session.RefuseUsage({message, message});
    }
    Request request;
    request.set_content(*std::move(content));
    if (options.format == "jsonl") request.set_format(Request::FORMAT_JSON_LINES);
    if (options.format == "csv") request.set_format(import.csv);
    SetChange(options.change, request);
    return RunImport(session, import.server, import.method, std::move(request), ImportFileName(options.file),
                     [&](const Response& response) {
                       ShowImportedEntries(session, response,
                                           {response.created(), response.changed(), response.unchanged_entries(),
                                            response.unchanged(), response.revision()},
                                           options);
                     });
  });
}

}  // namespace zaitaku::cli
