// A cache in a Redis server, shared by processes and outliving them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "platform/cache/cache.h"
#include "platform/cache/circuit_breaker.h"
#include "platform/cache/redis_connection.h"

namespace zaitaku {

struct RedisCacheOptions {
  // An address, or a name, which is looked up at each connect: a look-up may hold up the destructor, but never a
  // caller.
  std::string redis_host = "127.0.0.1";
  int redis_port = 6379;
  // Redis's access control; no TLS, so the network between must be private. A user needs a password.
  std::string redis_user;
  std::string redis_password;
  int redis_database = 0;
  // Put before every key, so that several installations can share a server. At most 128 bytes.
  std::string redis_key_prefix;
  // How long a call blocks its caller at most, connecting and queueing included. 1 to 60,000.
  int redis_timeout_ms = 50;
  // Threads, each with at most one connection. 1 to 64.
  int redis_workers = 2;
  // Calls that may wait for a worker; a further one is UNAVAILABLE at once. 1 to 10,000.
  int redis_queue_calls = 64;
  // So many failures in a row open the circuit breaker. 1 to 1,000.
  int redis_breaker_failures = 5;
  // The time between attempts to reach a failing server again; see CircuitBreaker. 1 to 600,000, min at most max.
  int redis_backoff_min_ms = 100;
  int redis_backoff_max_ms = 5000;
};

// What happened since the start, but for `queued` and `breaker`, which say how it is now. Every Get, SetIfAbsent and
// Set whose arguments are in bounds counts once in the first group.
struct RedisCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;             // Nothing there.
  int64_t rejected_oversize = 0;  // Misses: a value longer than kMaxCacheValueBytes, of which no more is read.
  int64_t stored = 0;
  int64_t already_present = 0;
  int64_t timeouts = 0;
  int64_t broken = 0;         // Not connected, closed by the server, or a reply that makes no sense.
  int64_t error_replies = 0;  // WRONGTYPE, LOADING, OOM and so on.
  int64_t rejected_queue_full = 0;
  int64_t rejected_breaker = 0;  // Not asked, for the breaker was not closed, or opened while the call was queued.

  int64_t breaker_opened = 0;  // Times it went from closed to open.
  int64_t probes_failed = 0;
  int64_t connects = 0;  // Attempts.
  int64_t queued = 0;
  CircuitBreaker::State breaker = CircuitBreaker::State::kClosed;
};

// A call blocks for at most redis_timeout_ms. Everything that goes wrong (a full queue, a time-out, a server that is
// gone, frozen, loading, full or not Redis at all, a key of another type) is UNAVAILABLE and a counter. After
// redis_breaker_failures in a row calls fail at once, and a worker sends a PING now and then until it is answered;
// calls pass again then. A server that refuses one key or one write (WRONGTYPE, OOM, READONLY, MISCONF, NOPERM) is up:
// that does not count as a failure.
//
// A value longer than kMaxCacheValueBytes and an empty one, which a missing key cannot be told from, are misses.
//
// The destructor fails what is queued and waits for the workers: at most about redis_timeout_ms, even for a frozen
// server.
class RedisCache : public Cache {
 public:
  // INVALID_ARGUMENT, naming the option, if one is out of its range. Does not connect: a server that is down is no
  // reason not to start.
  static absl::StatusOr<std::unique_ptr<RedisCache>> Create(const RedisCacheOptions& options);
  ~RedisCache() override;
  RedisCache(const RedisCache&) = delete;
  RedisCache& operator=(const RedisCache&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) override;
  absl::Status SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lifetime) override;
  absl::Status Set(std::string_view key, std::string_view value, absl::Duration lifetime) override;

  RedisCacheStats Stats() const;

 private:
  using TimePoint = CircuitBreaker::TimePoint;

  // A call on its way. The caller and the worker share it, for the caller may leave first. mutex_ guards `ended`, and
  // what is below it until then.
  struct Call {
    std::vector<std::string> command;
    TimePoint deadline;
    std::condition_variable end;
    bool ended = false;
    bool rejected = false;  // The breaker opened before a worker took it.
    RedisOutcome outcome = RedisOutcome::kBroken;
    RedisReply reply;
  };

  explicit RedisCache(const RedisCacheOptions& options);

  // The reply, or UNAVAILABLE, which is counted.
  absl::StatusOr<RedisReply> Run(std::vector<std::string> command);
  absl::Status Store(std::string_view key, std::string_view value, absl::Duration lifetime, bool replace);
  // OK if the server replied with anything but an error; else UNAVAILABLE, counted.
  absl::Status StatusOf(const Call& call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Count(int64_t RedisCacheStats::*counter);

  void Work();
  // The next call, or null for a probe. Nothing when the cache ends.
  std::optional<std::shared_ptr<Call>> Next();
  void Serve(Call& call, RedisConnection& connection);
  void Probe(RedisConnection& connection);
  RedisOutcome Ask(RedisConnection& connection, const std::vector<std::string_view>& command, TimePoint deadline,
                   RedisReply& reply);
  void RejectQueued() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const RedisCacheOptions options_;
  const RedisTarget target_;
  mutable std::mutex mutex_;
  // A call for a worker, or the end. The breaker's states need no signal: the worker that opened it, or failed to close
  // it, is awake and waits for the next probe itself.
  std::condition_variable work_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::shared_ptr<Call>> queue_ ABSL_GUARDED_BY(mutex_);
  CircuitBreaker breaker_ ABSL_GUARDED_BY(mutex_);
  RedisCacheStats stats_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> workers_;  // The last member: the threads use the others.
};

}  // namespace zaitaku
