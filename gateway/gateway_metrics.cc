#include "gateway/gateway_metrics.h"

#include <string>
#include <utility>

namespace zaitaku::gateway {
namespace {

constexpr std::pair<CircuitBreaker::State, const char*> kBreakerStates[] = {
    {CircuitBreaker::State::kClosed, "closed"},
    {CircuitBreaker::State::kOpen, "open"},
    {CircuitBreaker::State::kHalfOpen, "half-open"}};

void CollectRedis(MetricPage& page, const RedisCacheStats& stats) {
  GaugeOfStates(page, "zaitaku_redis_breaker", "1 for the state of the circuit breaker before Redis", kBreakerStates,
                stats.breaker, "state");
  page.Counter("zaitaku_redis_breaker_opened_total", "Times that Redis was given up",
               static_cast<double>(stats.breaker_opened));
  page.Gauge("zaitaku_redis_queue_calls", "Calls that wait for Redis", static_cast<double>(stats.queued));
  const std::pair<const char*, int64_t> outcomes[] = {{"hit", stats.hits},
                                                      {"miss", stats.misses},
                                                      {"oversize", stats.rejected_oversize},
                                                      {"stored", stats.stored},
                                                      {"already-present", stats.already_present},
                                                      {"timeout", stats.timeouts},
                                                      {"broken", stats.broken},
                                                      {"error-reply", stats.error_replies},
                                                      {"queue-full", stats.rejected_queue_full},
                                                      {"breaker-open", stats.rejected_breaker}};
  for (const auto& [outcome, count] : outcomes) {
    page.Counter("zaitaku_redis_calls_total", "Calls of Redis, by what came of them", static_cast<double>(count),
                 {{"outcome", outcome}});
  }
}

}  // namespace

void CollectWatches(MetricPage& page, const Backends& backends) {
  for (const ServiceEntry& service : Services()) backends[service.id].CollectMetrics(page);
}

void CollectCaches(MetricPage& page, const PreparedAnswers& prepared, const CachedSummarySource& cached,
                   const RedisCache* redis) {
  const CachedSummaryStats& stats = cached.stats();
  const std::pair<const char*, int64_t> hits[] = {
      {"prepared", prepared.found()}, {"memory", stats.memory_hits.load()}, {"redis", stats.shared_hits.load()}};
  for (const auto& [level, count] : hits) {
    page.Counter("zaitaku_cache_hits_total", "Summaries that were found, by where", static_cast<double>(count),
                 {{"level", level}});
  }
  page.Counter("zaitaku_cache_fills_total", "Summaries that were computed, because they were found nowhere",
               static_cast<double>(stats.computed.load()));
  page.Counter("zaitaku_cache_rejected_envelopes_total", "Entries in Redis that no gateway of ours wrote for their key",
               static_cast<double>(stats.rejected_envelopes.load()));
  const MemoryCacheStats memory = cached.memory_stats();
  page.Gauge("zaitaku_cache_memory_answers", "Summaries in memory", static_cast<double>(memory.entries));
  page.Gauge("zaitaku_cache_memory_bytes", "Memory that they take", static_cast<double>(memory.bytes));
  page.Counter("zaitaku_cache_memory_evicted_total", "Summaries that left memory for want of room",
               static_cast<double>(memory.evicted));
  if (redis != nullptr) CollectRedis(page, redis->Stats());
}

}  // namespace zaitaku::gateway
