// A real Redis that is frozen, killed, restarted, flushed, full of garbage, loading, guarded by a password or short of
// memory. Times are only asserted against ceilings that catch a hang.
#include "platform/cache/redis_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/redis_process/redis_process.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kLong = absl::Minutes(10);
// Far more than anything bounded takes on a busy machine, far less than a hang.
constexpr absl::Duration kCeiling = absl::Seconds(10);
// For calls that must succeed, and for those that must not.
constexpr int kPatient = 10000;
constexpr int kHasty = 60;

class RedisCacheTest : public testing::Test {
 protected:
  void SetUp() override { StartRedis(); }

  void StartRedis(std::vector<std::string> arguments = {}) {
    auto redis = RedisProcess::Start(std::move(arguments));
    ASSERT_TRUE(redis.ok()) << redis.status();
    redis_ = *std::move(redis);
  }

  RedisCacheOptions Options(int timeout_ms) {
    RedisCacheOptions options;
    options.redis_port = redis_->port();
    options.redis_timeout_ms = timeout_ms;
    options.redis_backoff_min_ms = 10;
    options.redis_backoff_max_ms = 50;
    return options;
  }
  static std::unique_ptr<RedisCache> Make(const RedisCacheOptions& options) { return *RedisCache::Create(options); }
  std::unique_ptr<RedisCache> Make(int timeout_ms) { return Make(Options(timeout_ms)); }

  // The value, "(nothing)" or the error's code.
  static std::string Get(RedisCache& cache, std::string_view key) {
    const absl::StatusOr<std::optional<std::string>> value = cache.Get(key);
    if (!value.ok()) return absl::StrCat("(", absl::StatusCodeToString(value.status().code()), ")");
    return value->value_or("(nothing)");
  }

