#include "gateway/bind.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/backends.h"
#include "gateway/cached_summary_source.h"
#include "gateway/figure_desk.h"
#include "gateway/gateway_metrics.h"
#include "gateway/live_summary_source.h"
#include "gateway/parked_calls.h"
#include "gateway/prepared_answers.h"
#include "gateway/service_reads.h"
#include "gateway/shared_filler.h"
#include "gateway/summary_service.h"
#include "platform/cache/envelope.h"
#include "platform/cache/redis_cache.h"
#include "platform/server/access_options.h"
#include "platform/server/certificate_metrics.h"
#include "platform/server/guarded.h"
#include "platform/server/worker_pool.h"
#include "platform/status/status.h"
#include "platform/tls/tls_source.h"
#include "zaitaku/summary/v1/summary_service.methods.h"

namespace zaitaku::gateway {
namespace {

PerService<std::string> Addresses(const GatewayOptions& options) {
  PerService<std::string> addresses;
  addresses[ServiceId::kCouncil] = options.council;
  addresses[ServiceId::kCatalog] = options.catalog;
  addresses[ServiceId::kTraining] = options.training;
  return addresses;
}

std::string Describe(const RedisCache* redis) {
  if (redis == nullptr) return "not configured";
  const RedisCacheStats stats = redis->Stats();
  const char* breaker = stats.breaker == CircuitBreaker::State::kClosed ? "closed"
                        : stats.breaker == CircuitBreaker::State::kOpen ? "open"
                                                                        : "half-open";
  return absl::StrCat("breaker ", breaker, ", hits ", stats.hits, ", misses ", stats.misses, ", stored ", stats.stored,
                      ", time-outs ", stats.timeouts, ", broken ", stats.broken, ", errors ", stats.error_replies);
}

// For calls that name revisions which are not known here.
constexpr int kAskingThreads = 4;

class Gateway final : public BoundServices {
 public:
  Gateway(const GatewayOptions& options, const CachedSummaryOptions& cached, std::unique_ptr<RedisCache> shared)
      : services_tls_(options.backend.tls),
        shared_(std::move(shared)),
        backends_(Addresses(options), options.backend),
        live_(backends_, options.desk.backend_timeout),
        cached_(live_, shared_.get(), pool_, cached),
        prepared_(backends_, cached_, options.prepared_answers),
        desk_(backends_, cached_, prepared_, parked_, pool_, asking_, options.desk),
        filler_(backends_, cached_, prepared_, shared_.get(), cached.secret),
        reads_(backends_),
        figures_(backends_, desk_, reads_, details_),
        comparisons_(backends_, desk_, reads_, details_),
        profiles_(backends_, desk_, reads_, details_),
        watches_(desk_, options.watches),
        service_(backends_, cached_, prepared_, desk_, DetailDesks{figures_, comparisons_, profiles_}, watches_, pool_,
                 [this] { return Describe(shared_.get()); }),
        details_(options.detail_threads, options.detail_queue_limit_calls),
        parked_(options.parked_limit_calls),
        pool_(options.worker_threads, options.queue_limit_calls),
        asking_(kAskingThreads, options.queue_limit_calls) {
    if (shared_ != nullptr) SharedFiller::Recall(backends_, *shared_, cached.secret);
    backends_.Start([this] {
      // First those that wait: what is made for them need not be made again.
      parked_.Signal();
      prepared_.Signal();
      watches_.Signal();
    });
  }
  // What the backends tell of must still be there.
  ~Gateway() override { backends_.Stop(); }

