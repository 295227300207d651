#include "cli/reconnection.h"

#include <algorithm>

namespace zaitaku::cli {

bool IsLoss(const absl::Status& status) {
  return status.ok() || absl::IsUnavailable(status) || absl::IsCancelled(status);
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
