// The council registry's RPCs: check, call, encode. What they do is said in council_service.proto.
#pragma once

#include "platform/server/worker_pool.h"
#include "platform/service/history_calls.h"
#include "platform/service/ledger_calls.h"
#include "platform/storage/ledger.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::council {

class CouncilService final : public v1::CouncilService::CallbackService {
 public:
  // `ledger` and `pool` must outlive the service.
  CouncilService(Ledger& ledger, WorkerPool& pool, const WatchOptions& watch);

  // Ends open watches.
  void Drain() { history_.Drain(); }

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetHead(Context* context, const v1::GetHeadRequest* request, v1::GetHeadResponse* response) override;
  Reactor* ListPrefectures(Context* context, const v1::ListPrefecturesRequest* request,
                           v1::ListPrefecturesResponse* response) override;
  Reactor* GetSurvey(Context* context, const v1::GetSurveyRequest* request, v1::Survey* response) override;
  Reactor* ListSurveys(Context* context, const v1::ListSurveysRequest* request,
                       v1::ListSurveysResponse* response) override;
  Reactor* ImportSurvey(Context* context, const v1::ImportSurveyRequest* request,
                        v1::ImportSurveyResponse* response) override;
  Reactor* PublishSurvey(Context* context, const v1::PublishSurveyRequest* request,
                         v1::PublishSurveyResponse* response) override;
  Reactor* GetCouncilReport(Context* context, const v1::GetCouncilReportRequest* request,
                            v1::CouncilReport* response) override;
  Reactor* ListCouncilReports(Context* context, const v1::ListCouncilReportsRequest* request,
                              v1::ListCouncilReportsResponse* response) override;
  Reactor* UpdateCouncilReport(Context* context, const v1::UpdateCouncilReportRequest* request,
                               v1::UpdateCouncilReportResponse* response) override;
  Reactor* GetTotals(Context* context, const v1::GetTotalsRequest* request, v1::GetTotalsResponse* response) override;
  Reactor* ReconcileSurvey(Context* context, const v1::ReconcileSurveyRequest* request,
                           v1::ReconcileSurveyResponse* response) override;
  Reactor* BatchUpdateCouncilReports(Context* context, const v1::BatchUpdateCouncilReportsRequest* request,
                                     v1::BatchUpdateCouncilReportsResponse* response) override;
  Reactor* ListRevisions(Context* context, const type::v1::ListRevisionsRequest* request,
                         type::v1::ListRevisionsResponse* response) override {
    return history_.ListRevisions(context, request, response);
  }
  Reactor* FindRevision(Context* context, const type::v1::FindRevisionRequest* request,
                        type::v1::FindRevisionResponse* response) override {
    return history_.FindRevision(context, request, response);
  }
  grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* WatchRevisions(
      Context* context, const type::v1::WatchRevisionsRequest* request) override {
    return history_.WatchRevisions(context, request);
  }
  Reactor* VerifyAudit(Context* context, const type::v1::VerifyAuditRequest* request,
                       type::v1::VerifyAuditResponse* response) override {
    return history_.VerifyAudit(context, request, response);
  }
  Reactor* CheckTotals(Context* context, const type::v1::CheckTotalsRequest* request,
                       type::v1::CheckTotalsResponse* response) override {
    return history_.CheckTotals(context, request, response);
  }

 private:
  Ledger& ledger_;
  WorkerPool& pool_;
  LedgerCalls calls_;
  HistoryCalls history_;
};

}  // namespace zaitaku::council
