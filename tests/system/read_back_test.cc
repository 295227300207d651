// Clients write and read back through two gateways that share a Redis, while Redis and the services are tormented: no
// total is below what was acknowledged, each is what the resources add up to at its revisions, and what is gone is
// flagged.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/citation.h"
#include "gateway/summary_question.h"
#include "tests/redis_process/redis_process.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/pair_client.h"

namespace zaitaku {
namespace {

using gateway::ServiceId;
using summary::v1::ConsultedPlace;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;

constexpr int kClients = 6;
constexpr absl::Duration kNoticed = absl::Seconds(30);
constexpr absl::Duration kLongestDeath = absl::Seconds(2);
constexpr int kFlagsForEachDeath = 8;
constexpr size_t kFed = 24;  // Citations whose entries are replaced at a time.

struct Size {
  int pairs;  // Of all clients.
  int torments;
};

// Each client has its share.
Size TestSize() { return FullSize() ? Size{20004, 400} : Size{420, 21}; }

enum class Torment { kFlush, kFreezeRedis, kKillRedis, kFeed, kKillService, kLongDeath, kKillGateway };
constexpr int kTormentKinds = 7;

class ReadBackTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    ASSERT_NO_FATAL_FAILURE(StartService(council_));
    ASSERT_NO_FATAL_FAILURE(StartService(catalog_));
    ASSERT_NO_FATAL_FAILURE(StartService(training_));
    RegistryClient<Council> council(council_.address());
    council::v1::PublishSurveyRequest publish;
    publish.set_name(kSurvey);
    ASSERT_OK(council.Call(&Council::Stub::PublishSurvey, publish));
    const std::string key = council_.File("key");
    std::ofstream(key) << std::string(64, 'a') << "\n";
    ASSERT_EQ(chmod(key.c_str(), 0600), 0);
    for (auto& gateway : gateways_) {
      gateway.AddArguments({"--council", council_.address(), "--catalog", catalog_.address(), "--training",
                            training_.address(), "--redis", absl::StrCat("127.0.0.1:", redis_->port()),
                            "--cache-key-file", key});
      ASSERT_OK(gateway.Start());
    }
    ASSERT_NO_FATAL_FAILURE(MakeClients());
  }

  template <typename Service>
  void StartService(RegistryProcess<Service>& process) {
    ASSERT_OK(process.Start());
    RegistryClient<Service> client(process.address());
    ASSERT_OK(Service::Seed(client));
  }

  template <typename Service>
  static std::vector<std::vector<std::string>> Deal(const RegistryProcess<Service>& process) {
    RegistryClient<Service> client(process.address());
    const auto dealt = Service::Deal(client, kClients);
    EXPECT_OK(dealt);
    return dealt.ok() ? *dealt : std::vector<std::vector<std::string>>(kClients);
  }

  void MakeClients() {
    gateway::PerService<std::string> services;
    for (const auto& service : gateway::Services()) services[service.id] = ProcessOf(service.id).address();
    const auto councils = Deal(council_);
    const auto entries = Deal(catalog_);
    const auto events = Deal(training_);
    for (int i = 0; i < kClients; ++i) {
      clients_.push_back(
          std::make_unique<PairClient>(services, std::array{gateways_[0].address(), gateways_[1].address()}, i,
                                       DealtResources{councils[i], entries[i], events[i]}, random_(), scene_));
    }
  }

  ServerProcess& ProcessOf(ServiceId service) {
    return service == ServiceId::kCouncil   ? static_cast<ServerProcess&>(council_)
           : service == ServiceId::kCatalog ? static_cast<ServerProcess&>(catalog_)
                                            : static_cast<ServerProcess&>(training_);
  }

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  void Pause(int at_most_ms) { absl::SleepFor(absl::Milliseconds(Below(at_most_ms))); }

  // The clients at work; this thread torments.
  void RunAll() {
    std::vector<absl::Status> outcomes(kClients);
    std::vector<std::thread> threads;
    for (int i = 0; i < kClients; ++i) {
      threads.emplace_back([&, i] { outcomes[i] = clients_[i]->Run(TestSize().pairs / kClients); });
    }
    const absl::Status tormented = TormentAll();
    if (!tormented.ok()) scene_.failed = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_OK(tormented);
    for (const absl::Status& outcome : outcomes) EXPECT_OK(outcome);
  }

  bool Over() const { return scene_.failed || scene_.pairs >= TestSize().pairs; }

