#include "platform/server/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "tests/signal/signal.h"

namespace zaitaku {
namespace {

TEST(WorkerPoolTest, RunsEveryJobBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 500; ++i) EXPECT_TRUE(pool.Post([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 500);
}

TEST(WorkerPoolTest, FullQueueRefusesWithoutWaiting) {
  Signal started, go;
  WorkerPool pool(1, 1);
  EXPECT_TRUE(pool.Post([&] {
    started.Give();
    go.Await();
  }));
  started.Await();
  EXPECT_TRUE(pool.Post([] {}));
  EXPECT_FALSE(pool.Post([] {}));
  go.Give();
}

// One caller posts ten times what the queue holds while the only thread is held up.
TEST(WorkerPoolTest, FloodOfOneCallerNeitherRefusesNorHoldsUpAnothers) {
  Signal started, go;
  std::mutex mutex;
  std::vector<std::string> ran;
  {
    WorkerPool pool(1, 16);
    ASSERT_TRUE(pool.Post([&] {
      started.Give();
      go.Await();
    }));
    started.Await();
    const auto post_as = [&](const std::string& caller, int times) {
      TraceContext trace;
      trace.caller = caller;
      const TraceScope scope(trace);
      int posted = 0;
      for (int i = 0; i < times; ++i) {
        posted += pool.Post([&, caller] {
          EXPECT_EQ(CurrentTrace().caller, caller);
          const std::lock_guard lock(mutex);
          ran.push_back(caller);
        });
      }
      return posted;
    };
    EXPECT_EQ(post_as("flood", 160), 8);
    EXPECT_EQ(post_as("other", 4), 4);
    go.Give();
  }
  EXPECT_THAT(ran, testing::ElementsAre("flood", "other", "flood", "other", "flood", "other", "flood", "other", "flood",
                                        "flood", "flood", "flood"));
}

}  // namespace
}  // namespace zaitaku
