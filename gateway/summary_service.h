// The gateway's RPCs. What they do is said in summary_service.proto.
#pragma once

#include <functional>
#include <string>

#include "gateway/compare_desk.h"
#include "gateway/figure_desk.h"
#include "gateway/prepared_answers.h"
#include "gateway/profile_desk.h"
#include "gateway/summary_desk.h"
#include "gateway/summary_totals.h"
#include "gateway/summary_watches.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::gateway {

// The generated service: GetNationwideSummary in bytes, on a queue of its own, and callbacks for the others; the stream
// of summaries in bytes too, which it shares with all others.
using Generated = summary::v1::SummaryService;
using SummaryMethods = Generated::WithRawCallbackMethod_GetNationwideSummary<
    Generated::WithCallbackMethod_ResolveCitation<Generated::WithCallbackMethod_ExplainSummary<
        Generated::WithCallbackMethod_GetFigure<Generated::WithRawCallbackMethod_WatchNationwideSummary<
            Generated::WithCallbackMethod_CompareSummaries<Generated::WithCallbackMethod_GetPrefectureProfile<
                Generated::WithCallbackMethod_ListPrefectureProfiles<Generated::Service>>>>>>>>;

// The desks of the methods that need more than totals.
struct DetailDesks {
  FigureDesk& figures;
  CompareDesk& comparisons;
  ProfileDesk& profiles;
};

class SummaryService : public SummaryMethods {
 public:
  // All must outlive the service. `describe_redis`: how Redis fares, for people.
  SummaryService(Backends& backends, CachedSummarySource& source, PreparedAnswers& prepared, SummaryDesk& desk,
                 const DetailDesks& details, SummaryWatches& watches, WorkerPool& pool,
                 std::function<std::string()> describe_redis);

  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ResolveCitation(grpc::CallbackServerContext* context,
                                            const summary::v1::ResolveCitationRequest* request,
                                            summary::v1::ResolveCitationResponse* response) override;
  grpc::ServerUnaryReactor* ExplainSummary(grpc::CallbackServerContext* context,
                                           const summary::v1::ExplainSummaryRequest* request,
                                           summary::v1::ExplainSummaryResponse* response) override;
  grpc::ServerUnaryReactor* GetFigure(grpc::CallbackServerContext* context,
                                      const summary::v1::GetFigureRequest* request,
                                      summary::v1::GetFigureResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchNationwideSummary(grpc::CallbackServerContext* context,
                                                                     const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* CompareSummaries(grpc::CallbackServerContext* context,
                                             const summary::v1::CompareSummariesRequest* request,
                                             summary::v1::CompareSummariesResponse* response) override;
  grpc::ServerUnaryReactor* GetPrefectureProfile(grpc::CallbackServerContext* context,
                                                 const summary::v1::GetPrefectureProfileRequest* request,
                                                 summary::v1::GetPrefectureProfileResponse* response) override;
  grpc::ServerUnaryReactor* ListPrefectureProfiles(grpc::CallbackServerContext* context,
                                                   const summary::v1::ListPrefectureProfilesRequest* request,
                                                   summary::v1::ListPrefectureProfilesResponse* response) override;

 private:
  // Asks services that are known here only up to before the cited revisions. False if that did not help.
  bool CatchUp(const FixedQuestion& cited, absl::Time deadline);
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
  const DetailDesks details_;
  SummaryWatches& watches_;
  WorkerPool& pool_;
  const std::function<std::string()> describe_redis_;
};

}  // namespace zaitaku::gateway
