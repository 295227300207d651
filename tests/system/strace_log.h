// What strace saw a process do to its disk.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku {

// One fdatasync or fsync.
struct SyncCall {
  std::string file;    // Its path.
  absl::Time started;  // Not before the process asked for it.
  absl::Time ended;    // Not after the process had its result.
  bool ok = false;
};

// The command that runs another under strace, which writes to `log`. The traced process stays the caller's own child:
// strace stands beside it and ends with it. `more` are further arguments of strace.
std::vector<std::string> StraceCommand(const std::string& log, const std::vector<std::string>& more = {});

// The calls in such a log, in order of their end. Waits for strace to have written the last line; an error if it does
// not come, as when there is no strace.
absl::StatusOr<std::vector<SyncCall>> ReadStraceLog(const std::string& log);

}  // namespace zaitaku
