// A gateway, bound as in the real process, served on a free port of this process.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/bind.h"
#include "platform/server/grpc_server.h"
#include "platform/status/status.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::gateway {

using SummaryStub = summary::v1::SummaryService::Stub;

class GatewayServer {
 public:
  explicit GatewayServer(const GatewayOptions& options) {
    auto bound = Bind(options);
    EXPECT_OK(bound);
    bound_ = *std::move(bound);
    GateOptions gate_options;
    gate_options.anonymous = {Role::kMinistry};
    auto gate = Gate::Create(gate_options);
    EXPECT_OK(gate);
    ServerOptions server_options;
    server_options.gate = *std::move(gate);
    auto server = GrpcServer::Start(server_options, bound_->services(), [] { return true; });
    EXPECT_OK(server);
    server_ = *std::move(server);
    address_ = "127.0.0.1:" + std::to_string(server_->port());
    stub_ = summary::v1::SummaryService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
  }
  ~GatewayServer() {
    bound_->Drain();
    server_.reset();
  }

  const std::string& address() const { return address_; }
  SummaryStub& stub() { return *stub_; }
  // Over a connection of its own.
  std::unique_ptr<SummaryStub> NewStub() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return summary::v1::SummaryService::NewStub(
        grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (SummaryStub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    Response response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  absl::StatusOr<summary::v1::GetNationwideSummaryResponse> Ask(
      const summary::v1::GetNationwideSummaryRequest& request) {
    return Call(&SummaryStub::GetNationwideSummary, request);
  }
  absl::StatusOr<summary::v1::GetNationwideSummaryResponse> Get(const std::string& survey = "") {
    summary::v1::GetNationwideSummaryRequest request;
    request.set_survey(survey);
    return Ask(request);
  }
  // As new as these revisions, each such as `council=12-…`.
  absl::StatusOr<summary::v1::GetNationwideSummaryResponse> GetAtLeast(const std::vector<std::string>& tokens) {
    summary::v1::GetNationwideSummaryRequest request;
    for (const std::string& token : tokens) request.mutable_freshness()->mutable_at_least()->add_tokens(token);
    return Ask(request);
  }
  // As new as can be.
  absl::StatusOr<summary::v1::GetNationwideSummaryResponse> GetNewest() {
    summary::v1::GetNationwideSummaryRequest request;
    request.mutable_freshness()->set_fully_consistent(true);
    return Ask(request);
  }

 private:
  std::unique_ptr<BoundServices> bound_;
  std::unique_ptr<GrpcServer> server_;
  std::string address_;
  std::unique_ptr<SummaryStub> stub_;
};

}  // namespace zaitaku::gateway
