// The gateway's RPCs. What they do is said in summary_service.proto.
#pragma once

#include "gateway/council_backend.h"
#include "gateway/summary_source.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::gateway {

// The method is raw: it hands out bytes that were serialised once.
class SummaryService final : public summary::v1::SummaryService::WithRawCallbackMethod_GetNationwideSummary<
                                 summary::v1::SummaryService::Service> {
 public:
  // All must outlive the service.
  SummaryService(const CouncilBackend& council, SummarySource& source, WorkerPool& pool)
      : council_(council), source_(source), pool_(pool) {}

  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) override;

 private:
  // The survey and the revisions that the request means now.
  absl::StatusOr<SummaryQuestion> Resolve(const summary::v1::GetNationwideSummaryRequest& request) const;
  absl::Status Answer(const grpc::ByteBuffer& request, grpc::ByteBuffer& response) const;

  const CouncilBackend& council_;
  SummarySource& source_;
  WorkerPool& pool_;
};

}  // namespace zaitaku::gateway
