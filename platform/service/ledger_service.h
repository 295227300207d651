// A gRPC service on a ledger: the RPCs about the newest revision and history, which every such service has in its
// proto, and what its others need.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string_view>

#include "platform/auth/call_context.h"
#include "platform/server/worker_pool.h"
#include "platform/service/history_calls.h"
#include "platform/service/ledger_calls.h"
#include "platform/service/refusal_log.h"
#include "platform/service/totals_checker.h"
#include "platform/service/totals_watch.h"
#include "platform/storage/ledger.h"

namespace zaitaku {

// A unary method's request and response, found from the method of the generated service.
template <typename RequestMessage, typename ResponseMessage>
struct MethodTypes {
  using Request = RequestMessage;
  using Response = ResponseMessage;
};
template <typename Service, typename Request, typename Response>
MethodTypes<Request, Response> TypesOf(grpc::ServerUnaryReactor* (Service::*)(grpc::CallbackServerContext*,
                                                                              const Request*, Response*));

// `CallbackService` is the generated one, such as `v1::XService::CallbackService`.
template <typename CallbackService>
class LedgerService : public CallbackService {
 public:
  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  using Head = decltype(TypesOf(&CallbackService::GetHead));
  using HeadRequest = typename Head::Request;
  using HeadResponse = typename Head::Response;

  // `ledger`, `pool` and `totals` must outlive the service.
  LedgerService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const HistoryOptions& history)
      : ledger_(ledger),
        pool_(pool),
        totals_(totals),
        calls_(ledger, pool, totals),
        history_(ledger, pool, totals, history),
        refusals_(ledger, {}) {}

  // A write that was refused before it came here.
  void NoteRefusal(const Caller& caller, std::string_view method, const absl::Status& why) {
    refusals_.Note(caller, method, why);
  }

  // Ends open watches.
  void Drain() { history_.Drain(); }

  void CollectMetrics(MetricPage& page) {
    ledger_.CollectMetrics(page);
    totals_.CollectMetrics(page);
    history_.watches().CollectMetrics(page);
    refusals_.CollectMetrics(page);
  }

  Reactor* GetHead(Context* context, const HeadRequest*, HeadResponse* response) override {
    return RunOnPool(pool_, context, [this, response]() -> absl::Status {
      ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(""));
      RETURN_IF_ERROR(FillHead(view->reader, *response));
      response->set_revision(view->revision.Token());
      if (view->revision.number > 0) *response->mutable_revision_create_time() = view->revision.CommitTime();
      return absl::OkStatus();
    });
  }
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
  grpc::ServerWriteReactor<Response>* ServeTotals(const Context& context, const type::v1::WatchTotalsRequest& request,
                                                  Read read) {
    return history_.watches().template Serve<Response>(
        CallerOf(context), std::make_shared<TotalsWatch<Response>>(history_.watches(), totals_, request.known(), read,
                                                                   StandingOf(context)));
  }

  // What the head says of this service besides the revision.
  virtual absl::Status FillHead(const ResourceReader&, HeadResponse&) { return absl::OkStatus(); }

  Ledger& ledger_;
  WorkerPool& pool_;
  const TotalsChecker& totals_;
  LedgerCalls calls_;

 private:
  HistoryCalls history_;
  RefusalLog refusals_;
};

}  // namespace zaitaku
