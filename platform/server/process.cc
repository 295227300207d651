#include "platform/server/process.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/server/access_options.h"
#include "platform/server/grpc_server.h"
#include "platform/status/status.h"
#include "platform/tls/tls_source.h"

namespace zaitaku {
namespace {

constexpr int kCannotStart = 1;
constexpr int kUsage = 2;

struct CommonOptions {
  std::string listen;
  std::string config;
  bool insecure = false;
  TlsFiles tls = {TlsSide::kServer, {"--tls-cert"}, {"--tls-key"}, {"--tls-client-ca"}};

  bool any_tls() const {
    return !tls.certificate.path.empty() || !tls.key.path.empty() || !tls.authorities.path.empty();
  }
};

// CLI11 lets its own configuration file win over the environment; ours ranks below it, so it is read here, afterwards.
absl::Status FillFromFile(CLI::App& app, const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  if (!std::filesystem::is_regular_file(path))
    return absl::InvalidArgumentError(absl::StrCat("--config: there is no file ", path));
  try {
    for (const CLI::ConfigItem& item : CLI::ConfigINI().from_file(path)) {
      CLI::Option* option = item.parents.empty() ? app.get_option_no_throw("--" + item.name) : nullptr;
      if (option == nullptr || item.name == "config") {
        return absl::InvalidArgumentError(
            absl::StrCat("--config: ", path, ": no option is called '", item.fullname(), "'; see --help"));
      }
      if (option->count() > 0) continue;
      option->add_result(item.inputs);
      option->run_callback();
    }
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(absl::StrCat("--config: ", path, ": ", error.what()));
  }
  return absl::OkStatus();
}

bool IsLoopback(const std::string& listen) {
  return absl::StartsWith(listen, "127.") || absl::StartsWith(listen, "localhost:") ||
         absl::StartsWith(listen, "[::1]:");
}

// Null for plaintext.
absl::StatusOr<std::shared_ptr<TlsSource>> OpenTransport(const CommonOptions& options) {
  if (options.insecure) {
    if (options.any_tls()) {
      return absl::InvalidArgumentError("--insecure: does not go with --tls-cert, --tls-key and --tls-client-ca");
    }
    if (!IsLoopback(options.listen)) {
      spdlog::warn("plaintext on {}: everyone who reaches this address can read and write", options.listen);
    }
    return nullptr;
  }
  if (!options.any_tls()) {
    return absl::InvalidArgumentError(
        "--tls-cert: required with --tls-key, to serve TLS (scripts/dev-certs makes certificates to try it with); or "
        "say --insecure to serve plaintext, on loopback unless --listen names another address");
  }
  ASSIGN_OR_RETURN(std::shared_ptr<TlsSource> source, TlsSource::Open(options.tls));
  return source;
}

// Signals are taken by sigwait in `main`'s thread only; blocked before any other thread starts, which inherit it.
sigset_t BlockStopSignals() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return stop;
}

void StartLog(const std::string& name) {
  auto logger = spdlog::stderr_logger_mt(name);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %n: %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(logger);
  // gRPC's own lines are for who debugs gRPC; what matters to an operator is an error that we report.
  gpr_set_log_function([](gpr_log_func_args* args) { spdlog::debug("gRPC: {}", args->message); });
  // protobuf writes a line for each string that is not UTF-8; the caller gets an error, that is enough.
  google::protobuf::SetLogHandler(nullptr);
}

int Fail(const std::string& name, const absl::Status& status, int code) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), std::string(status.message()).c_str());
  return code;
}

absl::Status Serve(const ProcessSpec& spec, const ServerOptions& options, const sigset_t& stop) {
  auto bound = spec.bind(options);
  if (!bound.ok()) return bound.status();
  auto server = GrpcServer::Start(options, (*bound)->services(), [&bound] { return (*bound)->Ready(); });
  if (!server.ok()) return server.status();
  const std::string host = options.listen.substr(0, options.listen.rfind(':'));
  spdlog::info("listening on {}:{}{}", host, (*server)->port(), options.tls == nullptr ? ", plaintext" : ", TLS");
  int signal_number = 0;
  sigwait(&stop, &signal_number);
  spdlog::info("stopping on signal {}", signal_number);
  (*server)->ShowStopping();
  (*bound)->Drain();
  (*server)->Stop();
  server->reset();
  bound->reset();
  spdlog::info("stopped");
  return absl::OkStatus();
}

}  // namespace

CLI::Option* AddOption(CLI::App& app, const std::string& name, std::string& value, const std::string& help) {
  const std::string environment =
      absl::StrCat("ZAITAKU_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
  return app.add_option("--" + name, value, help)->envname(environment)->capture_default_str();
}

int RunServerProcess(int argc, char** argv, const ProcessSpec& spec) {
  const sigset_t stop = BlockStopSignals();
  StartLog(spec.name);
  CommonOptions common{.listen = spec.default_listen};
  CLI::App app(spec.description, spec.name);
  AddOption(app, "listen", common.listen, "Address and port to serve gRPC on; port 0 takes a free one");
  AddOption(app, "config", common.config, "File of name=value lines for the options below the environment");
  app.add_flag("--insecure", common.insecure, "Serve plaintext")->envname("ZAITAKU_INSECURE");
  AccessOptions access;
  AddAccessOptions(app, access);
  AddOption(
      app, "tls-cert", common.tls.certificate.path,
      "PEM file of this server's certificate, then those between it and its authority; read anew when it changes");
  AddOption(app, "tls-key", common.tls.key.path, "PEM file of the certificate's private key, for this user only");
  AddOption(app, "tls-client-ca", common.tls.authorities.path,
            "PEM file of the authorities that sign clients' certificates; none, and clients show none");
  spec.add_options(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (absl::Status status = FillFromFile(app, common.config); !status.ok()) return Fail(spec.name, status, kUsage);
  auto tls = OpenTransport(common);
  if (!tls.ok()) return Fail(spec.name, tls.status(), kUsage);
  ServerOptions options = spec.server;
  options.listen = common.listen;
  options.reflection = access.reflection;
  options.health = access.health;
  auto gate = MakeGate(access, common.insecure && IsLoopback(common.listen));
  if (!gate.ok()) return Fail(spec.name, gate.status(), kUsage);
  options.gate = *std::move(gate);
  options.tls = *std::move(tls);
  absl::Status served = Serve(spec, options, stop);
  return served.ok() ? 0 : Fail(spec.name, served, kCannotStart);
}

}  // namespace zaitaku
