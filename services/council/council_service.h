// The council registry's RPCs: check, call, encode. What they do is said in council_service.proto.
#pragma once

#include "platform/service/ledger_service.h"
#include "services/council/national_totals.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::council {

class CouncilService : public LedgerService<v1::CouncilService::CallbackService> {
 public:
  // `ledger`, `pool` and `totals` must outlive the service.
  CouncilService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch);

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
  Reactor* GetNationalTotals(Context* context, const v1::GetNationalTotalsRequest* request,
                             v1::GetNationalTotalsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchTotalsResponse>* WatchTotals(Context* context,
                                                                 const type::v1::WatchTotalsRequest* request) override;
  Reactor* BatchUpdateCouncilReports(Context* context, const v1::BatchUpdateCouncilReportsRequest* request,
                                     v1::BatchUpdateCouncilReportsResponse* response) override;

 private:
  // The latest survey.
  absl::Status FillHead(const ResourceReader& reader, v1::GetHeadResponse& response) override;

  LatestNationalTotals latest_;
};

}  // namespace zaitaku::council
