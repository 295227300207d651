// Floods on real servers: who floods is refused in time, and nobody else.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/access/guarded_servers.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

constexpr char kHead[] = "zaitaku.council.v1.CouncilService/GetHead";
constexpr char kWatch[] = "zaitaku.council.v1.CouncilService/WatchTotals";
constexpr char kSummary[] = "zaitaku.summary.v1.SummaryService/GetNationwideSummary";

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
