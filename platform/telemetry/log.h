// The log of a process: lines on standard error, through spdlog's default logger.
//
// What may be logged: what happened, our own names, codes, revisions, and why in our own words. Never what a request or
// a resource says, a token, or anything of a person.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "platform/telemetry/log_format.h"

namespace zaitaku {

struct LogOptions {
  std::string format = "auto";  // text, json, or auto: text on a terminal and else json.
  std::string level = "info";   // debug, info, warn, error.
};

// INVALID_ARGUMENT naming `--log-format` or `--log-level` if that has no such value.
absl::Status CheckLogOptions(const LogOptions& options);

// From now on lines look so. Also takes over what gRPC and protobuf have to say.
void StartLog(const std::string& process, const LogOptions& options);

// Lines about calls. A flood of calls that fail must not become a flood of lines: of more than some in a second only
// the number is told. Thread-safe.
class CallLog {
 public:
  explicit CallLog(absl::Duration slow) : slow_(slow) {}

  // A line if it failed, or took long and is no stream; at the level debug, every call has one.
  void Note(const CallFields& call, bool failed, bool server_fault, bool stream);

  // Whether a call that did not fail gets a line.
  bool WantsSuccess(absl::Duration took, bool stream) const;

  // Lines that were left out since the start.
  int64_t left_out() const { return left_out_; }

 private:
  // Whether a line may be written now. Tells how many were not in the second before.
  bool Admit();

  const absl::Duration slow_;
  std::atomic<int64_t> left_out_{0};
  std::mutex mutex_;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;
  int lines_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t left_out_of_second_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace zaitaku
