#include "platform/auth/gate.h"

#include <grpc/grpc_security_constants.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/unauthenticated.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxAddressBytes = 64;

std::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

std::vector<std::string_view> Values(const grpc::AuthContext& context, const char* name) {
  std::vector<std::string_view> values;
  for (const grpc::string_ref& value : context.FindPropertyValues(name)) values.push_back(View(value));
  return values;
}

ShownCertificate ShownBy(const grpc::AuthContext& context) {
  const auto first = [&](const char* name) {
    const auto values = Values(context, name);
    return values.empty() ? std::string_view() : values[0];
  };
  return {Values(context, GRPC_PEER_URI_PROPERTY_NAME), first(GRPC_X509_PEM_CERT_PROPERTY_NAME),
          first(GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME)};
}

}  // namespace

std::string PeerAddress(std::string address) {
  const bool ipv6 = absl::StartsWith(address, "ipv6:");
  if (ipv6 || absl::StartsWith(address, "ipv4:")) {
    address.resize(address.rfind(':'));
    address.erase(0, 5);
  }
  if (ipv6) {
    // In brackets, which newer versions of gRPC escape.
    for (const char* bracket : {"%5B", "%5D", "[", "]"}) {
      if (const size_t at = address.find(bracket); at != std::string::npos)
        address.erase(at, std::string_view(bracket).size());
    }
  }
  if (address.size() > kMaxAddressBytes) address.resize(kMaxAddressBytes);
  return address;
}

absl::StatusOr<std::unique_ptr<Gate>> Gate::Create(const GateOptions& options) {
  std::unique_ptr<TokenVerifier> tokens;
  if (!options.tokens.jwks_file.empty()) {
    ASSIGN_OR_RETURN(tokens, TokenVerifier::Create(options.tokens));
  }
  ASSIGN_OR_RETURN(auto certificates, CertificateVerifier::Create(options.certificates));
  return std::unique_ptr<Gate>(new Gate(options, std::move(certificates), std::move(tokens)));
}

absl::StatusOr<Caller> Gate::IdentifyByToken(const std::string& header, const Caller& nobody) {
  constexpr char kScheme[] = "bearer ";
  if (!absl::StartsWithIgnoreCase(header, kScheme))
    return Unauthenticated("the metadata 'authorization' is not of the form Bearer TOKEN");
  if (tokens_ == nullptr) return Unauthenticated("this server takes no tokens: it was started without --token-keys");
  const std::string key = nobody.LimitKey();
  RETURN_IF_ERROR(wrong_tokens_.Check(key));
  absl::StatusOr<Caller> caller = tokens_->Verify(header.substr(sizeof(kScheme) - 1));
  if (!caller.ok()) wrong_tokens_.Enter(key).status().IgnoreError();
  return caller;
}

absl::Status Gate::Identify(const grpc::ServerContextBase& context, Caller& caller) {
  const auto take = [&caller](absl::StatusOr<Caller> found) {
    if (!found.ok()) return found.status();
    found->peer = std::move(caller.peer);
    caller = *std::move(found);
    return absl::OkStatus();
  };
  const auto [token, end] = context.client_metadata().equal_range("authorization");
  if (token != end) {
    if (std::next(token) != end) return Unauthenticated("there are several values of the metadata 'authorization'");
    return take(IdentifyByToken(std::string(View(token->second)), caller));
  }
  const auto auth = takes_certificates_ ? context.auth_context() : nullptr;
  if (auth != nullptr && auth->IsPeerAuthenticated()) return take(IdentifyByCertificate(ShownBy(*auth)));
  caller.grant = options_.anonymous;
  return absl::OkStatus();
}

Standing Gate::StandingOf(const grpc::ServerContextBase& context, const Caller& caller) {
  Standing standing;
  if (caller.proof == Proof::kNone) return standing;
  standing.gate_ = this;
  standing.caller_ = caller;
  standing.looked_at_ = Now();
  if (caller.proof == Proof::kToken) {
    standing.authorization_ = std::string(View(context.client_metadata().find("authorization")->second));
    return standing;
  }
  const auto auth = context.auth_context();
  const ShownCertificate shown = ShownBy(*auth);
  standing.uris_.assign(shown.uris.begin(), shown.uris.end());
  standing.pem_ = std::string(shown.pem);
  standing.chain_ = std::string(shown.chain);
  return standing;
}

absl::Status Gate::Admit(const PolicyRow& row, const grpc::ServerContextBase& context,
                         const google::protobuf::Message* request, Admission& admission) {
  admission.gate = this;
  admission.caller.peer = PeerAddress(context.peer());
  const absl::Status identified = Identify(context, admission.caller);
  // Whose proof is wrong is nobody.
  admission.key = admission.caller.LimitKey();
  if (limits_.limited()) {
    ASSIGN_OR_RETURN(admission.permit, limits_.Enter(admission.key));
  }
  RETURN_IF_ERROR(identified);
  return Authorise(row, admission.caller, request);
}

}  // namespace zaitaku
