// A raw method on its own queue, in a real server.
#include "platform/server/raw_calls.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "platform/server/grpc_server.h"
#include "platform/status/status.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku {
namespace {

using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::SummaryService;

// Any service would do.
class RawService final : public SummaryService::WithRawMethod_GetNationwideSummary<SummaryService::Service> {
 public:
  explicit RawService(RawCalls::Handler handler)
      : calls_(
            [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
              if (asked_for++ == 0) absl::SleepFor(absl::Milliseconds(200));
              RequestGetNationwideSummary(context, request, writer, queue, queue, tag);
            },
            std::move(handler)) {}
  RawCalls& calls() { return calls_; }

  std::atomic<int> asked_for{0};  // The first takes its time.

 private:
  RawCalls calls_;
};

class RawCallsTest : public testing::Test {
 protected:
  void Start(RawCalls::Handler handler, RawCalls::Guard guard = nullptr) {
    service_ = std::make_unique<RawService>(std::move(handler));
    service_->calls().SetGuard(std::move(guard));
    ServerOptions options;
    options.drain = absl::Milliseconds(100);
    ASSERT_OK_AND_ASSIGN(
        server_, GrpcServer::Start(options, {{service_.get(), "service", &service_->calls()}}, [] { return true; }));
    stub_ = SummaryService::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<GetNationwideSummaryResponse> Call(const std::string& survey) {
    GetNationwideSummaryRequest request;
    request.set_survey(survey);
    GetNationwideSummaryResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const grpc::Status status = stub_->GetNationwideSummary(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  // A response's bytes.
  static grpc::ByteBuffer Answer(const std::string& survey) {
    GetNationwideSummaryResponse response;
    response.mutable_summary()->set_survey(survey);
    const grpc::Slice slice(response.SerializeAsString());
    return grpc::ByteBuffer(&slice, 1);
  }

  std::unique_ptr<RawService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<SummaryService::Stub> stub_;
};

TEST_F(RawCallsTest, AnswersAreBytesAndErrorsHaveTheirDetails) {
  std::atomic<int> calls{0};
  Start([&](const grpc::ServerContext&, grpc::ByteBuffer&, RawCalls::Done done) {
    if (++calls % 2 == 0) return done(InvalidField("survey", "even"));
    done(Answer("surveys/2015-12"));
  });
  for (int i = 0; i < 200; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto response, Call("x"));
    EXPECT_EQ(response.summary().survey(), "surveys/2015-12");
    EXPECT_THAT(Call("x"), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  }
}

TEST_F(RawCallsTest, HandlersKnowInWhoseLineTheirWorkWaits) {
  Start([&](const grpc::ServerContext& context, grpc::ByteBuffer&,
            RawCalls::Done done) { done(Answer(TraceOf(context).caller)); },
        [](const grpc::ServerContext&, Admission& admission) {
          admission.key = "agency/statistics";
          return absl::OkStatus();
        });
  ASSERT_OK_AND_ASSIGN(const auto response, Call("x"));
  EXPECT_EQ(response.summary().survey(), "agency/statistics");
}

TEST_F(RawCallsTest, ManyAtATimeAreAnsweredOnOtherThreads) {
  std::vector<std::thread> workers;
  std::mutex mutex;
  Start([&](const grpc::ServerContext&, grpc::ByteBuffer&, RawCalls::Done done) {
    const std::lock_guard lock(mutex);
    workers.emplace_back([done = std::move(done)] {
      absl::SleepFor(absl::Milliseconds(50));
      done(Answer("surveys/2015-12"));
    });
  });
  std::atomic<int> right{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 100; ++i) clients.emplace_back([&] { right += Call("x").ok(); });
  for (std::thread& client : clients) client.join();
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(right, 100);
}

// A thread that begins late must not ask for calls on a queue that is closed.
TEST_F(RawCallsTest, ServerThatIsStoppedAtOnceHasAskedForItsCallsBefore) {
  Start([](const grpc::ServerContext&, grpc::ByteBuffer&, const RawCalls::Done& done) { done(Answer("x")); });
  const int asked_for = service_->asked_for;
  EXPECT_GT(asked_for, 1);
  server_->Stop();
  EXPECT_EQ(service_->asked_for, asked_for);
}

// A call that takes longer than the server drains still has a queue to end on.
TEST_F(RawCallsTest, StopWaitsForWhatIsBeingAnswered) {
  Signal begun, stopped;
  std::thread worker;
  Start([&](const grpc::ServerContext&, grpc::ByteBuffer&, RawCalls::Done done) {
    worker = std::thread([&, done = std::move(done)] {
      begun.Give();
      // Without a queue it cannot be answered.
      const bool too_early = stopped.AwaitFor(absl::Milliseconds(500));
      EXPECT_FALSE(too_early);
      if (!too_early) done(Answer("surveys/2015-12"));
    });
  });
  std::thread client([this] { Call("x").status().IgnoreError(); });
  begun.Await();
  server_->Stop();
  stopped.Give();
  client.join();
  worker.join();
}

}  // namespace
}  // namespace zaitaku