  static bool Await(const std::function<bool()>& condition) {
    const absl::Time end = absl::Now() + kCeiling;
    while (!condition()) {
      if (absl::Now() > end) return false;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return true;
  }
  static bool AwaitOpen(RedisCache& cache) {
    return Await([&] {
      (void)cache.Get("key");
      return cache.Stats().breaker != CircuitBreaker::State::kClosed;
    });
  }
  static bool AwaitClosed(RedisCache& cache) {
    return Await([&] { return cache.Stats().breaker == CircuitBreaker::State::kClosed; });
  }
  // Every call counts exactly once.
  static int64_t Calls(const RedisCacheStats& s) {
    return s.hits + s.misses + s.rejected_oversize + s.stored + s.already_present + s.timeouts + s.broken +
           s.error_replies + s.rejected_queue_full + s.rejected_breaker;
  }

  std::unique_ptr<RedisProcess> redis_;
};

TEST_F(RedisCacheTest, CountersTellWhatHappened) {
  const auto cache = Make(kPatient);
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
  EXPECT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  EXPECT_TRUE(cache->SetIfAbsent("key", "other", kLong).ok());
  EXPECT_TRUE(cache->Set("key", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "key"), "value");
  EXPECT_EQ(Get(*cache, ""), "(INVALID_ARGUMENT)");
  const RedisCacheStats stats = cache->Stats();
  EXPECT_EQ(stats.misses, 1);
  EXPECT_EQ(stats.stored, 2);
  EXPECT_EQ(stats.already_present, 1);
  EXPECT_EQ(stats.hits, 1);
  EXPECT_EQ(Calls(stats), 5);
  EXPECT_LE(stats.connects, 2);
  EXPECT_EQ(stats.breaker_opened, 0);
}

TEST_F(RedisCacheTest, EntriesCarryTheirLifetime) {
  const auto cache = Make(kPatient);
  redis_->Command({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
  ASSERT_TRUE(cache->SetIfAbsent("fill", "value", absl::Seconds(1000) - absl::Microseconds(1)).ok());
  ASSERT_TRUE(cache->Set("set", "value", absl::Seconds(500)).ok());
  EXPECT_GT(std::stoll(redis_->Command({"PTTL", "fill"})), 900000);
  EXPECT_LE(std::stoll(redis_->Command({"PTTL", "fill"})), 1000000);
  EXPECT_GT(std::stoll(redis_->Command({"PTTL", "set"})), 400000);
  EXPECT_NE(redis_->Command({"SLOWLOG", "GET", "10"}).find("fill\nvalue\nPX\n1000000\nNX\n"), std::string::npos);
}

TEST_F(RedisCacheTest, KeysHaveThePrefixAndTheDatabase) {
  RedisCacheOptions options = Options(kPatient);
  options.redis_key_prefix = "zaitaku:";
  options.redis_database = 3;
  const auto cache = Make(options);
  ASSERT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "key"), "value");
  EXPECT_EQ(redis_->Command({"GET", "zaitaku:key"}), "(nil)");
  EXPECT_NE(redis_->Command({"INFO", "keyspace"}).find("db3:keys=1"), std::string::npos);
  redis_->Command({"SWAPDB", "0", "3"});
  EXPECT_EQ(redis_->Command({"KEYS", "*"}), "zaitaku:key\n");
}

TEST_F(RedisCacheTest, AFrozenServerIsUnavailableAndComesBackByItself) {
  RedisCacheOptions options = Options(kHasty);
  options.redis_breaker_failures = 3;
  const auto cache = Make(options);
  redis_->Freeze();
  const absl::Time begin = absl::Now();
  EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  EXPECT_TRUE(absl::IsUnavailable(cache->Set("key", std::string(kMaxCacheValueBytes, 'v'), kLong)));
  EXPECT_LT(absl::Now() - begin, kCeiling);
  EXPECT_TRUE(AwaitOpen(*cache));
  // It accepts connections, yet no PING is answered, so it stays open.
  EXPECT_TRUE(Await([&] { return cache->Stats().probes_failed >= 3; }));
  EXPECT_NE(cache->Stats().breaker, CircuitBreaker::State::kClosed);
  EXPECT_EQ(cache->Stats().breaker_opened, 1);
  redis_->Thaw();
  EXPECT_TRUE(AwaitClosed(*cache));
  EXPECT_TRUE(Await([&] { return Get(*cache, "new") == "(nothing)"; }));
}

TEST_F(RedisCacheTest, WhileOpenCallsFailAtOnceAndAskNobody) {
  RedisCacheOptions options = Options(5000);
  options.redis_breaker_failures = 1;
  options.redis_backoff_min_ms = options.redis_backoff_max_ms = 600000;
  const auto cache = Make(options);
  redis_->Kill();
  EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  ASSERT_TRUE(redis_->Restart().ok());
  redis_->Freeze();
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  EXPECT_LT(absl::Now() - begin, absl::Seconds(4));  // One that asked would take 5 s.
  EXPECT_EQ(cache->Stats().rejected_breaker, 1000);
  EXPECT_EQ(cache->Stats().connects, 1);
}

TEST_F(RedisCacheTest, AKilledServerIsUnavailableUntilItIsRestarted) {
  const auto cache = Make(kPatient);
  ASSERT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  redis_->Kill();
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 30; ++i) EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  EXPECT_LT(absl::Now() - begin, kCeiling);  // Refused, not timed out.
  EXPECT_EQ(cache->Stats().breaker_opened, 1);
  ASSERT_TRUE(redis_->Restart().ok());
  ASSERT_TRUE(AwaitClosed(*cache));
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
  EXPECT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "key"), "value");
}

TEST_F(RedisCacheTest, AConnectionTheServerClosedIsReplacedUnnoticed) {
  RedisCacheOptions options = Options(kPatient);
  options.redis_workers = 1;
  const auto cache = Make(options);
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
  redis_->Command({"CLIENT", "KILL", "TYPE", "normal"});
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
  redis_->Stop();
  ASSERT_TRUE(redis_->Restart().ok());
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
  EXPECT_EQ(cache->Stats().connects, 3);
  EXPECT_EQ(Calls(cache->Stats()), cache->Stats().misses);
}

TEST_F(RedisCacheTest, AFlushedServerIsAMiss) {
  const auto cache = Make(kPatient);
  ASSERT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  redis_->Command({"FLUSHALL"});
  EXPECT_EQ(Get(*cache, "key"), "(nothing)");
}

TEST_F(RedisCacheTest, AValueOf64MegabytesIsAMissAndIsNotFetched) {
  const auto cache = Make(kPatient);
  ASSERT_EQ(redis_->Command({"SETRANGE", "huge", absl::StrCat((64 << 20) - 1), "x"}), absl::StrCat(64 << 20));
  redis_->Command({"CONFIG", "RESETSTAT"});
  EXPECT_EQ(Get(*cache, "huge"), "(nothing)");
  EXPECT_EQ(cache->Stats().rejected_oversize, 1);
  const std::string info = redis_->Command({"INFO", "stats"});
  const std::string field = "total_net_output_bytes:";
  const int64_t sent = std::stoll(info.substr(info.find(field) + field.size()));
  EXPECT_GT(sent, 0);
  EXPECT_LT(sent, 2 << 20);
  EXPECT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "key"), "value");
}

