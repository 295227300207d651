#include "platform/cache/redis_cache.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What a reply has beside the value: its length, line ends, or an error's text.
constexpr size_t kReplyOverheadBytes = 1024;
constexpr size_t kMaxPrefixBytes = 128;

absl::Status Unavailable(const char* why) {
  return absl::UnavailableError(absl::StrCat("The shared cache is not available: ", why, "."));
}

absl::Status CheckRange(const char* name, int value, int min, int max) {
  if (value >= min && value <= max) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, " is from ", min, " to ", max, ", not ", value, "."));
}

absl::Status Check(const RedisCacheOptions& options) {
  struct Range {
    const char* name;
    int value, min, max;
  };
  const std::array<Range, 8> ranges = {{
      {"redis_port", options.redis_port, 1, 65535},
      {"redis_database", options.redis_database, 0, 1000000},
      {"redis_timeout_ms", options.redis_timeout_ms, 1, 60000},
      {"redis_workers", options.redis_workers, 1, 64},
      {"redis_queue_calls", options.redis_queue_calls, 1, 10000},
      {"redis_breaker_failures", options.redis_breaker_failures, 1, 1000},
      {"redis_backoff_max_ms", options.redis_backoff_max_ms, 1, 600000},
      {"redis_backoff_min_ms", options.redis_backoff_min_ms, 1, options.redis_backoff_max_ms},
  }};
  for (const Range& range : ranges) {
    if (absl::Status status = CheckRange(range.name, range.value, range.min, range.max); !status.ok()) return status;
  }
  if (options.redis_host.empty()) return absl::InvalidArgumentError("redis_host is empty.");
  if (options.redis_key_prefix.size() > kMaxPrefixBytes) {
    return absl::InvalidArgumentError(absl::StrCat("redis_key_prefix is longer than ", kMaxPrefixBytes, " bytes."));
  }
  if (!options.redis_user.empty() && options.redis_password.empty()) {
    return absl::InvalidArgumentError("redis_user needs redis_password.");
  }
  return absl::OkStatus();
}

std::function<double()> Randomness() {
  return [engine = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

// Whether an error reply concerns one key, or writes only, and so comes from a server that is up.
bool IsAboutTheCommand(std::string_view error) {
  for (const std::string_view code : {"WRONGTYPE ", "OOM ", "READONLY ", "MISCONF ", "NOPERM "}) {
    if (error.starts_with(code)) return true;
  }
  return false;
}

bool ShowsServerUp(RedisOutcome outcome, const RedisReply& reply) {
  if (outcome != RedisOutcome::kReplied) return false;
  return reply.kind != RedisReply::Kind::kError || IsAboutTheCommand(reply.text);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RedisCache>> RedisCache::Create(const RedisCacheOptions& options) {
  if (absl::Status status = Check(options); !status.ok()) return status;
  return std::unique_ptr<RedisCache>(new RedisCache(options));
}

RedisCache::RedisCache(const RedisCacheOptions& options)
    : options_(options),
      target_{options.redis_host, options.redis_port, options.redis_user, options.redis_password,
              options.redis_database},
      breaker_({options.redis_breaker_failures, milliseconds(options.redis_backoff_min_ms),
                milliseconds(options.redis_backoff_max_ms)},
               Randomness()) {
  for (int i = 0; i < options_.redis_workers; ++i) workers_.emplace_back([this] { Work(); });
}

RedisCache::~RedisCache() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    RejectQueued();
  }
  work_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

absl::StatusOr<std::optional<std::string>> RedisCache::Get(std::string_view key) {
  if (absl::Status status = CheckCacheKey(key); !status.ok()) return status;
  // One byte more than a value may have tells one that is too long.
  absl::StatusOr<RedisReply> reply =
      Run({"GETRANGE", options_.redis_key_prefix + std::string(key), "0", absl::StrCat(kMaxCacheValueBytes)});
  if (!reply.ok()) return reply.status();
  if (reply->kind != RedisReply::Kind::kText) {
    Count(&RedisCacheStats::broken);
    return Unavailable("its reply makes no sense");
  }
  if (reply->text.empty()) {
    Count(&RedisCacheStats::misses);
    return std::nullopt;
  }
  if (reply->text.size() > kMaxCacheValueBytes) {
    Count(&RedisCacheStats::rejected_oversize);
    return std::nullopt;
  }
  Count(&RedisCacheStats::hits);
  return std::move(reply->text);
}

absl::Status RedisCache::SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lifetime) {
  return Store(key, value, lifetime, /*replace=*/false);
}

absl::Status RedisCache::Set(std::string_view key, std::string_view value, absl::Duration lifetime) {
  return Store(key, value, lifetime, /*replace=*/true);
}

absl::Status RedisCache::Store(std::string_view key, std::string_view value, absl::Duration lifetime, bool replace) {
  if (absl::Status status = CheckCacheEntry(key, value, lifetime); !status.ok()) return status;
  const int64_t lifetime_ms = absl::ToInt64Milliseconds(absl::Ceil(lifetime, absl::Milliseconds(1)));
  std::vector<std::string> command = {"SET", options_.redis_key_prefix + std::string(key), std::string(value), "PX",
                                      absl::StrCat(lifetime_ms)};
  if (!replace) command.push_back("NX");
  const absl::StatusOr<RedisReply> reply = Run(std::move(command));
  if (!reply.ok()) return reply.status();
  if (reply->kind == RedisReply::Kind::kStatus) {
    Count(&RedisCacheStats::stored);
    return absl::OkStatus();
  }
  if (reply->kind == RedisReply::Kind::kNil && !replace) {
    Count(&RedisCacheStats::already_present);
    return absl::OkStatus();
  }
  Count(&RedisCacheStats::broken);
  return Unavailable("its reply makes no sense");
}

RedisCacheStats RedisCache::Stats() const {
  const std::lock_guard lock(mutex_);
  RedisCacheStats stats = stats_;
  stats.queued = static_cast<int64_t>(queue_.size());
  stats.breaker = breaker_.state();
  return stats;
}

void RedisCache::Count(int64_t RedisCacheStats::*counter) {
  const std::lock_guard lock(mutex_);
  ++(stats_.*counter);
}

absl::StatusOr<RedisReply> RedisCache::Run(std::vector<std::string> command) {
  const auto call = std::make_shared<Call>();
  call->command = std::move(command);
  call->deadline = steady_clock::now() + milliseconds(options_.redis_timeout_ms);

  std::unique_lock lock(mutex_);
  if (breaker_.state() != CircuitBreaker::State::kClosed) {
    ++stats_.rejected_breaker;
    return Unavailable("it failed too often of late");
  }
  if (queue_.size() >= static_cast<size_t>(options_.redis_queue_calls)) {
    ++stats_.rejected_queue_full;
    return Unavailable("too many calls wait for it");
  }
  queue_.push_back(call);
  work_.notify_one();
  call->end.wait_until(lock, call->deadline, [&] { return call->ended; });
  if (!call->ended) {
    // No worker may have taken it yet: none should, for nobody waits any more.
    queue_.erase(std::remove(queue_.begin(), queue_.end(), call), queue_.end());
    ++stats_.timeouts;
    return Unavailable("it did not answer in time");
  }
  if (absl::Status status = StatusOf(*call); !status.ok()) return status;
  return std::move(call->reply);
}

absl::Status RedisCache::StatusOf(const Call& call) {
  if (call.rejected) {
    ++stats_.rejected_breaker;
    return Unavailable("it failed too often of late");
  }
  switch (call.outcome) {
    case RedisOutcome::kTimedOut:
      ++stats_.timeouts;
      return Unavailable("it did not answer in time");
    case RedisOutcome::kBroken:
      ++stats_.broken;
      return Unavailable("the connection failed");
    case RedisOutcome::kReplied:
      if (call.reply.kind != RedisReply::Kind::kError) return absl::OkStatus();
      ++stats_.error_replies;
      return Unavailable("it refused the command");
  }
  return Unavailable("its reply makes no sense");
}

void RedisCache::Work() {
  RedisConnection connection;
  while (const std::optional<std::shared_ptr<Call>> call = Next()) {
    if (*call == nullptr) {
      Probe(connection);
    } else {
      Serve(**call, connection);
    }
  }
}

std::optional<std::shared_ptr<RedisCache::Call>> RedisCache::Next() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (ending_) return std::nullopt;
    if (breaker_.BeginProbe(steady_clock::now())) return nullptr;
    if (!queue_.empty()) {
      std::shared_ptr<Call> call = std::move(queue_.front());
      queue_.pop_front();
      return call;
    }
    if (breaker_.state() == CircuitBreaker::State::kOpen) {
      work_.wait_until(lock, breaker_.probe_due());
    } else {
      work_.wait(lock);
    }
  }
}

