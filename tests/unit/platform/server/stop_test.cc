// How calls end that are under way, or arrive, while a server stops.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/server/grpc_server.h"
#include "platform/server/guarded.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;

// Any service would do; this one has one method, which is guarded as those of whole services are. Calls wait for `open`
// if they are held.
class Registry final : public CouncilService::CallbackService, public GuardedService {
 public:
  explicit Registry(bool held) : held_(held) {}
  ~Registry() override {
    for (std::thread& thread : threads_) thread.join();
  }

  grpc::ServerUnaryReactor* GetHead(grpc::CallbackServerContext* context, const council::v1::GetHeadRequest*,
                                    council::v1::GetHeadResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const absl::Status admitted = Enter(*RowOf("zaitaku.council.v1.CouncilService/GetHead"), *context, nullptr,
                                        dynamic_cast<CallContext*>(context)->admission);
    if (!held_ || !admitted.ok()) {
      reactor->Finish(ToGrpc(admitted));
      return reactor;
    }
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, reactor] {
      begun.Give();
      open.Await();
      reactor->Finish(grpc::Status::OK);
    });
    return reactor;
  }

  Signal begun, open;

 private:
  const bool held_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

class StopTest : public testing::Test {
 protected:
  void Start(bool held, absl::Duration drain) {
    registry_ = std::make_unique<Registry>(held);
    ServerOptions options;
    options.drain = drain;
    ASSERT_OK_AND_ASSIGN(options.gate, Gate::Create({}));
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start(options, {{registry_.get(), CouncilService::service_full_name()}},
                                                    [] { return true; }));
  }

  std::unique_ptr<CouncilService::Stub> Connect() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    return CouncilService::NewStub(grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                                             grpc::InsecureChannelCredentials(), arguments));
  }

  static absl::Status Call(CouncilService::Stub& stub) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    council::v1::GetHeadResponse response;
    return FromGrpc(stub.GetHead(&context, {}, &response));
  }

  std::unique_ptr<Registry> registry_;
  std::unique_ptr<GrpcServer> server_;
};

TEST_F(StopTest, WhatArrivesWhileAServerStopsIsAnsweredOrUnavailable) {
  constexpr int kStops = 15, kCallers = 4;
  std::map<absl::StatusCode, int> ends;
  for (int stop = 0; stop < kStops; ++stop) {
    Start(/*held=*/false, absl::Seconds(60));
    std::atomic<int> answered{0};
    std::atomic<bool> over{false};
    std::mutex mutex;
    std::vector<std::thread> callers;
    for (int i = 0; i < kCallers; ++i) {
      callers.emplace_back([&] {
        const auto stub = Connect();
        for (bool first = true; !over || first;) {
          const absl::Status status = Call(*stub);
          if (status.ok() && first) ++answered;
          first = first && !status.ok();
          // Those that are told at once that nobody is there would keep the processor from the server.
          if (!status.ok()) absl::SleepFor(absl::Milliseconds(1));
          const std::lock_guard lock(mutex);
          ++ends[status.code()];
        }
      });
    }
    while (answered < kCallers) absl::SleepFor(absl::Milliseconds(1));
    server_->Stop();
    over = true;
    for (std::thread& caller : callers) caller.join();
  }
  for (const auto& [code, times] : ends) {
    EXPECT_TRUE(code == absl::StatusCode::kOk || code == absl::StatusCode::kUnavailable)
        << times << " x " << absl::StatusCodeToString(code);
  }
}

TEST_F(StopTest, CallsUnderWayAreAnsweredAndLaterOnesToldToTryAgain) {
  Start(/*held=*/true, absl::Seconds(60));
  const auto stub = Connect(), late_stub = Connect();
  absl::Status first;
  std::thread caller([&] { first = Call(*stub); });
  registry_->begun.Await();
  std::vector<std::thread> early;
  std::thread stopper([this] { server_->Stop(); });
  // Calls that come before it stops are held too.
  std::atomic<bool> refused{false};
  std::mutex mutex;
  while (!refused) {
    early.emplace_back([&] {
      const absl::Status status = Call(*late_stub);
      if (status.ok()) return;
      EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_STOPPING));
      EXPECT_TRUE(absl::IsUnavailable(status));
      refused = true;
    });
    absl::SleepFor(absl::Milliseconds(20));
  }
  registry_->open.Give();
  stopper.join();
  caller.join();
  for (std::thread& call : early) call.join();
  EXPECT_OK(first);
}

TEST_F(StopTest, CallThatOutlastsTheDrainIsUnavailable) {
  Start(/*held=*/true, absl::Milliseconds(100));
  const auto stub = Connect();
  absl::Status status;
  std::thread caller([&] { status = Call(*stub); });
  registry_->begun.Await();
  std::thread stopper([this] { server_->Stop(); });
  caller.join();
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnavailable));
  registry_->open.Give();
  stopper.join();
}

}  // namespace
}  // namespace zaitaku
