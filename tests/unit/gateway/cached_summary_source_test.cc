// The cache in front of a counting origin, with a real Redis behind it.
#include "gateway/cached_summary_source.h"

#include <atomic>
#include <random>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
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
  absl::StatusOr<SummaryAnswer> Get(const FixedQuestion& question, absl::Time deadline) override {
    ++calls;
    const absl::Time ready = absl::Now() + delay;
    absl::SleepFor(std::min(ready, deadline) - absl::Now());
    if (ready > deadline) return absl::DeadlineExceededError("late");
    if (failing) return absl::UnavailableError("down");
    return SummaryAnswer{
        std::make_shared<const std::string>(question.question.survey + "@" + question.revisions[ServiceId::kCouncil]),
        CallInfo::LEVEL_COMPUTED};
  }
  std::atomic<int> calls{0};
  std::atomic<bool> failing{false};
  absl::Duration delay;
};

FixedQuestion Question(const std::string& revision, const std::string& survey = "surveys/2015-12") {
  FixedQuestion question;
  question.question.parts = 3;
  question.question.survey = survey;
  question.revisions[ServiceId::kCouncil] = revision;
  return question;
}

const absl::Time kLater = absl::Now() + absl::Hours(1);

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
    return std::make_unique<CachedSummarySource>(origin_, shared_.get(), pool_, options);
  }

  CountingOrigin origin_;
  std::unique_ptr<RedisProcess> redis_;
  std::unique_ptr<RedisCache> shared_;
  WorkerPool pool_{4, 1024};
};

