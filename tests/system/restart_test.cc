// Two gateways and the three services are stopped and started in turn under load. Callers do what callers should: they
// repeat a read elsewhere, and a write under the same request id. Then nothing fails, no write is lost or doubled, and
// no answer that was given while a service was away keeps silent about it.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "tests/system/change_writer.h"
#include "tests/system/each_service.h"
#include "tests/system/registry_process.h"
#include "tests/system/whole_system.h"

namespace zaitaku {
namespace {

// The load: 8 readers and 3 writers, 200 calls a second together.
constexpr int kReaders = 8;
constexpr absl::Duration kReadEvery = absl::Milliseconds(47);    // 170 a second.
constexpr absl::Duration kWriteEvery = absl::Milliseconds(100);  // 30 a second.
constexpr absl::Duration kPatience = absl::Seconds(10);          // For one attempt.
constexpr absl::Duration kEndurance = absl::Seconds(120);        // For all attempts at one call.
constexpr int kAnswersInAGap = 8;  // At least so many while a service is known to be away.

int Restarts() { return FullSize() ? 50 : 5; }

class RestartTest : public WholeSystem {
 protected:
  void SetUp() override {
    SpeakTls();
    WholeSystem::SetUp();
    other_gateway_.AddArguments({"--council", council_.address(), "--catalog", catalog_.address(), "--training",
                                 training_.address(), "--redis", absl::StrCat("127.0.0.1:", redis_->port()),
                                 "--cache-key-file", key_});
    other_gateway_.AddArguments(ServicesTransportArguments());
    ASSERT_OK(other_gateway_.Start());
  }

  using Answered = absl::StatusOr<GetNationwideSummaryResponse>;

  // What an answer says of a service; CURRENT if nothing.
  static summary::v1::ServiceCondition::Condition ConditionOf(const std::string& service,
                                                              const GetNationwideSummaryResponse& answer) {
    for (const auto* conditions : {&answer.call_info().stale(), &answer.call_info().missing()}) {
      for (const auto& condition : *conditions) {
        if (condition.service() == service) return condition.condition();
      }
    }
    return summary::v1::ServiceCondition::CONDITION_CURRENT;
  }

