// Calls to a pool of workers that is held up.
#include "platform/server/calls.h"

#include <atomic>
#include <memory>
#include <string>

#include "platform/server/grpc_server.h"
#include "platform/server/guarded.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;
using council::v1::GetHeadRequest;
using council::v1::GetHeadResponse;

// One method will do.
class CountingService : public CouncilService::CallbackService {
 public:
  explicit CountingService(WorkerPool& pool) : pool_(pool) {}

  grpc::ServerUnaryReactor* GetHead(grpc::CallbackServerContext* context, const GetHeadRequest*,
                                    GetHeadResponse*) override {
    return RunOnPool(pool_, context, [this] {
      ++calls;
      caller = CurrentTrace().caller;
      return absl::OkStatus();
    });
  }

  std::atomic<int> calls{0};
  std::string caller;  // In whose line the last call waited.

 private:
  WorkerPool& pool_;
};

// For Guarded.
template <typename Implementation, typename Visit>
void VisitMethods(const CountingService&, Visit&& visit) {
  visit(0, "zaitaku.council.v1.CouncilService/GetHead", &Implementation::GetHead);
}

class CallsTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start(options, {{&service_, "service"}}, [] { return true; }));
    const std::string address = "127.0.0.1:" + std::to_string(server_->port());
    stub_ = CouncilService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  }

  // Keeps the only worker busy until `go_`.
  void HoldUp() {
    Signal held;
    ASSERT_TRUE(pool_.Post([&held, this] {
      held.Give();
      go_.Await();
    }));
    held.Await();
  }

  absl::Status Call(absl::Duration patience) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    GetHeadResponse response;
    return FromGrpc(stub_->GetHead(&context, GetHeadRequest(), &response));
  }

  Signal go_;
  WorkerPool pool_{1, 1};
  Guarded<CountingService> service_{pool_};
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<CouncilService::Stub> stub_;
};

TEST_F(CallsTest, CallWhoseTimeIsUpIsNotCarriedOut) {
  EXPECT_OK(Call(absl::Seconds(10)));
  EXPECT_EQ(service_.calls, 1);
  HoldUp();
  EXPECT_THAT(Call(absl::Milliseconds(200)), HasCode(absl::StatusCode::kDeadlineExceeded));
  // The client's clock and the server's are one, but the server hears of the deadline rounded up.
  absl::SleepFor(absl::Milliseconds(50));
  go_.Give();
  server_.reset();  // After the last call has ended.
  EXPECT_EQ(service_.calls, 1);
}

TEST_F(CallsTest, CallWaitsInTheLineOfItsCaller) {
  EXPECT_OK(Call(absl::Seconds(10)));
  server_.reset();
  EXPECT_EQ(service_.caller, "from 127.0.0.1 ");
}

TEST_F(CallsTest, CallBeyondTheQueueIsRefusedAtOnceWithTheTimeToRetry) {
  HoldUp();
  ASSERT_TRUE(pool_.Post([] {}));
  const absl::Status refused = Call(absl::Seconds(10));
  go_.Give();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
}

}  // namespace
}  // namespace zaitaku
