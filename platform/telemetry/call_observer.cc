#include "platform/telemetry/call_observer.h"

#include <chrono>
#include <utility>

#include "platform/status/status.h"
#include "platform/telemetry/faults.h"
#include "zaitaku/type/v1/errors.pb.h"

namespace zaitaku {
namespace {

using std::chrono::steady_clock;

// The error's reason, without the words around it, which may repeat what a request said.
std::string ReasonName(const grpc::Status& status) {
  const ErrorReason reason = status.ok() ? type::v1::ERROR_REASON_UNSPECIFIED : ReasonOf(FromGrpc(status));
  if (reason == type::v1::ERROR_REASON_UNSPECIFIED) return "";
  return type::v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1);
}

}  // namespace

TraceContext TraceOf(const grpc::ServerContextBase& context) {
  const auto* traced = dynamic_cast<const CallTrace*>(&context);
  if (traced == nullptr) return TraceFrom(context);
  TraceContext trace = traced->Of(context);
  if (traced->caller() != nullptr) trace.caller = *traced->caller();
  return trace;
}

ObservedCall::ObservedCall(CallObserver& observer, RpcMetrics::Method& method) : observer_(observer), method_(method) {
  method_.Begin();
}

ObservedCall::~ObservedCall() {
  // Nobody heard how it ended.
  if (!ended_) method_.End(grpc::StatusCode::CANCELLED, absl::FromChrono(steady_clock::now() - began_));
}

void ObservedCall::End(const grpc::ServerContextBase& context, grpc::Status status) {
  if (std::exchange(ended_, true)) return;
  const auto* callback = dynamic_cast<const grpc::CallbackServerContext*>(&context);
  if (callback != nullptr && callback->IsCancelled()) {
    const bool late = std::chrono::system_clock::now() >= context.deadline();
    status = grpc::Status(late ? grpc::StatusCode::DEADLINE_EXCEEDED : grpc::StatusCode::CANCELLED, "");
  }
  observer_.Ended(method_, context, status, absl::FromChrono(steady_clock::now() - began_));
}

// Lives as long as the call's context.
class CallObserver::Interceptor final : public grpc::experimental::Interceptor {
 public:
  Interceptor(CallObserver& observer, RpcMetrics::Method& method, grpc::ServerContextBase& context)
      : context_(context), call_(observer, method) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
      call_.End(context_, methods->GetSendStatus());
    }
    methods->Proceed();
  }

 private:
  grpc::ServerContextBase& context_;
  ObservedCall call_;
};

class CallObserver::Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  Factory(CallObserver& observer, std::vector<std::string> telling)
      : observer_(observer), telling_(std::move(telling)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override {
    std::string_view name = info->method();
    if (name.starts_with('/')) name.remove_prefix(1);
    for (const std::string& method : telling_) {
      if (name == method) return nullptr;
    }
    if (name.starts_with("grpc.health.v1.Health/")) return nullptr;
    return new Interceptor(observer_, observer_.metrics_.Find(name), *info->server_context());
  }

 private:
  CallObserver& observer_;
  const std::vector<std::string> telling_;
};

CallObserver::CallObserver(const std::vector<std::string>& services, absl::Duration slow_call)
    : metrics_(services), log_(slow_call) {}

void CallObserver::Attach(grpc::ServerBuilder& builder, std::vector<std::string> telling) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<Factory>(*this, std::move(telling)));
  builder.experimental().SetInterceptorCreators(std::move(factories));
}

void CallObserver::Ended(RpcMetrics::Method& method, const grpc::ServerContextBase& context, const grpc::Status& status,
                         absl::Duration took) {
  method.End(status.error_code(), took);
  const bool failed = !status.ok();
  if (!failed && !log_.WantsSuccess(took, method.stream())) return;
  const TraceScope trace(TraceOf(context));
  const std::string reason = ReasonName(status);
  log_.Note({method.full_name(), CodeName(status.error_code()), reason, took}, failed,
            IsServerFault(status.error_code()), method.stream());
}

void CallObserver::Collect(MetricPage& page) const {
  metrics_.Collect(page);
  page.Counter("zaitaku_log_calls_left_out_total", "Lines about failed or slow calls that were too many for the log",
               static_cast<double>(log_.left_out()));
}

}  // namespace zaitaku
