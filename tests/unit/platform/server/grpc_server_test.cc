#include "platform/server/grpc_server.h"

#include <grpcpp/generic/generic_stub.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

// The first bytes of a HealthCheckResponse: field 1, then SERVING (1) or NOT_SERVING (2).
int AskHealth(int port) {
  auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::CompletionQueue queue;
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag;
  bool ok;
  queue.Next(&tag, &ok);
  grpc::Slice slice;
  if (!status.ok() || !response.DumpToSingleSlice(&slice).ok() || slice.size() != 2) return -1;
  return slice.begin()[1];
}

TEST(GrpcServerTest, HealthFollowsReadiness) {
  std::atomic<bool> ready = true;
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, {}, [&] { return ready.load(); }));
  EXPECT_GT(server->port(), 0);
  EXPECT_EQ(AskHealth(server->port()), 1);
  ready = false;
  for (int i = 0; i < 100 && AskHealth(server->port()) != 2; ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(AskHealth(server->port()), 2);
}

TEST(GrpcServerTest, ServerThatIsNotReadyFromTheStartSaysSo) {
  std::atomic<bool> ready = false;
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, {}, [&] { return ready.load(); }));
  EXPECT_EQ(AskHealth(server->port()), 2);
  ready = true;
  for (int i = 0; i < 100 && AskHealth(server->port()) != 1; ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(AskHealth(server->port()), 1);
}

TEST(GrpcServerTest, TwoServersNeverShareAPort) {
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, {}, [] { return true; }));
  ServerOptions same;
  same.listen = absl::StrCat("127.0.0.1:", server->port());
  const auto second = GrpcServer::Start(same, {}, [] { return true; });
  EXPECT_THAT(second, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_NE(second.status().message().find(same.listen), std::string::npos);
}

TEST(GrpcServerTest, UnknownMethodsAreRefusedAndEndNothing) {
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, {}, [] { return true; }));
  grpc::GenericStub stub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server->port()), grpc::InsecureChannelCredentials()));
  for (int i = 0; i < 100; ++i) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    grpc::CompletionQueue queue;
    auto call = stub.PrepareCall(&context, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", &queue);
    void* tag;
    bool ok;
    call->StartCall(nullptr);
    queue.Next(&tag, &ok);
    grpc::Status status;
    call->Finish(&status, nullptr);
    queue.Next(&tag, &ok);
    ASSERT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_EQ(AskHealth(server->port()), 1);
}

TEST(GrpcServerTest, WithAGateAServiceThatIsNotGuardedIsNotServed) {
  council::v1::CouncilService::CallbackService bare;
  ServerOptions options;
  ASSERT_OK_AND_ASSIGN(options.gate, Gate::Create({}));
  const auto server = GrpcServer::Start(options, {{&bare, "bare"}}, [] { return true; });
  EXPECT_THAT(server, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_NE(server.status().message().find("bare is not guarded"), std::string::npos);
}

TEST(GrpcServerTest, MalformedAddressIsRefused) {
  ServerOptions options;
  options.listen = "nowhere";
  EXPECT_THAT(GrpcServer::Start(options, {}, [] { return true; }), HasCode(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace zaitaku
