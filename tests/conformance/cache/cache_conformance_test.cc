// Every sentence of platform/cache/cache.h, on every implementation.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/cache/cache.h"
#include "platform/cache/memory_cache.h"
#include "platform/cache/redis_cache.h"
#include "tests/redis_process/redis_process.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kLong = absl::Minutes(10);

// An implementation under test, with the time and the trouble it can have.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual Cache& cache() = 0;
  // Lets time pass.
  virtual void Advance(absl::Duration duration) = 0;
  // Makes it unable to do anything; false if it never is.
  virtual bool Break() = 0;
};

class MemoryEngine : public Engine {
 public:
  Cache& cache() override { return cache_; }
  void Advance(absl::Duration duration) override { now_ms_ += absl::ToInt64Milliseconds(duration); }
  bool Break() override { return false; }

 private:
  std::atomic<int64_t> now_ms_ = 0;
  MemoryCache cache_{64 << 20, [this] { return absl::FromUnixMillis(now_ms_); }};
};

class RedisEngine : public Engine {
 public:
  RedisEngine() {
    auto redis = RedisProcess::Start();
    if (!redis.ok()) throw std::runtime_error(std::string(redis.status().message()));
    redis_ = *std::move(redis);
    RedisCacheOptions options;
    options.redis_port = redis_->port();
    options.redis_timeout_ms = 20000;
    options.redis_key_prefix = "conformance:";
    cache_ = *RedisCache::Create(options);
  }
  Cache& cache() override { return *cache_; }
  void Advance(absl::Duration duration) override { absl::SleepFor(duration); }
  bool Break() override {
    redis_->Kill();
    return true;
  }

 private:
  std::unique_ptr<RedisProcess> redis_;
  std::unique_ptr<RedisCache> cache_;
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Engine>()> make;
};

// The name, for the test's.
std::ostream& operator<<(std::ostream& out, const Implementation& implementation) { return out << implementation.name; }

class CacheConformance : public testing::TestWithParam<Implementation> {
 protected:
  Cache& cache() { return engine_->cache(); }

  // The value, "(nothing)" or the error's code.
  std::string Get(std::string_view key) {
    const absl::StatusOr<std::optional<std::string>> value = cache().Get(key);
    if (!value.ok()) return absl::StrCat("(", absl::StatusCodeToString(value.status().code()), ")");
    return value->value_or("(nothing)");
  }

  const std::unique_ptr<Engine> engine_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Engines, CacheConformance,
                         testing::Values(Implementation{"Memory", [] { return std::make_unique<MemoryEngine>(); }},
                                         Implementation{"Redis", [] { return std::make_unique<RedisEngine>(); }}),
                         [](const testing::TestParamInfo<Implementation>& info) {
                           return std::string(info.param.name);
                         });

TEST_P(CacheConformance, GetOfAnUnknownKeyIsNothing) { EXPECT_EQ(Get("unknown"), "(nothing)"); }

TEST_P(CacheConformance, GetReturnsWhatSetIfAbsentStored) {
  ASSERT_TRUE(cache().SetIfAbsent("key", "value", kLong).ok());
  EXPECT_EQ(Get("key"), "value");
  EXPECT_EQ(Get("key"), "value");
  EXPECT_EQ(Get("ke"), "(nothing)");
  EXPECT_EQ(Get("key "), "(nothing)");
  EXPECT_EQ(Get("KEY"), "(nothing)");
}

TEST_P(CacheConformance, GetReturnsWhatSetStored) {
  ASSERT_TRUE(cache().Set("key", "value", kLong).ok());
  EXPECT_EQ(Get("key"), "value");
}

TEST_P(CacheConformance, KeysAndValuesAreAnyBytes) {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
  const std::string nul("\0", 1);
  const std::vector<std::string> texts = {nul, every_byte, "\r\n", "$-1\r\n", "%s %b", " ", "*", "在宅医療"};
  for (const std::string& text : texts) ASSERT_TRUE(cache().SetIfAbsent(text, text, kLong).ok());
  for (const std::string& text : texts) EXPECT_EQ(Get(text), text);
  EXPECT_EQ(Get(nul + nul), "(nothing)");
}

