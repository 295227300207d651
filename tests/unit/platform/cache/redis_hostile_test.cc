// What listens on Redis's port and is not Redis, or a Redis gone mad.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/cache/redis_cache.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kCeiling = absl::Seconds(10);

// Accepts connections, each served by `serve` on a thread of its own until it returns, then closes them.
class Impostor {
 public:
  using Serve = std::function<void(int fd, const std::atomic<bool>& ending)>;

  explicit Impostor(Serve serve) : serve_(std::move(serve)), fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::mt19937 engine{std::random_device{}()};
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    do {
      port_ = std::uniform_int_distribution<int>(20000, 32000)(engine);
      address.sin_port = htons(static_cast<uint16_t>(port_));
    } while (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0);
    listen(fd_, 64);
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~Impostor() {
    ending_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    close(fd_);
  }
  int port() const { return port_; }
  int accepted() const { return accepted_; }

 private:
  void Accept() {
    while (!ending_) {
      pollfd waiting = {fd_, POLLIN, 0};
      if (poll(&waiting, 1, 20) != 1) continue;
      const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      ++accepted_;
      connections_.emplace_back([this, fd] {
        serve_(fd, ending_);
        close(fd);
      });
    }
  }

  const Serve serve_;
  const int fd_;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<int> accepted_ = 0;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

// Waits for a request and takes what there is of it; false if the client is gone.
bool AwaitRequest(int fd, const std::atomic<bool>& ending) {
  char request[4096];
  while (!ending) {
    pollfd waiting = {fd, POLLIN, 0};
    if (poll(&waiting, 1, 20) == 1) return recv(fd, request, sizeof(request), 0) > 0;
  }
  return false;
}

bool SendAll(int fd, std::string_view bytes, const std::atomic<bool>& ending) {
  while (!bytes.empty() && !ending) {
    pollfd waiting = {fd, POLLOUT, 0};
    if (poll(&waiting, 1, 20) != 1) continue;
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return !ending;
}

// Answers every request with the same bytes.
Impostor::Serve Always(std::string reply) {
  return [reply = std::move(reply)](int fd, const std::atomic<bool>& ending) {
    while (AwaitRequest(fd, ending) && SendAll(fd, reply, ending)) {
    }
  };
}

std::unique_ptr<RedisCache> CacheAt(int port, int timeout_ms = 500, int failures = 3) {
  RedisCacheOptions options;
  options.redis_port = port;
  options.redis_timeout_ms = timeout_ms;
  options.redis_breaker_failures = failures;
  options.redis_backoff_min_ms = 5;
  options.redis_backoff_max_ms = 20;
  return *RedisCache::Create(options);
}

struct Reply {
  const char* name;
  std::string bytes;
};

// The name, for the test's.
std::ostream& operator<<(std::ostream& out, const Reply& reply) { return out << reply.name; }

class RepliesThatMakeNoSense : public testing::TestWithParam<Reply> {};

INSTANTIATE_TEST_SUITE_P(Replies, RepliesThatMakeNoSense,
                         testing::Values(Reply{"AWebServer", "HTTP/1.1 400 Bad Request\r\n\r\n"},
                                         Reply{"Noise", "\x01\xff\xfe\r\n\r\n"}, Reply{"AnArray", "*1\r\n$1\r\nx\r\n"},
                                         Reply{"AnEndlessArray", "*2147483647\r\n"}, Reply{"AnEmptyArray", "*0\r\n"},
                                         Reply{"ANestedArray", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"},
                                         Reply{"AnInteger", ":7\r\n"}, Reply{"AStatus", "+PONG\r\n"},
                                         Reply{"Nil", "$-1\r\n"}, Reply{"AnError", "-ERR unknown command\r\n"},
                                         Reply{"ANegativeSize", "$-5\r\n"}, Reply{"AnUnreadableSize", "$x\r\n"},
                                         Reply{"AHugeSize", "$99999999999999999999\r\n"},
                                         Reply{"AnotherProtocol", "%1\r\n+a\r\n+b\r\n"}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(RepliesThatMakeNoSense, AreUnavailable) {
  Impostor impostor(Always(GetParam().bytes));
  const auto cache = CacheAt(impostor.port());
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 6; ++i) {
    const auto value = cache->Get("key");
    EXPECT_TRUE(absl::IsUnavailable(value.status())) << value.status();
    EXPECT_EQ(value.status().message().find("The shared cache is not available: "), 0) << value.status();
  }
  EXPECT_LT(absl::Now() - begin, kCeiling);
}

TEST(RedisHostile, AnArrayIsRefusedBeforeItsElementsCome) {
  Impostor impostor(Always("*1000000\r\n"));
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/5000);
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
  EXPECT_EQ(cache->Stats().broken, 1);
  EXPECT_EQ(cache->Stats().timeouts, 0);
}

TEST(RedisHostile, AReplyMuchLongerThanAskedForIsNotRead) {
  std::atomic<int64_t> taken = 0;
  Impostor impostor([&](int fd, const std::atomic<bool>& ending) {
    if (!AwaitRequest(fd, ending)) return;
    const std::string chunk(1 << 16, 'x');
    if (!SendAll(fd, "$1000000000\r\n", ending)) return;
    while (taken < 200 << 20 && SendAll(fd, chunk, ending)) taken += static_cast<int64_t>(chunk.size());
  });
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/10000, /*failures=*/1);
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
  EXPECT_EQ(cache->Stats().broken, 1);
  EXPECT_LT(taken, 50 << 20);  // Socket buffers hold some of it.
}

TEST(RedisHostile, AReplyThatDripsIsTimedOutAsAWhole) {
  Impostor impostor([](int fd, const std::atomic<bool>& ending) {
    if (!AwaitRequest(fd, ending)) return;
    if (!SendAll(fd, "$1000000\r\n", ending)) return;
    while (SendAll(fd, "x", ending)) absl::SleepFor(absl::Milliseconds(5));
  });
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/200);
  const absl::Time begin = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
  EXPECT_LT(absl::Now() - begin, kCeiling);
  EXPECT_EQ(cache->Stats().timeouts, 1);
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
}

TEST(RedisHostile, TheWorkerOfAReplyThatDripsIsFreeAgain) {
  std::atomic<int> connections = 0;
  Impostor impostor([&](int fd, const std::atomic<bool>& ending) {
    const bool drips = ++connections <= 2;  // As many as there are workers.
    if (!AwaitRequest(fd, ending)) return;
    if (!drips) {
      SendAll(fd, "$5\r\nvalue\r\n", ending);
      return;
    }
    if (!SendAll(fd, "$1000000\r\n", ending)) return;
    while (SendAll(fd, "x", ending)) absl::SleepFor(absl::Milliseconds(5));
  });
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/300, /*failures=*/100);
  const absl::Time end = absl::Now() + kCeiling;
  bool answered = false;
  while (!answered && absl::Now() < end) {
    const auto value = cache->Get("key");
    answered = value.ok() && *value == "value";
  }
  EXPECT_TRUE(answered);
}

