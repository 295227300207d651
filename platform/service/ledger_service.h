// A gRPC service on a ledger: the RPCs about history, which every such service has in its proto, and what its others
// need.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "platform/server/worker_pool.h"
#include "platform/service/history_calls.h"
#include "platform/service/ledger_calls.h"
#include "platform/service/totals_checker.h"
#include "platform/service/totals_watch.h"
#include "platform/storage/ledger.h"

namespace zaitaku {

// `CallbackService` is the generated one, such as `v1::XService::CallbackService`.
template <typename CallbackService>
class LedgerService : public CallbackService {
 public:
  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  // `ledger`, `pool` and `totals` must outlive the service.
  LedgerService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const HistoryOptions& history)
      : ledger_(ledger),
        pool_(pool),
        totals_(totals),
        calls_(ledger, pool, totals),
        history_(ledger, pool, totals, history) {}

  // Ends open watches.
  void Drain() { history_.Drain(); }

  Reactor* ListRevisions(Context* context, const type::v1::ListRevisionsRequest* request,
                         type::v1::ListRevisionsResponse* response) override {
    return history_.ListRevisions(context, request, response);
  }
  Reactor* FindRevision(Context* context, const type::v1::FindRevisionRequest* request,
                        type::v1::FindRevisionResponse* response) override {
    return history_.FindRevision(context, request, response);
  }
  grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* WatchRevisions(
      Context* context, const type::v1::WatchRevisionsRequest* request) override {
    return history_.WatchRevisions(context, request);
  }
  Reactor* VerifyAudit(Context* context, const type::v1::VerifyAuditRequest* request,
                       type::v1::VerifyAuditResponse* response) override {
    return history_.VerifyAudit(context, request, response);
  }
  Reactor* CheckTotals(Context* context, const type::v1::CheckTotalsRequest* request,
                       type::v1::CheckTotalsResponse* response) override {
    return history_.CheckTotals(context, request, response);
  }

 protected:
  // The body of WatchTotals. `read`: absl::Status(Ledger::View&, Response&), which fills in `totals`.
  template <typename Response, typename Read>
  grpc::ServerWriteReactor<Response>* ServeTotals(const type::v1::WatchTotalsRequest& request, Read read) {
    return history_.watches().template Serve<Response>(
        std::make_shared<TotalsWatch<Response>>(history_.watches(), totals_, request.known(), read));
  }

  Ledger& ledger_;
  WorkerPool& pool_;
  const TotalsChecker& totals_;
  LedgerCalls calls_;

 private:
  HistoryCalls history_;
};

}  // namespace zaitaku
