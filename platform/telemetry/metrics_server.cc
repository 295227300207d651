#include "platform/telemetry/metrics_server.h"

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

constexpr int kThreads = 2;
constexpr size_t kWaitingConnections = 16;
constexpr int kPortsAhead = 100;
constexpr int kMaxPort = 65535;

// httplib's own pool queues without end. This one has the listener wait instead: what comes then waits in the kernel,
// and is refused there.
class BoundedPool final : public httplib::TaskQueue {
 public:
  BoundedPool() {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Run(); });
  }

  void enqueue(std::function<void()> job) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.size() < kWaitingConnections; });
    jobs_.push_back(std::move(job));
    changed_.notify_all();
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Run() {
    while (true) {
      std::function<void()> job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      changed_.notify_all();
      job();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

struct HostPort {
  std::string host;
  int port = 0;
};

absl::StatusOr<HostPort> Split(const std::string& option, const std::string& address) {
  HostPort split;
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || !absl::SimpleAtoi(address.substr(colon + 1), &split.port) ||
      split.port < 0 || split.port > kMaxPort) {
    return absl::InvalidArgumentError(absl::StrCat(
        option, ": read '", address, "', expected HOST:PORT, such as 127.0.0.1:7150, or 'off' for no metrics"));
  }
  split.host = address.substr(0, colon);
  if (split.host.front() == '[' && split.host.back() == ']') split.host = split.host.substr(1, split.host.size() - 2);
  return split;
}

}  // namespace

absl::StatusOr<std::string> DefaultMetricsAddress(const std::string& listen) {
  int port = 0;
  const size_t colon = listen.rfind(':');
  if (colon != std::string::npos && !absl::SimpleAtoi(listen.substr(colon + 1), &port)) port = 0;
  if (port == 0) return "127.0.0.1:0";
  if (port + kPortsAhead > kMaxPort) {
    return absl::InvalidArgumentError(absl::StrCat("--metrics-listen: ", port, " and ", kPortsAhead,
                                                   " is no port; name one, such as 127.0.0.1:7150, or 'off'"));
  }
  return absl::StrCat("127.0.0.1:", port + kPortsAhead);
}

MetricsServer::MetricsServer() : server_(std::make_unique<httplib::Server>()) {}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Bind(const std::string& address) {
  absl::StatusOr<HostPort> split = Split("--metrics-listen", address);
  if (!split.ok()) return split.status();
  std::unique_ptr<MetricsServer> result(new MetricsServer);
  httplib::Server& server = *result->server_;
  // httplib's default lets two servers share one port.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server.new_task_queue = [] { return new BoundedPool; };
  server.set_keep_alive_max_count(8);
  server.set_keep_alive_timeout(2);
  server.set_read_timeout(2);
  server.set_write_timeout(2);
  server.set_payload_max_length(1024);
  if (split->port == 0) {
    split->port = server.bind_to_any_port(split->host);
  } else if (!server.bind_to_port(split->host, split->port)) {
    split->port = -1;
  }
  if (split->port < 0) {
    return absl::FailedPreconditionError(absl::StrCat("--metrics-listen: cannot listen on '", address,
                                                      "': the address is taken or not this machine's; name another, or "
                                                      "'off' for no metrics"));
  }
  result->address_ = absl::StrCat(split->host, ":", split->port);
  return result;
}

void MetricsServer::Serve(std::function<std::string()> page) {
  server_->Get("/metrics", [page = std::move(page)](const httplib::Request&, httplib::Response& response) {
    response.set_content(page(), "text/plain; version=0.0.4; charset=utf-8");
  });
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  // A server that is stopped before it runs is not stopped.
  while (!server_->is_running()) std::this_thread::yield();
}

MetricsServer::~MetricsServer() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace zaitaku
