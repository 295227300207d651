// Any service on a ledger, bound as in the real process, served on a free port of this process.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/server/grpc_server.h"
#include "platform/server/process.h"
#include "platform/service/ledger_process.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {

// `Rpc` is the generated service, such as `council::v1::CouncilService`.
template <typename Rpc>
class LedgerServer {
 public:
  using Stub = typename Rpc::Stub;
  using BindFunction = absl::StatusOr<std::unique_ptr<BoundServices>> (*)(const LedgerServiceOptions&);

  // Serves a fresh store in a folder of its own. `database` is the file's name there.
  LedgerServer(BindFunction bind, std::string database, std::shared_ptr<Gate> gate = nullptr)
      : bind_(bind), database_(std::move(database)), gate_(std::move(gate)) {
    Start("127.0.0.1:0");
  }
  ~LedgerServer() { Stop(); }

  // The same store again, as after a restart; on the same port.
  void Restart() {
    Stop();
    Start(address());
  }

  void Stop() {
    if (bound_ != nullptr) bound_->Drain();
    server_.reset();
    bound_.reset();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  std::string database() const { return folder_.File(database_); }
  // What its health shows.
  bool ready() const { return bound_->Ready(); }
  Stub& stub() { return *stub_; }

  // One call. Errors with their details.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  void Start(const std::string& listen) {
    LedgerServiceOptions options;
    options.database = database();
    bound_ = OrEnd(bind_(options));
    ServerOptions server_options;
    server_options.listen = listen;
    // Who calls without proof is the ministry here; tests of who may do what bring a gate of their own.
    GateOptions gate;
    gate.anonymous = {Role::kMinistry};
    server_options.gate = gate_ != nullptr ? gate_ : std::shared_ptr<Gate>(OrEnd(Gate::Create(gate)));
    server_ = OrEnd(GrpcServer::Start(server_options, bound_->services(), [this] { return bound_->Ready(); }));
    port_ = server_->port();
    stub_ = Rpc::NewStub(grpc::CreateChannel(address(), grpc::InsecureChannelCredentials()));
  }

  // A test without its server can say nothing.
  template <typename T>
  static T OrEnd(absl::StatusOr<T> result) {
    if (result.ok()) return *std::move(result);
    std::fprintf(stderr, "cannot start %s: %s\n", Rpc::service_full_name(), result.status().ToString().c_str());
    std::exit(1);
  }

  const BindFunction bind_;
  const std::string database_;
  const std::shared_ptr<Gate> gate_;
  TemporaryFolder folder_;
  int port_ = 0;
  std::unique_ptr<BoundServices> bound_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace zaitaku