TEST_F(CachedSummarySourceTest, ComputesOnceThenMemoryThenRedisForTheNextGateway) {
  auto first = Fresh();
  EXPECT_EQ(first->Get(Question("1-a"), kLater)->level, CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(first->Get(Question("1-a"), kLater)->level, CallInfo::LEVEL_MEMORY);
  auto second = Fresh();
  ASSERT_OK_AND_ASSIGN(const SummaryAnswer answer, second->Get(Question("1-a"), kLater));
  EXPECT_EQ(answer.level, CallInfo::LEVEL_REDIS);
  EXPECT_EQ(*answer.body, "surveys/2015-12@1-a");
  EXPECT_EQ(origin_.calls, 1);
}

TEST_F(CachedSummarySourceTest, AnotherRevisionOrSurveyIsAnotherKey) {
  auto source = Fresh();
  EXPECT_EQ(*source->Get(Question("1-a"), kLater)->body, "surveys/2015-12@1-a");
  EXPECT_EQ(*source->Get(Question("2-b"), kLater)->body, "surveys/2015-12@2-b");
  EXPECT_EQ(*source->Get(Question("1-a", "surveys/2016-12"), kLater)->body, "surveys/2016-12@1-a");
  EXPECT_EQ(origin_.calls, 3);
}

TEST_F(CachedSummarySourceTest, EntrySealedUnderAnotherSecretIsAMissAndReplaced) {
  Fresh(std::string(32, 'x'))->Get(Question("1-a"), kLater).IgnoreError();
  auto ours = Fresh();
  EXPECT_EQ(ours->Get(Question("1-a"), kLater)->level, CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(ours->stats().rejected_envelopes, 1);
  EXPECT_EQ(Fresh()->Get(Question("1-a"), kLater)->level, CallInfo::LEVEL_REDIS);
}

// Random, truncated, changed and lengthened entries, other keys' answers rightly sealed, those of revisions before and
// to come, and one of 64 MB, under the right key: never a wrong answer, each one counted.
TEST_F(CachedSummarySourceTest, PoisonedEntriesAreMissesAndCounted) {
  constexpr int kPoisoned = 5000;
  std::mt19937 random(47);
  const auto sealed = [this](const FixedQuestion& question) {
    Fresh()->Get(question, kLater).IgnoreError();
    const auto found = shared_->Get(KeyOf(question));
    return found.ok() && *found ? **found : std::string();
  };
  const FixedQuestion asked = Question("5-a");
  const std::string right = sealed(asked), past = sealed(Question("4-a")), future = sealed(Question("6-a"));
  const std::string other_survey = sealed(Question("5-a", "surveys/2016-12"));
  ASSERT_FALSE(right.empty() || past.empty() || future.empty() || other_survey.empty());
  for (int i = 0; i < kPoisoned; ++i) {
    std::string poison = right;
    switch (i % 7) {
      case 0:
        for (char& c : poison) c = static_cast<char>(random());
        break;
      case 1:
        poison.resize(1 + random() % (poison.size() - 1));
        break;
      case 2:
        poison = past;
        break;
      case 3:
        poison = future;
        break;
      case 4:
        poison = other_survey;
        break;
      case 5:
        poison[random() % poison.size()] ^= static_cast<char>(1 + random() % 255);
        break;
      default:
        poison += std::string(1 + random() % 100, 'x');
    }
    ASSERT_OK(shared_->Set(KeyOf(asked), poison, absl::Minutes(1)));
    auto source = Fresh();
    ASSERT_OK_AND_ASSIGN(const SummaryAnswer answer, source->Get(asked, kLater));
    ASSERT_EQ(*answer.body, "surveys/2015-12@5-a");
    ASSERT_EQ(answer.level, CallInfo::LEVEL_COMPUTED);
    ASSERT_EQ(source->stats().rejected_envelopes, 1);
  }
  // As another program would put it there; the cache reads no more of it than a value may have.
  redis_->Command({"SETRANGE", KeyOf(asked), std::to_string((64 << 20) - 1), "x"});
  auto source = Fresh();
  EXPECT_EQ(*source->Get(asked, kLater)->body, "surveys/2015-12@5-a");
  EXPECT_EQ(source->Get(asked, kLater)->level, CallInfo::LEVEL_MEMORY);
  EXPECT_EQ(shared_->Stats().rejected_oversize, 1);
}

TEST_F(CachedSummarySourceTest, WithoutRedisTheAnswerIsTheSame) {
  redis_->Kill();
  auto source = Fresh();
  EXPECT_EQ(*source->Get(Question("1-a"), kLater)->body, "surveys/2015-12@1-a");
  EXPECT_EQ(source->Get(Question("1-a"), kLater)->level, CallInfo::LEVEL_MEMORY);
  CachedSummaryOptions options;
  CachedSummarySource none(origin_, nullptr, pool_, options);
  EXPECT_EQ(*none.Get(Question("1-a"), kLater)->body, "surveys/2015-12@1-a");
}

TEST_F(CachedSummarySourceTest, ErrorsAreNeverCached) {
  auto source = Fresh();
  origin_.failing = true;
  EXPECT_THAT(source->Get(Question("1-a"), kLater), HasCode(absl::StatusCode::kUnavailable));
  origin_.failing = false;
  EXPECT_OK(source->Get(Question("1-a"), kLater));
}

// Ten thousand, as when a gateway starts that everybody waits for: no thread each, and one computation.
TEST_F(CachedSummarySourceTest, ConcurrentCallsForOneKeyComputeOnce) {
  constexpr int kCalls = 10000;
  origin_.delay = absl::Milliseconds(500);
  auto source = Fresh();
  std::atomic<int> right{0};
  absl::BlockingCounter left(kCalls);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < kCalls / 4; ++i) {
        source->GetSoon(Question("1-a"), kLater, [&](const absl::StatusOr<SummaryAnswer>& answer) {
          if (answer.ok() && *answer->body == "surveys/2015-12@1-a") ++right;
          left.DecrementCount();
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  left.Wait();
  EXPECT_EQ(right, kCalls);
  EXPECT_EQ(origin_.calls, 1);
}

TEST_F(CachedSummarySourceTest, WhatIsMadeAtOnceIsMadeOnce) {
  auto source = Fresh();
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const SummaryAnswer answer = source->GetOrMake(Question("1-a"), [&] {
        ++made;
        absl::SleepFor(absl::Milliseconds(50));
        return std::make_shared<const std::string>("body");
      });
      EXPECT_EQ(*answer.body, "body");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
}

TEST_F(CachedSummarySourceTest, NobodyIsLetDownByTheImpatienceOfTheFirst) {
  origin_.delay = absl::Milliseconds(300);
  auto source = Fresh();
  absl::BlockingCounter left(2);
  absl::StatusOr<SummaryAnswer> impatient, patient;
  source->GetSoon(Question("1-a"), absl::Now() + absl::Milliseconds(100), [&](const auto& answer) {
    impatient = answer;
    left.DecrementCount();
  });
  absl::SleepFor(absl::Milliseconds(30));
  source->GetSoon(Question("1-a"), kLater, [&](const auto& answer) {
    patient = answer;
    left.DecrementCount();
  });
  left.Wait();
  ASSERT_OK(patient);
  EXPECT_EQ(*patient->body, "surveys/2015-12@1-a");
}

TEST_F(CachedSummarySourceTest, CallsBeyondTheLimitAreRefusedAtOnce) {
  origin_.delay = absl::Milliseconds(300);
  CachedSummaryOptions options;
  options.waiting_limit_calls = 2;
  CachedSummarySource source(origin_, nullptr, pool_, options);
  absl::BlockingCounter left(3);
  std::atomic<int> refused{0};
  for (int i = 0; i < 3; ++i) {
    source.GetSoon(Question("1-a"), kLater, [&](const absl::StatusOr<SummaryAnswer>& answer) {
      refused += ReasonOf(answer.status()) == type::v1::ERROR_REASON_OVERLOADED;
      left.DecrementCount();
    });
  }
  left.Wait();
  EXPECT_EQ(refused, 1);
}

// Every combination of parts and filters is another key; what they take is bounded all the same.
TEST_F(CachedSummarySourceTest, DistinctQuestionsLeaveMemoryBounded) {
  constexpr int kQuestions = 200000;
  CachedSummaryOptions options;
  options.memory_bytes = 4 << 20;
  CachedSummarySource source(origin_, nullptr, pool_, options);
  const auto body = std::make_shared<const std::string>(std::string(1000, 'b'));
  for (int i = 1; i <= kQuestions; ++i) {
    FixedQuestion question = Question("1-a");
    question.question.prefectures = static_cast<uint64_t>(i);
    source.GetOrMake(question, [&] { return body; });
    ASSERT_LE(source.memory_stats().bytes, int64_t{4} << 20);
  }
  EXPECT_EQ(source.stats().computed, kQuestions);
}

}  // namespace
}  // namespace zaitaku::gateway
