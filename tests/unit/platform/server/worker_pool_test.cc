#include "platform/server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"

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
  absl::Notification started, go;
  WorkerPool pool(1, 1);
  EXPECT_TRUE(pool.Post([&] {
    started.Notify();
    go.WaitForNotification();
  }));
  started.WaitForNotification();
  EXPECT_TRUE(pool.Post([] {}));
  EXPECT_FALSE(pool.Post([] {}));
  go.Notify();
}

}  // namespace
}  // namespace zaitaku
