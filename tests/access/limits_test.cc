// Floods on real servers: who floods is refused in time, and nobody else.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform/server/watch_places.h"
#include "tests/access/guarded_servers.h"
#include "tests/generators/source_document.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

constexpr char kHead[] = "zaitaku.council.v1.CouncilService/GetHead";
constexpr char kWatch[] = "zaitaku.council.v1.CouncilService/WatchTotals";
constexpr char kRevisions[] = "zaitaku.council.v1.CouncilService/WatchRevisions";
constexpr char kSummary[] = "zaitaku.summary.v1.SummaryService/GetNationwideSummary";

// None, by a clock with which nothing is ever filled up again.
CallerLimitOptions Frozen() {
  return {.now = [] { return absl::FromUnixSeconds(1'700'000'000); }};
}

// A stream that stays open.
class OpenStream {
 public:
  OpenStream(const RawClient& client, const std::string& method) : stub_(client.channel) {
    for (const auto& [key, value] : client.metadata) context_.AddMetadata(key, value);
    const grpc::Slice empty;
    const grpc::ByteBuffer request(&empty, 1);
    stream_ = stub_.PrepareCall(&context_, "/" + method, &queue_);
    stream_->StartCall(this);
    Next();
    stream_->WriteLast(request, grpc::WriteOptions(), this);
    Next();
  }
  ~OpenStream() {
    context_.TryCancel();
    grpc::Status status;
    stream_->Finish(&status, this);
    Next();
    queue_.Shutdown();
  }

  // Whether a message has come.
  bool Read() {
    grpc::ByteBuffer message;
    stream_->Read(&message, this);
    return Next();
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

TEST(LimitsTest, AFloodIsRefusedAndOthersAreServed) {
  CallerLimitOptions limits;
  limits.calls_per_second = 20;
  const GuardedServers servers(limits);
  // On the callback methods and on the raw one.
  for (const char* method : {kHead, kSummary}) {
    const RawClient flooder = servers.WithToken(method, "agency/flood");
    int refused = 0;
    for (int i = 0; i < 400; ++i) {
      const absl::Status status = flooder.Call(method, "", false);
      if (status.code() != absl::StatusCode::kResourceExhausted) continue;
      ++refused;
      EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
      google::rpc::RetryInfo retry;
      EXPECT_TRUE(GetDetail(status, retry));
      EXPECT_LE(retry.retry_delay().nanos(), 50'000'000);
    }
    EXPECT_GT(refused, 0) << method;
    const RawClient other = servers.WithCertificate(method, "agency/other");
    for (int i = 0; i < 20; ++i) {
      EXPECT_NE(other.Call(method, "", false).code(), absl::StatusCode::kResourceExhausted) << method;
    }
  }
}

// Wrong proofs count for the address, so that they cannot be tried without end.
TEST(LimitsTest, WrongTokensAreCountedToo) {
  CallerLimitOptions limits;
  limits.calls_per_second = 5;
  const GuardedServers servers(limits);
  const RawClient guesser = servers.WithMetadata(kHead, "Bearer guess");
  int refused = 0;
  for (int i = 0; i < 200; ++i)
    refused += guesser.Call(kHead, "", false).code() == absl::StatusCode::kResourceExhausted;
  EXPECT_GT(refused, 0);
  EXPECT_OK(servers.WithCertificate(kHead, "ministry").Call(kHead, "", false));
}

// Signed by who has not the key.
RawClient Forger(const GuardedServers& servers) {
  const TokenIssuer forger(TokenIssuer::Kind::kEc, servers.issuer().key_id());
  return servers.WithMetadata(kHead, "Bearer " + forger.Sign(TestClaims("ministry")));
}

// To verify a signature costs more than to send a wrong one.
TEST(LimitsTest, OfManyWrongTokensFromOneAddressNoMoreAreVerified) {
  const GuardedServers servers(Frozen(), 5);
  const RawClient forger = Forger(servers);
  for (int i = 0; i < 10; ++i) EXPECT_THAT(forger.Call(kHead, "", false), HasCode(absl::StatusCode::kUnauthenticated));
  for (int i = 0; i < 10; ++i) {
    const absl::Status status = forger.Call(kHead, "", false);
    EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
    google::rpc::RetryInfo retry;
    EXPECT_TRUE(GetDetail(status, retry));
  }
  // What is no token takes no time to tell.
  EXPECT_THAT(servers.WithMetadata(kHead, "Bearer guess").Call(kHead, "", false),
              HasCode(absl::StatusCode::kUnauthenticated));
  EXPECT_OK(servers.WithCertificate(kHead, "ministry").Call(kHead, "", false));
  EXPECT_OK(servers.Anonymous(kHead).Call(kHead, "", false));
}

// Behind an edge everybody comes from its address.
TEST(LimitsTest, WhoIsKnownIsServedAndGoesOnWatchingWhileWrongTokensComeFromTheSameAddress) {
  GuardedServers servers(Frozen(), 5);
  const RawClient ministry = servers.WithCertificate(kHead, "ministry");
  council::v1::ImportSurveyRequest import;
  import.set_content(generators::ReadSourceDocument());
  ASSERT_OK(ministry.Call("zaitaku.council.v1.CouncilService/ImportSurvey", import.SerializeAsString(), false));
  const RawClient officer = servers.WithToken(kHead, "prefecture/13");
  OpenStream watch(officer, kRevisions);
  ASSERT_TRUE(watch.Read());
  const RawClient forger = Forger(servers);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(forger.Call(kHead, "", false).ok());
  ASSERT_THAT(forger.Call(kHead, "", false), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  for (int i = 0; i < 20; ++i) EXPECT_OK(officer.Call(kHead, "", false));
  // With keys that were read anew, the watch must have its token verified again, and is let do that.
  servers.RenewKeys();
  servers.PutClockAhead(absl::Seconds(3));
  council::v1::PublishSurveyRequest publish;
  publish.set_name("surveys/2015-12");
  ASSERT_OK(ministry.Call("zaitaku.council.v1.CouncilService/PublishSurvey", publish.SerializeAsString(), false));
  EXPECT_TRUE(watch.Read());
}

// A gateway gets its watch although an address that proves nothing has all that it may have.
TEST(LimitsTest, WatchesOfOneAddressLeaveOthersTheirs) {
  const GuardedServers servers;
  const RawClient watcher = servers.Anonymous(kWatch);
  const int may_have = WatchLimits().per_anonymous;
  std::vector<std::unique_ptr<OpenStream>> open;
  int streaming = 0;
  for (int i = 0; i < 2 * may_have; ++i) {
    open.push_back(std::make_unique<OpenStream>(watcher, kWatch));
    streaming += open.back()->Read();
  }
  // The gateway of these servers shows no certificate, and has one of its address's.
  EXPECT_LE(streaming, may_have);
  EXPECT_GE(streaming, may_have - 1);
  const absl::Status refused = watcher.Call(kWatch, "", true);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("has 16 watches open here, and may have 16"));
  EXPECT_OK(servers.WithCertificate(kWatch, "service/gateway").Call(kWatch, "", true));
  EXPECT_OK(servers.WithToken(kWatch, "agency/other").Call(kWatch, "", true));
}

// What takes up a place gives it back when it ends, streams too.
TEST(LimitsTest, PlacesAreGivenBack) {
  CallerLimitOptions limits;
  limits.concurrent_calls = 2;
  const GuardedServers servers(limits);
  // The end of a call is heard of by the server a little later than by its caller, so some come too early.
  const auto let_in = [](const RawClient& client, const char* method, bool stream) {
    int times = 0;
    for (int i = 0; i < 4000 && times < 50; ++i) {
      times += client.Call(method, "", stream).code() != absl::StatusCode::kResourceExhausted;
      absl::SleepFor(absl::Milliseconds(2));
    }
    return times;
  };
  EXPECT_EQ(let_in(servers.WithToken(kHead, "agency/patient"), kHead, false), 50);
  EXPECT_EQ(let_in(servers.WithToken(kSummary, "agency/patient"), kSummary, false), 50);
  EXPECT_EQ(let_in(servers.WithToken(kWatch, "agency/patient"), kWatch, true), 50);
}

}  // namespace
}  // namespace zaitaku
