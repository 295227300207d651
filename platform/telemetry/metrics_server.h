// Serves a process's metrics to Prometheus over HTTP.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"

namespace httplib {
class Server;
}  // namespace httplib

namespace zaitaku {

// Answers GET /metrics and nothing else, to whoever reaches it: so nothing that is shown may be secret, and the address
// is loopback unless an operator names another.
class MetricsServer {
 public:
  // Takes the address; nothing is answered before Serve. `address`: HOST:PORT, port 0 takes a free one.
  // INVALID_ARGUMENT if it is none, FAILED_PRECONDITION if it cannot be listened on; both name `--metrics-listen`.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Bind(const std::string& address);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;

  // `page` makes the text of a scrape; called on this server's threads until the end. Once.
  void Serve(std::function<std::string()> page);

  // `127.0.0.1:7150`
  const std::string& address() const { return address_; }

 private:
  MetricsServer();

  std::unique_ptr<httplib::Server> server_;
  std::string address_;
  std::thread thread_;
};

// Where the metrics of a server that listens on `listen` are served if nobody says: on loopback, at the port plus 100,
// or at a free one if that is 0. INVALID_ARGUMENT if there is no such port.
absl::StatusOr<std::string> DefaultMetricsAddress(const std::string& listen);

}  // namespace zaitaku
