// Whether what a call was let in by is still good, for calls that last.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/auth/caller.h"

namespace zaitaku {

class Gate;

// Kept by a stream, which asks before each message: a token or a certificate that has ended, was taken back or is
// signed by nobody who is trusted any more opens no stream, and holds none open. Not thread-safe.
class Standing {
 public:
  // Of a call that nobody had to prove anything for: it holds.
  Standing() = default;

  // Fills in how the stream ends, if it must: UNAUTHENTICATED that says what has ended. Looks at the time whenever it
  // is asked, and at keys, authorities and the list of what is denied at most once a second.
  void EndIfOver(std::optional<absl::Status>& end);

 private:
  friend class Gate;

  absl::Status Check() const;

  Gate* gate_ = nullptr;  // Null: nothing was proved.
  Caller caller_;
  std::string authorization_;  // The metadata of that name; empty for a certificate.
  std::vector<std::string> uris_;
  std::string pem_;
  std::string chain_;
  absl::Time looked_at_ = absl::InfinitePast();
};

}  // namespace zaitaku
