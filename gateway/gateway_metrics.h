// What a gateway counts, for Prometheus.
#pragma once

#include "gateway/backends.h"
#include "gateway/cached_summary_source.h"
#include "gateway/prepared_answers.h"
#include "platform/cache/redis_cache.h"
#include "platform/telemetry/metric_page.h"

namespace zaitaku::gateway {

// The watches of the services.
void CollectWatches(MetricPage& page, const Backends& backends);

// Where answers were found, by level. `redis` is null if there is none.
void CollectCaches(MetricPage& page, const PreparedAnswers& prepared, const CachedSummarySource& cached,
                   const RedisCache* redis);

}  // namespace zaitaku::gateway
