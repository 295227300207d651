// What belongs to one call: which services' totals are the newest, old or missing.
#pragma once

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "gateway/backends.h"
#include "gateway/summary_question.h"
#include "gateway/summary_source.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// What is known of a service, as the API says it. `question` names the parts.
summary::v1::ServiceCondition DescribeService(ServiceId id, const BackendView& view, const SummaryQuestion& question);

// The stale and the missing services of those that the question uses; the level is left to the caller.
summary::v1::CallInfo Judge(const SummaryQuestion& question, const BackendViews& views);

// Why there is no answer, if that is because of this service: DATA_LOSS (STORE_DAMAGED) or UNAVAILABLE
// (BACKEND_UNAVAILABLE), naming it.
absl::Status WhyNot(ServiceId id, Condition condition);

// FAILED_PRECONDITION (REVISION_FORKED): what the service has now and the revision are of different histories.
absl::Status PutBack(ServiceId id, const std::string& revision);

// The same for the first service that `info` says is not well; OK if all are.
absl::Status WhyNot(const summary::v1::CallInfo& info);

// Adds that something that a service has beyond its totals is missing, as a part of this name.
void AddMissing(ServiceId id, const BackendView& view, const std::string& part, summary::v1::CallInfo& info);

// Whether the error says that a service gave no answer, or none in time, so that what it has is missing rather than
// wrong.
bool IsNoAnswer(const absl::Status& status);

// What a response has of this call alone, as bytes to follow those of a body.
std::string EncodeInfo(const summary::v1::CallInfo& info);

// The whole answer: the shared bytes, uncopied, and behind them those of this call.
grpc::ByteBuffer Encode(const SummaryBody& body, const summary::v1::CallInfo& info);

}  // namespace zaitaku::gateway
