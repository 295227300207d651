// A unary method answered in bytes, on a completion queue of its own.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_unary_call.h>

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

// Callback methods answer late after a second of silence and cost more; the one method that is called most is worth a
// queue and a thread. The server gives it both.
class RawCalls {
 public:
  using Writer = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  // Asks the generated service for the next call: Request…(context, request, writer, queue, queue, tag).
  using Request =
      std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, Writer*, grpc::ServerCompletionQueue*, void* tag)>;
  // To be called once, on any thread.
  using Done = std::function<void(absl::StatusOr<grpc::ByteBuffer>)>;
  // Answers a call; runs on the queue's thread, so it must not block. Context and request are there until `done`.
  using Handler = std::function<void(const grpc::ServerContext& context, grpc::ByteBuffer& request, Done done)>;

  RawCalls(Request request, Handler handler);
  RawCalls(const RawCalls&) = delete;

  // Before Serve: who is told of each call that ended, and as which method's.
  void ObserveBy(CallObserver& observer, RpcMetrics::Method& method) {
    observer_ = &observer;
    method_ = &method;
  }

  // Answers calls until the queue is shut down and empty.
  void Serve(grpc::ServerCompletionQueue& queue);

  // Whether no call is being answered.
  bool idle();

  // Waits until no call is being answered. Only then may the queue be shut down.
  void AwaitIdle();

 private:
  class Call;

  const Request request_;
  const Handler handler_;
  CallObserver* observer_ = nullptr;
  RpcMetrics::Method* method_ = nullptr;
  absl::Mutex mutex_;
  int answering_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace zaitaku
