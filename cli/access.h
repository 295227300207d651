// What the servers are called with: TLS or plaintext, and the caller's certificate or token.
#pragma once

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/language.h"
#include "cli/settings.h"

namespace zaitaku::cli {

struct OpenedAccess {
  std::shared_ptr<grpc::ChannelCredentials> channel;
  std::string token;  // Goes with each call; empty for none.
  Text identity;      // Who calls, as an error says it: "spiffe://zaitaku.example/ministry, the certificate in FILE".
};

// What several sources say, the first the most: how is settled by the first that says how, who by the first that says
// who, so that one's certificate never goes with another's key. INVALID_ARGUMENT if one source contradicts itself.
absl::StatusOr<Access> MergeAccess(const std::vector<Access>& sources);

// Reads the files. INVALID_ARGUMENT or FAILED_PRECONDITION, in one line that begins with the option, if one is wrong or
// a secret that others can read.
absl::StatusOr<OpenedAccess> OpenAccess(const Access& access);

}  // namespace zaitaku::cli
