// The programme catalogue with canned answers.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>

#include "tests/unit/cli/handler.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku::cli {

class FakeCatalog final : public catalog::v1::CatalogService::Service {
 public:
  Handler<catalog::v1::GetHeadRequest, catalog::v1::GetHeadResponse> on_head;
  Handler<catalog::v1::GetProgramRequest, catalog::v1::Program> on_get_program;
  Handler<catalog::v1::ListProgramsRequest, catalog::v1::ListProgramsResponse> on_list_programs;
  Handler<catalog::v1::UpdateProgramRequest, catalog::v1::UpdateProgramResponse> on_update_program;
  Handler<catalog::v1::DeleteProgramRequest, catalog::v1::DeleteProgramResponse> on_delete_program;
  Handler<catalog::v1::GetFundingSourceRequest, catalog::v1::FundingSource> on_get_fund;
  Handler<catalog::v1::ListFundingSourcesRequest, catalog::v1::ListFundingSourcesResponse> on_list_funds;
  Handler<catalog::v1::GetBudgetLineRequest, catalog::v1::BudgetLine> on_get_budget_line;
  Handler<catalog::v1::ListBudgetLinesRequest, catalog::v1::ListBudgetLinesResponse> on_list_budget_lines;
  Handler<catalog::v1::GetGuidelineRequest, catalog::v1::Guideline> on_get_guideline;
  Handler<catalog::v1::ListGuidelinesRequest, catalog::v1::ListGuidelinesResponse> on_list_guidelines;
  Handler<catalog::v1::ReviewFactRequest, catalog::v1::ReviewFactResponse> on_review;
  Handler<catalog::v1::ImportEntriesRequest, catalog::v1::ImportEntriesResponse> on_import;
  Handler<catalog::v1::GetProgramMatrixRequest, catalog::v1::GetProgramMatrixResponse> on_matrix;
  Handler<catalog::v1::FindEligibleProgramsRequest, catalog::v1::FindEligibleProgramsResponse> on_eligible;
  Handler<catalog::v1::SearchCatalogRequest, catalog::v1::SearchCatalogResponse> on_search;
  Handler<catalog::v1::GetBudgetTotalsRequest, catalog::v1::GetBudgetTotalsResponse> on_totals;
  Handler<type::v1::ListRevisionsRequest, type::v1::ListRevisionsResponse> on_revisions;
  Handler<type::v1::FindRevisionRequest, type::v1::FindRevisionResponse> on_find_revision;
  Handler<type::v1::VerifyAuditRequest, type::v1::VerifyAuditResponse> on_verify;
  Handler<type::v1::CheckTotalsRequest, type::v1::CheckTotalsResponse> on_check_totals;
  // The stream is open until this returns.
  std::function<grpc::Status(const type::v1::WatchRevisionsRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<type::v1::WatchRevisionsResponse>&)>
      on_watch;

