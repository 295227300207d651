// The gate that every call passes: who calls, how much they may ask for, and what they may do.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/auth/caller.h"
#include "platform/auth/caller_limits.h"
#include "platform/auth/calls_inside.h"
#include "platform/auth/policy.h"
#include "platform/auth/token_verifier.h"

namespace zaitaku {

struct GateOptions {
  std::string trust_domain = "zaitaku.example";  // Of certificates: `spiffe://zaitaku.example/…`.
  TokenOptions tokens;
  // What callers without a token or a certificate are taken for. Anything but anonymous is for development.
  Grant anonymous;
  CallerLimitOptions limits;
  // So many wrong ones from one address are looked at; then none is, for a while: to verify a signature costs far more
  // than to make a wrong one. Callers behind an edge share its address, so it is more than the edge lets one of them
  // ask.
  double wrong_tokens_per_second = 1000;
};

// A call that was let in: who calls, and the place that it takes up.
struct Admission {
  CallsInside::Place place;
  Caller caller;
  std::string key;  // The caller's LimitKey.
  CallerLimits::Permit permit;
};

// Thread-safe. Must outlive the calls that it let in.
class Gate {
 public:
  // INVALID_ARGUMENT or NOT_FOUND naming the option that is wrong.
  static absl::StatusOr<std::unique_ptr<Gate>> Create(const GateOptions& options);

  // The caller is found first, so that `admission.caller` also says who was refused. A token that is given and wrong is
  // refused, and never passed over; where there is a token, a client certificate does not name the caller.
  // UNAUTHENTICATED, RESOURCE_EXHAUSTED (CALLER_LIMIT_EXCEEDED), PERMISSION_DENIED.
  absl::Status Admit(const PolicyRow& row, const grpc::ServerContextBase& context,
                     const google::protobuf::Message* request, Admission& admission);

 private:
  Gate(const GateOptions& options, std::unique_ptr<TokenVerifier> tokens)
      : options_(options),
        tokens_(std::move(tokens)),
        limits_(options.limits),
        wrong_tokens_(
            {.calls_per_second = options.wrong_tokens_per_second, .now = options.limits.now, .what = "wrong tokens"}) {}

  // `nobody` is who calls as long as nothing is proved.
  absl::StatusOr<Caller> Identify(const grpc::ServerContextBase& context, const Caller& nobody);
  absl::StatusOr<Caller> IdentifyByToken(const std::string& header, const Caller& nobody);

  const GateOptions options_;
  const std::unique_ptr<TokenVerifier> tokens_;  // Null: no tokens are taken.
  CallerLimits limits_;
  CallerLimits wrong_tokens_;  // By address.
};

// The address of gRPC's text for a peer, such as `192.0.2.7` of `ipv4:192.0.2.7:53412`.
std::string PeerAddress(const std::string& peer);

}  // namespace zaitaku
