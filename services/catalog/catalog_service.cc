#include "services/catalog/catalog_service.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/catalog/catalog_file.h"
#include "services/catalog/national_totals.h"
#include "services/entries/entry_import.h"

namespace zaitaku::catalog {
namespace {

constexpr int kDefaultResults = 50;

// A search's pages go on after a place and a name.
std::string PositionOf(const TextMatch& match) { return absl::StrCat(match.rank, " ", match.name); }
bool IsAfter(const TextMatch& match, const std::string& position) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(position, absl::MaxSplits(' ', 1));
  int rank = 0;
  if (!absl::SimpleAtoi(parts.first, &rank)) return true;
  return std::make_pair(match.rank, match.name) > std::make_pair(rank, parts.second);
}

absl::StatusOr<type::v1::LocalizedText> DisplayName(const ResourceReader& reader, const std::string& name) {
  if (name.starts_with(kPrograms)) {
    ASSIGN_OR_RETURN(const auto program, reader.Get<v1::Program>(name));
    return program.display_name();
  }
  if (name.starts_with(kFundingSources)) {
    ASSIGN_OR_RETURN(const auto source, reader.Get<v1::FundingSource>(name));
    return source.display_name();
  }
  ASSIGN_OR_RETURN(const auto guideline, reader.Get<v1::Guideline>(name));
  return guideline.display_name();
}

absl::Status FillResults(const Page& page, const std::vector<std::string>& words, v1::SearchCatalogResponse& response) {
  ASSIGN_OR_RETURN(const auto matches, page.reader().Search(words));
  const TextMatch* last = nullptr;
  for (const TextMatch& match : matches) {
    if (!page.after.empty() && !IsAfter(match, page.after)) continue;
    if (response.results_size() == page.size) {
      response.set_next_page_token(page.TokenAfter(PositionOf(*last)));
      return absl::OkStatus();
    }
    v1::SearchResult& result = *response.add_results();
    result.set_name(match.name);
    ASSIGN_OR_RETURN(*result.mutable_display_name(), DisplayName(page.reader(), match.name));
    result.set_place(static_cast<v1::SearchResult::Place>(match.rank));
    result.set_matched_text(Excerpt(match.original, words));
    last = &match;
  }
  return absl::OkStatus();
}

absl::Status AddFundingSources(const ResourceReader& reader, v1::FindEligibleProgramsResponse& response) {
  for (v1::EligibleProgram& eligible : *response.mutable_programs()) {
    for (const std::string& name : eligible.program().funding_sources()) {
      ASSIGN_OR_RETURN(*eligible.add_funding_sources(), reader.Get<v1::FundingSource>(name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

CatalogService::CatalogService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch)
    : EntryService(ledger, pool, totals, {&CatalogEntries::TypeOf, watch}) {}

grpc::ServerUnaryReactor* CatalogService::GetProgram(Context* context, const v1::GetProgramRequest* request,
                                                     v1::Program* response) {
  return Get<v1::Program>(context, request, response);
}
grpc::ServerUnaryReactor* CatalogService::ListPrograms(Context* context, const v1::ListProgramsRequest* request,
                                                       v1::ListProgramsResponse* response) {
  return List<v1::Program>(context, request, response, &v1::ListProgramsResponse::mutable_programs);
}
grpc::ServerUnaryReactor* CatalogService::UpdateProgram(Context* context, const v1::UpdateProgramRequest* request,
                                                        v1::UpdateProgramResponse* response) {
  return Update(context, request, response, "program", &v1::UpdateProgramRequest::program,
                &v1::UpdateProgramResponse::mutable_program);
}
grpc::ServerUnaryReactor* CatalogService::DeleteProgram(Context* context, const v1::DeleteProgramRequest* request,
                                                        v1::DeleteProgramResponse* response) {
  return Delete<v1::Program>(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::GetFundingSource(Context* context, const v1::GetFundingSourceRequest* request,
                                                           v1::FundingSource* response) {
  return Get<v1::FundingSource>(context, request, response);
}
grpc::ServerUnaryReactor* CatalogService::ListFundingSources(Context* context,
                                                             const v1::ListFundingSourcesRequest* request,
                                                             v1::ListFundingSourcesResponse* response) {
  return List<v1::FundingSource>(context, request, response, &v1::ListFundingSourcesResponse::mutable_funding_sources);
}
grpc::ServerUnaryReactor* CatalogService::UpdateFundingSource(Context* context,
                                                              const v1::UpdateFundingSourceRequest* request,
                                                              v1::UpdateFundingSourceResponse* response) {
  return Update(context, request, response, "funding_source", &v1::UpdateFundingSourceRequest::funding_source,
                &v1::UpdateFundingSourceResponse::mutable_funding_source);
}
grpc::ServerUnaryReactor* CatalogService::DeleteFundingSource(Context* context,
                                                              const v1::DeleteFundingSourceRequest* request,
                                                              v1::DeleteFundingSourceResponse* response) {
  return Delete<v1::FundingSource>(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::GetBudgetLine(Context* context, const v1::GetBudgetLineRequest* request,
                                                        v1::BudgetLine* response) {
  return Get<v1::BudgetLine>(context, request, response);
}
grpc::ServerUnaryReactor* CatalogService::ListBudgetLines(Context* context, const v1::ListBudgetLinesRequest* request,
                                                          v1::ListBudgetLinesResponse* response) {
  return List<v1::BudgetLine>(context, request, response, &v1::ListBudgetLinesResponse::mutable_budget_lines);
}
grpc::ServerUnaryReactor* CatalogService::UpdateBudgetLine(Context* context, const v1::UpdateBudgetLineRequest* request,
                                                           v1::UpdateBudgetLineResponse* response) {
  return Update(context, request, response, "budget_line", &v1::UpdateBudgetLineRequest::budget_line,
                &v1::UpdateBudgetLineResponse::mutable_budget_line);
}
grpc::ServerUnaryReactor* CatalogService::DeleteBudgetLine(Context* context, const v1::DeleteBudgetLineRequest* request,
                                                           v1::DeleteBudgetLineResponse* response) {
  return Delete<v1::BudgetLine>(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::GetGuideline(Context* context, const v1::GetGuidelineRequest* request,
                                                       v1::Guideline* response) {
  return Get<v1::Guideline>(context, request, response);
}
grpc::ServerUnaryReactor* CatalogService::ListGuidelines(Context* context, const v1::ListGuidelinesRequest* request,
                                                         v1::ListGuidelinesResponse* response) {
  return List<v1::Guideline>(context, request, response, &v1::ListGuidelinesResponse::mutable_guidelines);
}
grpc::ServerUnaryReactor* CatalogService::UpdateGuideline(Context* context, const v1::UpdateGuidelineRequest* request,
                                                          v1::UpdateGuidelineResponse* response) {
  return Update(context, request, response, "guideline", &v1::UpdateGuidelineRequest::guideline,
                &v1::UpdateGuidelineResponse::mutable_guideline);
}
grpc::ServerUnaryReactor* CatalogService::DeleteGuideline(Context* context, const v1::DeleteGuidelineRequest* request,
                                                          v1::DeleteGuidelineResponse* response) {
  return Delete<v1::Guideline>(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::BatchUpdateEntries(Context* context,
                                                             const v1::BatchUpdateEntriesRequest* request,
                                                             v1::BatchUpdateEntriesResponse* response) {
  return UpdateBatchOf(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::ReviewFact(Context* context, const v1::ReviewFactRequest* request,
                                                     v1::ReviewFactResponse* response) {
  return ReviewOf(context, request, response);
}

grpc::ServerUnaryReactor* CatalogService::ImportEntries(Context* context, const v1::ImportEntriesRequest* request,
                                                        v1::ImportEntriesResponse* response) {
  return Import(context, request, response, &ReadFile, &ApplyImport<CatalogEntries, v1::ImportEntriesResponse>);
}

grpc::ServerUnaryReactor* CatalogService::GetProgramMatrix(Context* context, const v1::GetProgramMatrixRequest* request,
                                                           v1::GetProgramMatrixResponse* response) {
  return calls_.Read(context, request, response,
                     [](const View& view, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       ASSIGN_OR_RETURN(const auto programs, view.reader.ListAll<v1::Program>(kPrograms));
                       response->set_fiscal_year(request.fiscal_year());
                       FillMatrix(programs, *response);
                       response->set_revision(view.revision.Token());
                       return absl::OkStatus();
                     });
}

grpc::ServerUnaryReactor* CatalogService::FindEligiblePrograms(Context* context,
                                                               const v1::FindEligibleProgramsRequest* request,
                                                               v1::FindEligibleProgramsResponse* response) {
  return calls_.Read(context, request, response,
                     [](const View& view, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       ASSIGN_OR_RETURN(const auto programs, view.reader.ListAll<v1::Program>(kPrograms));
                       FillEligible(programs, request, *response);
                       RETURN_IF_ERROR(AddFundingSources(view.reader, *response));
                       response->set_revision(view.revision.Token());
                       return absl::OkStatus();
                     });
}

grpc::ServerUnaryReactor* CatalogService::SearchCatalog(Context* context, const v1::SearchCatalogRequest* request,
                                                        v1::SearchCatalogResponse* response) {
  return calls_.List(context, request, response, kDefaultResults,
                     [](const Page& page, const auto& request, auto* response) -> absl::Status {
                       ASSIGN_OR_RETURN(const auto words, QueryWords(request.query()));
                       return FillResults(page, words, *response);
                     });
}

grpc::ServerUnaryReactor* CatalogService::GetBudgetTotals(Context* context, const v1::GetBudgetTotalsRequest* request,
                                                          v1::GetBudgetTotalsResponse* response) {
  return calls_.ReadTotals(context, request, response,
                           [](const View& view, const auto& request, auto* response) -> absl::Status {
                             RETURN_IF_ERROR(CheckRequest(request));
                             RETURN_IF_ERROR(ReadBudgetTotals(view.reader, request, *response));
                             response->set_revision(view.revision.Token());
                             return absl::OkStatus();
                           });
}

grpc::ServerUnaryReactor* CatalogService::GetNationalTotals(Context* context,
                                                            const v1::GetNationalTotalsRequest* request,
                                                            v1::GetNationalTotalsResponse* response) {
  return calls_.ReadNationalTotals(context, request, response, [](const View& view, const auto&, auto* response) {
    return ReadNationalTotals(view, *response->mutable_totals());
  });
}

grpc::ServerWriteReactor<v1::WatchTotalsResponse>* CatalogService::WatchTotals(
    Context* context, const type::v1::WatchTotalsRequest* request) {
  return ServeTotals<v1::WatchTotalsResponse>(*context, *request,
                                              [](const View& view, v1::WatchTotalsResponse& response) {
                                                return ReadNationalTotals(view, *response.mutable_totals());
                                              });
}

}  // namespace zaitaku::catalog