  std::vector<ServedService> services() override {
    return {{&service_, summary::v1::SummaryService::service_full_name()}};
  }
  void Drain() override {
    parked_.Close();
    watches_.Close();
  }
  // Not before it has heard of every service, or of what keeps it from that; and only if there is anything to answer.
  // A service that goes away later is said in the answers.
  bool Ready() override {
    const BackendViews views = backends_.Look();
    const auto starting = [&](const ServiceEntry& service) {
      return views[service.id].condition == summary::v1::ServiceCondition::CONDITION_STARTING;
    };
    const auto known = [&](const ServiceEntry& service) { return views[service.id].newest != nullptr; };
    return std::none_of(Services().begin(), Services().end(), starting) &&
           std::any_of(Services().begin(), Services().end(), known);
  }
  void CollectMetrics(MetricPage& page) override {
    CollectCertificate(page, services_tls_.get());
    CollectWatches(page, backends_);
    CollectCaches(page, prepared_, cached_, shared_.get());
    pool_.CollectMetrics(page);
    page.Gauge("zaitaku_parked_calls", "Calls that wait for a revision to become known", parked_.parked());
  }

 private:
  const std::shared_ptr<TlsSource> services_tls_;
  std::unique_ptr<RedisCache> shared_;
  Backends backends_;
  LiveSummarySource live_;
  CachedSummarySource cached_;
  PreparedAnswers prepared_;
  SummaryDesk desk_;
  SharedFiller filler_;
  ServiceReads reads_;
  FigureDesk figures_;
  CompareDesk comparisons_;
  ProfileDesk profiles_;
  SummaryWatches watches_;
  Guarded<SummaryService> service_;
  // Destroyed first, the last one before the others: what they still have to do needs what is above them.
  WorkerPool details_;
  ParkedCalls parked_;
  WorkerPool pool_;
  WorkerPool asking_;
};

absl::StatusOr<std::unique_ptr<RedisCache>> ConnectRedis(const std::string& address) {
  RedisCacheOptions options;
  options.redis_key_prefix = "zaitaku:";
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || !absl::SimpleAtoi(address.substr(colon + 1), &options.redis_port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--redis: read '", address, "', expected HOST:PORT, such as 127.0.0.1:6379"));
  }
  options.redis_host = address.substr(0, colon);
  return RedisCache::Create(options);
}

// The services are called in plaintext only by a gateway that serves plaintext itself.
absl::Status CheckServicesTransport(const GatewayOptions& options, const ServerOptions& server) {
  const TlsFiles& files = options.services_tls;
  if (!files.authorities.path.empty()) return absl::OkStatus();
  if (server.tls == nullptr && files.certificate.path.empty() && files.key.path.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "--services-ca: required unless the gateway runs with --insecure; the PEM file of the authorities that signed "
      "the "
      "services' certificates");
}

}  // namespace

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const GatewayOptions& given) {
  GatewayOptions options = given;
  if (!options.services_tls.authorities.path.empty()) {
    ASSIGN_OR_RETURN(options.backend.tls, TlsSource::Open(options.services_tls));
  }
  CachedSummaryOptions cached;
  cached.memory_bytes = options.memory_bytes;
  std::unique_ptr<RedisCache> shared;
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
    AddOption(app, "catalog", options->catalog, "Address of the programme catalogue");
    AddOption(app, "training", options->training, "Address of the training events");
    AddOption(app, "services-ca", options->services_tls.authorities.path,
              "PEM file of the authorities that signed the services' certificates; required with TLS");
    AddOption(app, "services-cert", options->services_tls.certificate.path,
              "PEM file of the certificate that the gateway shows the services; read anew when it changes");
    AddOption(app, "services-key", options->services_tls.key.path,
              "PEM file of that certificate's private key, for this user only");
    AddOption(app, "redis", options->redis, "HOST:PORT of Redis, which keeps computed summaries; empty for none");
    AddOption(app, "cache-key-file", options->cache_key_file,
              "File of 64 hexadecimal digits, readable by this user and group only: the key under which the gateways "
              "seal what "
              "they keep in Redis");
    AddWatchOptions(app, options->watches.limits);
  };
  spec.bind = [options](const ServerOptions& server) -> absl::StatusOr<std::unique_ptr<BoundServices>> {
    RETURN_IF_ERROR(CheckServicesTransport(*options, server));
    return Bind(*options);
  };
  return spec;
}

}  // namespace zaitaku::gateway
