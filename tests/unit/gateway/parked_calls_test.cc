#include "gateway/parked_calls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"

namespace zaitaku::gateway {
namespace {

using End = ParkedCalls::End;

const absl::Time kNever = absl::InfiniteFuture();

TEST(ParkedCallsTest, WhatIsReadyIsResumedAtOnce) {
  ParkedCalls parked(1);
  End how = End::kClosed;
  ASSERT_TRUE(parked.Park([] { return true; }, kNever, [&](End end) { how = end; }));
  EXPECT_EQ(how, End::kReady);
}

TEST(ParkedCallsTest, ASignalResumesWhoIsReadyAndNobodyElse) {
  ParkedCalls parked(2);
  std::atomic<bool> first_ready{false};
  absl::Notification first;
  std::atomic<bool> second{false};
  parked.Park([&] { return first_ready.load(); }, kNever,
              [&](End end) {
                EXPECT_EQ(end, End::kReady);
                first.Notify();
              });
  parked.Park([] { return false; }, kNever,
              [&](End end) {
                EXPECT_EQ(end, End::kClosed);
                second = true;
              });
  parked.Signal();
  EXPECT_FALSE(first.WaitForNotificationWithTimeout(absl::Milliseconds(50)));
  first_ready = true;
  parked.Signal();
  first.WaitForNotification();
  EXPECT_FALSE(second);
}

TEST(ParkedCallsTest, TimeIsUpInOrderOfTime) {
  ParkedCalls parked(10);
  absl::BlockingCounter left(2);
  std::atomic<int> order{0};
  const absl::Time now = absl::Now();
  const auto park = [&](absl::Duration patience, int place) {
    parked.Park([] { return false; }, now + patience,
                [&, patience, place](End end) {
                  EXPECT_EQ(end, End::kTimeUp);
                  EXPECT_GE(absl::Now(), now + patience);
                  EXPECT_EQ(++order, place);
                  left.DecrementCount();
                });
  };
  park(absl::Milliseconds(200), 2);
  park(absl::Milliseconds(50), 1);  // Before what is waited for already.
  left.Wait();
}

TEST(ParkedCallsTest, ThereAreNoMoreThanTheLimit) {
  ParkedCalls parked(1);
  std::atomic<int> closed{0};
  EXPECT_TRUE(parked.Park([] { return false; }, kNever, [&](End) { ++closed; }));
  EXPECT_FALSE(parked.Park([] { return false; }, kNever, [&](End) { ADD_FAILURE(); }));
}

TEST(ParkedCallsTest, ClosingEndsAllWaitsAndThoseToCome) {
  std::atomic<int> closed{0};
  const auto count = [&](End end) { closed += end == End::kClosed; };
  {
    ParkedCalls parked(10);
    for (int i = 0; i < 10; ++i) parked.Park([] { return false; }, kNever, count);
    parked.Close();
    EXPECT_TRUE(parked.Park([] { return true; }, kNever, count));
  }
  EXPECT_EQ(closed, 11);
}

}  // namespace
}  // namespace zaitaku::gateway
