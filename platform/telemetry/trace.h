// Which trace the work of this thread belongs to, from the edge to the store: W3C Trace Context, level 1.
#pragma once

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>
#include <string_view>

namespace zaitaku {

// The metadata key that carries a trace between processes.
inline constexpr char kTraceparent[] = "traceparent";

// One span of a trace: what one process does for one call. Lower-case hexadecimal digits throughout.
struct TraceContext {
  std::string trace_id;        // 32 digits; empty outside any call.
  std::string span_id;         // 16 digits.
  std::string parent_span_id;  // Of who called; empty if that named none.
  bool sampled = false;        // Somebody upstream records this trace; handed on as it came.
  // Whose call it is, as limits count callers. Where work waits, it waits in that caller's line. Stays in this process.
  std::string caller = {};

  bool empty() const { return trace_id.empty(); }
  // As the next process is told: `00-<trace_id>-<span_id>-01`.
  std::string ToTraceparent() const;
};

// A span of this process under the one that `traceparent` names. Nothing if that is none: a version this cannot read,
// wrong lengths, upper case, or zeros for an id.
std::optional<TraceContext> ContinueTrace(std::string_view traceparent);

// The first span of a new trace, with random ids.
TraceContext NewTrace();

// What this thread works for; empty if for no call.
const TraceContext& CurrentTrace();

// While it lives, this thread works for that trace. What was before comes back after it.
class TraceScope {
 public:
  explicit TraceScope(const TraceContext& trace);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;

 private:
  const TraceContext* const before_;
  const TraceContext trace_;
};

// Tells the server that is called of the trace of this thread's work.
void CarryTrace(grpc::ClientContext& context);

// The trace of a server's call: continued from its metadata, or new if there is none, a bad one, or several.
TraceContext TraceFrom(const grpc::ServerContextBase& context);

}  // namespace zaitaku
