// Services whose every method is behind the gate.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/auth/call_context.h"
#include "platform/auth/gate.h"
#include "platform/status/status.h"

namespace zaitaku {

// What the server knows of a guarded service.
class GuardedService {
 public:
  virtual ~GuardedService() = default;
  // Before the server takes calls. `gate`, and the count of the server's calls, must outlive them.
  void SetGate(Gate* gate, CallsInside* inside) {
    gate_ = gate;
    inside_ = inside;
  }
  // The unary methods in bytes: these tell the observer themselves how their calls end.
  std::vector<std::string> methods_in_bytes() const;
  // Before the server takes calls: who is told, and must outlive them.
  void SetObserver(CallObserver* observer);

 protected:
  // A method that was built must have a row in the policy.
  static const PolicyRow* RowOf(std::string_view method) {
    const PolicyRow* row = FindPolicyRow(method);
    if (row != nullptr) return row;
    std::fprintf(stderr, "%s has no row in the policy\n", std::string(method).c_str());
    std::abort();
  }

  // As the gate admits; UNAVAILABLE (STOPPING) for a call that comes too late for a server that stops.
  absl::Status Enter(const PolicyRow& row, const grpc::ServerContextBase& context,
                     const google::protobuf::Message* request, Admission& admission);

  Gate* gate_ = nullptr;
  CallsInside* inside_ = nullptr;
  CallObserver* observer_ = nullptr;
  struct InBytes {
    std::string name;
    RpcMetrics::Method* metrics = nullptr;  // With an observer.
  };
  std::deque<InBytes> in_bytes_;
};

// A reactor for a stream that is refused.
template <typename Response>
class RefusedStream final : public grpc::ServerWriteReactor<Response> {
 public:
  explicit RefusedStream(const absl::Status& status) { this->Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// `Service` with the gate before each of its methods: gRPC calls nothing of it but through here. The header
// `…_service.methods.h` of its proto must be included where this is made. Where the service has NoteRefusal(caller,
// method, status), it is told of the writes that were refused, but not of those that came too late for a server that
// stops.
template <typename Service>
class Guarded final : public Service, public GuardedService {
 public:
  template <typename... Arguments>
  explicit Guarded(Arguments&&... arguments) : Service(std::forward<Arguments>(arguments)...) {
    VisitMethods<Service>(*this,
                          [this](int index, std::string_view name, auto method) { Guard(index, RowOf(name), method); });
  }

 private:
  using Context = grpc::CallbackServerContext;

  // A unary method.
  template <typename Class, typename Request, typename Response>
  void Guard(int index, const PolicyRow* row,
             grpc::ServerUnaryReactor* (Class::*method)(Context*, const Request*, Response*)) {
    this->MarkMethodCallback(index,
                             new grpc::internal::CallbackUnaryHandler<Request, Response>(
                                 [this, row, method](Context* context, const Request* request, Response* response) {
                                   const absl::Status admitted = Admit(*row, context, AsMessage(request));
                                   if (admitted.ok())
                                     return (static_cast<Service*>(this)->*method)(context, request, response);
                                   grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                                   reactor->Finish(ToGrpc(admitted));
                                   return reactor;
                                 }));
  }

  // A stream of answers.
  template <typename Class, typename Request, typename Response>
  void Guard(int index, const PolicyRow* row,
             grpc::ServerWriteReactor<Response>* (Class::*method)(Context*, const Request*)) {
    this->MarkMethodCallback(
        index,
        new grpc::internal::CallbackServerStreamingHandler<Request, Response>(
            [this, row, method](Context* context, const Request* request) -> grpc::ServerWriteReactor<Response>* {
              const absl::Status admitted = Admit(*row, context, AsMessage(request));
              if (admitted.ok()) return (static_cast<Service*>(this)->*method)(context, request);
              return new RefusedStream<Response>(admitted);
            }));
  }

  // A unary method in bytes, which an interceptor would cost more than all it does. It ends with FinishInBytes.
  template <typename Class>
  void Guard(int index, const PolicyRow* row,
             grpc::ServerUnaryReactor* (Class::*method)(Context*, const grpc::ByteBuffer*, grpc::ByteBuffer*)) {
    const InBytes& observed = in_bytes_.emplace_back(InBytes{std::string(row->method)});
    this->MarkMethodRawCallback(index,
                                new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                    [this, row, method, &observed](Context* context, const grpc::ByteBuffer* request,
                                                                   grpc::ByteBuffer* response) {
                                      CallContext* call = AsCallContext(context);
                                      if (call != nullptr && observer_ != nullptr)
                                        call->observed.emplace(*observer_, *observed.metrics);
                                      const absl::Status admitted = Admit(*row, context, nullptr);
                                      if (!admitted.ok())
                                        return FinishInBytes(*context, context->DefaultReactor(), admitted);
                                      return (static_cast<Service*>(this)->*method)(context, request, response);
                                    }));
  }

  // A method that reads its request's bytes itself must have a row that does not look at the request.
  static const google::protobuf::Message* AsMessage(const google::protobuf::Message* request) { return request; }
  static const google::protobuf::Message* AsMessage(const grpc::ByteBuffer*) { return nullptr; }

  absl::Status Admit(const PolicyRow& row, Context* context, const google::protobuf::Message* request) {
    CallContext* call = AsCallContext(context);
    if (gate_ == nullptr || call == nullptr) return absl::PermissionDeniedError("no gate is open");
    absl::Status admitted = Enter(row, *context, request, call->admission);
    call->SetCaller(call->admission.key);
    if constexpr (requires(Service & service) { service.NoteRefusal(Caller(), std::string_view(), admitted); }) {
      const bool refused = !admitted.ok() && !absl::IsUnavailable(admitted);
      if (refused && row.writes) this->NoteRefusal(call->admission.caller, row.method, admitted);
    }
    return admitted;
  }
};

}  // namespace zaitaku
