#include "platform/server/raw_calls.h"

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
    {
      absl::MutexLock lock(&calls_.mutex_);
      ++calls_.answering_;
    }
    if (calls_.guard_) {
      const absl::Status admitted = calls_.guard_(context_, admission_);
      if (!admitted.ok()) return writer_.FinishWithError(ToGrpc(admitted), this);
    }
    calls_.handler_(context_, request_, [this](absl::StatusOr<grpc::ByteBuffer> answer) {
      answer.ok() ? writer_.Finish(*answer, grpc::Status::OK, this)
                  : writer_.FinishWithError(ToGrpc(answer.status()), this);
    });
  }

 private:
  void End() {
    RawCalls& calls = calls_;
    delete this;
    absl::MutexLock lock(&calls.mutex_);
    --calls.answering_;
  }

  RawCalls& calls_;
  grpc::ServerCompletionQueue& queue_;
  bool answering_ = false;
  grpc::ServerContext context_;
  Admission admission_;
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

void RawCalls::AwaitIdle() {
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return answering_ == 0; };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&idle));
}

}  // namespace zaitaku
