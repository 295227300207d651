// The gate that every call passes: who calls, how much they may ask for, and what they may do.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/auth/caller.h"
#include "platform/auth/caller_limits.h"
#include "platform/auth/calls_inside.h"
#include "platform/auth/certificate_verifier.h"
#include "platform/auth/policy.h"
#include "platform/auth/standing.h"
#include "platform/auth/token_verifier.h"

namespace zaitaku {

struct GateOptions {
  CertificateOptions certificates;
  TokenOptions tokens;
  // What callers without a token or a certificate are taken for. Anything but anonymous is for development.
  Grant anonymous;
  CallerLimitOptions limits;
  // So many wrong ones from one address are looked at; then none is, for a while: to verify a signature costs far more
  // than to make a wrong one. Callers behind an edge share its address, so it is more than the edge lets one of them
  // ask.
  double wrong_tokens_per_second = 1000;
};

class Gate;

// A call that was let in: who calls, by which gate, and the place that it takes up.
struct Admission {
  CallsInside::Place place;
  Gate* gate = nullptr;
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

  // For a call that was let in and lasts: what it asks as long as it goes on.
  Standing StandingOf(const grpc::ServerContextBase& context, const Caller& caller);

  // From now on clients may show certificates, which must be signed by these at each call, and not only when a
  // connection begins.
  void SetAuthorities(std::function<CertificateVerifier::Authorities()> authorities) {
    certificates_->SetAuthorities(std::move(authorities));
    takes_certificates_ = true;
  }

 private:
  friend class Standing;

  Gate(const GateOptions& options, std::unique_ptr<CertificateVerifier> certificates,
       std::unique_ptr<TokenVerifier> tokens)
      : options_(options),
        certificates_(std::move(certificates)),
        tokens_(std::move(tokens)),
        limits_(options.limits),
        wrong_tokens_(
            {.calls_per_second = options.wrong_tokens_per_second, .now = options.limits.now, .what = "wrong tokens"}) {}

  absl::Time Now() const { return options_.tokens.now(); }
  // `caller` is nobody, from somewhere, and stays that if the proof is wrong.
  absl::Status Identify(const grpc::ServerContextBase& context, Caller& caller);
  absl::StatusOr<Caller> IdentifyByToken(const std::string& header, const Caller& nobody);
  absl::StatusOr<Caller> IdentifyByCertificate(const ShownCertificate& shown) const {
    return certificates_->Verify(shown);
  }

  const GateOptions options_;
  bool takes_certificates_ = false;
  const std::unique_ptr<CertificateVerifier> certificates_;
  const std::unique_ptr<TokenVerifier> tokens_;  // Null: no tokens are taken.
  CallerLimits limits_;
  CallerLimits wrong_tokens_;  // By address.
};

// The address of gRPC's text for a peer, such as `192.0.2.7` of `ipv4:192.0.2.7:53412`.
std::string PeerAddress(std::string peer);

}  // namespace zaitaku
