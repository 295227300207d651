#include "cli/reconnection.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "platform/status/status.h"

namespace zaitaku::cli {

namespace {

// An edge whose server was killed resets the stream: gRPC calls that INTERNAL, and tells it by its text only. What a
// server says itself has a reason.
bool IsReset(const absl::Status& status) {
  return absl::IsInternal(status) && ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED &&
         absl::StrContains(status.message(), "RST_STREAM");
}

}  // namespace

bool IsLoss(const absl::Status& status) {
  return status.ok() || absl::IsUnavailable(status) || absl::IsCancelled(status) || IsReset(status);
}

void Reconnection::Succeed() {
  pause_ = kFirstPause;
  if (is_lost_) session_.Note({"再び接続しました", "connected again"});
  is_lost_ = false;
}

void Reconnection::Pause(const Text& loss) {
  if (!is_lost_) session_.Note(loss);
  is_lost_ = true;
  interruption_.WaitFor(pause_);
  pause_ = std::min(2 * pause_, kLongestPause);
}

}  // namespace zaitaku::cli