  // Spread over the pairs: all kinds of torment in a random order, and again.
  absl::Status TormentAll() {
    std::vector<int> kinds;
    for (int i = 0; i < TestSize().torments && !scene_.failed; ++i) {
      const int64_t due = int64_t{i} * TestSize().pairs / TestSize().torments;
      while (scene_.pairs < due && !scene_.failed) absl::SleepFor(absl::Milliseconds(1));
      Pause(20);
      if (kinds.empty()) {
        for (int kind = 0; kind < kTormentKinds; ++kind) kinds.push_back(kind);
        std::shuffle(kinds.begin(), kinds.end(), random_);
      }
      RETURN_IF_ERROR(Inflict(static_cast<Torment>(kinds.back())));
      kinds.pop_back();
    }
    return absl::OkStatus();
  }

  absl::Status Inflict(Torment torment) {
    const auto service = static_cast<ServiceId>(Below(gateway::kServiceCount));
    switch (torment) {
      case Torment::kFlush:
        redis_->Command({"FLUSHALL"});
        return absl::OkStatus();
      case Torment::kFreezeRedis:
        redis_->Freeze();
        Pause(400);
        redis_->Thaw();
        return absl::OkStatus();
      case Torment::kKillRedis:
        redis_->Kill();
        Pause(200);
        return redis_->Restart();
      case Torment::kFeed:
        Feed(scene_.LastCitations(kFed));
        return absl::OkStatus();
      case Torment::kKillService:
        ProcessOf(service).Kill();
        return ProcessOf(service).Start();
      case Torment::kLongDeath:
        return KillForLong(service);
      case Torment::kKillGateway:
        return RestartGateway(Below(kGateways));
    }
    return absl::OkStatus();
  }

  absl::Status RestartGateway(int number) {
    gateways_[number].Kill();
    return gateways_[number].Start();
  }

  // Dead until some answers that had to be flagged were seen.
  absl::Status KillForLong(ServiceId service) {
    scene_.avoided_service = static_cast<int>(service);
    ProcessOf(service).Kill();
    for (const ServerProcess& gateway : gateways_) RETURN_IF_ERROR(AwaitFlag(gateway, service));
    scene_.SetDeath(service);
    // One that starts now has the last totals from Redis, if they are there.
    if (Below(2) == 0) RETURN_IF_ERROR(RestartGateway(Below(kGateways)));
    const int flags = scene_.flags_seen + kFlagsForEachDeath;
    const absl::Time end = absl::Now() + kLongestDeath;
    while (scene_.flags_seen < flags && absl::Now() < end && !Over()) absl::SleepFor(absl::Milliseconds(5));
    scene_.SetDeath(std::nullopt);
    scene_.avoided_service = -1;
    return ProcessOf(service).Start();
  }

