#include "platform/server/grpc_server.h"

#include <arpa/inet.h>
#include <grpcpp/generic/generic_stub.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

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

// A stream that somebody opens and keeps.
class HeldStream {
 public:
  HeldStream(grpc::GenericStub& stub, const std::string& method) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    stream_ = stub.PrepareCall(&context_, method, &queue_);
    stream_->StartCall(this);
    Next();
  }
  ~HeldStream() {
    context_.TryCancel();
    if (!ended_) End();
    queue_.Shutdown();
  }
  HeldStream(const HeldStream&) = delete;

  // Sends an empty message. Whether one came back.
  bool Exchange() {
    const grpc::Slice empty;
    stream_->Write(grpc::ByteBuffer(&empty, 1), this);
    Next();
    grpc::ByteBuffer answer;
    stream_->Read(&answer, this);
    return Next();
  }

  // How it ends, once nothing more is sent.
  grpc::StatusCode End() {
    stream_->WritesDone(this);
    Next();
    grpc::Status status;
    stream_->Finish(&status, this);
    Next();
    ended_ = true;
    return status.error_code();
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  bool ended_ = false;
};

grpc::GenericStub StubOf(const GrpcServer& server) {
  return grpc::GenericStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server.port()), grpc::InsecureChannelCredentials()));
}

// How many threads this process has.
int64_t Threads() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return std::distance(begin(threads), end(threads));
}

TEST(GrpcServerTest, ReflectionAndHealthAreOpenToAnybodyUnlessTheyAreClosed) {
  for (const bool reflection : {true, false}) {
    for (const bool health : {true, false}) {
      ServerOptions options;
      options.reflection = reflection;
      options.health = health;
      council::v1::CouncilService::CallbackService service;  // gRPC serves nobody with nothing at all.
      ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start(options, {{&service, "council"}}, [] { return true; }));
      grpc::GenericStub stub = StubOf(*server);
      EXPECT_EQ(HeldStream(stub, kReflection).End(),
                reflection ? grpc::StatusCode::OK : grpc::StatusCode::UNIMPLEMENTED);
      EXPECT_EQ(AskHealth(server->port()), health ? 1 : -1);
    }
  }
}

// Each stream of it has a thread of the server for as long as it is open.
TEST(GrpcServerTest, ReflectionThatIsHeldOpenTakesFewThreads) {
  constexpr int kStreams = 200;
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, {}, [] { return true; }));
  ASSERT_EQ(AskHealth(server->port()), 1);
  grpc::GenericStub stub = StubOf(*server);
  const int64_t before = Threads();
  std::deque<HeldStream> held;
  int answered = 0;
  for (int i = 0; i < kStreams; ++i) answered += held.emplace_back(stub, kReflection).Exchange();
  EXPECT_GT(answered, 0);
  EXPECT_LT(Threads() - before, kStreams / 2);
  EXPECT_EQ(AskHealth(server->port()), 1);
  // Those who go make room.
  held.clear();
  bool answered_again = false;
  for (int i = 0; i < 600 && !answered_again; ++i) {
    answered_again = HeldStream(stub, kReflection).Exchange();
    if (!answered_again) absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(answered_again);
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

TEST(GrpcServerTest, AConnectionEndsWhenItsTimeIsUp) {
  ServerOptions options;
  options.max_connection_age = absl::Milliseconds(100);
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start(options, {}, [] { return true; }));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server->port()),
                                                 grpc::InsecureChannelCredentials(), arguments);
  const auto patience = std::chrono::system_clock::now() + std::chrono::seconds(60);
  grpc_connectivity_state state = channel->GetState(true);
  for (; state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING; state = channel->GetState(false))
    ASSERT_TRUE(channel->WaitForStateChange(state, patience));
  // It may have ended already.
  EXPECT_TRUE(state != GRPC_CHANNEL_READY || channel->WaitForStateChange(state, patience)) << "it goes on";
}

TEST(GrpcServerTest, MalformedAddressIsRefused) {
  ServerOptions options;
  options.listen = "nowhere";
  EXPECT_THAT(GrpcServer::Start(options, {}, [] { return true; }), HasCode(absl::StatusCode::kFailedPrecondition));
}

// A client that has begun to speak HTTP/2 and then neither reads nor says anything.
class MuteClient {
 public:
  explicit MuteClient(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    // The preface, and empty settings.
    const std::string hello("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
    EXPECT_EQ(send(socket_, hello.data(), hello.size(), 0), static_cast<ssize_t>(hello.size()));
    char first = 0;  // The server has answered: the connection stands.
    EXPECT_EQ(recv(socket_, &first, 1, 0), 1);
  }
  ~MuteClient() { close(socket_); }
  MuteClient(const MuteClient&) = delete;

 private:
  const int socket_;
};

TEST(GrpcServerTest, ClientsThatOnlyKeepAConnectionOpenDoNotHoldUpTheEnd) {
  ServerOptions options;
  options.drain = absl::Seconds(120);
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start(options, {}, [] { return true; }));
  const MuteClient mute(server->port());
  const absl::Time begin = absl::Now();
  server->Stop();
  EXPECT_LT(absl::Now() - begin, options.drain / 2);
}

TEST(GrpcServerTest, WhoWatchesTheHealthDoesNotHoldUpTheEnd) {
  ServerOptions options;
  options.drain = absl::Seconds(120);
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start(options, {}, [] { return true; }));
  auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server->port()), grpc::InsecureChannelCredentials());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto watch = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  void* tag = nullptr;
  bool ok = false;
  watch->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  const grpc::Slice empty;
  watch->WriteLast(grpc::ByteBuffer(&empty, 1), grpc::WriteOptions(), nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  grpc::ByteBuffer serving;
  watch->Read(&serving, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  const absl::Time begin = absl::Now();
  server->Stop();
  EXPECT_LT(absl::Now() - begin, options.drain / 2);
  context.TryCancel();
}

}  // namespace
}  // namespace zaitaku
