// The programme catalogue's RPCs: check, call, encode. What they do is said in catalog_service.proto.
#pragma once

#include "platform/service/entry_service.h"
#include "services/catalog/catalog_entries.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku::catalog {

class CatalogService : public EntryService<v1::CatalogService::CallbackService, CatalogEntries> {
 public:
  // `ledger`, `pool` and `totals` must outlive the service.
  CatalogService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch);

  Reactor* GetProgram(Context* context, const v1::GetProgramRequest* request, v1::Program* response) override;
  Reactor* ListPrograms(Context* context, const v1::ListProgramsRequest* request,
                        v1::ListProgramsResponse* response) override;
  Reactor* UpdateProgram(Context* context, const v1::UpdateProgramRequest* request,
                         v1::UpdateProgramResponse* response) override;
  Reactor* DeleteProgram(Context* context, const v1::DeleteProgramRequest* request,
                         v1::DeleteProgramResponse* response) override;

  Reactor* GetFundingSource(Context* context, const v1::GetFundingSourceRequest* request,
                            v1::FundingSource* response) override;
  Reactor* ListFundingSources(Context* context, const v1::ListFundingSourcesRequest* request,
                              v1::ListFundingSourcesResponse* response) override;
  Reactor* UpdateFundingSource(Context* context, const v1::UpdateFundingSourceRequest* request,
                               v1::UpdateFundingSourceResponse* response) override;
  Reactor* DeleteFundingSource(Context* context, const v1::DeleteFundingSourceRequest* request,
                               v1::DeleteFundingSourceResponse* response) override;

  Reactor* GetBudgetLine(Context* context, const v1::GetBudgetLineRequest* request, v1::BudgetLine* response) override;
  Reactor* ListBudgetLines(Context* context, const v1::ListBudgetLinesRequest* request,
                           v1::ListBudgetLinesResponse* response) override;
  Reactor* UpdateBudgetLine(Context* context, const v1::UpdateBudgetLineRequest* request,
                            v1::UpdateBudgetLineResponse* response) override;
  Reactor* DeleteBudgetLine(Context* context, const v1::DeleteBudgetLineRequest* request,
                            v1::DeleteBudgetLineResponse* response) override;

  Reactor* GetGuideline(Context* context, const v1::GetGuidelineRequest* request, v1::Guideline* response) override;
  Reactor* ListGuidelines(Context* context, const v1::ListGuidelinesRequest* request,
                          v1::ListGuidelinesResponse* response) override;
  Reactor* UpdateGuideline(Context* context, const v1::UpdateGuidelineRequest* request,
                           v1::UpdateGuidelineResponse* response) override;
  Reactor* DeleteGuideline(Context* context, const v1::DeleteGuidelineRequest* request,
                           v1::DeleteGuidelineResponse* response) override;

  Reactor* BatchUpdateEntries(Context* context, const v1::BatchUpdateEntriesRequest* request,
                              v1::BatchUpdateEntriesResponse* response) override;
  Reactor* ReviewFact(Context* context, const v1::ReviewFactRequest* request,
                      v1::ReviewFactResponse* response) override;
  Reactor* ImportEntries(Context* context, const v1::ImportEntriesRequest* request,
                         v1::ImportEntriesResponse* response) override;

  Reactor* GetProgramMatrix(Context* context, const v1::GetProgramMatrixRequest* request,
                            v1::GetProgramMatrixResponse* response) override;
  Reactor* FindEligiblePrograms(Context* context, const v1::FindEligibleProgramsRequest* request,
                                v1::FindEligibleProgramsResponse* response) override;
  Reactor* SearchCatalog(Context* context, const v1::SearchCatalogRequest* request,
                         v1::SearchCatalogResponse* response) override;
  Reactor* GetBudgetTotals(Context* context, const v1::GetBudgetTotalsRequest* request,
                           v1::GetBudgetTotalsResponse* response) override;
  Reactor* GetNationalTotals(Context* context, const v1::GetNationalTotalsRequest* request,
                             v1::GetNationalTotalsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchTotalsResponse>* WatchTotals(Context* context,
                                                                 const type::v1::WatchTotalsRequest* request) override;
};

}  // namespace zaitaku::catalog
