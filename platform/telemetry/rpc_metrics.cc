#include "platform/telemetry/rpc_metrics.h"

#include <google/protobuf/descriptor.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/telemetry/faults.h"

namespace zaitaku {
namespace {

constexpr std::array<std::string_view, 17> kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

size_t IndexOf(grpc::StatusCode code) {
  const auto index = static_cast<size_t>(code);
  return index < kCodeNames.size() ? index : static_cast<size_t>(grpc::StatusCode::UNKNOWN);
}

// From a hit in memory to an import of a large file.
const prometheus::Histogram::BucketBoundaries kSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                          0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

}  // namespace

std::string_view CodeName(grpc::StatusCode code) { return kCodeNames[IndexOf(code)]; }

RpcMetrics::Method::Method(std::string service, std::string name, bool stream)
    : service_(std::move(service)),
      name_(std::move(name)),
      full_name_(service_.empty() ? name_ : absl::StrCat(service_, "/", name_)),
      stream_(stream) {}

RpcMetrics::Method::Shard::Shard() : seconds(kSeconds) {}

void RpcMetrics::Method::End(grpc::StatusCode code, absl::Duration took) {
  Shard& shard = shards_[ThreadShard()];
  shard.ended[IndexOf(code)].fetch_add(1, std::memory_order_relaxed);
  if (!stream_) shard.seconds.Observe(absl::ToDoubleSeconds(took));
  shard.under_way.fetch_sub(1, std::memory_order_relaxed);
}

int64_t RpcMetrics::Method::under_way() const {
  int64_t under_way = 0;
  for (const Shard& shard : shards_) under_way += shard.under_way.load(std::memory_order_relaxed);
  return under_way;
}

void RpcMetrics::Method::Collect(MetricPage& page) const {
  const MetricLabels labels = {{"service", service_}, {"method", name_}};
  page.Gauge("zaitaku_rpc_under_way", "Calls, and streams, that have begun and not ended",
             static_cast<double>(under_way()), labels);
  int64_t faults = 0;
  for (size_t code = 0; code < kCodes; ++code) {
    int64_t ended = 0;
    for (const Shard& shard : shards_) ended += shard.ended[code].load(std::memory_order_relaxed);
    if (IsServerFault(static_cast<grpc::StatusCode>(code))) faults += ended;
    // Zero is told for what every method comes to; a series for each code that never came would be a thousand.
    if (ended == 0 && code != 0) continue;
    MetricLabels with_code = labels;
    with_code.emplace_back("code", std::string(kCodeNames[code]));
    page.Counter("zaitaku_rpc_ended_total", "Calls, and streams, that have ended, by gRPC's code",
                 static_cast<double>(ended), with_code);
  }
  // Told from the start: of a series that is not there before its first count, that count is no increase.
  page.Counter("zaitaku_rpc_faults_total", "Calls, and streams, that failed for no fault of their callers",
               static_cast<double>(faults), labels);
  if (stream_) return;
  std::vector<const prometheus::Histogram*> seconds;
  for (const Shard& shard : shards_) seconds.push_back(&shard.seconds);
  page.Histogram("zaitaku_rpc_duration_seconds", "From a call's arrival to its answer; streams are not in it", seconds,
                 labels);
}

RpcMetrics::RpcMetrics(const std::vector<std::string>& services) {
  for (const std::string& service : services) {
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
    if (descriptor == nullptr) continue;
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const auto* method = descriptor->method(i);
      const bool stream = method->client_streaming() || method->server_streaming();
      methods_.push_back(std::make_unique<Method>(service, method->name(), stream));
      by_name_[methods_.back()->full_name()] = methods_.back().get();
    }
  }
  // May be anything, so its time says nothing.
  methods_.push_back(std::make_unique<Method>("", "other", /*stream=*/true));
  other_ = methods_.back().get();
}

RpcMetrics::Method& RpcMetrics::Find(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  const auto found = by_name_.find(absl::string_view(name.data(), name.size()));
  return found == by_name_.end() ? *other_ : *found->second;
}

int64_t RpcMetrics::under_way() const {
  int64_t under_way = 0;
  for (const auto& method : methods_) under_way += method->under_way();
  return under_way;
}

void RpcMetrics::Collect(MetricPage& page) const {
  for (const auto& method : methods_) method->Collect(page);
}

}  // namespace zaitaku
