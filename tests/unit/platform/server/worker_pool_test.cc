#include "platform/server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

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
  std::latch started{1}, go{1};
  WorkerPool pool(1, 1);
  EXPECT_TRUE(pool.Post([&] {
    started.count_down();
    go.wait();
  }));
  started.wait();
  EXPECT_TRUE(pool.Post([] {}));
  EXPECT_FALSE(pool.Post([] {}));
  go.count_down();
}

}  // namespace
}  // namespace zaitaku
