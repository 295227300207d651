#include "platform/auth/caller_limits.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

class CallerLimitsTest : public testing::Test {
 protected:
  CallerLimits Make(double rate, int concurrent, size_t remembered = 100) {
    return CallerLimits({rate, concurrent, remembered, [this] { return now_; }});
  }
  static int EnterMany(CallerLimits& limits, const std::string& caller, int times) {
    int entered = 0;
    for (int i = 0; i < times; ++i) entered += limits.Enter(caller).ok();
    return entered;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
};

TEST_F(CallerLimitsTest, RateIsKeptAndSaysWhenToRetry) {
  CallerLimits limits = Make(10, 0);
  EXPECT_EQ(EnterMany(limits, "a", 100), 20);
  const auto refused = limits.Enter("a");
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(GetDetail(refused.status(), retry));
  const absl::Duration wait =
      absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
  EXPECT_EQ(wait, absl::Milliseconds(100));
  now_ += wait;
  EXPECT_EQ(EnterMany(limits, "a", 100), 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(EnterMany(limits, "a", 100), 10);
  now_ += absl::Hours(1);
  EXPECT_EQ(EnterMany(limits, "a", 100), 20);
  now_ -= absl::Hours(2);  // A clock that was set back gives nothing, and takes nothing.
  EXPECT_EQ(EnterMany(limits, "a", 100), 0);
}

TEST_F(CallerLimitsTest, OneCallersFloodDoesNotStarveAnother) {
  CallerLimits limits = Make(10, 2);
  EnterMany(limits, "flood", 10000);
  EXPECT_EQ(EnterMany(limits, "other", 20), 20);
}

TEST_F(CallerLimitsTest, CallsAtATimeAreCounted) {
  CallerLimits limits = Make(0, 2);
  auto first = limits.Enter("a");
  auto second = limits.Enter("a");
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_THAT(limits.Enter("a"), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  EXPECT_OK(limits.Enter("b"));
  CallerLimits::Permit moved = *std::move(first);
  EXPECT_THAT(limits.Enter("a"), HasCode(absl::StatusCode::kResourceExhausted));
  moved = CallerLimits::Permit();
  EXPECT_OK(limits.Enter("a"));
}

TEST_F(CallerLimitsTest, TheTableOfCallersIsBounded) {
  CallerLimits limits = Make(10, 1, 100);
  auto long_call = limits.Enter("patient");
  ASSERT_OK(long_call);
  for (int i = 0; i < 10'000; ++i) EXPECT_OK(limits.Enter(absl::StrCat("caller ", i)));
  EXPECT_EQ(limits.remembered(), 100);
}

// Forgotten, they would begin anew with as many calls again.
TEST_F(CallerLimitsTest, WhoHoldsCallsIsNotForgotten) {
  CallerLimits limits = Make(0, 2, 100);
  std::vector<CallerLimits::Permit> held;
  for (int i = 0; i < 2; ++i) held.push_back(*limits.Enter("patient"));
  for (int i = 0; i < 10'000; ++i) EXPECT_OK(limits.Enter(absl::StrCat("caller ", i)));
  EXPECT_THAT(limits.Enter("patient"), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  held.pop_back();
  EXPECT_OK(limits.Enter("patient"));
  // As many who hold calls as are remembered leave room for one more, and are forgotten when they are done.
  held.clear();
  for (int i = 0; i < 100; ++i) held.push_back(*limits.Enter(absl::StrCat("holder ", i)));
  EXPECT_OK(limits.Enter("one more"));
  held.clear();
  for (int i = 0; i < 10'000; ++i) EXPECT_OK(limits.Enter(absl::StrCat("caller ", i)));
  EXPECT_LE(limits.remembered(), 101);
}

TEST_F(CallerLimitsTest, WhoWasRememberedBeyondTheBoundIsForgottenInTime) {
  CallerLimits limits = Make(0, 2, 100);
  std::vector<CallerLimits::Permit> held;
  for (int i = 0; i < 500; ++i) held.push_back(*limits.Enter(absl::StrCat("holder ", i)));
  held.clear();
  EXPECT_GE(limits.remembered(), 500);
  for (int i = 0; i < 100; ++i) EXPECT_OK(limits.Enter(absl::StrCat("caller ", i)));
  EXPECT_LE(limits.remembered(), 100);
}

TEST_F(CallerLimitsTest, ACheckCountsNothing) {
  CallerLimits limits = Make(10, 0);
  for (int i = 0; i < 100; ++i) EXPECT_OK(limits.Check("a"));
  EXPECT_EQ(limits.remembered(), 0);
  EXPECT_EQ(EnterMany(limits, "a", 100), 20);
  EXPECT_THAT(limits.Check("a"), HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  now_ += absl::Milliseconds(100);
  EXPECT_OK(limits.Check("a"));
}

TEST_F(CallerLimitsTest, NoneMeansNone) {
  CallerLimits limits = Make(0, 0);
  EXPECT_FALSE(limits.limited());
  EXPECT_EQ(EnterMany(limits, "a", 10'000), 10'000);
  EXPECT_EQ(limits.remembered(), 0);
}

}  // namespace
}  // namespace zaitaku