TEST_F(RedisCacheTest, OneByteTooManyIsAMiss) {
  const auto cache = Make(kPatient);
  redis_->Command({"SET", "most", std::string(kMaxCacheValueBytes, 'v')});
  redis_->Command({"SET", "more", std::string(kMaxCacheValueBytes + 1, 'v')});
  EXPECT_EQ(Get(*cache, "most").size(), kMaxCacheValueBytes);
  EXPECT_EQ(Get(*cache, "more"), "(nothing)");
  EXPECT_EQ(cache->Stats().hits, 1);
  EXPECT_EQ(cache->Stats().rejected_oversize, 1);
}

TEST_F(RedisCacheTest, AnEmptyValueIsAMiss) {
  const auto cache = Make(kPatient);
  redis_->Command({"SET", "empty", ""});
  EXPECT_EQ(Get(*cache, "empty"), "(nothing)");
}

TEST_F(RedisCacheTest, AKeyOfAnotherTypeIsUnavailableAndHarmsNoOther) {
  const auto cache = Make(kPatient);
  redis_->Command({"LPUSH", "list", "x"});
  redis_->Command({"HSET", "hash", "field", "x"});
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Get(*cache, "list"), "(UNAVAILABLE)");
    EXPECT_EQ(Get(*cache, "hash"), "(UNAVAILABLE)");
  }
  EXPECT_EQ(cache->Stats().error_replies, 40);
  EXPECT_EQ(cache->Get("list").status().message(), "The shared cache is not available: it refused the command.");
  EXPECT_EQ(cache->Stats().breaker_opened, 0);
  EXPECT_LE(cache->Stats().connects, 2);
  EXPECT_TRUE(cache->SetIfAbsent("list", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "list"), "(UNAVAILABLE)");
  EXPECT_TRUE(cache->Set("list", "value", kLong).ok());
  EXPECT_EQ(Get(*cache, "list"), "value");
}

TEST_F(RedisCacheTest, ALateReplyIsNotTakenForAnothers) {
  RedisCacheOptions options = Options(150);
  options.redis_workers = 1;
  options.redis_breaker_failures = 1000;
  const auto cache = Make(options);
  redis_->Command({"SET", "one", "value of one"});
  redis_->Command({"SET", "two", "value of two"});
  ASSERT_TRUE(Await([&] { return Get(*cache, "one") == "value of one"; }));
  for (int i = 0; i < 5; ++i) {
    redis_->Freeze();
    EXPECT_EQ(Get(*cache, "one"), "(UNAVAILABLE)");
    redis_->Thaw();  // Answers now what was asked before.
    std::string two;
    ASSERT_TRUE(Await([&] {
      two = Get(*cache, "two");
      return two != "(UNAVAILABLE)";
    }));
    EXPECT_EQ(two, "value of two");
  }
}

TEST_F(RedisCacheTest, ALoadingServerIsUnavailableUntilItHasLoaded) {
  for (int i = 0; i < 300; ++i) redis_->Command({"SET", absl::StrCat("key", i), std::string(2000, 'v')});
  redis_->Command({"SET", "key", "value"});
  ASSERT_EQ(redis_->Command({"SAVE"}), "OK");
  const auto cache = Make(kPatient);
  ASSERT_TRUE(redis_
                  ->Restart({"--rdbcompression", "no", "--key-load-delay", "10000",
                             "--loading-process-events-interval-bytes", "1024"})
                  .ok());
  for (int i = 0; i < 6; ++i) EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  EXPECT_EQ(cache->Stats().error_replies, 5);  // LOADING, and the breaker opened.
  EXPECT_EQ(cache->Stats().breaker_opened, 1);
  EXPECT_TRUE(Await([&] { return cache->Stats().probes_failed >= 2; }));
  ASSERT_TRUE(AwaitClosed(*cache));
  EXPECT_EQ(Get(*cache, "key"), "value");
}

