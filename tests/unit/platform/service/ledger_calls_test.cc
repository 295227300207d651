// Writes over gRPC while all workers are busy.
#include "platform/service/ledger_calls.h"

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "platform/server/grpc_server.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;
using council::v1::PublishSurveyRequest;
using council::v1::PublishSurveyResponse;

// One write will do: it says when its request is checked, and goes on when it is told to.
class WritingService final : public CouncilService::CallbackService {
 public:
  WritingService(Ledger& ledger, WorkerPool& pool, const TotalsChecker& totals) : calls_(ledger, pool, totals) {}

  grpc::ServerUnaryReactor* PublishSurvey(grpc::CallbackServerContext* context, const PublishSurveyRequest* request,
                                          PublishSurveyResponse* response) override {
    return calls_.Write(context, request, response,
                        [this](const PublishSurveyRequest&, PublishSurveyResponse*) -> absl::StatusOr<ApplyFunction> {
                          checked.Give();
                          go_on.Await();
                          return [](Transaction& transaction) {
                            council::v1::Survey survey;
                            survey.set_name("surveys/2015-12");
                            return transaction.Put(survey);
                          };
                        });
  }

  Signal checked, go_on;

 private:
  LedgerCalls calls_;
};

class LedgerCallsTest : public testing::Test {
 protected:
  void SetUp() override {
    LedgerOptions options;
    options.queue_limit_mutations = 1;
    ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), options));
    totals_ = std::make_unique<TotalsChecker>(
        *ledger_, [](const ResourceReader&) { return std::map<CellName, int64_t>(); }, absl::Hours(1));
    service_ = std::make_unique<WritingService>(*ledger_, *pool_, *totals_);
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start({}, {{service_.get(), "service"}}, [] { return true; }));
    stub_ = CouncilService::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }

  void TearDown() override {
    release_worker_.Give();
    release_writer_.Give();
    server_.reset();
    pool_.reset();
    service_.reset();
    ledger_.reset();
  }

  // The end of a write whose answer is due while the only worker works on something else.
  absl::Status WriteWhileTheWorkerIsBusy() {
    auto write = std::async(std::launch::async, [this] {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
      PublishSurveyResponse response;
      return FromGrpc(stub_->PublishSurvey(&context, PublishSurveyRequest(), &response));
    });
    service_->checked.Await();
    EXPECT_TRUE(pool_->Post([this] { release_worker_.Await(); }));
    service_->go_on.Give();
    return write.get();
  }

  // A mutation that keeps the writer busy, or waits for it.
  void Submit(std::function<void()> work) {
    Mutation mutation;
    mutation.response = &response_;
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = [work = std::move(work)](Transaction&) {
      work();
      return absl::OkStatus();
    };
    mutation.done = [](const absl::Status&) {};
    ledger_->Submit(std::move(mutation));
  }

  TemporaryFolder folder_;
  Signal release_worker_, release_writer_;
  PublishSurveyResponse response_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<WorkerPool> pool_ = std::make_unique<WorkerPool>(1, 100);
  std::unique_ptr<TotalsChecker> totals_;
  std::unique_ptr<WritingService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<CouncilService::Stub> stub_;
};

TEST_F(LedgerCallsTest, AnswerToAWriteDoesNotWaitForAWorker) {
  EXPECT_OK(WriteWhileTheWorkerIsBusy());
  EXPECT_EQ(ledger_->Head().number, 1);
}

TEST_F(LedgerCallsTest, RefusalOfAWriteDoesNotWaitForAWorker) {
  Signal held;
  Submit([&] {
    held.Give();
    release_writer_.Await();
  });
  held.Await();
  Submit([] {});
  EXPECT_THAT(WriteWhileTheWorkerIsBusy(), HasReason(type::v1::ERROR_REASON_OVERLOADED));
}

}  // namespace
}  // namespace zaitaku
