#include "platform/cache/memory_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kLong = absl::Hours(1);

// Room for exactly this many entries of a one-byte key and a ten-byte value.
constexpr size_t RoomFor(size_t entries) { return entries * (1 + 10 + MemoryCache::kEntryBytes); }

class MemoryCacheTest : public testing::Test {
 protected:
  void Store(MemoryCache& cache, std::string_view key, absl::Duration lifetime = kLong) {
    ASSERT_TRUE(cache.SetIfAbsent(key, std::string(10, key[0]), lifetime).ok());
  }
  // Which of the keys a to e are there; a look at them all is a use of each, so only at a test's end.
  std::string Keys(MemoryCache& cache) {
    std::string keys;
    for (const char* key : {"a", "b", "c", "d", "e"}) {
      if (cache.GetShared(key) != nullptr) keys += key;
    }
    return keys;
  }

  absl::Time now_ = absl::FromUnixSeconds(1000);
  const std::function<absl::Time()> clock_ = [this] { return now_; };
};

TEST_F(MemoryCacheTest, HoldsAsManyBytesAsAllowedAndNotOneMore) {
  MemoryCache exact(RoomFor(3), clock_);
  for (const char* key : {"a", "b", "c"}) Store(exact, key);
  EXPECT_EQ(exact.Stats().bytes, RoomFor(3));
  EXPECT_EQ(Keys(exact), "abc");
  MemoryCache short_of_one(RoomFor(3) - 1, clock_);
  for (const char* key : {"a", "b", "c"}) Store(short_of_one, key);
  EXPECT_EQ(Keys(short_of_one), "bc");
  EXPECT_EQ(short_of_one.Stats().evicted, 1);
}

TEST_F(MemoryCacheTest, TheLeastRecentlyUsedGoesFirst) {
  MemoryCache cache(RoomFor(3), clock_);
  for (const char* key : {"a", "b", "c"}) Store(cache, key);
  EXPECT_NE(cache.GetShared("a"), nullptr);
  Store(cache, "d");  // Instead of b.
  EXPECT_TRUE(cache.Get("c").ok());
  ASSERT_TRUE(cache.SetIfAbsent("a", "again", kLong).ok());
  Store(cache, "e");  // Instead of d.
  EXPECT_EQ(Keys(cache), "ace");
}

TEST_F(MemoryCacheTest, ALargeEntryEvictsAsManyAsItNeeds) {
  MemoryCache cache(RoomFor(4), clock_);
  for (const char* key : {"a", "b", "c", "d"}) Store(cache, key);
  const size_t large = RoomFor(2) - 1 - MemoryCache::kEntryBytes;
  ASSERT_TRUE(cache.Set("e", std::string(large, 'e'), kLong).ok());
  EXPECT_EQ(cache.Stats().bytes, RoomFor(4));
  EXPECT_EQ(Keys(cache), "cde");
}

TEST_F(MemoryCacheTest, AnEntryLargerThanTheCacheIsNotStoredAndEvictsNothing) {
  MemoryCache cache(RoomFor(2), clock_);
  Store(cache, "a");
  EXPECT_TRUE(cache.SetIfAbsent("b", std::string(RoomFor(2), 'b'), kLong).ok());
  EXPECT_EQ(Keys(cache), "a");
  EXPECT_EQ(cache.Stats().too_large, 1);
}

TEST_F(MemoryCacheTest, SetOfATooLargeValueDoesNotLeaveTheOldOne) {
  MemoryCache cache(RoomFor(2), clock_);
  Store(cache, "a");
  EXPECT_TRUE(cache.Set("a", std::string(RoomFor(2), 'a'), kLong).ok());
  EXPECT_EQ(Keys(cache), "");
  EXPECT_EQ(cache.Stats().bytes, 0);
}

TEST_F(MemoryCacheTest, ReplacingCountsTheBytesOnce) {
  MemoryCache cache(RoomFor(2), clock_);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache.Set("a", std::string(1 + i % 10, 'x'), kLong).ok());
  EXPECT_EQ(cache.Stats().entries, 1);
  EXPECT_EQ(cache.Stats().bytes, RoomFor(1));
  EXPECT_EQ(cache.Stats().evicted, 0);
}

TEST_F(MemoryCacheTest, AnEntryLastsUntilJustBeforeItsEnd) {
  MemoryCache cache(RoomFor(5), clock_);
  Store(cache, "a", absl::Seconds(10));
  now_ += absl::Seconds(10) - absl::Nanoseconds(1);
  EXPECT_EQ(Keys(cache), "a");
  now_ += absl::Nanoseconds(1);
  EXPECT_EQ(Keys(cache), "");
  EXPECT_EQ(cache.Stats().expired, 1);
  EXPECT_EQ(cache.Stats().bytes, 0);
}

TEST_F(MemoryCacheTest, EvictionOfADeadEntryIsNotCountedAsEviction) {
  MemoryCache cache(RoomFor(1), clock_);
  Store(cache, "a", absl::Seconds(1));
  now_ += absl::Seconds(2);
  Store(cache, "b");
  EXPECT_EQ(cache.Stats().evicted, 0);
  EXPECT_EQ(cache.Stats().expired, 1);
}

TEST_F(MemoryCacheTest, ASharedValueIsNotCopiedAndOutlivesItsEntry) {
  MemoryCache cache(RoomFor(1), clock_);
  Store(cache, "a");
  const std::shared_ptr<const std::string> value = cache.GetShared("a");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value, cache.GetShared("a"));
  Store(cache, "b");
  EXPECT_EQ(cache.GetShared("a"), nullptr);
  EXPECT_EQ(*value, "aaaaaaaaaa");
}

TEST_F(MemoryCacheTest, GetSharedTakesAnyKey) {
  MemoryCache cache(RoomFor(1), clock_);
  EXPECT_EQ(cache.GetShared(""), nullptr);
  EXPECT_EQ(cache.GetShared(std::string(kMaxCacheKeyBytes + 1, 'k')), nullptr);
}

TEST_F(MemoryCacheTest, ACacheWithoutRoomStoresNothing) {
  MemoryCache cache(0, clock_);
  Store(cache, "a");
  EXPECT_EQ(Keys(cache), "");
}

TEST_F(MemoryCacheTest, CountersTellWhatHappened) {
  MemoryCache cache(RoomFor(2), clock_);
  Store(cache, "a");
  Store(cache, "a");
  ASSERT_TRUE(cache.Get("a").ok());
  ASSERT_TRUE(cache.Get("b").ok());
  EXPECT_FALSE(cache.Get("").ok());
  const MemoryCacheStats stats = cache.Stats();
  EXPECT_EQ(stats.stored, 1);
  EXPECT_EQ(stats.already_present, 1);
  EXPECT_EQ(stats.hits, 1);
  EXPECT_EQ(stats.misses, 1);
  EXPECT_EQ(stats.entries, 1);
}

TEST_F(MemoryCacheTest, StaysWithinItsBytesUnderManyThreads) {
  constexpr size_t kRoom = 20000;
  MemoryCache cache(kRoom);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 3000; ++i) {
        const std::string key = absl::StrCat((i * 7 + thread) % 50);
        EXPECT_TRUE(cache.Set(key, absl::StrCat(key, ":", std::string(i % 500, 'x')), kLong).ok());
        if (const auto value = cache.GetShared(key)) {
          EXPECT_EQ(value->substr(0, key.size() + 1), key + ":");
        }
        EXPECT_LE(cache.Stats().bytes, kRoom);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(cache.Stats().evicted, 0);
}

}  // namespace
}  // namespace zaitaku