TEST_P(CacheConformance, TheLongestKeyAndValueAreStoredWhole) {
  const std::string key(kMaxCacheKeyBytes, 'k');
  std::string value(kMaxCacheValueBytes, '\0');
  for (size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * i >> 3);
  ASSERT_TRUE(cache().SetIfAbsent(key, value, kLong).ok());
  EXPECT_TRUE(Get(key) == value);
  ASSERT_TRUE(cache().Set(key, "v", kLong).ok());
  EXPECT_EQ(Get(key), "v");
}

TEST_P(CacheConformance, AKeyOutOfBoundsIsInvalid) {
  for (const std::string& key : {std::string(), std::string(kMaxCacheKeyBytes + 1, 'k')}) {
    EXPECT_EQ(Get(key), "(INVALID_ARGUMENT)");
    EXPECT_TRUE(absl::IsInvalidArgument(cache().SetIfAbsent(key, "v", kLong)));
    EXPECT_TRUE(absl::IsInvalidArgument(cache().Set(key, "v", kLong)));
  }
}

TEST_P(CacheConformance, AValueOutOfBoundsIsInvalidAndNotStored) {
  ASSERT_TRUE(cache().SetIfAbsent("there", "before", kLong).ok());
  for (const std::string& value : {std::string(), std::string(kMaxCacheValueBytes + 1, 'v')}) {
    EXPECT_TRUE(absl::IsInvalidArgument(cache().SetIfAbsent("key", value, kLong)));
    EXPECT_TRUE(absl::IsInvalidArgument(cache().Set("key", value, kLong)));
    EXPECT_TRUE(absl::IsInvalidArgument(cache().Set("there", value, kLong)));
  }
  EXPECT_EQ(Get("key"), "(nothing)");
  EXPECT_EQ(Get("there"), "before");
}

TEST_P(CacheConformance, ALifetimeOutOfBoundsIsInvalidAndNothingIsStored) {
  for (const absl::Duration lifetime :
       {absl::ZeroDuration(), absl::Nanoseconds(999999), -kLong, kMaxCacheLifetime + absl::Nanoseconds(1),
        absl::InfiniteDuration(), -absl::InfiniteDuration()}) {
    EXPECT_TRUE(absl::IsInvalidArgument(cache().SetIfAbsent("key", "value", lifetime))) << lifetime;
    EXPECT_TRUE(absl::IsInvalidArgument(cache().Set("key", "value", lifetime))) << lifetime;
  }
  EXPECT_EQ(Get("key"), "(nothing)");
  EXPECT_TRUE(cache().SetIfAbsent("longest", "value", kMaxCacheLifetime).ok());
  EXPECT_TRUE(cache().SetIfAbsent("shortest", "value", kMinCacheLifetime).ok());
  EXPECT_EQ(Get("longest"), "value");
}

TEST_P(CacheConformance, ALifetimeIsRoundedUpToMilliseconds) {
  ASSERT_TRUE(cache().SetIfAbsent("key", "value", absl::Seconds(30) + absl::Nanoseconds(1)).ok());
  EXPECT_EQ(Get("key"), "value");
  ASSERT_TRUE(cache().SetIfAbsent("short", "value", absl::Milliseconds(1) + absl::Nanoseconds(1)).ok());
  engine_->Advance(absl::Milliseconds(3));
  EXPECT_EQ(Get("short"), "(nothing)");
}

TEST_P(CacheConformance, AnEntryEndsWithItsLifetime) {
  ASSERT_TRUE(cache().SetIfAbsent("absent", "value", absl::Milliseconds(40)).ok());
  ASSERT_TRUE(cache().Set("set", "value", absl::Milliseconds(40)).ok());
  ASSERT_TRUE(cache().Set("longer", "value", kLong).ok());
  engine_->Advance(absl::Milliseconds(60));
  EXPECT_EQ(Get("absent"), "(nothing)");
  EXPECT_EQ(Get("set"), "(nothing)");
  EXPECT_EQ(Get("longer"), "value");
}

TEST_P(CacheConformance, SetIfAbsentLeavesWhatIsThere) {
  ASSERT_TRUE(cache().SetIfAbsent("key", "first", kLong).ok());
  EXPECT_TRUE(cache().SetIfAbsent("key", "second", kLong).ok());
  EXPECT_EQ(Get("key"), "first");
  ASSERT_TRUE(cache().Set("set", "first", kLong).ok());
  EXPECT_TRUE(cache().SetIfAbsent("set", "second", kLong).ok());
  EXPECT_EQ(Get("set"), "first");
}

