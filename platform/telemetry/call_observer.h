// Sees every call of a server begin and end: its trace, its counters, its line in the log.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/telemetry/log.h"
#include "platform/telemetry/rpc_metrics.h"
#include "platform/telemetry/trace.h"

namespace zaitaku {

// The trace of a call, settled when somebody first asks.
class CallTrace {
 public:
  const TraceContext& Of(const grpc::ServerContextBase& context) const {
    std::call_once(once_, [&] { trace_ = TraceFrom(context); });
    return trace_;
  }

  // Whose call it is. `caller` must be there as long as this is.
  void SetCaller(const std::string& caller) { caller_ = &caller; }
  const std::string* caller() const { return caller_; }

 private:
  mutable std::once_flag once_;
  mutable TraceContext trace_;
  const std::string* caller_ = nullptr;
};

// A call's context that keeps its trace.
template <typename Context>
class Traced : public Context, public CallTrace {};

// The trace of a call of a server that is observed, and whose call it is, once the gate has said so.
TraceContext TraceOf(const grpc::ServerContextBase& context);

// Observes a server's calls by intercepting them, but for those of methods that cost too little for that: these tell
// it themselves, by an ObservedCall. Health is not observed either: it is asked several times a second, by this process
// too.
class CallObserver {
 public:
  // `services`: full names.
  CallObserver(const std::vector<std::string>& services, absl::Duration slow_call);

  // Before the server is built. `telling`: the methods that tell themselves, such as
  // `zaitaku.summary.v1.SummaryService/GetNationwideSummary`. This must outlive the server.
  void Attach(grpc::ServerBuilder& builder, std::vector<std::string> telling);

  RpcMetrics& metrics() { return metrics_; }

  // Calls that were observed to begin and not to end.
  int64_t under_way() const { return metrics_.under_way(); }

  void Collect(MetricPage& page) const;

 private:
  friend class ObservedCall;
  class Interceptor;
  class Factory;

  // The call has come to an end: counts it, and logs it if it failed or was slow.
  void Ended(RpcMetrics::Method& method, const grpc::ServerContextBase& context, const grpc::Status& status,
             absl::Duration took);

  RpcMetrics metrics_;
  CallLog log_;
};

// One call, from its beginning. Ends with this object, if nobody has said how it ended; must not outlive its context.
class ObservedCall {
 public:
  ObservedCall(CallObserver& observer, RpcMetrics::Method& method);
  ~ObservedCall();
  ObservedCall(const ObservedCall&) = delete;

  // How it ended; once, and while `context`, the call's own, is still there. A caller who no longer waits does not see
  // `status`: such a call was cancelled, or late.
  void End(const grpc::ServerContextBase& context, grpc::Status status);

 private:
  CallObserver& observer_;
  RpcMetrics::Method& method_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool ended_ = false;
};

}  // namespace zaitaku