 private:
  grpc::Status GetHead(grpc::ServerContext*, const catalog::v1::GetHeadRequest* request,
                       catalog::v1::GetHeadResponse* response) override {
    return Answer(on_head, *request, response);
  }
  grpc::Status GetProgram(grpc::ServerContext*, const catalog::v1::GetProgramRequest* request,
                          catalog::v1::Program* response) override {
    return Answer(on_get_program, *request, response);
  }
  grpc::Status ListPrograms(grpc::ServerContext*, const catalog::v1::ListProgramsRequest* request,
                            catalog::v1::ListProgramsResponse* response) override {
    return Answer(on_list_programs, *request, response);
  }
  grpc::Status UpdateProgram(grpc::ServerContext*, const catalog::v1::UpdateProgramRequest* request,
                             catalog::v1::UpdateProgramResponse* response) override {
    return Answer(on_update_program, *request, response);
  }
  grpc::Status DeleteProgram(grpc::ServerContext*, const catalog::v1::DeleteProgramRequest* request,
                             catalog::v1::DeleteProgramResponse* response) override {
    return Answer(on_delete_program, *request, response);
  }
  grpc::Status GetFundingSource(grpc::ServerContext*, const catalog::v1::GetFundingSourceRequest* request,
                                catalog::v1::FundingSource* response) override {
    return Answer(on_get_fund, *request, response);
  }
  grpc::Status ListFundingSources(grpc::ServerContext*, const catalog::v1::ListFundingSourcesRequest* request,
                                  catalog::v1::ListFundingSourcesResponse* response) override {
    return Answer(on_list_funds, *request, response);
  }
  grpc::Status GetBudgetLine(grpc::ServerContext*, const catalog::v1::GetBudgetLineRequest* request,
                             catalog::v1::BudgetLine* response) override {
    return Answer(on_get_budget_line, *request, response);
  }
  grpc::Status ListBudgetLines(grpc::ServerContext*, const catalog::v1::ListBudgetLinesRequest* request,
                               catalog::v1::ListBudgetLinesResponse* response) override {
    return Answer(on_list_budget_lines, *request, response);
  }
  grpc::Status GetGuideline(grpc::ServerContext*, const catalog::v1::GetGuidelineRequest* request,
                            catalog::v1::Guideline* response) override {
    return Answer(on_get_guideline, *request, response);
  }
  grpc::Status ListGuidelines(grpc::ServerContext*, const catalog::v1::ListGuidelinesRequest* request,
                              catalog::v1::ListGuidelinesResponse* response) override {
    return Answer(on_list_guidelines, *request, response);
  }
  grpc::Status ReviewFact(grpc::ServerContext*, const catalog::v1::ReviewFactRequest* request,
                          catalog::v1::ReviewFactResponse* response) override {
    return Answer(on_review, *request, response);
  }
  grpc::Status ImportEntries(grpc::ServerContext*, const catalog::v1::ImportEntriesRequest* request,
                             catalog::v1::ImportEntriesResponse* response) override {
    return Answer(on_import, *request, response);
  }
  grpc::Status GetProgramMatrix(grpc::ServerContext*, const catalog::v1::GetProgramMatrixRequest* request,
                                catalog::v1::GetProgramMatrixResponse* response) override {
    return Answer(on_matrix, *request, response);
  }
  grpc::Status FindEligiblePrograms(grpc::ServerContext*, const catalog::v1::FindEligibleProgramsRequest* request,
                                    catalog::v1::FindEligibleProgramsResponse* response) override {
    return Answer(on_eligible, *request, response);
  }
  grpc::Status SearchCatalog(grpc::ServerContext*, const catalog::v1::SearchCatalogRequest* request,
                             catalog::v1::SearchCatalogResponse* response) override {
    return Answer(on_search, *request, response);
  }
  grpc::Status GetBudgetTotals(grpc::ServerContext*, const catalog::v1::GetBudgetTotalsRequest* request,
                               catalog::v1::GetBudgetTotalsResponse* response) override {
    return Answer(on_totals, *request, response);
  }
  grpc::Status ListRevisions(grpc::ServerContext*, const type::v1::ListRevisionsRequest* request,
                             type::v1::ListRevisionsResponse* response) override {
    return Answer(on_revisions, *request, response);
  }
  grpc::Status FindRevision(grpc::ServerContext*, const type::v1::FindRevisionRequest* request,
                            type::v1::FindRevisionResponse* response) override {
    return Answer(on_find_revision, *request, response);
  }
  grpc::Status VerifyAudit(grpc::ServerContext*, const type::v1::VerifyAuditRequest* request,
                           type::v1::VerifyAuditResponse* response) override {
    return Answer(on_verify, *request, response);
  }
  grpc::Status CheckTotals(grpc::ServerContext*, const type::v1::CheckTotalsRequest* request,
                           type::v1::CheckTotalsResponse* response) override {
    return Answer(on_check_totals, *request, response);
  }
  grpc::Status WatchRevisions(grpc::ServerContext* context, const type::v1::WatchRevisionsRequest* request,
                              grpc::ServerWriter<type::v1::WatchRevisionsResponse>* writer) override {
    if (!on_watch) return {grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call"};
    return on_watch(*request, *context, *writer);
  }
};

}  // namespace zaitaku::cli
