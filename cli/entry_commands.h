// What the commands on resources of every service have in common.
#pragma once

#include <google/protobuf/message.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/entry_terms.h"
#include "cli/json.h"
#include "cli/moment.h"
#include "cli/session.h"

namespace zaitaku::cli {

// Adds an option that takes a slug or a Japanese word of an enum.
template <typename Enum>
void AddTermOption(Commands& commands, CLI::App& verb, const char* name, std::string& value, const Text& description,
                   const char* values) {
  verb.add_option(name, value, commands.Say(description))->check(CheckTerm<Enum>)->option_text(values);
}

// Adds --fiscal-year.
CLI::Option* AddFiscalYearOption(Commands& commands, CLI::App& verb, std::string& value, const Text& description);

// What `get` takes.
struct GetOptions {
  std::string name;
  bool verbatim = false;
  PointInTime point;
};

// Adds a verb `get` with NAME, --verbatim and a point in time.
void AddGetCommand(Commands& commands, CLI::App& noun, const Text& description,
                   const std::vector<std::string>& examples, const char* name, int (*get)(Session&, const GetOptions&));

// What every change takes.
struct ChangeOptions {
  std::string reason;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
};

// Adds --reason, --request-id and --dry-run.
void AddRequestOptions(Commands& commands, CLI::App& verb, ChangeOptions& options);

// Adds --etag too.
void AddChangeOptions(Commands& commands, CLI::App& verb, ChangeOptions& options);

// Fills a request's fields of the same meaning; the etag is not always in the request itself.
template <typename Request>
void SetChange(const ChangeOptions& options, Request& request) {
  request.set_reason(options.reason);
  request.set_request_id(options.request_id);
  request.set_validate_only(options.dry_run);
}

// What became of a change: `done`, or that it was a trial, or that nothing changed because `already`.
Text OutcomeText(const Text& done, const Text& already, const ChangeOptions& change, bool unchanged);

// Writes the line that says what became of a change: the resource, what was done, the revision.
void PrintDone(Session& session, const std::string& name, const Text& done, const std::string& revision);

// Notes how many resources a list has, by the English words for one and for several.
struct CountedNoun {
  const char* one;
  const char* several;
};
void NoteCount(Session& session, int count, const CountedNoun& noun, const std::string& revision);

// Writes a result in the form that is asked for: `table` and `csv` write theirs, JSON is the message.
template <typename Table, typename Csv>
void ShowResult(Session& session, const google::protobuf::Message& message, const Table& table, const Csv& csv) {
  switch (session.settings().output) {
    case Output::kTable:
      table();
      break;
    case Output::kJson:
      session.out() << ToJson(message);
      break;
    case Output::kCsv:
      csv();
      break;
  }
}

}  // namespace zaitaku::cli
