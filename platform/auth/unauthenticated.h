// The error of a caller whose proof of who they are is wrong.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "platform/status/status.h"

namespace zaitaku {

// UNAUTHENTICATED (UNAUTHENTICATED). `wrong` says what is wrong with the proof, and never repeats it.
inline absl::Status Unauthenticated(const std::string& wrong) {
  return Error(type::v1::ERROR_REASON_UNAUTHENTICATED, {wrong, "本人確認ができません：" + wrong});
}

}  // namespace zaitaku
