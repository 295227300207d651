// The cache in front of a counting origin, with a real Redis behind it.
#include "gateway/cached_summary_source.h"

#include <atomic>
#include <random>
#include <thread>

#include "platform/cache/envelope.h"
#include "platform/cache/redis_cache.h"
#include "tests/redis_process/redis_process.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::CallInfo;

// Answers with the question itself, so that a mixed-up answer shows.
class CountingOrigin final : public SummarySource {
 public:
  absl::StatusOr<SummaryAnswer> Get(const SummaryQuestion& question) override {
    ++calls;
    absl::SleepFor(delay);
    if (failing) return absl::UnavailableError("down");
    return SummaryAnswer{std::make_shared<const std::string>(question.survey + "@" + question.council.revision()),
                         CallInfo::LEVEL_COMPUTED};
  }
  std::atomic<int> calls{0};
  std::atomic<bool> failing{false};
  absl::Duration delay;
};

SummaryQuestion Question(const std::string& revision, const std::string& survey = "surveys/2015-12") {
  SummaryQuestion question;
  question.survey = survey;
  question.council.set_service("council-registry");
  question.council.set_revision(revision);
  return question;
}

class CachedSummarySourceTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    RedisCacheOptions options;
    options.redis_port = redis_->port();
    options.redis_timeout_ms = 2000;  // These tests are about what is answered, not how fast.
    ASSERT_OK_AND_ASSIGN(shared_, RedisCache::Create(options));
  }

  // A cache as in a gateway that has just started.
  std::unique_ptr<CachedSummarySource> Fresh(const std::string& secret = std::string(32, 's')) {
    CachedSummaryOptions options;
    options.secret = secret;
    return std::make_unique<CachedSummarySource>(origin_, shared_.get(), options);
  }

  CountingOrigin origin_;
  std::unique_ptr<RedisProcess> redis_;
  std::unique_ptr<RedisCache> shared_;
};

TEST_F(CachedSummarySourceTest, ComputesOnceThenMemoryThenRedisForTheNextGateway) {
  auto first = Fresh();
  EXPECT_EQ(first->Get(Question("1-a"))->level, CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(first->Get(Question("1-a"))->level, CallInfo::LEVEL_MEMORY);
  auto second = Fresh();
  ASSERT_OK_AND_ASSIGN(const SummaryAnswer answer, second->Get(Question("1-a")));
  EXPECT_EQ(answer.level, CallInfo::LEVEL_REDIS);
  EXPECT_EQ(*answer.body, "surveys/2015-12@1-a");
  EXPECT_EQ(origin_.calls, 1);
}

TEST_F(CachedSummarySourceTest, AnotherRevisionOrSurveyIsAnotherKey) {
  auto source = Fresh();
  EXPECT_EQ(*source->Get(Question("1-a"))->body, "surveys/2015-12@1-a");
  EXPECT_EQ(*source->Get(Question("2-b"))->body, "surveys/2015-12@2-b");
  EXPECT_EQ(*source->Get(Question("1-a", "surveys/2016-12"))->body, "surveys/2016-12@1-a");
  EXPECT_EQ(origin_.calls, 3);
}

TEST_F(CachedSummarySourceTest, EntrySealedUnderAnotherSecretIsAMissAndReplaced) {
  Fresh(std::string(32, 'x'))->Get(Question("1-a")).IgnoreError();
  auto ours = Fresh();
  EXPECT_EQ(ours->Get(Question("1-a"))->level, CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(ours->stats().rejected_envelopes, 1);
  EXPECT_EQ(Fresh()->Get(Question("1-a"))->level, CallInfo::LEVEL_REDIS);
}

// Random, truncated, swapped and old entries under the right key: never a wrong answer, each one counted.
TEST_F(CachedSummarySourceTest, PoisonedEntriesAreMissesAndCounted) {
  std::mt19937 random(47);
  Fresh()->Get(Question("1-a")).IgnoreError();
  Fresh()->Get(Question("2-b")).IgnoreError();
  const std::string key_a = "summary-1|surveys/2015-12|council-registry=1-a";
  const std::string key_b = "summary-1|surveys/2015-12|council-registry=2-b";
  ASSERT_OK_AND_ASSIGN(const auto sealed_a, shared_->Get(key_a));
  ASSERT_OK_AND_ASSIGN(const auto sealed_b, shared_->Get(key_b));
  ASSERT_TRUE(sealed_a && sealed_b);
  for (int i = 0; i < 400; ++i) {
    std::string poison = *sealed_a;
    switch (i % 5) {
      case 0:
        for (char& c : poison) c = static_cast<char>(random());
        break;
      case 1:
        poison.resize(1 + random() % (poison.size() - 1));
        break;
      case 2:
        poison = *sealed_b;  // Another revision's answer, rightly sealed.
        break;
      case 3:
        poison[random() % poison.size()] ^= static_cast<char>(1 + random() % 255);
        break;
      default:
        poison += "x";
    }
    ASSERT_OK(shared_->Set(key_a, poison, absl::Minutes(1)));
    auto source = Fresh();
    ASSERT_OK_AND_ASSIGN(const SummaryAnswer answer, source->Get(Question("1-a")));
    ASSERT_EQ(*answer.body, "surveys/2015-12@1-a");
    ASSERT_EQ(answer.level, CallInfo::LEVEL_COMPUTED);
    ASSERT_EQ(source->stats().rejected_envelopes, 1);
  }
}

TEST_F(CachedSummarySourceTest, WithoutRedisTheAnswerIsTheSame) {
  redis_->Kill();
  auto source = Fresh();
  EXPECT_EQ(*source->Get(Question("1-a"))->body, "surveys/2015-12@1-a");
  EXPECT_EQ(source->Get(Question("1-a"))->level, CallInfo::LEVEL_MEMORY);
  CachedSummaryOptions options;
  CachedSummarySource none(origin_, nullptr, options);
  EXPECT_EQ(*none.Get(Question("1-a"))->body, "surveys/2015-12@1-a");
}

TEST_F(CachedSummarySourceTest, ErrorsAreNeverCached) {
  auto source = Fresh();
  origin_.failing = true;
  EXPECT_THAT(source->Get(Question("1-a")), HasCode(absl::StatusCode::kUnavailable));
  origin_.failing = false;
  EXPECT_OK(source->Get(Question("1-a")));
}

TEST_F(CachedSummarySourceTest, ConcurrentCallsForOneKeyComputeOnce) {
  origin_.delay = absl::Milliseconds(200);
  auto source = Fresh();
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      const auto answer = source->Get(Question("1-a"));
      if (answer.ok() && *answer->body == "surveys/2015-12@1-a") ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 64);
  EXPECT_EQ(origin_.calls, 1);
}

}  // namespace
}  // namespace zaitaku::gateway
