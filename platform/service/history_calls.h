// The RPCs about a ledger's history: the same for every service.
#pragma once

#include <grpcpp/grpcpp.h>

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

  // Ends the watches.
  void Drain() { watches_.Close(); }

 private:
  Ledger& ledger_;
  WorkerPool& pool_;
  TotalsChecker& totals_;
  const HistoryOptions options_;
  std::mutex verifying_;  // One verification at a time: it reads all there is, and must leave workers for others.
  WatchHub watches_;
};

}  // namespace zaitaku
