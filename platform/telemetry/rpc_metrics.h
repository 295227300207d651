// Calls counted by method: how many, how they ended, how long they took.
#pragma once

#include <grpcpp/grpcpp.h>
#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/telemetry/metric_page.h"
#include "platform/telemetry/thread_shard.h"

namespace zaitaku {

// Such as `NOT_FOUND`; `UNKNOWN` for what is no code of gRPC's.
std::string_view CodeName(grpc::StatusCode code);

// The methods are those of the services' descriptors; whatever else a caller names is one method `other`. Thread-safe.
class RpcMetrics {
 public:
  // A method's counters. Found once, then cheap: a few additions for a call.
  class Method {
   public:
    Method(std::string service, std::string name, bool stream);

    const std::string& full_name() const { return full_name_; }
    bool stream() const { return stream_; }

    void Begin() { shards_[ThreadShard()].under_way.fetch_add(1, std::memory_order_relaxed); }
    // Every Begin has one, on any thread.
    void End(grpc::StatusCode code, absl::Duration took);

    // Begun and not ended.
    int64_t under_way() const;

    void Collect(MetricPage& page) const;

   private:
    static constexpr size_t kCodes = 17;

    struct alignas(kShardAlignment) Shard {
      std::atomic<int64_t> under_way{0};
      std::array<std::atomic<int64_t>, kCodes> ended{};
      prometheus::Histogram seconds;
      Shard();
    };

    const std::string service_;
    const std::string name_;
    const std::string full_name_;  // `zaitaku.catalog.v1.CatalogService/GetProgram`
    const bool stream_;            // How long a stream was open says nothing about how fast anything was.
    std::array<Shard, kThreadShards> shards_;
  };

  // `services`: full names, known to the generated descriptor pool.
  explicit RpcMetrics(const std::vector<std::string>& services);

  // `name` as gRPC has it, with or without the slash in front.
  Method& Find(std::string_view name);

  int64_t under_way() const;

  void Collect(MetricPage& page) const;

 private:
  std::vector<std::unique_ptr<Method>> methods_;
  absl::flat_hash_map<std::string, Method*> by_name_;
  Method* other_ = nullptr;
};

}  // namespace zaitaku
