// All servers in this process as they run for real: TLS, client certificates, tokens.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/auth/gate.h"
#include "platform/server/grpc_server.h"
#include "platform/server/process.h"
#include "tests/access/raw_client.h"
#include "tests/certificates/certificates.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "tests/token_issuer/token_issuer.h"

namespace zaitaku {

class GuardedServers {
 public:
  // Ends the program with a message if they cannot be started.
  explicit GuardedServers(const CallerLimitOptions& limits = {},
                          double wrong_tokens_per_second = GateOptions().wrong_tokens_per_second);
  ~GuardedServers() { StopAll(); }

  // Ends them; what they had to write is written.
  void StopAll();

  // Clients of the server that serves the method or service.
  RawClient Anonymous(std::string_view method) const;
  // With a certificate of `spiffe://zaitaku.example/PATH`, by the authority that the servers trust or by another.
  RawClient WithCertificate(std::string_view method, const std::string& path, bool trusted = true) const;
  // With a token of that role, good until now + `seconds`.
  RawClient WithToken(std::string_view method, const std::string& role, int64_t seconds = 3600) const;
  RawClient WithMetadata(std::string_view method, const std::string& authorization) const;
  // With a certificate of the trusted authority's.
  RawClient With(std::string_view method, const IssuedCertificate& certificate,
                 const grpc::ChannelArguments& arguments = {}) const {
    return Connect(method, &certificate, arguments);
  }
  IssuedCertificate Issue(const CertificateWishes& wishes) const { return authority_.Issue(wishes); }

  // The time by which the servers judge tokens and certificates is this much ahead from now on.
  void PutClockAhead(absl::Duration ahead) { ahead_seconds_ = absl::ToInt64Seconds(ahead); }
  // The file of the token keys is written anew, with the same ones.
  void RenewKeys() { WriteWhole(folder_.File("keys.json"), issuer_.Jwks()); }
  // From now on clients' certificates are trusted if the other authority signed them, and no others.
  void TrustTheOther() { WriteWhole(folder_.File("ca.pem"), other_authority_.certificate()); }
  // Takes certificates back, by lines of their list.
  void Deny(const std::string& lines) { WriteWhole(folder_.File("denied"), lines); }

  // The database of a service: `council`, `catalog` or `training`.
  std::string Database(const std::string& service) const { return folder_.File(service + ".db"); }
  const TokenIssuer& issuer() const { return issuer_; }
  // The authority that the servers trust.
  const CertificateAuthority& authority() const { return authority_; }

 private:
  struct Server {
    std::string package;
    std::unique_ptr<BoundServices> bound;
    std::unique_ptr<GrpcServer> server;
  };

  void Start(const std::string& package, std::unique_ptr<BoundServices> bound, const ServerOptions& options);
  std::string AddressOf(std::string_view method) const;
  RawClient Connect(std::string_view method, const IssuedCertificate* certificate,
                    grpc::ChannelArguments arguments = {}) const;

  std::atomic<int64_t> ahead_seconds_{0};
  TemporaryFolder folder_;
  CertificateAuthority authority_{"Trusted authority"};
  CertificateAuthority other_authority_{"Another authority"};
  TokenIssuer issuer_{TokenIssuer::Kind::kEc, "ec-1"};
  std::vector<Server> servers_;
};

}  // namespace zaitaku
