#include "gateway/backends.h"

#include <utility>
#include <vector>

#include "gateway/service_backend.h"
#include "gateway/summary_totals.h"
#include "platform/tls/tls_source.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::gateway {
namespace {

struct Council {
  static constexpr ServiceId kId = ServiceId::kCouncil;
  using Rpc = council::v1::CouncilService;
  using Request = council::v1::GetNationalTotalsRequest;
  using Response = council::v1::GetNationalTotalsResponse;
  using WatchResponse = council::v1::WatchTotalsResponse;
  using Totals = council::v1::NationalTotals;
  static void Fill(const TotalsQuery& query, Request& request) { request.set_survey(query.survey); }
  static absl::Status Check(const Totals& totals) { return CheckAgreement(totals); }
};

struct Catalog {
  static constexpr ServiceId kId = ServiceId::kCatalog;
  using Rpc = catalog::v1::CatalogService;
  using Request = catalog::v1::GetNationalTotalsRequest;
  using Response = catalog::v1::GetNationalTotalsResponse;
  using WatchResponse = catalog::v1::WatchTotalsResponse;
  using Totals = catalog::v1::NationalTotals;
  static void Fill(const TotalsQuery&, Request&) {}
  static absl::Status Check(const Totals& totals) { return CheckAgreement(totals); }
};

struct Training {
  static constexpr ServiceId kId = ServiceId::kTraining;
  using Rpc = training::v1::TrainingService;
  using Request = training::v1::GetNationalTotalsRequest;
  using Response = training::v1::GetNationalTotalsResponse;
  using WatchResponse = training::v1::WatchTotalsResponse;
  using Totals = training::v1::NationalTotals;
  static void Fill(const TotalsQuery&, Request&) {}
  static absl::Status Check(const Totals& totals) { return CheckAgreement(totals); }
};

// Reads are safe to repeat: once, at once, and seldom if many fail (a token for each, a tenth back for each success).
constexpr char kServiceConfig[] = R"({
  "methodConfig": [{
    "name": [{"service": "zaitaku.council.v1.CouncilService", "method": "GetNationalTotals"},
             {"service": "zaitaku.council.v1.CouncilService", "method": "ListCouncilReports"},
             {"service": "zaitaku.catalog.v1.CatalogService", "method": "GetNationalTotals"},
             {"service": "zaitaku.catalog.v1.CatalogService", "method": "ListPrograms"},
             {"service": "zaitaku.catalog.v1.CatalogService", "method": "ListBudgetLines"},
             {"service": "zaitaku.catalog.v1.CatalogService", "method": "FindEligiblePrograms"},
             {"service": "zaitaku.training.v1.TrainingService", "method": "GetNationalTotals"},
             {"service": "zaitaku.training.v1.TrainingService", "method": "ListEvents"},
             {"service": "zaitaku.training.v1.TrainingService", "method": "GetParticipation"}],
    "retryPolicy": {"maxAttempts": 2, "initialBackoff": "0.02s", "maxBackoff": "0.1s", "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"]}
  }],
  "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}
})";

std::shared_ptr<grpc::Channel> Connect(const std::string& address, const TlsSource* tls) {
  grpc::ChannelArguments arguments;
  // The same address for two services, or two gateways in one process, are still several connections.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A service that was restarted is found again within a second, not after the default's two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // A machine that is gone says no good-bye.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
  arguments.SetServiceConfigJSON(kServiceConfig);
  const auto credentials = tls == nullptr ? grpc::InsecureChannelCredentials() : tls->ChannelCredentials();
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

template <typename Service>
std::unique_ptr<Backend> MakeBackend(const PerService<std::shared_ptr<grpc::Channel>>& channels,
                                     const BackendOptions& options) {
  return std::make_unique<ServiceBackend<Service>>(channels[Service::kId], options);
}

template <typename Service>
TotalsPtr Parse(const std::string& bytes) {
  auto totals = MakeArenaMessage<typename Service::Totals>();
  if (!totals->ParseFromString(bytes)) return nullptr;
  auto received = ReceiveTotals<Service>(std::move(totals));
  return received.ok() ? *received : nullptr;
}

}  // namespace

Backends::Backends(const PerService<std::string>& addresses, const BackendOptions& options) {
  for (const ServiceEntry& service : Services())
    channels_[service.id] = Connect(addresses[service.id], options.tls.get());
  backends_[ServiceId::kCouncil] = MakeBackend<Council>(channels_, options);
  backends_[ServiceId::kCatalog] = MakeBackend<Catalog>(channels_, options);
  backends_[ServiceId::kTraining] = MakeBackend<Training>(channels_, options);
}

Backends::~Backends() { Stop(); }

TotalsPtr ParseTotals(ServiceId id, const std::string& bytes) {
  switch (id) {
    case ServiceId::kCouncil:
      return Parse<Council>(bytes);
    case ServiceId::kCatalog:
      return Parse<Catalog>(bytes);
    case ServiceId::kTraining:
      return Parse<Training>(bytes);
  }
  return nullptr;
}

void Backends::Start(const std::function<void()>& changed) {
  for (const ServiceEntry& service : Services()) backends_[service.id]->Start(changed);
}

void Backends::Stop() {
  for (const ServiceEntry& service : Services()) backends_[service.id]->Stop();
}

BackendViews Backends::Look() const {
  BackendViews views;
  const absl::Time now = absl::Now();
  for (const ServiceEntry& service : Services()) views[service.id] = backends_[service.id]->Look(now);
  return views;
}

PerService<std::optional<absl::StatusOr<TotalsPtr>>> Backends::Ask(
    const PerService<std::optional<TotalsQuery>>& queries, absl::Time deadline) {
  PerService<std::optional<absl::StatusOr<TotalsPtr>>> outcomes;
  PerService<std::unique_ptr<TotalsCall>> calls;
  grpc::CompletionQueue queue;
  int under_way = 0;
  for (const ServiceEntry& service : Services()) {
    if (!queries[service.id]) continue;
    auto call =
        backends_[service.id]->BeginCall(*queries[service.id], deadline, queue, const_cast<ServiceEntry*>(&service));
    if (!call.ok()) {
      outcomes[service.id] = call.status();
      continue;
    }
    calls[service.id] = *std::move(call);
    ++under_way;
  }
  for (; under_way > 0; --under_way) {
    void* tag = nullptr;
    bool ok = false;
    if (!queue.Next(&tag, &ok)) break;
    const ServiceId id = static_cast<const ServiceEntry*>(tag)->id;
    outcomes[id] = calls[id]->End();
  }
  queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) continue;
  return outcomes;
}

}  // namespace zaitaku::gateway
