// Exit codes, and how errors are told.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "cli/language.h"
#include "cli/style.h"

namespace zaitaku::cli {

// What the program exits with. Errors of calls are kExitRpc plus the gRPC code: NOT_FOUND (5) is 69.
enum ExitCode : int {
  kExitOk = 0,
  kExitFindings = 1,      // It worked, and what it found is not as it should be.
  kExitUsage = 2,         // The command line is wrong, or names a file that cannot be read.
  kExitOutputFailed = 3,  // The result could not be written: disk full, pipe closed.
  kExitRpc = 64,
};

// kExitOk, or kExitRpc plus the status's code.
int ExitCodeOf(const absl::Status& status);

// NOT_FOUND, UNAVAILABLE, … as gRPC spells it.
std::string CodeName(absl::StatusCode code);

// A call that failed.
struct Failure {
  Text doing;           // "get the nationwide summary", 「全国集計の取得」
  absl::Status status;  // From the server, with its details.
  std::string server;   // "gateway at 127.0.0.1:7050"
  Text caller = {};     // As OpenedAccess has it.
};

// Says what failed, the status, the reason, each field that is wrong, and what to do about it; in Japanese with the
// server's Japanese text.
void PrintFailure(std::ostream& err, const Failure& failure, Language language, const Style& style);

// Says what is wrong with the command line or a file that it names.
void PrintUsageError(std::ostream& err, std::string_view message, Language language, const Style& style);

}  // namespace zaitaku::cli
