#include "platform/fairness/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace zaitaku {
namespace {

using testing::ElementsAre;

class FairQueueTest : public testing::Test {
 protected:
  // How many of so many have found a place.
  static int PushMany(FairQueue<std::string>& queue, const std::string& caller, int times) {
    int pushed = 0;
    for (int i = 1; i <= times; ++i) {
      std::string item = caller + std::to_string(i);
      pushed += queue.Push(caller, item);
    }
    return pushed;
  }
  static std::vector<std::string> PopAll(FairQueue<std::string>& queue) {
    std::vector<std::string> items;
    while (!queue.empty()) items.push_back(queue.Pop());
    return items;
  }
};

TEST_F(FairQueueTest, CallersTakeTurnsAndEachKeepsItsOrder) {
  FairQueue<std::string> queue(100);
  PushMany(queue, "a", 4);
  PushMany(queue, "b", 1);
  PushMany(queue, "c", 2);
  EXPECT_EQ(queue.size(), 7);
  EXPECT_THAT(PopAll(queue), ElementsAre("a1", "b1", "c1", "a2", "c2", "a3", "a4"));
}

TEST_F(FairQueueTest, WhoComesAnewWaitsForOneTurnOfEachOther) {
  FairQueue<std::string> queue(100);
  PushMany(queue, "a", 3);
  EXPECT_EQ(queue.Pop(), "a1");
  PushMany(queue, "b", 2);
  EXPECT_THAT(PopAll(queue), ElementsAre("a2", "b1", "a3", "b2"));
}

TEST_F(FairQueueTest, OneCallerHasHalfOfThePlacesAtMost) {
  FairQueue<std::string> queue(100);
  EXPECT_EQ(PushMany(queue, "flood", 1000), 50);
  EXPECT_EQ(PushMany(queue, "other", 10), 10);
}

TEST_F(FairQueueTest, ManyWhoFloodLeavePlacesForTheNext) {
  FairQueue<std::string> queue(1024);
  for (int round = 0; round < 200; ++round) {
    for (int flood = 0; flood < 10; ++flood) PushMany(queue, "flood" + std::to_string(flood) + " ", 50);
    for (int served = 0; served < 100; ++served) queue.Pop();
  }
  for (int flood = 0; flood < 10; ++flood) PushMany(queue, "flood" + std::to_string(flood) + " ", 1000);
  // About an eleventh of all is free while they are served; a good part of it still is after one more push of each.
  EXPECT_GE(PushMany(queue, "other", 50), 20);
}

TEST_F(FairQueueTest, NoMoreWaitThanHavePlaces) {
  FairQueue<std::string> queue(10);
  for (int caller = 0; caller < 100; ++caller) PushMany(queue, std::to_string(caller) + " ", 10);
  EXPECT_LE(queue.size(), 10);
  FairQueue<std::string> least(1);
  EXPECT_EQ(PushMany(least, "a", 10), 1);
  EXPECT_EQ(PushMany(least, "b", 10), 0);
}

TEST_F(FairQueueTest, WhatIsRefusedStaysWhereItWas) {
  FairQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1), second = std::make_unique<int>(2);
  EXPECT_TRUE(queue.Push("a", first));
  EXPECT_EQ(first, nullptr);
  EXPECT_FALSE(queue.Push("a", second));
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(*queue.Pop(), 1);
  EXPECT_TRUE(queue.Push("a", second));
}

}  // namespace
}  // namespace zaitaku
