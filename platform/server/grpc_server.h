// One gRPC server: port, limits, health, reflection, drain.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/auth/gate.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

class TlsSource;

struct ServerOptions {
  std::string listen = "127.0.0.1:0";  // Host and port; port 0 takes a free one.
  std::shared_ptr<TlsSource> tls;      // Null: plaintext, which a process offers only if asked for by --insecure.
  int max_message_bytes = 2 << 20;     // Larger requests are refused; an imported file has at most half of this.
  int max_metadata_bytes = 16 << 10;
  int max_streams_per_connection = 256;
  // Then a connection is to be made anew, so that who was let in is looked at again; calls under way, such as watches,
  // have half a minute more. Infinite: connections last.
  absl::Duration max_connection_age = absl::Minutes(30);
  absl::Duration drain = absl::Seconds(10);     // Calls under way have this long to end when the server stops.
  absl::Duration slow_call = absl::Seconds(1);  // A call that takes longer gets a line in the log.
  // Keeps the server awake when nobody calls. Only benchmarks turn it off, to show what it is for; no process offers
  // it.
  bool heartbeat = true;
  // Who may do what, for services that are guarded, and then only such are served. Null: callers are anonymous.
  std::shared_ptr<Gate> gate = nullptr;
  bool reflection = true;
  bool health = true;
};

// A service and its full name, under which its health is asked for.
struct ServedService {
  grpc::Service* service;
  std::string name;
};

// Serves the given services, grpc.health.v1.Health for each of them and for "", and reflection.
class GrpcServer {
 public:
  // FAILED_PRECONDITION naming a service that is not guarded although there is a gate, or the address if it cannot be
  // listened on: taken, not ours, or malformed. `ready` says whether the services can do their work; it is asked twice
  // a second and shown as health. The services must outlive the server.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const ServerOptions& options,
                                                           const std::vector<ServedService>& services,
                                                           std::function<bool()> ready);
  // Stops, if that has not been done.
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;

  int port() const { return port_; }
  grpc::Server& server() { return *server_; }
  const CallObserver& observer() const { return *observer_; }

  // Health says NOT_SERVING from now on; calls are still answered.
  void ShowStopping();

  // NOT_SERVING; new calls are refused with UNAVAILABLE (STOPPING); those under way have up to `drain` to be answered;
  // then the connections end. So a call is answered or UNAVAILABLE, and never CANCELLED, as gRPC's own farewell does to
  // calls that cross it. Clients that only keep a connection open, or watch the health, are not waited for.
  void Stop();

 private:
  GrpcServer(const ServerOptions& options, const std::vector<ServedService>& services, std::function<bool()> ready);
  // Puts the services behind the gate; adds the methods that tell the observer themselves.
  absl::Status Guard(const std::vector<ServedService>& services, std::vector<std::string>& telling);
  // Waits until every call that was let in is over and its answer has arrived, or until then.
  void AwaitCalls(absl::Time end) const;
  bool idle() const;
  void ShowHealth(bool serving);
  // `shown` is the health that is shown at the beginning.
  void Beat(bool shown);

  const ServerOptions options_;
  const std::function<bool()> ready_;
  std::shared_ptr<Gate> gate_;      // Calls under way need it.
  CallsInside inside_;              // Of guarded services.
  std::vector<std::string> names_;  // Of the services.
  std::unique_ptr<CallObserver> observer_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread heartbeat_;
  bool stopped_ = false;
};

}  // namespace zaitaku
