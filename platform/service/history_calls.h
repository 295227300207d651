// The RPCs about a ledger's history: the same for every service.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <mutex>

#include "platform/server/worker_pool.h"
#include "platform/service/totals_checker.h"
#include "platform/service/watch_hub.h"
#include "platform/storage/history.h"
#include "platform/storage/ledger.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// What a service must say about its resources.
struct HistoryOptions {
  ResourceTypes types;
  WatchOptions watch;
};

class HistoryCalls {
 public:
  // All must outlive this.
  HistoryCalls(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const HistoryOptions& options);

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ListRevisions(Context* context, const type::v1::ListRevisionsRequest* request,
                         type::v1::ListRevisionsResponse* response);
  Reactor* FindRevision(Context* context, const type::v1::FindRevisionRequest* request,
                        type::v1::FindRevisionResponse* response);
  Reactor* VerifyAudit(Context* context, const type::v1::VerifyAuditRequest* request,
                       type::v1::VerifyAuditResponse* response);
  Reactor* CheckTotals(Context* context, const type::v1::CheckTotalsRequest* request,
                       type::v1::CheckTotalsResponse* response);
  grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* WatchRevisions(
      Context* context, const type::v1::WatchRevisionsRequest* request);

  // The open watches, of revisions and of whatever else.
  WatchHub& watches() { return watches_; }

  // Ends the watches, and the maintenance under way.
  void Drain() {
    draining_ = true;
    watches_.Close();
  }

 private:
  // A call that reads all there is: one at a time of all kinds, so that workers are left for others, and no longer than
  // its caller waits. A second one is refused with OVERLOADED.
  Reactor* RunMaintenance(Context* context, std::function<absl::Status(const MayGoOn&)> work);

  Ledger& ledger_;
  WorkerPool& pool_;
  TotalsChecker& totals_;
  const HistoryOptions options_;
  std::mutex maintenance_;  // Held by the one maintenance under way; nobody waits for it.
  std::atomic<bool> draining_{false};
  WatchHub watches_;
};

}  // namespace zaitaku