TEST_F(RedisCacheTest, AServerShortOfMemoryStillServesReads) {
  StartRedis({"--maxmemory", "4mb", "--maxmemory-policy", "noeviction"});
  const auto cache = Make(kPatient);
  ASSERT_TRUE(cache->SetIfAbsent("first", "value", kLong).ok());
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const absl::Status status = cache->SetIfAbsent(absl::StrCat(i), std::string(500000, 'v'), kLong);
    if (!status.ok()) {
      EXPECT_TRUE(absl::IsUnavailable(status)) << status;
      ++refused;
    }
    EXPECT_EQ(Get(*cache, "first"), "value");
  }
  EXPECT_GT(refused, 10);
  EXPECT_EQ(cache->Stats().breaker_opened, 0);
}

TEST_F(RedisCacheTest, AReadOnlyServerStillServesReads) {
  const auto cache = Make(kPatient);
  ASSERT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  redis_->Command({"CONFIG", "SET", "min-replicas-to-write", "0"});
  redis_->Command({"REPLICAOF", "127.0.0.1", "1"});
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(absl::IsUnavailable(cache->Set("other", "value", kLong)));
  EXPECT_EQ(Get(*cache, "key"), "value");
  EXPECT_EQ(cache->Stats().breaker_opened, 0);
}

TEST_F(RedisCacheTest, ThePasswordIsNeededAndUsed) {
  StartRedis({"--requirepass", "right"});
  for (const char* password : {"", "wrong"}) {
    RedisCacheOptions options = Options(kPatient);
    options.redis_password = password;
    const auto cache = Make(options);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
    EXPECT_EQ(cache->Stats().breaker_opened, 1);
    EXPECT_TRUE(Await([&] { return cache->Stats().probes_failed >= 2; }));
  }
  RedisCacheOptions options = Options(kPatient);
  options.redis_password = "right";
  EXPECT_EQ(Get(*Make(options), "key"), "(nothing)");
}

TEST_F(RedisCacheTest, AUserOfTheServersAccessControlCanBeUsed) {
  redis_->Command({"ACL", "SETUSER", "gateway", "on", ">secret", "~zaitaku:*", "+getrange", "+set", "+ping"});
  RedisCacheOptions options = Options(kPatient);
  options.redis_user = "gateway";
  options.redis_password = "secret";
  options.redis_key_prefix = "zaitaku:";
  const auto cache = Make(options);
  EXPECT_TRUE(cache->SetIfAbsent("key", "value", kLong).ok());
  EXPECT_TRUE(cache->Set("key", "other", kLong).ok());
  EXPECT_EQ(Get(*cache, "key"), "other");
  options.redis_key_prefix = "another:";
  const auto forbidden = Make(options);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Get(*forbidden, "key"), "(UNAVAILABLE)");
  EXPECT_EQ(forbidden->Stats().breaker_opened, 0);
}

TEST_F(RedisCacheTest, ADatabaseThatIsNotThereIsUnavailable) {
  RedisCacheOptions options = Options(kPatient);
  options.redis_database = 500;
  EXPECT_EQ(Get(*Make(options), "key"), "(UNAVAILABLE)");
}

TEST_F(RedisCacheTest, AFullQueueRejectsAtOnce) {
  RedisCacheOptions options = Options(3000);
  options.redis_workers = 1;
  options.redis_queue_calls = 2;
  options.redis_breaker_failures = 1000;
  const auto cache = Make(options);
  redis_->Freeze();
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] { EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)"); });
    // The first is with the worker, two wait.
    EXPECT_TRUE(Await([&] { return cache->Stats().connects == 1 && cache->Stats().queued == i; }));
  }
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 100 && absl::Now() - begin < absl::Seconds(2); ++i) {
    EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(2));
  EXPECT_EQ(cache->Stats().rejected_queue_full, 100);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(cache->Stats().timeouts, 3);
  EXPECT_EQ(cache->Stats().queued, 0);
}

TEST_F(RedisCacheTest, CallsThatWaitFailWhenTheBreakerOpens) {
  RedisCacheOptions options = Options(1000);
  options.redis_workers = 1;
  options.redis_breaker_failures = 1;
  options.redis_backoff_min_ms = options.redis_backoff_max_ms = 600000;
  const auto cache = Make(options);
  redis_->Freeze();
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] { EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)"); });
    absl::SleepFor(absl::Milliseconds(20));
  }
  for (std::thread& caller : callers) caller.join();
  const RedisCacheStats stats = cache->Stats();
  EXPECT_EQ(stats.timeouts + stats.rejected_breaker, 8);
  EXPECT_GE(stats.rejected_breaker, 1);
  EXPECT_EQ(stats.connects, 1);
}