void RedisCache::Serve(Call& call, RedisConnection& connection) {
  RedisReply reply;
  const std::vector<std::string_view> command(call.command.begin(), call.command.end());
  const RedisOutcome outcome = Ask(connection, command, call.deadline, reply);
  const bool up = ShowsServerUp(outcome, reply);
  if (!up) connection.Close();

  bool opened = false;
  {
    const std::lock_guard lock(mutex_);
    call.outcome = outcome;
    call.reply = std::move(reply);
    call.ended = true;
    if (up) {
      breaker_.CallSucceeded();
    } else if (breaker_.CallFailed(steady_clock::now())) {
      opened = true;
      ++stats_.breaker_opened;
      RejectQueued();
    }
  }
  call.end.notify_one();
  if (opened) {
    spdlog::warn("redis: {} calls in a row failed; answers are computed without it until it answers a PING",
                 options_.redis_breaker_failures);
  }
}

void RedisCache::Probe(RedisConnection& connection) {
  RedisReply reply;
  const TimePoint deadline = steady_clock::now() + milliseconds(options_.redis_timeout_ms);
  const RedisOutcome outcome = Ask(connection, {"PING"}, deadline, reply);
  const bool up = outcome == RedisOutcome::kReplied && reply.kind == RedisReply::Kind::kStatus && reply.text == "PONG";
  if (!up) connection.Close();
  {
    const std::lock_guard lock(mutex_);
    if (up) {
      breaker_.ProbeSucceeded();
    } else {
      breaker_.ProbeFailed(steady_clock::now());
      ++stats_.probes_failed;
    }
  }
  if (up) spdlog::info("redis: answers again");
}

RedisOutcome RedisCache::Ask(RedisConnection& connection, const std::vector<std::string_view>& command,
                             TimePoint deadline, RedisReply& reply) {
  if (!connection.Usable()) {
    Count(&RedisCacheStats::connects);
    const RedisOutcome outcome = connection.Connect(target_, deadline);
    if (outcome != RedisOutcome::kReplied) return outcome;
  }
  return connection.Call(command, kMaxCacheValueBytes + kReplyOverheadBytes, deadline, reply);
}

void RedisCache::RejectQueued() {
  for (const std::shared_ptr<Call>& call : queue_) {
    call->ended = true;
    call->rejected = true;
    call->end.notify_one();
  }
  queue_.clear();
}

}  // namespace zaitaku