  // A read, at one gateway and if need be at the other, and so on.
  Answered Read(std::array<Client<SummaryRpc>*, 2> gateways, int first) {
    const absl::Time end = absl::Now() + kEndurance;
    for (int attempt = 0;; ++attempt) {
      Answered answer = gateways[(first + attempt) % 2]->Call(&SummaryRpc::Stub::GetNationwideSummary, {}, kPatience);
      if (answer.ok() || !OutcomeUnknown(answer.status()) || absl::Now() > end) return answer;
      ++retried_;
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  void KeepReading(int reader) {
    Client<SummaryRpc> one(gateway_.address(), /*wait_for_ready=*/false);
    Client<SummaryRpc> other(other_gateway_.address(), /*wait_for_ready=*/false);
    absl::Time next = absl::Now();
    for (int call = reader; !over_; ++call) {
      const std::string away_before = Away();
      const Answered answer = Read({&one, &other}, call);
      EXPECT_OK(answer);
      if (answer.ok()) EXPECT_GT(answer->summary().budgets_size(), 0) << answer->call_info().DebugString();
      // It began and ended in the same gap.
      if (answer.ok() && !away_before.empty() && Away() == away_before) {
        ++answered_in_gaps_;
        const std::string service = away_before.substr(0, away_before.find(' '));
        EXPECT_NE(ConditionOf(service, *answer), summary::v1::ServiceCondition::CONDITION_CURRENT)
            << "silent about " << service;
      }
      ++reads_;
      absl::SleepFor((next += kReadEvery) - absl::Now());
    }
  }

  template <typename Service>
  void KeepWriting(ChangeWriter<Service>& writer) {
    absl::Time next = absl::Now();
    while (!over_) {
      // Now and then an old request is sent again, as by a caller whose answer was lost.
      EXPECT_OK(writer.Write(1, writes_));
      absl::SleepFor((next += kWriteEvery) - absl::Now());
    }
  }

  // Which service is away, and which gap that is; empty if none.
  std::string Away() {
    const std::lock_guard lock(mutex_);
    return away_;
  }
  void SetAway(const std::string& away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }

  // Both gateways know that a service is away, or that it is back.
  void AwaitKnown(const std::string& service, bool away) {
    for (ServerProcess* gateway : {&gateway_, &other_gateway_}) {
      Client<SummaryRpc> client(gateway->address());
      for (const absl::Time end = absl::Now() + kEndurance;;) {
        const Answered answer = client.Call(&SummaryRpc::Stub::GetNationwideSummary, {});
        ASSERT_OK(answer);
        if (away == (ConditionOf(service, *answer) != summary::v1::ServiceCondition::CONDITION_CURRENT)) break;
        ASSERT_LT(absl::Now(), end) << service;
        absl::SleepFor(absl::Milliseconds(5));
      }
    }
  }

  void AwaitAnswers(int in_gaps) {
    for (const absl::Time end = absl::Now() + kEndurance; answered_in_gaps_ < in_gaps;) {
      ASSERT_LT(absl::Now(), end) << "nobody is answered";
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  void Restart(int number) {
    const std::array<std::pair<ServerProcess*, std::string>, 5> turns = {{{&gateway_, ""},
                                                                          {&council_, "council-registry"},
                                                                          {&other_gateway_, ""},
                                                                          {&catalog_, "program-catalog"},
                                                                          {&training_, "training-events"}}};
    const auto& [process, service] = turns[number % turns.size()];
    ASSERT_OK(process->Stop());
    if (!service.empty()) {
      ASSERT_NO_FATAL_FAILURE(AwaitKnown(service, true));
      SetAway(absl::StrCat(service, " ", number));
      ASSERT_NO_FATAL_FAILURE(AwaitAnswers(answered_in_gaps_ + kAnswersInAGap));
      SetAway("");
    }
    ASSERT_OK(process->Start());
    if (!service.empty()) ASSERT_NO_FATAL_FAILURE(AwaitKnown(service, false));
  }

  // Every acknowledged change is one revision, and since `first` there is no other.
  template <typename Service>
  void CheckWrites(const ServerProcess& process, const ChangeWriter<Service>& writer, size_t before) {
    RegistryClient<Service> client(process.address());
    ASSERT_OK_AND_ASSIGN(const auto revisions, client.Revisions());
    std::map<std::string, std::vector<std::string>> by_request;
    for (const auto& record : revisions) by_request[record.request_id()].push_back(record.revision());
    for (const Acknowledged<Service>& acknowledged : writer.acknowledged()) {
      EXPECT_EQ(by_request[acknowledged.change.request_id()], std::vector<std::string>{acknowledged.revision});
    }
    EXPECT_GT(writer.acknowledged().size(), 0);
    EXPECT_EQ(revisions.size(), before + writer.acknowledged().size());
  }

  // A writer for a service, and how many revisions there were before it.
  template <typename Service>
  std::unique_ptr<ChangeWriter<Service>> MakeWriter(const ServerProcess& process, size_t& before) {
    RegistryClient<Service> client(process.address());
    const auto revisions = client.Revisions();
    EXPECT_OK(revisions);
    before = revisions.ok() ? revisions->size() : 0;
    const auto dealt = Service::Deal(client, 1);
    EXPECT_OK(dealt);
    if (!dealt.ok()) return nullptr;
    return std::make_unique<ChangeWriter<Service>>(process.address(), 0, dealt->front(), seed_);
  }

  const unsigned int seed_ = PrintedSeed();
  ServerProcess other_gateway_{ZAITAKU_GATEWAY_BINARY};
  std::atomic<bool> over_ = false;
  std::atomic<int> reads_ = 0, writes_ = 0, retried_ = 0, answered_in_gaps_ = 0;
  std::mutex mutex_;
  std::string away_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(RestartTest, NothingFailsIsLostOrDoubledAndNoAnswerIsSilentAboutAGap) {
  size_t councils = 0, budgets = 0, events = 0;
  const auto council = MakeWriter<Council>(council_, councils);
  const auto catalog = MakeWriter<Catalog>(catalog_, budgets);
  const auto training = MakeWriter<Training>(training_, events);
  ASSERT_TRUE(council != nullptr && catalog != nullptr && training != nullptr);

  const absl::Time begin = absl::Now();
  std::vector<std::thread> callers;
  for (int reader = 0; reader < kReaders; ++reader) callers.emplace_back([this, reader] { KeepReading(reader); });
  callers.emplace_back([&] { KeepWriting(*council); });
  callers.emplace_back([&] { KeepWriting(*catalog); });
  callers.emplace_back([&] { KeepWriting(*training); });
  for (int number = 0; number < Restarts() && !HasFatalFailure(); ++number) Restart(number);
  over_ = true;
  for (std::thread& caller : callers) caller.join();

  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  const int unknown = council->unknown_outcomes() + catalog->unknown_outcomes() + training->unknown_outcomes();
  std::printf(
      "%d restarts in %.1f s: %d reads and %d writes (%.0f calls/s); %d reads repeated, %d writes repeated, "
      "%d answers in gaps\n",
      Restarts(), seconds, reads_.load(), writes_.load(), (reads_ + writes_) / seconds, retried_.load(), unknown,
      answered_in_gaps_.load());
  CheckWrites(council_, *council, councils);
  CheckWrites(catalog_, *catalog, budgets);
  CheckWrites(training_, *training, events);
}

}  // namespace
}  // namespace zaitaku
