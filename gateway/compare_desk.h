// Comparisons of two summaries.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "gateway/service_reads.h"
#include "gateway/summary_desk.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// The summary's desk gives both summaries; two surveys are of the same revisions. What makes the figures that differ is
// then read at the revisions of both. Thread-safe. No method blocks; what must block runs on the pool.
class CompareDesk {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // All must outlive this, and `pool` must have ended its work before.
  CompareDesk(Backends& backends, SummaryDesk& desk, ServiceReads& reads, WorkerPool& pool)
      : backends_(backends), desk_(desk), reads_(reads), pool_(pool) {}

  // Calls `done` once, here or on another thread; `response` is filled in then. Errors: see the service's proto.
  void Compare(const summary::v1::CompareSummariesRequest& request, absl::Time deadline,
               summary::v1::CompareSummariesResponse& response, Done done);

 private:
  struct Comparison;
  // Asks for what is not older than what is cited, of which another gateway may have heard first.
  void AskForNoOlder(const std::string& citation, summary::v1::GetNationwideSummaryRequest& newest) const;
  void AskForAfter(const std::shared_ptr<Comparison>& comparison);
  absl::Status Fill(const Comparison& comparison);

  Backends& backends_;
  SummaryDesk& desk_;
  ServiceReads& reads_;
  WorkerPool& pool_;
};

}  // namespace zaitaku::gateway
