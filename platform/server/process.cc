#include "platform/server/process.h"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/server/access_options.h"
#include "platform/server/certificate_metrics.h"
#include "platform/server/grpc_server.h"
#include "platform/status/status.h"
#include "platform/telemetry/log.h"
#include "platform/telemetry/metrics_server.h"
#include "platform/telemetry/process_metrics.h"
#include "platform/tls/loopback.h"
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
  std::string metrics_listen;
  std::string slow_call_ms = "1000";
  LogOptions log;
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

// Null for plaintext.
absl::StatusOr<std::shared_ptr<TlsSource>> OpenTransport(const CommonOptions& options) {
  if (options.insecure) {
    if (options.any_tls()) {
      return absl::InvalidArgumentError("--insecure: does not go with --tls-cert, --tls-key and --tls-client-ca");
    }
    if (!IsLoopback(options.listen)) {
      spdlog::warn("plaintext on {}: whoever is on the way reads what is said, and the tokens of who says it",
                   options.listen);
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

int Fail(const std::string& name, const absl::Status& status, int code) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), std::string(status.message()).c_str());
  return code;
}

// Null if none is wanted. The address is taken before anything is served: a process that cannot have it does not start.
absl::StatusOr<std::unique_ptr<MetricsServer>> BindMetrics(const CommonOptions& options) {
  if (options.metrics_listen == "off") return nullptr;
  if (!options.metrics_listen.empty()) return MetricsServer::Bind(options.metrics_listen);
  ASSIGN_OR_RETURN(const std::string address, DefaultMetricsAddress(options.listen));
  return MetricsServer::Bind(address);
}

std::string MetricsText(const std::string& name, const GrpcServer& server, const TlsSource* tls, BoundServices& bound) {
  MetricPage page;
  CollectProcess(page, name);
  page.Gauge("zaitaku_ready", "1 if health says SERVING", bound.Ready() ? 1 : 0);
  CollectCertificate(page, tls);
  server.observer().Collect(page);
  bound.CollectMetrics(page);
  return page.Text();
}

absl::Status Serve(const ProcessSpec& spec, const CommonOptions& common, const ServerOptions& options,
                   const sigset_t& stop) {
  ASSIGN_OR_RETURN(auto metrics, BindMetrics(common));
  ASSIGN_OR_RETURN(auto bound, spec.bind(options));
  ASSIGN_OR_RETURN(auto server,
                   GrpcServer::Start(options, bound->services(), [&bound = *bound] { return bound.Ready(); }));
  const std::string host = options.listen.substr(0, options.listen.rfind(':'));
  spdlog::info("listening on {}:{}{}", host, server->port(), options.tls == nullptr ? ", plaintext" : ", TLS");
  if (metrics != nullptr) {
    metrics->Serve([&] { return MetricsText(spec.name, *server, options.tls.get(), *bound); });
    spdlog::info("metrics on http://{}/metrics", metrics->address());
  }
  int signal_number = 0;
  sigwait(&stop, &signal_number);
  spdlog::info("stopping on signal {}", signal_number);
  server->ShowStopping();
  bound->Drain();
  server->Stop();
  metrics.reset();  // It tells of the others.
  server.reset();
  bound.reset();
  spdlog::info("stopped");
  return absl::OkStatus();
}

// Options that stand alone.
absl::Status Check(const CommonOptions& common, const AccessOptions& access, ServerOptions& options) {
  ASSIGN_OR_RETURN(options.gate, MakeGate(access, common.insecure && IsLoopback(common.listen)));
  ASSIGN_OR_RETURN(options.tls, OpenTransport(common));
  RETURN_IF_ERROR(CheckLogOptions(common.log));
  int slow_call_ms = 0;
  if (!absl::SimpleAtoi(common.slow_call_ms, &slow_call_ms) || slow_call_ms < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--slow-call-ms: read '", common.slow_call_ms, "', expected milliseconds, such as 1000"));
  }
  options.slow_call = absl::Milliseconds(slow_call_ms);
  options.max_connection_age = absl::Seconds(access.max_connection_age_s);
  options.listen = common.listen;
  options.reflection = access.reflection;
  options.health = access.health;
  return absl::OkStatus();
}

void AddCommonOptions(CLI::App& app, CommonOptions& common) {
  AddOption(app, "listen", common.listen, "Address and port to serve gRPC on; port 0 takes a free one");
  AddOption(app, "config", common.config, "File of name=value lines for the options below the environment");
  AddOption(app, "metrics-listen", common.metrics_listen,
            "Address and port to serve Prometheus metrics on, or 'off'; if empty, loopback and gRPC's port plus 100");
  AddOption(app, "log-format", common.log.format, "text, json, or auto: text on a terminal and else json");
  AddOption(app, "log-level", common.log.level, "Least level of what is logged: debug, info, warn or error");
  AddOption(app, "slow-call-ms", common.slow_call_ms, "Calls that take longer get a line in the log");
  app.add_flag("--insecure", common.insecure, "Serve plaintext")->envname("ZAITAKU_INSECURE");
  AddOption(
      app, "tls-cert", common.tls.certificate.path,
      "PEM file of this server's certificate, then those between it and its authority; read anew when it changes");
  AddOption(app, "tls-key", common.tls.key.path, "PEM file of the certificate's private key, for this user only");
  AddOption(app, "tls-client-ca", common.tls.authorities.path,
            "PEM file of the authorities that sign clients' certificates; none, and clients show none");
}

}  // namespace

CLI::Option* AddOption(CLI::App& app, const std::string& name, std::string& value, const std::string& help) {
  const std::string environment =
      absl::StrCat("ZAITAKU_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
  return app.add_option("--" + name, value, help)->envname(environment)->capture_default_str();
}

int RunServerProcess(int argc, char** argv, const ProcessSpec& spec) {
  const sigset_t stop = BlockStopSignals();
  // People's data is in the store's files: they are nobody else's, whatever was said before.
  umask(umask(0) | 027);
  CommonOptions common;
  common.listen = spec.default_listen;
  StartLog(spec.name, common.log);
  CLI::App app(spec.description, spec.name);
  AddCommonOptions(app, common);
  AccessOptions access;
  AddAccessOptions(app, access);
  spec.add_options(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // One line, without the hint at --help that CLI11 adds.
    if (error.get_exit_code() != 0) return Fail(spec.name, absl::InvalidArgumentError(error.what()), kUsage);
    return app.exit(error);
  }
  if (absl::Status status = FillFromFile(app, common.config); !status.ok()) return Fail(spec.name, status, kUsage);
  ServerOptions options = spec.server;
  if (absl::Status status = Check(common, access, options); !status.ok()) return Fail(spec.name, status, kUsage);
  StartLog(spec.name, common.log);
  const absl::Status served = Serve(spec, common, options, stop);
  if (served.ok()) return 0;
  return Fail(spec.name, served, absl::IsInvalidArgument(served) ? kUsage : kCannotStart);
}

}  // namespace zaitaku
