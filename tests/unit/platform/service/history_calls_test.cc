// A check of the totals that takes long, asked for over gRPC.
#include "platform/service/history_calls.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "platform/server/grpc_server.h"
#include "services/council/council_service.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;

class HistoryCallsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {}));
    totals_ = std::make_unique<TotalsChecker>(
        *ledger_, [this](const ResourceReader& reader) { return Recompute(reader); }, absl::Hours(1));
    service_ = std::make_unique<council::CouncilService>(*ledger_, pool_, *totals_, WatchOptions{});
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start({}, {{service_.get(), "service"}}, [] { return true; }));
    stub_ = CouncilService::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }

  // The first one, which is made at the start, is done at once; others go on until they are told to end.
  absl::StatusOr<std::map<CellName, int64_t>> Recompute(const ResourceReader& reader) {
    if (++checks_ == 1) return std::map<CellName, int64_t>();
    under_way_.Give();
    while (true) RETURN_IF_ERROR(reader.Exists("surveys/x").status());
  }

  TemporaryFolder folder_;
  std::atomic<int> checks_{0};
  Signal under_way_;
  std::unique_ptr<Ledger> ledger_;
  WorkerPool pool_{2, 100};
  std::unique_ptr<TotalsChecker> totals_;
  std::unique_ptr<council::CouncilService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<CouncilService::Stub> stub_;
};

TEST_F(HistoryCallsTest, LongMaintenanceEndsWhenTheServerStops) {
  auto check = std::async(std::launch::async, [this] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    type::v1::CheckTotalsResponse response;
    return FromGrpc(stub_->CheckTotals(&context, type::v1::CheckTotalsRequest(), &response));
  });
  under_way_.Await();
  service_->Drain();
  EXPECT_THAT(check.get(), HasReason(type::v1::ERROR_REASON_STOPPING));
  server_.reset();
}

}  // namespace
}  // namespace zaitaku
