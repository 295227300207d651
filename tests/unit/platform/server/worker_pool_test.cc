#include "platform/server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

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

}  // namespace
}  // namespace zaitaku
