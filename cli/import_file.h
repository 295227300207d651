// Files to import, and what is wrong with them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "platform/status/status.h"
#include "zaitaku/type/v1/imports.pb.h"

namespace zaitaku::cli {

// What problems and results call the file: its path, or `stdin` for `-`.
std::string ImportFileName(const std::string& file);

// The content of a file, or of the run's input for `-`; or an error in the run's language that says why it cannot be
// sent: it cannot be read, or it is larger than the 1 MiB that servers read.
absl::StatusOr<std::string> ReadImportFile(Session& session, const std::string& file);

using ImportProblems = google::protobuf::RepeatedPtrField<type::v1::ImportProblem>;

// Prints every problem of a file, each in a line: `file:line:column: cell: read '…', expected …, for example …`. The
// findings are the result, so they go to stdout; in JSON the result is `response`. Returns the exit code.
int ShowProblems(Session& session, const ImportProblems& problems, const google::protobuf::Message& response,
                 const std::string& file_name);

// Sends an import and has `show` show what it did; or shows what is wrong with the file. An error carries the first
// problems only, so that a file that is refused is tried once more, changing nothing, for all of them.
template <typename Stub, typename Request, typename Response, typename Show>
int RunImport(Session& session, Server server, Method<Stub, Request, Response> method, Request request,
              const std::string& file_name, const Show& show) {
  const auto response = session.connection().Change(method, request);
  if (response.ok()) {
    if (!response->problems().empty()) return ShowProblems(session, response->problems(), *response, file_name);
    show(*response);
    return kExitOk;
  }
  const bool file_is_wrong = ReasonOf(response.status()) == type::v1::ERROR_REASON_INVALID_FILE;
  if (file_is_wrong) {
    request.set_validate_only(true);
    request.clear_request_id();
    const auto trial = session.connection().Change(method, request);
    if (trial.ok() && !trial->problems().empty()) return ShowProblems(session, trial->problems(), *trial, file_name);
  }
  const int code = session.Fail({"取り込み", "import the file"}, response.status(), server);
  return file_is_wrong ? kExitFindings : code;
}

}  // namespace zaitaku::cli
