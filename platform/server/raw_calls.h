// A unary method answered in bytes, on a completion queue of its own.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_unary_call.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "platform/auth/gate.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

// Callback methods answer late after a second of silence and cost more; the one method that is called most is worth
// queues of its own, each with a thread. The server gives it both.
class RawCalls {
 public:
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  // Asks the generated service for the next call: Request…(context, request, writer, queue, queue, tag).
  using Request =
      std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, Writer*, grpc::ServerCompletionQueue*, void* tag)>;
  // To be called once, on any thread.
  using Done = std::function<void(absl::StatusOr<grpc::ByteBuffer>)>;
  // Answers a call; runs on its queue's thread, so it must not block, and several may run at a time. Context and
  // request are there until `done`.
  using Handler = std::function<void(const grpc::ServerContext& context, grpc::ByteBuffer& request, Done done)>;

  // Lets a call in, or says why not; what it leaves in `admission` stays until the call is over.
  using Guard = std::function<absl::Status(const grpc::ServerContext& context, Admission& admission)>;

  RawCalls(Request request, Handler handler);
  RawCalls(const RawCalls&) = delete;

  // Before Ask.
  void SetGuard(Guard guard) { guard_ = std::move(guard); }

  // Before Ask: who is told of each call that ended, and as which method's.
  void ObserveBy(CallObserver& observer, RpcMetrics::Method& method) {
    observer_ = &observer;
    method_ = &method;
  }

  // Asks for the first calls; once, when the server has started and before anybody can stop it.
  void Ask(grpc::ServerCompletionQueue& queue);

  // Answers calls until the queue is shut down and empty. Several threads may, each with another queue.
  void Serve(grpc::ServerCompletionQueue& queue);

  // Whether no call is being answered.
  bool idle() const { return answering_ == 0; }

  // Once the server is shut down: waits until no call is asked for or being answered. Only then may the queue be shut
  // down.
  void AwaitIdle();

 private:
  class Call;

  const Request request_;
  const Handler handler_;
  Guard guard_;
  CallObserver* observer_ = nullptr;
  RpcMetrics::Method* method_ = nullptr;
  std::atomic<int> answering_{0};
  std::mutex mutex_;
  std::condition_variable idle_;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;  // Asked for or being answered.
};

}  // namespace zaitaku