  absl::Status AwaitFlag(const ServerProcess& gateway, ServiceId service) {
    GatewayClient client(gateway.address());
    for (const absl::Time end = absl::Now() + kNoticed; absl::Now() < end;) {
      const auto answer = client.Call(&Gateway::Stub::GetNationwideSummary, {});
      if (answer.ok() && IsFlagged(*answer, service)) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(5));
    }
    return absl::DeadlineExceededError(
        absl::StrCat(std::string(gateway::ServiceOf(service).name), " is dead and never flagged"));
  }

  static std::string RedisKeyOf(const std::string& citation) {
    const auto fixed = gateway::ParseCitation(citation, "citation");
    EXPECT_OK(fixed);
    return fixed.ok() ? "zaitaku:" + gateway::KeyOf(*fixed) : "";
  }

  // Waits until there is something to replace: after a death of Redis the gateways leave it alone for a while.
  std::vector<std::string> AwaitKeys() {
    for (const absl::Time end = absl::Now() + kNoticed;;) {
      std::vector<std::string> keys = absl::StrSplit(redis_->Command({"KEYS", "zaitaku:*"}), '\n', absl::SkipEmpty());
      if (!keys.empty() || absl::Now() > end || Over()) return keys;
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  // Gives each citation, and whatever else there is, the value of other revisions, or the oldest that its key had.
  void Feed(const std::vector<std::string>& citations) {
    std::vector<std::string> keys = AwaitKeys();
    std::vector<std::string> values;
    for (const std::string& key : keys) {
      if (values.size() == kFed) break;
      values.push_back(redis_->Command({"GET", key}));
      oldest_.try_emplace(key, values.back());
    }
    if (values.empty()) return;
    for (const std::string& citation : citations) keys.push_back(RedisKeyOf(citation));
    for (const std::string& key : keys) {
      const auto oldest = oldest_.find(key);
      const bool back = oldest != oldest_.end() && Below(2) == 0;
      redis_->Command({"SET", key, back ? oldest->second : values[Below(static_cast<int>(values.size()))]});
    }
    fed_ += static_cast<int>(keys.size());
  }

  GetNationwideSummaryRequest Cited(const std::string& citation) {
    GetNationwideSummaryRequest request;
    request.mutable_freshness()->set_citation(citation);
    return request;
  }

  // Both gateways have nothing but what Redis has, and that is of other revisions.
  void CheckEntriesOfOtherRevisionsAreRefused() {
    std::set<std::string> citations;
    for (size_t i = 0; i < kFed; ++i) citations.insert(scene_.AnyCitation(random_()));
    for (const int number : {0, 1}) ASSERT_OK(RestartGateway(number));
    GatewayClient first(gateways_[0].address()), second(gateways_[1].address());
    std::vector<GetNationwideSummaryResponse> right;
    std::vector<std::string> values;
    for (const std::string& citation : citations) {
      ASSERT_OK_AND_ASSIGN(const auto answer, first.Call(&Gateway::Stub::GetNationwideSummary, Cited(citation)));
      right.push_back(answer);
      values.push_back(redis_->Command({"GET", RedisKeyOf(citation)}));
    }
    int refused = 0;
    size_t i = 0;
    for (const std::string& citation : citations) {
      redis_->Command({"SET", RedisKeyOf(citation), values[(i + 1) % values.size()]});
      summary::v1::ExplainSummaryRequest explain;
      *explain.mutable_request() = Cited(citation);
      ASSERT_OK_AND_ASSIGN(const auto explained, second.Call(&Gateway::Stub::ExplainSummary, explain));
      for (const auto& place : explained.places()) refused += place.outcome() == ConsultedPlace::OUTCOME_REJECTED;
      ASSERT_OK_AND_ASSIGN(const auto answer, second.Call(&Gateway::Stub::GetNationwideSummary, Cited(citation)));
      EXPECT_EQ(answer.summary().SerializeAsString(), right[i++].summary().SerializeAsString()) << citation;
    }
    // Not looked for in Redis: what is the newest at hand.
    EXPECT_GT(refused, 0);
  }

  void Recount() {
    absl::Status councils, entries, events;
    std::thread first([&] { councils = scene_.history.Recount<Council>(ServiceId::kCouncil, council_.address()); });
    std::thread second([&] { entries = scene_.history.Recount<Catalog>(ServiceId::kCatalog, catalog_.address()); });
    events = scene_.history.Recount<Training>(ServiceId::kTraining, training_.address());
    first.join();
    second.join();
    EXPECT_OK(councils);
    EXPECT_OK(entries);
    EXPECT_OK(events);
  }

  void Report() const {
    std::printf(
        "%d pairs, %d torments, %d entries of Redis replaced; %d answers of a dead service flagged, %d at citations, "
        "%d of them from Redis, %d calls without an answer; answers at %d, %d and %d revisions\n",
        scene_.pairs.load(), TestSize().torments, fed_, scene_.flags_seen.load(), scene_.cited.load(),
        scene_.from_redis.load(), scene_.unanswered.load(), scene_.history.revisions(ServiceId::kCouncil),
        scene_.history.revisions(ServiceId::kCatalog), scene_.history.revisions(ServiceId::kTraining));
    EXPECT_EQ(scene_.pairs, TestSize().pairs);
    EXPECT_GT(scene_.flags_seen, 0) << "no answer was asked for while a service was dead";
    EXPECT_GT(scene_.cited, 0);
    EXPECT_GT(fed_, 0);
    for (const auto& service : gateway::Services()) EXPECT_GT(scene_.history.revisions(service.id), 20);
  }

  std::mt19937 random_{PrintedSeed()};
  std::unique_ptr<RedisProcess> redis_;
  RegistryProcess<Council> council_;
  RegistryProcess<Catalog> catalog_;
  RegistryProcess<Training> training_;
  std::array<ServerProcess, kGateways> gateways_{ServerProcess(ZAITAKU_GATEWAY_BINARY),
                                                 ServerProcess(ZAITAKU_GATEWAY_BINARY)};
  Scene scene_;
  std::vector<std::unique_ptr<PairClient>> clients_;
  std::map<std::string, std::string> oldest_;  // The oldest values that were seen of Redis, by key.
  int fed_ = 0;
};

TEST_F(ReadBackTest, EveryAnswerIsWhatItsRevisionsAddUpToAndNoneIsOlderThanAcknowledged) {
  RunAll();
  Report();
  if (HasFailure()) return;
  CheckEntriesOfOtherRevisionsAreRefused();
  Recount();
}

}  // namespace
}  // namespace zaitaku