TEST(RedisHostile, AServerThatHangsUpWhileItIsWrittenToEndsNoProcess) {
  // Its end and then, for bytes it has not read, a reset: writing to such a connection raises SIGPIPE.
  Impostor impostor([](int fd, const std::atomic<bool>& ending) {
    AwaitRequest(fd, ending);
    shutdown(fd, SHUT_WR);
  });
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/2000, /*failures=*/1000);
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(absl::IsUnavailable(cache->Set("key", std::string(kMaxCacheValueBytes, 'v'), absl::Minutes(1))));
  }
}

TEST(RedisHostile, BytesNobodyAskedForAreNotTakenForAReply) {
  Impostor impostor(Always("$5\r\nfirst\r\n$6\r\nsecond\r\n"));
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/5000);
  for (int i = 0; i < 10; ++i) {
    const auto value = cache->Get("key");
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_EQ(*value, "first");
    absl::SleepFor(absl::Milliseconds(10));
  }
}

TEST(RedisHostile, AConnectThatIsNeverAnsweredTimesOut) {
  // A full backlog: the kernel drops further connects.
  Impostor other([](int, const std::atomic<bool>&) {});
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int port = other.port();
  do {
    address.sin_port = htons(static_cast<uint16_t>(++port));
  } while (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0);
  ASSERT_EQ(listen(fd, 0), 0);
  std::vector<int> fillers;
  for (int i = 0; i < 8; ++i) {
    fillers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    (void)connect(fillers.back(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  absl::SleepFor(absl::Milliseconds(50));
  auto cache = CacheAt(port, /*timeout_ms=*/100);
  const absl::Time begin = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
  EXPECT_EQ(cache->Stats().timeouts, 1);
  cache.reset();
  EXPECT_LT(absl::Now() - begin, kCeiling);
  for (const int filler : fillers) close(filler);
  close(fd);
}

double CpuSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

TEST(RedisHostile, AServerThatHangsUpIsNotStormedWithConnects) {
  Impostor impostor([](int, const std::atomic<bool>&) {});
  RedisCacheOptions options;
  options.redis_port = impostor.port();
  options.redis_backoff_min_ms = 100;
  options.redis_backoff_max_ms = 200;
  const auto cache = *RedisCache::Create(options);
  const absl::Time end = absl::Now() + absl::Seconds(1);
  while (absl::Now() < end) {
    EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
    absl::SleepFor(absl::Microseconds(100));
  }
  // Five until it opens, then at most one each 50 ms; on a slow machine some more time may have passed.
  EXPECT_GE(impostor.accepted(), options.redis_breaker_failures);
  EXPECT_LT(impostor.accepted(), 60);
}

TEST(RedisHostile, WaitingCostsNoProcessorTime) {
  Impostor impostor([](int fd, const std::atomic<bool>& ending) {
    while (AwaitRequest(fd, ending)) {
    }
  });
  const auto cache = CacheAt(impostor.port(), /*timeout_ms=*/1500, /*failures=*/1);
  const double before = CpuSeconds();
  EXPECT_TRUE(absl::IsUnavailable(cache->Get("key").status()));
  EXPECT_LT(CpuSeconds() - before, 0.7);  // A busy loop would take 1.5 s of it.
}

}  // namespace
}  // namespace zaitaku
