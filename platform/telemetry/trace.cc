#include "platform/telemetry/trace.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

// `vv-tttttttttttttttttttttttttttttttt-ssssssssssssssss-ff`
constexpr size_t kTraceAt = 3, kTraceDigits = 32;
constexpr size_t kSpanAt = 36, kSpanDigits = 16;
constexpr size_t kFlagsAt = 53, kLength = 55;

bool IsDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool AreDigits(std::string_view text) {
  for (const char c : text) {
    if (!IsDigit(c)) return false;
  }
  return true;
}

// An id, which zeros are not.
bool IsId(std::string_view text) { return AreDigits(text) && text.find_first_not_of('0') != std::string_view::npos; }

std::string RandomId(size_t digits) {
  thread_local std::mt19937_64 engine{[] {
    std::random_device device;
    return (uint64_t{device()} << 32) | device();
  }()};
  std::string id;
  do {
    id.clear();
    while (id.size() < digits) absl::StrAppend(&id, absl::Hex(engine(), absl::kZeroPad16));
  } while (!IsId(id));
  return id;
}

const TraceContext kNone;
thread_local const TraceContext* current = &kNone;

}  // namespace

std::string TraceContext::ToTraceparent() const {
  return absl::StrCat("00-", trace_id, "-", span_id, sampled ? "-01" : "-00");
}

std::optional<TraceContext> ContinueTrace(std::string_view traceparent) {
  if (traceparent.size() < kLength) return std::nullopt;
  const std::string_view version = traceparent.substr(0, 2), flags = traceparent.substr(kFlagsAt, 2);
  // Later versions may say more behind another dash; what they say here is what this one does.
  const bool known = version == "00" ? traceparent.size() == kLength
                                     : AreDigits(version) && version != "ff" &&
                                           (traceparent.size() == kLength || traceparent[kLength] == '-');
  const bool dashes = traceparent[2] == '-' && traceparent[kSpanAt - 1] == '-' && traceparent[kFlagsAt - 1] == '-';
  const std::string_view trace_id = traceparent.substr(kTraceAt, kTraceDigits);
  const std::string_view span_id = traceparent.substr(kSpanAt, kSpanDigits);
  if (!known || !dashes || !IsId(trace_id) || !IsId(span_id) || !AreDigits(flags)) return std::nullopt;
  TraceContext trace;
  trace.trace_id = std::string(trace_id);
  trace.span_id = RandomId(kSpanDigits);
  trace.parent_span_id = std::string(span_id);
  const char last = flags[1];
  trace.sampled = ((last <= '9' ? last - '0' : last - 'a' + 10) & 1) != 0;
  return trace;
}

TraceContext NewTrace() {
  TraceContext trace;
  trace.trace_id = RandomId(kTraceDigits);
  trace.span_id = RandomId(kSpanDigits);
  return trace;
}

const TraceContext& CurrentTrace() { return *current; }

TraceScope::TraceScope(const TraceContext& trace) : before_(current), trace_(trace) { current = &trace_; }

TraceScope::~TraceScope() { current = before_; }

void CarryTrace(grpc::ClientContext& context) {
  if (!CurrentTrace().empty()) context.AddMetadata(kTraceparent, CurrentTrace().ToTraceparent());
}

TraceContext TraceFrom(const grpc::ServerContextBase& context) {
  const auto [begin, end] = context.client_metadata().equal_range(kTraceparent);
  if (begin != end && std::next(begin) == end) {
    if (auto trace = ContinueTrace({begin->second.data(), begin->second.size()})) return *std::move(trace);
  }
  return NewTrace();
}

}  // namespace zaitaku
