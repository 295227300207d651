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
    calls_.request_(&context_, &request_, &writer_, &queue_, this);
  }

  void Step(bool ok) {
    if (answering_) {
      End();
      return;
    }
    if (!ok) {
      delete this;  // The server stops: this call never came.
      return;
    }
    new Call(calls_, queue_);
    answering_ = true;
    if (calls_.observer_ != nullptr) {
      calls_.method_->Begin();
      began_ = std::chrono::steady_clock::now();
    }
    {
      absl::MutexLock lock(&calls_.mutex_);
      ++calls_.answering_;
    }
    calls_.handler_(context_, request_, [this](absl::StatusOr<grpc::ByteBuffer> answer) {
      const grpc::Status status = ToGrpc(answer.status());
      Observe(status);
      status.ok() ? writer_.Finish(*answer, status, this) : writer_.FinishWithError(status, this);
    });
  }

 private:
  // While the context is still there.
  void Observe(const grpc::Status& status) {
    if (calls_.observer_ == nullptr) return;
    calls_.observer_->Ended(*calls_.method_, context_, status,
                            absl::FromChrono(std::chrono::steady_clock::now() - began_));
  }

  void End() {
    RawCalls& calls = calls_;
    delete this;
    absl::MutexLock lock(&calls.mutex_);
    --calls.answering_;
  }

  RawCalls& calls_;
  grpc::ServerCompletionQueue& queue_;
  bool answering_ = false;
  std::chrono::steady_clock::time_point began_;
  Traced<grpc::ServerContext> context_;
  grpc::ByteBuffer request_;
  Writer writer_;
};

RawCalls::RawCalls(Request request, Handler handler) : request_(std::move(request)), handler_(std::move(handler)) {}

void RawCalls::Serve(grpc::ServerCompletionQueue& queue) {
  for (int i = 0; i < kAskedFor; ++i) new Call(*this, queue);
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<Call*>(tag)->Step(ok);
}

bool RawCalls::idle() {
  absl::MutexLock lock(&mutex_);
  return answering_ == 0;
}

void RawCalls::AwaitIdle() {
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return answering_ == 0; };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&idle));
}

}  // namespace zaitaku