TEST_F(RedisCacheTest, TheDestructorIsBoundedWhenTheServerIsFrozen) {
  RedisCacheOptions options = Options(200);
  options.redis_workers = 4;
  for (const int failures : {1, 1000}) {  // While probing, and while asking.
    options.redis_breaker_failures = failures;
    auto cache = Make(options);
    redis_->Freeze();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
    const absl::Time begin = absl::Now();
    cache.reset();
    EXPECT_LT(absl::Now() - begin, kCeiling);
    redis_->Thaw();
  }
}

TEST_F(RedisCacheTest, TheDestructorDoesNotWaitForTheNextProbe) {
  RedisCacheOptions options = Options(kHasty);
  options.redis_breaker_failures = 1;
  options.redis_backoff_min_ms = options.redis_backoff_max_ms = 600000;
  auto cache = Make(options);
  redis_->Kill();
  EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  const absl::Time begin = absl::Now();
  cache.reset();
  EXPECT_LT(absl::Now() - begin, kCeiling);
}

TEST_F(RedisCacheTest, StartsWhenTheServerIsDownAndUsesItOnceItIsUp) {
  redis_->Kill();
  const auto cache = Make(kPatient);
  EXPECT_EQ(Get(*cache, "key"), "(UNAVAILABLE)");
  ASSERT_TRUE(redis_->Restart().ok());
  EXPECT_TRUE(Await([&] { return Get(*cache, "key") == "(nothing)"; }));
}

TEST_F(RedisCacheTest, NoCallerEverSeesAnothersValueWhateverHappens) {
  RedisCacheOptions options = Options(40);
  options.redis_workers = 3;
  options.redis_queue_calls = 3;
  const auto cache = Make(options);
  std::atomic<bool> done = false;
  std::atomic<int64_t> calls = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 5; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; !done; ++i) {
        const std::string key = absl::StrCat("key", caller, ".", i % 7);
        (void)cache->SetIfAbsent(key, key + std::string(i % 20 == 0 ? 300000 : 10, 'x'), kLong);
        const std::string found = Get(*cache, key);
        if (found[0] != '(') {
          EXPECT_EQ(found.substr(0, key.size() + 1), key + "x");
        }
        calls += 2;
        if (cache->Stats().breaker != CircuitBreaker::State::kClosed) absl::SleepFor(absl::Milliseconds(1));
      }
    });
  }
  for (int i = 0; i < 8; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    redis_->Freeze();
    absl::SleepFor(absl::Milliseconds(60));
    redis_->Thaw();
    if (i % 2 == 0) redis_->Command({"FLUSHALL"});
    if (i % 3 == 0) redis_->Command({"CLIENT", "KILL", "TYPE", "normal"});
    if (i % 4 == 3) {
      ASSERT_TRUE(redis_->Restart().ok());
    }
  }
  EXPECT_TRUE(Await([&] { return cache->Stats().hits > 0; }));
  done = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(Calls(cache->Stats()), calls);
}

TEST(RedisCacheOptionsTest, EachOptionOutOfRangeIsNamed) {
  const auto message = [](const std::function<void(RedisCacheOptions&)>& change) {
    RedisCacheOptions options;
    change(options);
    const absl::Status status = RedisCache::Create(options).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  };
  using O = RedisCacheOptions;
  EXPECT_EQ(message([](O& o) { o.redis_port = 0; }), "redis_port is from 1 to 65535, not 0.");
  EXPECT_EQ(message([](O& o) { o.redis_port = 65536; }).find("redis_port"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_database = -1; }).find("redis_database"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_timeout_ms = 0; }).find("redis_timeout_ms"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_workers = 0; }).find("redis_workers"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_queue_calls = 0; }).find("redis_queue_calls"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_breaker_failures = 0; }).find("redis_breaker_failures"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_backoff_min_ms = 5001; }).find("redis_backoff_min_ms"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_backoff_max_ms = 0; }).find("redis_backoff_max_ms"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_host = ""; }).find("redis_host"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_key_prefix = std::string(129, 'p'); }).find("redis_key_prefix"), 0);
  EXPECT_EQ(message([](O& o) { o.redis_user = "u"; }).find("redis_user"), 0);
  EXPECT_TRUE(RedisCache::Create(RedisCacheOptions()).ok());
}

}  // namespace
}  // namespace zaitaku