TEST_P(CacheConformance, SetIfAbsentLeavesTheLifetimeToo) {
  ASSERT_TRUE(cache().SetIfAbsent("short", "first", absl::Milliseconds(1500)).ok());
  EXPECT_TRUE(cache().SetIfAbsent("short", "second", kLong).ok());
  ASSERT_TRUE(cache().SetIfAbsent("long", "first", kLong).ok());
  EXPECT_TRUE(cache().SetIfAbsent("long", "second", absl::Milliseconds(1500)).ok());
  engine_->Advance(absl::Milliseconds(1600));
  EXPECT_EQ(Get("short"), "(nothing)");
  EXPECT_EQ(Get("long"), "first");
}

TEST_P(CacheConformance, SetIfAbsentStoresOnceTheLifetimeIsOver) {
  ASSERT_TRUE(cache().SetIfAbsent("key", "first", absl::Milliseconds(10)).ok());
  engine_->Advance(absl::Milliseconds(30));
  ASSERT_TRUE(cache().SetIfAbsent("key", "second", kLong).ok());
  EXPECT_EQ(Get("key"), "second");
}

TEST_P(CacheConformance, SetReplacesTheValueAndItsLifetime) {
  ASSERT_TRUE(cache().SetIfAbsent("longer", "first", absl::Milliseconds(50)).ok());
  ASSERT_TRUE(cache().Set("longer", "second", kLong).ok());
  ASSERT_TRUE(cache().Set("shorter", "first", kLong).ok());
  ASSERT_TRUE(cache().Set("shorter", "second", absl::Milliseconds(50)).ok());
  EXPECT_EQ(Get("longer"), "second");
  engine_->Advance(absl::Milliseconds(80));
  EXPECT_EQ(Get("longer"), "second");
  EXPECT_EQ(Get("shorter"), "(nothing)");
}

TEST_P(CacheConformance, OfSeveralCallersAtOnceOneStores) {
  for (int round = 0; round < 20; ++round) {
    const std::string key = absl::StrCat("key", round);
    std::vector<std::thread> callers;
    std::vector<std::string> seen(4);
    for (int i = 0; i < 4; ++i) {
      callers.emplace_back([&, i] {
        EXPECT_TRUE(cache().SetIfAbsent(key, absl::StrCat("value", i), kLong).ok());
        seen[i] = Get(key);
      });
    }
    for (std::thread& caller : callers) caller.join();
    for (const std::string& value : seen) EXPECT_EQ(value, seen[0]);
    EXPECT_EQ(Get(key), seen[0]);
    EXPECT_EQ(seen[0].substr(0, 5), "value");
  }
}

TEST_P(CacheConformance, ManyThreadsEachReadWhatWasStoredForTheKey) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 6; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 150; ++i) {
        const std::string key = absl::StrCat("key", (i + thread) % 10);
        const std::string value = absl::StrCat(key, std::string(100 * (i % 10), 'x'), key);
        EXPECT_TRUE((i % 3 == 0 ? cache().Set(key, value, kLong) : cache().SetIfAbsent(key, value, kLong)).ok());
        const std::string found = Get(key);
        EXPECT_EQ(found.substr(0, key.size()), key);
        EXPECT_EQ(found.substr(found.size() - key.size()), key);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(CacheConformance, WhatItCannotDoIsUnavailableInOurWords) {
  ASSERT_TRUE(cache().SetIfAbsent("key", "value", kLong).ok());
  if (!engine_->Break()) return;  // Memory always can.
  for (int i = 0; i < 20; ++i) {
    for (const absl::Status& status : {cache().Get("key").status(), cache().SetIfAbsent("key", "value", kLong),
                                       cache().Set("key", "value", kLong)}) {
      EXPECT_TRUE(absl::IsUnavailable(status)) << status;
      EXPECT_EQ(status.message().find("The shared cache is not available: "), 0) << status;
      EXPECT_EQ(status.message().find("onnection refused"), std::string::npos) << status;
    }
  }
  EXPECT_EQ(Get(""), "(INVALID_ARGUMENT)");
  EXPECT_TRUE(absl::IsInvalidArgument(cache().Set("key", "", kLong)));
}

}  // namespace
}  // namespace zaitaku
