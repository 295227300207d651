#include "platform/telemetry/thread_shard.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "platform/auth/calls_inside.h"

namespace zaitaku {
namespace {

constexpr size_t kThreads = 2 * kThreadShards;

TEST(ThreadShardTest, WhatAllThreadsCountIsSummed) {
  ShardedCount count;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&count] {
      for (int n = 0; n < 1000; ++n) count.Add(n % 2 == 0 ? 3 : -1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count.Sum(), static_cast<int64_t>(kThreads) * 1000);
}

TEST(ThreadShardTest, CallsThatEndOnOtherThreadsAreNoLongerInside) {
  CallsInside inside;
  std::vector<CallsInside::Place> places(kThreads);
  std::vector<std::thread> threads;
  for (CallsInside::Place& place : places) threads.emplace_back([&] { place = inside.Enter(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(inside.count(), static_cast<int>(kThreads));
  inside.Close();
  EXPECT_FALSE(inside.Enter().taken());
  EXPECT_EQ(inside.count(), static_cast<int>(kThreads));
  places.clear();
  EXPECT_EQ(inside.count(), 0);
}

}  // namespace
}  // namespace zaitaku
