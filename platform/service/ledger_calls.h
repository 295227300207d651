// The RPCs of a service that keeps its data in a ledger: a read is a function of a view, a write a function of a
// transaction.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/server/calls.h"
#include "platform/server/worker_pool.h"
#include "platform/service/paging.h"
#include "platform/service/totals_checker.h"
#include "platform/storage/ledger.h"

namespace zaitaku {

// What a write does once its request has been checked.
using ApplyFunction = std::function<absl::Status(Transaction&)>;

// A mutation's request, for the ledger. Checks `request_id`; INVALID_ARGUMENT.
absl::StatusOr<Mutation> DescribeMutation(const grpc::CallbackServerContext& context,
                                          const google::protobuf::Message& request);

// INVALID_ARGUMENT if `reason` is none that can be kept.
absl::Status CheckReason(const MutationOrigin& origin);

class LedgerCalls {
 public:
  // All must outlive this.
  LedgerCalls(Ledger& ledger, WorkerPool& pool, const TotalsChecker& totals)
      : ledger_(ledger), pool_(pool), totals_(totals) {}

  // A read at the revision that the request names. `handler`: absl::Status(const Ledger::View&, const Request&,
  // Response*).
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 Handler handler) {
    return RunOnPool(pool_, context, [this, request, response, handler]() -> absl::Status {
      ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(request->revision()));
      return handler(*view, *request, response);
    });
  }

  // A read of totals: as Read, but totals that contradict their rows are not answered; DATA_LOSS (STORE_DAMAGED).
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* ReadTotals(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                       Handler handler) {
    return Read(context, request, response,
                [this, handler](const Ledger::View& view, const Request& request, Response* response) -> absl::Status {
                  RETURN_IF_ERROR(totals_.Admit());
                  return handler(view, request, response);
                });
  }

  // The body of GetNationalTotals, which every service has: totals that the caller has already are left out. `handler`:
  // absl::Status(const Ledger::View&, const Request&, Response*), which fills in `totals`.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* ReadNationalTotals(grpc::CallbackServerContext* context, const Request* request,
                                               Response* response, Handler handler) {
    return RunOnPool(pool_, context, [this, request, response, handler]() -> absl::Status {
      RETURN_IF_ERROR(CheckContains({request->contains().begin(), request->contains().end()}));
      ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(request->revision()));
      RETURN_IF_ERROR(totals_.Admit());
      response->set_revision(view->revision.Token());
      return response->revision() == request->known() ? absl::OkStatus() : handler(*view, *request, response);
    });
  }

  // A page of a list. `handler`: absl::Status(const Page&, const Request&, Response*).
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 int default_page_size, Handler handler) {
    return RunOnPool(pool_, context, [this, request, response, default_page_size, handler]() -> absl::Status {
      ASSIGN_OR_RETURN(const Page page, OpenPage(ledger_, *request, default_page_size));
      response->set_revision(page.revision());
      return handler(page, *request, response);
    });
  }

  // A write. `prepare`: absl::StatusOr<ApplyFunction>(const Request&, Response*); it checks the request, away from the
  // writer's thread. The call ends after the commit. A write that moves totals is refused while they contradict their
  // rows: it would say, and put into the history, what follows from wrong ones.
  template <typename Request, typename Response, typename Prepare>
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Prepare prepare) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const TraceScope trace(TraceOf(*context));
    const bool queued = pool_.Post([this, context, request, response, reactor, prepare] {
      absl::Status submitted = Submit(context, *request, response, reactor, prepare);
      if (!submitted.ok()) reactor->Finish(ToGrpc(submitted));
    });
    if (!queued) reactor->Finish(ToGrpc(ServerBusy()));
    return reactor;
  }

 private:
  // INVALID_ARGUMENT naming `contains`; FAILED_PRECONDITION (REVISION_FORKED); OUT_OF_RANGE (REVISION_NOT_REACHED).
  absl::Status CheckContains(const std::vector<std::string>& tokens);

  // After OK, the ledger finishes the call.
  template <typename Request, typename Response, typename Prepare>
  absl::Status Submit(grpc::CallbackServerContext* context, const Request& request, Response* response,
                      grpc::ServerUnaryReactor* reactor, Prepare prepare) {
    RETURN_IF_ERROR(CheckDeadline(*context));
    ASSIGN_OR_RETURN(Mutation mutation, DescribeMutation(*context, request));
    absl::StatusOr<ApplyFunction> prepared = prepare(request, response);
    if (const absl::Status reason = CheckReason(mutation.origin); !reason.ok()) prepared = reason;
    // A request that would be refused today may have been carried out before it was: its repeat gets that answer, which
    // the ledger looks up before it applies anything.
    if (!prepared.ok() && (mutation.origin.request_id.empty() || mutation.validate_only)) return prepared.status();
    mutation.apply = [this, prepared](Transaction& transaction) -> absl::Status {
      RETURN_IF_ERROR(prepared.status());
      RETURN_IF_ERROR((*prepared)(transaction));
      return transaction.moves_totals() ? totals_.Admit() : absl::OkStatus();
    };
    mutation.response = response;
    mutation.set_revision = [response](const std::string& token) { response->set_revision(token); };
    // Sending costs as much as a few statements do, which the writer's thread need not pay. Behind the calls that wait
    // for a worker, a change that is on the disk would look like one that took too long.
    mutation.done = [this, reactor](const absl::Status& status) {
      if (!answers_.Post([reactor, status] { reactor->Finish(ToGrpc(status)); })) reactor->Finish(ToGrpc(status));
    };
    ledger_.Submit(std::move(mutation));
    return absl::OkStatus();
  }

  static constexpr int kMostAnswers = 4096;  // That wait to be sent; more are sent where they are made.

  Ledger& ledger_;
  WorkerPool& pool_;
  const TotalsChecker& totals_;
  WorkerPool answers_{1, kMostAnswers};  // To writes.
};

}  // namespace zaitaku
