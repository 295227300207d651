// All services that summaries are made from.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/backend.h"
#include "gateway/revision_vector.h"

namespace zaitaku::gateway {

using BackendViews = PerService<BackendView>;

class Backends {
 public:
  Backends(const PerService<std::string>& addresses, const BackendOptions& options);
  ~Backends();

  // See Backend::Start.
  void Start(const std::function<void()>& changed);
  void Stop();

  Backend& operator[](ServiceId id) { return *backends_[id]; }
  const Backend& operator[](ServiceId id) const { return *backends_[id]; }

  // For calls to the service beyond those that are made here.
  const std::shared_ptr<grpc::Channel>& channel(ServiceId id) const { return channels_[id]; }

  BackendViews Look() const;

  // Asks several services at a time, in at most the time that is left until `deadline`. For each query its outcome;
  // where none was asked, nothing. Blocking.
  PerService<std::optional<absl::StatusOr<TotalsPtr>>> Ask(const PerService<std::optional<TotalsQuery>>& queries,
                                                           absl::Time deadline);

 private:
  PerService<std::shared_ptr<grpc::Channel>> channels_;
  PerService<std::unique_ptr<Backend>> backends_;
};

// The service's totals back from its message's bytes; null if they are none of ours.
TotalsPtr ParseTotals(ServiceId id, const std::string& bytes);

}  // namespace zaitaku::gateway
