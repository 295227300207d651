#include "tests/access/guarded_servers.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/bind.h"
#include "platform/tls/tls_source.h"
#include "services/catalog/bind.h"
#include "services/council/bind.h"
#include "services/training/bind.h"

namespace zaitaku {
namespace {

template <typename T>
T OrEnd(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "cannot start a server: %s\n", result.status().ToString().c_str());
  std::exit(1);
}

}  // namespace

GuardedServers::GuardedServers(const CallerLimitOptions& limits, double wrong_tokens_per_second) {
  // Handshakes that fail are part of the tests.
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function([](gpr_log_func_args* line) { spdlog::debug("gRPC: {}", line->message); });
  const IssuedCertificate own = authority_.Issue();
  WriteWhole(folder_.File("server.pem"), own.certificate);
  WriteWhole(folder_.File("server.key"), own.key);
  WriteWhole(folder_.File("ca.pem"), authority_.certificate());
  std::ofstream(folder_.File("keys.json")) << issuer_.Jwks();
  GateOptions gate;
  gate.tokens.jwks_file = folder_.File("keys.json");
  gate.tokens.issuer = kTestIssuer;
  gate.tokens.audience = kTestAudience;
  gate.limits = limits;
  gate.wrong_tokens_per_second = wrong_tokens_per_second;
  Deny("# nobody\n");
  gate.certificates.denied_file = folder_.File("denied");
  gate.tokens.now = gate.certificates.now = [this] { return absl::Now() + absl::Seconds(ahead_seconds_.load()); };
  ServerOptions options;
  options.gate = OrEnd(Gate::Create(gate));
  options.tls = OrEnd(TlsSource::Open({TlsSide::kServer,
                                       {"--tls-cert", folder_.File("server.pem")},
                                       {"--tls-key", folder_.File("server.key")},
                                       {"--tls-client-ca", folder_.File("ca.pem")}}));
  const auto ledger = [&](const std::string& service) {
    LedgerServiceOptions ledger_options;
    ledger_options.database = Database(service);
    return ledger_options;
  };
  Start("zaitaku.council.", OrEnd(council::Bind(ledger("council"))), options);
  Start("zaitaku.catalog.", OrEnd(catalog::Bind(ledger("catalog"))), options);
  Start("zaitaku.training.", OrEnd(training::Bind(ledger("training"))), options);
  gateway::GatewayOptions gateway;
  gateway.council = AddressOf("zaitaku.council.");
  gateway.catalog = AddressOf("zaitaku.catalog.");
  gateway.training = AddressOf("zaitaku.training.");
  gateway.services_tls.authorities.path = folder_.File("ca.pem");
  gateway.backend.tls = OrEnd(TlsSource::Open(gateway.services_tls));
  Start("zaitaku.summary.", OrEnd(gateway::Bind(gateway)), options);
}

void GuardedServers::StopAll() {
  // The gateway, which watches the others, first.
  while (!servers_.empty()) {
    servers_.back().bound->Drain();
    servers_.back().server.reset();
    servers_.pop_back();
  }
}

void GuardedServers::Start(const std::string& package, std::unique_ptr<BoundServices> bound,
                           const ServerOptions& options) {
  Server server{package, std::move(bound)};
  server.server = OrEnd(GrpcServer::Start(options, server.bound->services(), [] { return true; }));
  servers_.push_back(std::move(server));
}

std::string GuardedServers::AddressOf(std::string_view method) const {
  for (const Server& server : servers_) {
    if (method.substr(0, server.package.size()) == server.package)
      return absl::StrCat("127.0.0.1:", server.server->port());
  }
  std::fprintf(stderr, "no server serves %s\n", std::string(method).c_str());
  std::exit(1);
}

RawClient GuardedServers::Connect(std::string_view method, const IssuedCertificate* certificate,
                                  grpc::ChannelArguments arguments) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = authority_.certificate();
  if (certificate != nullptr) {
    options.pem_private_key = certificate->key;
    options.pem_cert_chain = certificate->certificate;
  }
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return {grpc::CreateCustomChannel(AddressOf(method), grpc::SslCredentials(options), arguments), {}};
}

RawClient GuardedServers::Anonymous(std::string_view method) const { return Connect(method, nullptr); }

RawClient GuardedServers::WithCertificate(std::string_view method, const std::string& path, bool trusted) const {
  const IssuedCertificate certificate =
      (trusted ? authority_ : other_authority_).Issue(ClientWishes("spiffe://zaitaku.example/" + path));
  return Connect(method, &certificate);
}

RawClient GuardedServers::WithToken(std::string_view method, const std::string& role, int64_t seconds) const {
  const int64_t begin = absl::ToUnixSeconds(absl::Now()) + seconds - 3600;
  return WithMetadata(method, "Bearer " + issuer_.Sign(TestClaims(role, "", begin)));
}

RawClient GuardedServers::WithMetadata(std::string_view method, const std::string& authorization) const {
  RawClient client = Anonymous(method);
  client.metadata.emplace("authorization", authorization);
  return client;
}

}  // namespace zaitaku
