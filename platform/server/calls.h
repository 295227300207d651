// Callback methods whose work is done on other threads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/server/worker_pool.h"
#include "platform/status/status.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

// RESOURCE_EXHAUSTED (OVERLOADED) for a server whose queue is full.
inline absl::Status ServerBusy() {
  return Overloaded({"the server is busy; try again", "サーバーが混み合っています。しばらくしてからやり直してください"},
                    absl::Milliseconds(100));
}

// DEADLINE_EXCEEDED (DEADLINE_BEFORE_START) if the caller has given up waiting already.
inline absl::Status CheckDeadline(const grpc::CallbackServerContext& context) {
  if (std::chrono::system_clock::now() < context.deadline()) return absl::OkStatus();
  return Error(type::v1::ERROR_REASON_DEADLINE_BEFORE_START,
               {"the call's time was up before its turn came; nothing was changed",
                "処理の開始前に期限が切れました。変更はありません"});
}

// Runs `work` on the pool and finishes the call with what it returns. The body of a unary callback method.
inline grpc::ServerUnaryReactor* RunOnPool(WorkerPool& pool, grpc::CallbackServerContext* context,
                                           std::function<absl::Status()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const TraceScope trace(TraceOf(*context));
  const bool queued = pool.Post([context, reactor, work = std::move(work)] {
    absl::Status status = CheckDeadline(*context);
    if (status.ok()) status = work();
    reactor->Finish(ToGrpc(status));
  });
  if (!queued) reactor->Finish(ToGrpc(ServerBusy()));
  return reactor;
}

}  // namespace zaitaku
