#include "tests/redis_process/redis_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "absl/time/clock.h"

namespace zaitaku {
namespace {

pid_t PidOf(const RedisProcess& redis) {
  const std::string info = redis.Command({"INFO", "server"});
  const std::string field = "process_id:";
  return static_cast<pid_t>(std::stol(info.substr(info.find(field) + field.size())));
}

bool Exists(pid_t pid) { return kill(pid, 0) == 0; }

// "folder\n/the/folder\n" of CONFIG GET dir.
std::string FolderOf(const RedisProcess& redis) {
  const std::string reply = redis.Command({"CONFIG", "GET", "dir"});
  return reply.substr(4, reply.size() - 5);
}

TEST(RedisProcess, ListensBelowTheEphemeralPortsAndAnswers) {
  const auto redis = RedisProcess::Start();
  ASSERT_TRUE(redis.ok()) << redis.status();
  EXPECT_GT((*redis)->port(), 1024);
  EXPECT_LT((*redis)->port(), 32768);
  EXPECT_EQ((*redis)->Command({"PING"}), "PONG");
  EXPECT_EQ((*redis)->Command({"SET", "key", "value"}), "OK");
  EXPECT_EQ((*redis)->Command({"LPUSH", "list", "a", "b"}), "2");
  EXPECT_EQ((*redis)->Command({"LRANGE", "list", "0", "-1"}), "b\na\n");
  EXPECT_EQ((*redis)->Command({"GET", "none"}), "(nil)");
  EXPECT_EQ((*redis)->Command({"GET", "list"}).find("(error) WRONGTYPE"), 0);
}

TEST(RedisProcess, TwoHaveNothingInCommon) {
  const auto one = RedisProcess::Start();
  const auto two = RedisProcess::Start();
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE((*one)->port(), (*two)->port());
  (*one)->Command({"SET", "key", "value"});
  EXPECT_EQ((*two)->Command({"GET", "key"}), "(nil)");
}

TEST(RedisProcess, LeavesNothingBehind) {
  auto redis = RedisProcess::Start();
  ASSERT_TRUE(redis.ok()) << redis.status();
  const pid_t pid = PidOf(**redis);
  const std::string folder = FolderOf(**redis);
  EXPECT_TRUE(std::filesystem::exists(folder)) << folder;
  (*redis)->Freeze();
  redis->reset();
  EXPECT_FALSE(Exists(pid));
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(RedisProcess, StopsAndRestartsOnTheSamePortWithoutItsData) {
  const auto redis = RedisProcess::Start({"--maxmemory", "5mb"});
  ASSERT_TRUE(redis.ok()) << redis.status();
  const int port = (*redis)->port();
  for (const bool gently : {true, false}) {
    (*redis)->Command({"SET", "key", "value"});
    const pid_t pid = PidOf(**redis);
    if (gently) {
      (*redis)->Stop();
    } else {
      (*redis)->Kill();
    }
    EXPECT_FALSE(Exists(pid));
    ASSERT_TRUE((*redis)->Restart().ok());
    EXPECT_EQ((*redis)->port(), port);
    EXPECT_NE(PidOf(**redis), pid);
    EXPECT_EQ((*redis)->Command({"GET", "key"}), "(nil)");
    EXPECT_EQ((*redis)->Command({"CONFIG", "GET", "maxmemory"}), "maxmemory\n5242880\n");
  }
}

TEST(RedisProcess, AFrozenOneCanBeThawedAndStopped) {
  const auto redis = RedisProcess::Start();
  ASSERT_TRUE(redis.ok()) << redis.status();
  (*redis)->Command({"SET", "key", "value"});
  const pid_t pid = PidOf(**redis);
  (*redis)->Freeze();
  (*redis)->Thaw();
  EXPECT_EQ((*redis)->Command({"GET", "key"}), "value");
  (*redis)->Freeze();
  (*redis)->Stop();
  EXPECT_FALSE(Exists(pid));
}

TEST(RedisProcess, AMissingProgramIsAnErrorThatNamesIt) {
  const std::string path = getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const auto redis = RedisProcess::Start();
  setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(redis.status())) << redis.status();
  EXPECT_NE(redis.status().message().find("redis-server is not installed"), std::string::npos) << redis.status();
}

TEST(RedisProcess, AWrongArgumentIsAnErrorWithTheServersWords) {
  const auto redis = RedisProcess::Start({"--no-such-option", "1"});
  EXPECT_FALSE(redis.ok());
  EXPECT_NE(redis.status().message().find("no-such-option"), std::string::npos) << redis.status();
}

}  // namespace
}  // namespace zaitaku
