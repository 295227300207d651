// The context of a call that knows who calls, and which trace it belongs to.
#pragma once

#include <grpcpp/grpcpp.h>

#include "platform/auth/gate.h"
#include "platform/telemetry/call_observer.h"

namespace zaitaku {

// Made by the server for every callback method; what the gate said stays with it until the call is over.
class CallContext final : public Traced<grpc::CallbackServerContext> {
 public:
  Admission admission;
};

class CallContexts final : public grpc::ContextAllocator {
 public:
  grpc::CallbackServerContext* NewCallbackServerContext() override { return new CallContext; }
  // gRPC also gives back contexts that it made itself, for methods that it does not know, and deletes those.
  void Release(grpc::CallbackServerContext* context) override { delete dynamic_cast<CallContext*>(context); }
};

// Who calls. Anonymous where no gate was asked.
inline const Caller& CallerOf(const grpc::CallbackServerContext& context) {
  static const auto* const kNobody = new Caller;
  const auto* call = dynamic_cast<const CallContext*>(&context);
  return call == nullptr ? *kNobody : call->admission.caller;
}

// What a stream that the call opens asks before each message.
inline Standing StandingOf(const grpc::CallbackServerContext& context) {
  const auto* call = dynamic_cast<const CallContext*>(&context);
  const bool admitted = call != nullptr && call->admission.gate != nullptr;
  return admitted ? call->admission.gate->StandingOf(context, call->admission.caller) : Standing();
}

}  // namespace zaitaku
