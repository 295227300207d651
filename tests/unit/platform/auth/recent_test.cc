#include "platform/auth/recent.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

TEST(RecentTest, WhatWasUsedLongestAgoGoesFirst) {
  Recent<int> recent(3);
  for (int i = 0; i < 3; ++i) recent.Put(absl::StrCat("key ", i), i);
  ASSERT_NE(recent.Find("key 0"), nullptr);
  recent.Put("key 3", 3);
  EXPECT_EQ(recent.size(), 3);
  EXPECT_EQ(recent.Find("key 1"), nullptr);
  for (const int there : {0, 2, 3}) {
    const int* found = recent.Find(absl::StrCat("key ", there));
    ASSERT_NE(found, nullptr) << there;
    EXPECT_EQ(*found, there);
  }
}

TEST(RecentTest, ANewValueTakesTheOldOnesPlace) {
  Recent<std::string> recent(2);
  recent.Put("a", "one");
  recent.Put("b", "two");
  recent.Put("a", "three");
  EXPECT_EQ(recent.size(), 2);
  EXPECT_EQ(*recent.Find("a"), "three");
  EXPECT_EQ(*recent.Find("b"), "two");
  recent.Clear();
  EXPECT_EQ(recent.size(), 0);
  EXPECT_EQ(recent.Find("a"), nullptr);
}

}  // namespace
}  // namespace zaitaku
