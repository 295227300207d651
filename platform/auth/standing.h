// Whether what a call was let in by is still good, for calls that last.
#pragma once

#include <grpcpp/security/auth_context.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

  absl::StatusOr<Caller> Check() const;

  Gate* gate_ = nullptr;                            // Null: nothing was proved.
  std::string authorization_;                       // The metadata of that name; empty for a certificate.
  std::shared_ptr<const grpc::AuthContext> shown_;  // What the connection showed; null for a token.
  absl::Time valid_until_;
  absl::Time looked_at_ = absl::InfinitePast();
};

}  // namespace zaitaku
