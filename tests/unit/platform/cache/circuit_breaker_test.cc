#include "platform/cache/circuit_breaker.h"

#include <gtest/gtest.h>

#include <chrono>

namespace zaitaku {
namespace {

using std::chrono::milliseconds;
using State = CircuitBreaker::State;
using TimePoint = CircuitBreaker::TimePoint;

constexpr CircuitBreaker::Options kOptions = {3, milliseconds(100), milliseconds(1000)};

class CircuitBreakerTest : public testing::Test {
 protected:
  void Open(CircuitBreaker& breaker) {
    for (int i = 0; i < kOptions.failures_to_open; ++i) breaker.CallFailed(now_);
    ASSERT_EQ(breaker.state(), State::kOpen);
  }
  // How long it waits until the next probe, which then begins.
  milliseconds UntilProbe(CircuitBreaker& breaker) {
    const auto wait = breaker.probe_due() - now_;
    EXPECT_FALSE(breaker.BeginProbe(breaker.probe_due() - CircuitBreaker::Duration(1)));
    now_ = breaker.probe_due();
    EXPECT_TRUE(breaker.BeginProbe(now_));
    return std::chrono::duration_cast<milliseconds>(wait);
  }

  TimePoint now_ = TimePoint(milliseconds(5000));
  double random_ = 0;
  CircuitBreaker breaker_{kOptions, [this] { return random_; }};
};

TEST_F(CircuitBreakerTest, BeginsClosedAndProbesOnlyWhileOpen) {
  EXPECT_EQ(breaker_.state(), State::kClosed);
  EXPECT_FALSE(breaker_.BeginProbe(TimePoint::max()));
}

TEST_F(CircuitBreakerTest, OpensAfterFailuresInARowAndSaysSoOnce) {
  EXPECT_FALSE(breaker_.CallFailed(now_));
  EXPECT_FALSE(breaker_.CallFailed(now_));
  breaker_.CallSucceeded();
  EXPECT_FALSE(breaker_.CallFailed(now_));
  EXPECT_FALSE(breaker_.CallFailed(now_));
  EXPECT_EQ(breaker_.state(), State::kClosed);
  EXPECT_TRUE(breaker_.CallFailed(now_));
  EXPECT_EQ(breaker_.state(), State::kOpen);
  EXPECT_FALSE(breaker_.CallFailed(now_));
}

TEST_F(CircuitBreakerTest, CallsThatBeganBeforeItOpenedChangeNothing) {
  Open(breaker_);
  const TimePoint due = breaker_.probe_due();
  breaker_.CallSucceeded();
  breaker_.CallFailed(now_ + milliseconds(50));
  EXPECT_EQ(breaker_.state(), State::kOpen);
  EXPECT_EQ(breaker_.probe_due(), due);
  ASSERT_TRUE(breaker_.BeginProbe(due));
  breaker_.CallSucceeded();
  breaker_.CallFailed(due);
  EXPECT_EQ(breaker_.state(), State::kHalfOpen);
}

TEST_F(CircuitBreakerTest, HalfOpenAllowsOneProbeAtATime) {
  Open(breaker_);
  UntilProbe(breaker_);
  EXPECT_EQ(breaker_.state(), State::kHalfOpen);
  EXPECT_FALSE(breaker_.BeginProbe(TimePoint::max()));
}

TEST_F(CircuitBreakerTest, AnAnsweredProbeClosesItWithACleanCount) {
  Open(breaker_);
  UntilProbe(breaker_);
  breaker_.ProbeSucceeded();
  EXPECT_EQ(breaker_.state(), State::kClosed);
  EXPECT_FALSE(breaker_.CallFailed(now_));
  EXPECT_FALSE(breaker_.CallFailed(now_));
  EXPECT_TRUE(breaker_.CallFailed(now_));
}

TEST_F(CircuitBreakerTest, WaitsDoubleUpToTheLongest) {
  Open(breaker_);
  for (const int expected : {100, 200, 400, 800, 1000, 1000}) {
    EXPECT_EQ(UntilProbe(breaker_), milliseconds(expected));
    breaker_.ProbeFailed(now_);
  }
}

TEST_F(CircuitBreakerTest, WaitsStartOverWhenACallSucceedsAndNotWithTheProbe) {
  Open(breaker_);
  EXPECT_EQ(UntilProbe(breaker_), milliseconds(100));
  breaker_.ProbeSucceeded();
  Open(breaker_);
  EXPECT_EQ(UntilProbe(breaker_), milliseconds(200));
  breaker_.ProbeSucceeded();
  breaker_.CallSucceeded();
  Open(breaker_);
  EXPECT_EQ(UntilProbe(breaker_), milliseconds(100));
}

TEST_F(CircuitBreakerTest, WaitsAreShortenedAtRandomByUpToHalf) {
  random_ = 0.5;
  Open(breaker_);
  EXPECT_EQ(UntilProbe(breaker_), milliseconds(75));
  random_ = 0.999999999;
  breaker_.ProbeFailed(now_);
  EXPECT_EQ(UntilProbe(breaker_), milliseconds(100));  // Half of 200.
}

TEST_F(CircuitBreakerTest, AProbeThatWasNotBegunReportsNothing) {
  breaker_.ProbeFailed(now_);
  EXPECT_EQ(breaker_.state(), State::kClosed);
  Open(breaker_);
  breaker_.ProbeSucceeded();
  EXPECT_EQ(breaker_.state(), State::kOpen);
}

}  // namespace
}  // namespace zaitaku
