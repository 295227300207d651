// How a command that watches goes on after its connection was lost.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/interruption.h"
#include "cli/session.h"

namespace zaitaku::cli {

// True for the end of a stream that may be opened again. A server that stops ends it with UNAVAILABLE, and with
// CANCELLED if it came while the server was stopping already; one that is killed behind an edge leaves a reset.
bool IsLoss(const absl::Status& status);

class Reconnection {
 public:
  Reconnection(Session& session, Interruption& interruption) : session_(session), interruption_(interruption) {}

  // A message came: whatever was lost is there again.
  void Succeed();

  // Tells a loss once, however often it is tried again, and waits: longer each time, until something comes.
  void Pause(const Text& loss);

 private:
  static constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
  static constexpr absl::Duration kLongestPause = absl::Seconds(10);

  Session& session_;
  Interruption& interruption_;
  absl::Duration pause_ = kFirstPause;
  bool is_lost_ = false;
};

}  // namespace zaitaku::cli
