#include "platform/server/raw_calls.h"

#include <chrono>
#include <utility>

#include "platform/status/status.h"

namespace zaitaku {
namespace {

// So many calls can arrive at a time without one waiting for another to be taken.
constexpr int kAskedFor = 64;

}  // namespace

// One call: asked for, then answered, then over. Its address is the tag of each step.
class RawCalls::Call {
 public:
  Call(RawCalls& calls, grpc::ServerCompletionQueue& queue) : calls_(calls), queue_(queue), writer_(&context_) {
    {
      const std::lock_guard lock(calls_.mutex_);
      ++calls_.calls_;
    }
    calls_.request_(&context_, &request_, &writer_, &queue_, this);
  }

  void Step(bool ok) {
    // Answered, or the server stops and this call never came.
    if (answering_ || !ok) {
      End();
      return;
    }
    new Call(calls_, queue_);
    answering_ = true;
    if (calls_.observer_ != nullptr) {
      calls_.method_->Begin();
      began_ = std::chrono::steady_clock::now();
    }
    ++calls_.answering_;
    if (calls_.guard_) {
      const absl::Status admitted = calls_.guard_(context_, admission_);
      context_.SetCaller(admission_.key);
      if (!admitted.ok()) return Answer(admitted);
    }
    calls_.handler_(context_, request_, [this](const absl::StatusOr<grpc::ByteBuffer>& answer) { Answer(answer); });
  }

 private:
  void Answer(const absl::StatusOr<grpc::ByteBuffer>& answer) {
    const grpc::Status status = ToGrpc(answer.status());
    // While the context is still there.
    if (calls_.observer_ != nullptr) {
      calls_.observer_->Ended(*calls_.method_, context_, status,
                              absl::FromChrono(std::chrono::steady_clock::now() - began_));
    }
    status.ok() ? writer_.Finish(*answer, status, this) : writer_.FinishWithError(status, this);
  }

  void End() {
    RawCalls& calls = calls_;
    if (answering_) --calls.answering_;
    delete this;
    const std::lock_guard lock(calls.mutex_);
    if (--calls.calls_ == 0) calls.idle_.notify_all();
  }

  RawCalls& calls_;
  grpc::ServerCompletionQueue& queue_;
  bool answering_ = false;
  std::chrono::steady_clock::time_point began_;
  Traced<grpc::ServerContext> context_;
  Admission admission_;
  grpc::ByteBuffer request_;
  Writer writer_;
};

RawCalls::RawCalls(Request request, Handler handler) : request_(std::move(request)), handler_(std::move(handler)) {}

void RawCalls::Ask(grpc::ServerCompletionQueue& queue) {
  for (int i = 0; i < kAskedFor; ++i) new Call(*this, queue);
}

void RawCalls::Serve(grpc::ServerCompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<Call*>(tag)->Step(ok);
}

void RawCalls::AwaitIdle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return calls_ == 0; });
}

}  // namespace zaitaku
