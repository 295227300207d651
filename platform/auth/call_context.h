// The context of a call that knows who calls, which trace it belongs to, and who is told how it ends.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>
#include <typeinfo>

#include "platform/auth/gate.h"
#include "platform/status/status.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

// Made by the server for every callback method; what the gate said stays with it until the call is over.
class CallContext final : public Traced<grpc::CallbackServerContext> {
 public:
  Admission admission;
  std::optional<ObservedCall> observed;  // Of a method that no interceptor sees.
};

// Null for a context that gRPC made itself. Says so without a walk through the classes, which a call would make often.
inline CallContext* AsCallContext(grpc::CallbackServerContext* context) {
  return typeid(*context) == typeid(CallContext) ? static_cast<CallContext*>(context) : nullptr;
}
inline const CallContext* AsCallContext(const grpc::CallbackServerContext* context) {
  return typeid(*context) == typeid(CallContext) ? static_cast<const CallContext*>(context) : nullptr;
}

class CallContexts final : public grpc::ContextAllocator {
 public:
  grpc::CallbackServerContext* NewCallbackServerContext() override { return new CallContext; }
  // gRPC also gives back contexts that it made itself, for methods that it does not know, and deletes those.
  void Release(grpc::CallbackServerContext* context) override { delete AsCallContext(context); }
};

// Who calls. Anonymous where no gate was asked.
inline const Caller& CallerOf(const grpc::CallbackServerContext& context) {
  static const auto* const kNobody = new Caller;
  const CallContext* call = AsCallContext(&context);
  return call == nullptr ? *kNobody : call->admission.caller;
}

// Ends a call of a method in bytes, and tells its observer so; the context must still be there. Returns the reactor.
inline grpc::ServerUnaryReactor* FinishInBytes(grpc::CallbackServerContext& context, grpc::ServerUnaryReactor* reactor,
                                               const absl::Status& status) {
  const grpc::Status end = ToGrpc(status);
  if (CallContext* call = AsCallContext(&context); call != nullptr && call->observed) {
    call->observed->End(context, end);
  }
  reactor->Finish(end);
  return reactor;
}

// What a stream that the call opens asks before each message.
inline Standing StandingOf(const grpc::CallbackServerContext& context) {
  const CallContext* call = AsCallContext(&context);
  const bool admitted = call != nullptr && call->admission.gate != nullptr;
  return admitted ? call->admission.gate->StandingOf(context, call->admission.caller) : Standing();
}

}  // namespace zaitaku
