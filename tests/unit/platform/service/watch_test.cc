// Watches of a real ledger, served over gRPC by a pool of workers that the test can hold up.
#include "platform/service/watch.h"

#include <memory>
#include <string>
#include <thread>

#include "platform/server/grpc_server.h"
#include "services/council/council_service.h"
#include "services/council/council_store.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;
using type::v1::WatchRevisionsRequest;
using type::v1::WatchRevisionsResponse;

constexpr absl::Duration kPatience = absl::Seconds(10);  // Of a stream; no heartbeat comes as late.

class WatchTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {}));
    pool_ = std::make_unique<WorkerPool>(1, 100);
    totals_ = std::make_unique<TotalsChecker>(*ledger_, &council::RecomputeTotals, absl::Minutes(10));
    service_ = std::make_unique<council::CouncilService>(
        *ledger_, *pool_, *totals_,
        WatchOptions{.limits = {.watches = 2, .kept_for_services = 0}, .heartbeat = 6 * kPatience});
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start(options, {{service_.get(), "service"}}, [] { return true; }));
    const std::string address = "127.0.0.1:" + std::to_string(server_->port());
    stub_ = CouncilService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  }

  void TearDown() override {
    if (service_ != nullptr) service_->Drain();
    server_.reset();
  }

  // Makes the next revision, with a text of that many bytes.
  void Commit(size_t bytes = 0) {
    council::v1::PublishSurveyResponse response;
    Signal done;
    Mutation mutation;
    mutation.response = &response;
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = [bytes](Transaction& transaction) {
      council::v1::Survey survey;
      survey.set_name("surveys/2015-12");
      survey.set_reference_month_text(std::string(bytes, 'x'));
      return transaction.Put(survey);
    };
    mutation.done = [&done](const absl::Status& status) {
      EXPECT_OK(status);
      done.Give();
    };
    ledger_->Submit(std::move(mutation));
    done.Await();
  }

  struct Reader {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<WatchRevisionsResponse>> stream;

    // The next revision's number; -1 at the stream's end.
    int Next() {
      WatchRevisionsResponse response;
      while (stream->Read(&response)) {
        if (response.has_record()) return std::stoi(response.record().revision_id());
      }
      return -1;
    }
  };

  // A watch of what comes after the newest revision.
  std::unique_ptr<Reader> Watch() {
    auto reader = std::make_unique<Reader>();
    reader->context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    reader->stream = stub_->WatchRevisions(&reader->context, WatchRevisionsRequest());
    return reader;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<WorkerPool> pool_;
  std::unique_ptr<TotalsChecker> totals_;
  std::unique_ptr<council::CouncilService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<CouncilService::Stub> stub_;
};

// Writers keep the workers busy, and revisions are made before the watch's first read has its turn.
TEST_F(WatchTest, BeginsWhereItWasAskedForHoweverLateItsFirstReadComes) {
  Commit();
  Signal held, go;
  ASSERT_TRUE(pool_->Post([&] {
    held.Give();
    go.Await();
  }));
  held.Await();
  auto reader = Watch();
  // Its sign of life says that the watch has begun. One that has not begun must not hold up the test.
  Signal begun;
  WatchRevisionsResponse first;
  std::thread reading([&] {
    EXPECT_TRUE(reader->stream->Read(&first));
    begun.Give();
  });
  EXPECT_TRUE(begun.AwaitFor(kPatience / 5)) << "no sign of life";
  for (int i = 0; i < 100; ++i) Commit();
  go.Give();
  reading.join();
  EXPECT_FALSE(first.has_record());
  EXPECT_EQ(first.head().substr(0, 2), "1-");
  for (int i = 2; i <= 101; ++i) ASSERT_EQ(reader->Next(), i);
  reader->context.TryCancel();
}

TEST_F(WatchTest, CommitIsSeenLongBeforeTheHeartbeat) {
  auto reader = Watch();
  WatchRevisionsResponse first;
  ASSERT_TRUE(reader->stream->Read(&first));
  for (int i = 1; i <= 3; ++i) {
    Commit();
    ASSERT_EQ(reader->Next(), i);
  }
  reader->context.TryCancel();
}

// What it does not take does not fit into what gRPC holds for it, so that the stream must wait with the rest.
TEST_F(WatchTest, ReaderThatTakesNothingForAWhileGetsEveryRevisionInOrder) {
  auto reader = Watch();
  WatchRevisionsResponse first;
  ASSERT_TRUE(reader->stream->Read(&first));
  constexpr int kRevisions = 30;
  for (int i = 0; i < kRevisions; ++i) Commit(300'000);
  // The reads of a stream that reads on and on have all had their turn then.
  for (int i = 0; i < 2 * kRevisions; ++i) {
    Signal turn;
    ASSERT_TRUE(pool_->Post([&turn] { turn.Give(); }));
    turn.Await();
  }
  for (int i = 1; i <= kRevisions; ++i) ASSERT_EQ(reader->Next(), i);
  reader->context.TryCancel();
}

TEST_F(WatchTest, MoreThanAllowedAreRefused) {
  auto one = Watch();
  auto two = Watch();
  WatchRevisionsResponse first;
  ASSERT_TRUE(one->stream->Read(&first));
  ASSERT_TRUE(two->stream->Read(&first));
  auto three = Watch();
  ASSERT_FALSE(three->stream->Read(&first));
  const absl::Status refused = FromGrpc(three->stream->Finish());
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
  one->context.TryCancel();
  two->context.TryCancel();
}

}  // namespace
}  // namespace zaitaku
