// Every combination of parts and filters is another question, and another key in the caches: what they take is bounded
// all the same.
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/summary_question.h"
#include "tests/gateway_server/gateway_fixture.h"
#include "tests/system/registry_process.h"

namespace zaitaku::gateway {
namespace {

constexpr int kThreads = 4;
constexpr size_t kMemoryBytes = 4 << 20;  // For answers.
// After this many all that is bounded is full: the answers, the questions that are counted, gRPC's own buffers.
constexpr int kFirst = 2000;
constexpr int64_t kGrowthBytes = 24 << 20;  // 24 bytes for each of a million.

int Questions() { return FullSize() ? 1000000 : 4000; }

// The number's own; no other number gets the same.
SummaryQuestion QuestionOf(uint64_t number) {
  std::mt19937_64 random(number);
  SummaryQuestion question;
  question.parts = (1 + random() % ((1u << Parts().size()) - 1)) | 1u << static_cast<uint32_t>(Part::kPrefectures);
  if (question.Has(Part::kCouncils)) question.regions = 1 + random() % kAllRegions;
  // Twenty bits of the prefectures are the number, the others are any.
  question.prefectures = (number | (random() << 20)) & kAllPrefectures;
  return question;
}

absl::Status Check(const SummaryQuestion& question, const summary::v1::NationwideSummary& summary) {
  bool right = summary.prefectures_size() == std::popcount(question.prefectures) &&
               summary.has_councils() == question.Has(Part::kCouncils) &&
               summary.has_events() == question.Has(Part::kEvents);
  if (right && question.Has(Part::kCouncils))
    right = summary.councils().regions_size() == std::popcount(question.regions);
  return right ? absl::OkStatus() : absl::InternalError(absl::StrCat("a wrong answer to ", CodeOf(question)));
}

// Of this process, in which the gateway is.
int64_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    int64_t kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes << 10;
  }
  return std::numeric_limits<int64_t>::max();
}

// A number that Explain gives after a word.
int64_t NumberAfter(const std::string& text, const std::string& word) {
  const size_t at = text.find(word);
  return at == std::string::npos ? -1 : std::strtoll(text.c_str() + at + word.size(), nullptr, 10);
}

class DistinctQuestionsTest : public GatewayFixture {
 protected:
  // Asks those from `first` to before `end`.
  static absl::Status Ask(const GatewayServer& gateway, int first, int end) {
    std::vector<absl::Status> outcomes(kThreads);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        const auto stub = gateway.NewStub();
        for (int number = first + thread; number < end && outcomes[thread].ok(); number += kThreads) {
          const SummaryQuestion question = QuestionOf(static_cast<uint64_t>(number));
          grpc::ClientContext context;
          summary::v1::GetNationwideSummaryResponse response;
          outcomes[thread] = FromGrpc(stub->GetNationwideSummary(&context, ToRequest(question), &response));
          outcomes[thread].Update(Check(question, response.summary()));
        }
      });
    }
    absl::Status first_error;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads[thread].join();
      first_error.Update(outcomes[thread]);
    }
    return first_error;
  }
};

TEST_F(DistinctQuestionsTest, DistinctMasksAndFiltersLeaveMemoryBounded) {
  LoadAll();
  GatewayOptions options = Options();
  options.memory_bytes = kMemoryBytes;
  GatewayServer gateway(options);
  ASSERT_OK(gateway.GetNewest());
  ASSERT_OK(Ask(gateway, 1, kFirst));
  const int64_t full = ResidentBytes();
  ASSERT_OK(Ask(gateway, kFirst, Questions() + 1));
  const int64_t grown = ResidentBytes() - full;
  summary::v1::ExplainSummaryRequest explain;
  explain.mutable_request();
  ASSERT_OK_AND_ASSIGN(const auto explained, gateway.Call(&SummaryStub::ExplainSummary, explain));
  std::printf("%d questions; %s; the process has grown by %lld KB since the first %d\n", Questions(),
              explained.memory().c_str(), static_cast<long long>(grown >> 10), kFirst);
  EXPECT_LE(NumberAfter(explained.memory(), "bytes "), static_cast<int64_t>(kMemoryBytes));
  EXPECT_GE(NumberAfter(explained.memory(), "computed "), Questions());
  EXPECT_LE(grown, kGrowthBytes);
}

}  // namespace
}  // namespace zaitaku::gateway
