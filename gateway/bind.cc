#include "gateway/bind.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/cached_summary_source.h"
#include "gateway/council_backend.h"
#include "gateway/live_summary_source.h"
#include "gateway/summary_service.h"
#include "platform/cache/envelope.h"
#include "platform/cache/redis_cache.h"
#include "platform/server/worker_pool.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

class Gateway final : public BoundServices {
 public:
  Gateway(const GatewayOptions& options, const CachedSummaryOptions& cached, std::unique_ptr<Cache> shared)
      : council_(options.council, options.backend_timeout),
        shared_(std::move(shared)),
        live_(council_),
        cached_(live_, shared_.get(), cached),
        pool_(options.worker_threads, options.queue_limit_calls),
        service_(council_, cached_, pool_) {}

  std::vector<ServedService> services() override {
    return {{&service_, summary::v1::SummaryService::service_full_name()}};
  }

 private:
  CouncilBackend council_;
  std::unique_ptr<Cache> shared_;
  LiveSummarySource live_;
  CachedSummarySource cached_;
  WorkerPool pool_;
  SummaryService service_;
};

absl::StatusOr<std::unique_ptr<Cache>> ConnectRedis(const std::string& address) {
  RedisCacheOptions options;
  options.redis_key_prefix = "zaitaku:";
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || !absl::SimpleAtoi(address.substr(colon + 1), &options.redis_port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--redis: read '", address, "', expected HOST:PORT, such as 127.0.0.1:6379"));
  }
  options.redis_host = address.substr(0, colon);
  ASSIGN_OR_RETURN(std::unique_ptr<Cache> cache, RedisCache::Create(options));
  return cache;
}

}  // namespace

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const GatewayOptions& options) {
  CachedSummaryOptions cached;
  std::unique_ptr<Cache> shared;
  if (!options.redis.empty()) {
    if (options.cache_key_file.empty()) {
      return absl::InvalidArgumentError(
          "--cache-key-file: required with --redis; make one by: openssl rand -hex 32 > FILE; chmod 600 FILE");
    }
    ASSIGN_OR_RETURN(cached.secret, LoadKey(options.cache_key_file));
    ASSIGN_OR_RETURN(shared, ConnectRedis(options.redis));
  }
  return std::make_unique<Gateway>(options, cached, std::move(shared));
}

ProcessSpec Process() {
  auto options = std::make_shared<GatewayOptions>();
  ProcessSpec spec{"gateway", "Zaitaku's gateway: nationwide summaries over all services", "127.0.0.1:7050"};
  spec.add_options = [options](CLI::App& app) {
    AddOption(app, "council", options->council, "Address of the council registry");
    AddOption(app, "redis", options->redis, "HOST:PORT of Redis, which keeps computed summaries; empty for none");
    AddOption(app, "cache-key-file", options->cache_key_file,
              "File of 64 hexadecimal digits, readable by this user only: the key under which the gateways seal what "
              "they keep in Redis");
  };
  spec.bind = [options] { return Bind(*options); };
  return spec;
}

}  // namespace zaitaku::gateway
