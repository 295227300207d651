// The gateway's RPCs. What they do is said in summary_service.proto.
#pragma once

#include <functional>
#include <string>

#include "gateway/prepared_answers.h"
#include "gateway/summary_desk.h"
#include "gateway/summary_totals.h"
#include "platform/server/raw_calls.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::gateway {

// The generated service: GetNationwideSummary in bytes, on a queue of its own, and callbacks for the others.
using SummaryMethods = summary::v1::SummaryService::WithRawMethod_GetNationwideSummary<
    summary::v1::SummaryService::WithCallbackMethod_ResolveCitation<
        summary::v1::SummaryService::WithCallbackMethod_ExplainSummary<summary::v1::SummaryService::Service>>>;

class SummaryService : public SummaryMethods {
 public:
  // All must outlive the service. `describe_redis`: how Redis fares, for people.
  SummaryService(Backends& backends, CachedSummarySource& source, PreparedAnswers& prepared, SummaryDesk& desk,
                 WorkerPool& pool, std::function<std::string()> describe_redis);

  // The calls of the raw method.
  RawCalls& raw_calls() { return raw_calls_; }

  grpc::ServerUnaryReactor* ResolveCitation(grpc::CallbackServerContext* context,
                                            const summary::v1::ResolveCitationRequest* request,
                                            summary::v1::ResolveCitationResponse* response) override;
  grpc::ServerUnaryReactor* ExplainSummary(grpc::CallbackServerContext* context,
                                           const summary::v1::ExplainSummaryRequest* request,
                                           summary::v1::ExplainSummaryResponse* response) override;

 private:
  void Answer(const grpc::ServerContext& context, grpc::ByteBuffer& request, RawCalls::Done done);
  absl::Status Resolve(const summary::v1::ResolveCitationRequest& request, absl::Time deadline,
                       summary::v1::ResolveCitationResponse& response);
  absl::Status Explain(const summary::v1::ExplainSummaryRequest& request, absl::Time deadline,
                       summary::v1::ExplainSummaryResponse& response);
  // Looks for the answer where a call would, and notes what came of it.
  absl::Status ExplainPlaces(const summary::v1::GetNationwideSummaryRequest& request, const FixedQuestion& fixed,
                             const TotalsVector& totals, absl::Time deadline,
                             summary::v1::ExplainSummaryResponse& response);

  Backends& backends_;
  CachedSummarySource& source_;
  PreparedAnswers& prepared_;
  SummaryDesk& desk_;
  WorkerPool& pool_;
  const std::function<std::string()> describe_redis_;
  RawCalls raw_calls_;
};

}  // namespace zaitaku::gateway
