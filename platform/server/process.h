// What every server binary is: options, start, serve until a signal, drain, stop.
#pragma once

#include <grpcpp/grpcpp.h>

#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/server/grpc_server.h"
#include "platform/telemetry/metric_page.h"

namespace zaitaku {

// The services of one process, bound to what they need. Destroyed after the server that serves them has stopped.
class BoundServices {
 public:
  virtual ~BoundServices() = default;
  virtual std::vector<ServedService> services() = 0;
  // Ends what would keep a server from stopping, such as open watches. Called once, before it stops.
  virtual void Drain() {}
  // Whether they can do their work now.
  virtual bool Ready() { return true; }
  // Adds what they count, for a scrape; called on any thread while they are served.
  virtual void CollectMetrics(MetricPage&) {}
};

// One kind of process.
struct ProcessSpec {
  std::string name;            // Also the binary's name, such as `gateway`.
  std::string description;     // One sentence for --help.
  std::string default_listen;  // `127.0.0.1:7051`
  // Adds the options of this kind of process by `AddOption`.
  std::function<void(CLI::App&)> add_options;
  // Makes the services, once the options have their values. Told how they will be served.
  std::function<absl::StatusOr<std::unique_ptr<BoundServices>>(const ServerOptions&)> bind;
  ServerOptions server = {};  // All but `listen` and `tls`, which are the user's.
};

// Adds an option `--NAME VALUE`, also taken from the environment as ZAITAKU_NAME (upper case, underscores) and from the
// file that --config names (`name=value` lines); a flag wins over the environment, and that over the file.
CLI::Option* AddOption(CLI::App& app, const std::string& name, std::string& value, const std::string& help);

// The whole of `main`: 0 after a clean stop (SIGTERM or SIGINT), 1 if it cannot start, with one line that says why, 2
// for options that are wrong.
int RunServerProcess(int argc, char** argv, const ProcessSpec& spec);

}  // namespace zaitaku
