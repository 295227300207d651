// The council registry, bound as in the real process, served on a free port of this process.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/server/grpc_server.h"
#include "platform/server/process.h"
#include "services/council/bind.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {

class CouncilServer {
 public:
  // Serves a fresh registry in a folder of its own.
  CouncilServer();
  ~CouncilServer() { Stop(); }

  // The same registry again, as after a restart; on the same port.
  void Restart();
  void Stop();

  std::string address() const;
  std::string database() const { return folder_.File("council.db"); }
  // What its health shows.
  bool ready() const { return bound_->Ready(); }
  council::v1::CouncilService::Stub& stub() { return *stub_; }
  // What its health shows.
  bool ready() { return bound_->Ready(); }

  // One call. Errors with their details.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (council::v1::CouncilService::Stub::*method)(grpc::ClientContext*,
                                                                                          const Request&, Response*),
                                const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  // Imports the source document, and publishes it.
  absl::StatusOr<council::v1::ImportSurveyResponse> ImportSource();
  absl::Status PublishSource();

 private:
  void Start(const std::string& listen);

  TemporaryFolder folder_;
  int port_ = 0;
  std::unique_ptr<BoundServices> bound_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<council::v1::CouncilService::Stub> stub_;
};

// One call to any service.
using CouncilStub = council::v1::CouncilService::Stub;

}  // namespace zaitaku
