// Answers for single figures.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "gateway/service_reads.h"
#include "gateway/summary_desk.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// The summary's desk gives the figures, as new as asked for, and their revisions; what makes the figure is then read at
// these. Thread-safe. No method blocks; what must block runs on the pool.
class FigureDesk {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // All must outlive this, and `pool` must have ended its work before.
  FigureDesk(Backends& backends, SummaryDesk& desk, ServiceReads& reads, WorkerPool& pool)
      : backends_(backends), desk_(desk), reads_(reads), pool_(pool) {}

  // Calls `done` once, here or on another thread; `response` is filled in then. Errors: see the service's proto.
  void Get(const summary::v1::GetFigureRequest& request, absl::Time deadline, summary::v1::GetFigureResponse& response,
           Done done);

 private:
  absl::Status Fill(const summary::v1::GetFigureRequest& request, absl::Time deadline, const CallAnswer& answer,
                    summary::v1::GetFigureResponse& response);

  Backends& backends_;
  SummaryDesk& desk_;
  ServiceReads& reads_;
  WorkerPool& pool_;
};

}  // namespace zaitaku::gateway
