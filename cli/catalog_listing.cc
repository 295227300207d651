#include "cli/catalog_listing.h"

#include <algorithm>
#include <utility>

#include "cli/listing.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::SearchCatalogRequest;
using catalog::v1::SearchCatalogResponse;

// Programmes and guidelines carry the lines that they were read from; so many of them stay below what a client takes.
constexpr int kPageSize = 100;
constexpr int kSmallPageSize = 1000;

}  // namespace

absl::StatusOr<catalog::v1::ListProgramsResponse> ListAllPrograms(Connection& connection,
                                                                  catalog::v1::ListProgramsRequest request) {
  request.set_page_size(kPageSize);
  return ReadAllPages(connection, &CatalogStub::ListPrograms, std::move(request),
                      [](auto& page, auto& all) { all.mutable_programs()->MergeFrom(page.programs()); });
}

absl::StatusOr<catalog::v1::ListFundingSourcesResponse> ListAllFunds(Connection& connection,
                                                                     catalog::v1::ListFundingSourcesRequest request) {
  request.set_page_size(kPageSize);
  return ReadAllPages(connection, &CatalogStub::ListFundingSources, std::move(request),
                      [](auto& page, auto& all) { all.mutable_funding_sources()->MergeFrom(page.funding_sources()); });
}

absl::StatusOr<catalog::v1::ListBudgetLinesResponse> ListAllBudgetLines(Connection& connection,
                                                                        catalog::v1::ListBudgetLinesRequest request) {
  request.set_page_size(kSmallPageSize);
  return ReadAllPages(connection, &CatalogStub::ListBudgetLines, std::move(request),
                      [](auto& page, auto& all) { all.mutable_budget_lines()->MergeFrom(page.budget_lines()); });
}

absl::StatusOr<catalog::v1::ListGuidelinesResponse> ListAllGuidelines(Connection& connection,
                                                                      catalog::v1::ListGuidelinesRequest request) {
  request.set_page_size(kPageSize);
  return ReadAllPages(connection, &CatalogStub::ListGuidelines, std::move(request),
                      [](auto& page, auto& all) { all.mutable_guidelines()->MergeFrom(page.guidelines()); });
}

absl::StatusOr<SearchCatalogResponse> Search(Connection& connection, const std::string& query, int limit,
                                             const std::string& revision) {
  SearchCatalogRequest request;
  request.set_query(query);
  request.set_revision(revision);
  request.set_page_size(std::min(limit, kSmallPageSize));
  ASSIGN_OR_RETURN(SearchCatalogResponse all, connection.Read(&CatalogStub::SearchCatalog, request));
  request.clear_revision();
  while (!all.next_page_token().empty() && all.results_size() < limit) {
    request.set_page_token(all.next_page_token());
    request.set_page_size(std::min(limit - all.results_size(), kSmallPageSize));
    ASSIGN_OR_RETURN(auto page, connection.Read(&CatalogStub::SearchCatalog, request));
    if (page.next_page_token() == request.page_token()) return absl::InternalError("the server repeats a page forever");
    all.set_next_page_token(page.next_page_token());
    all.mutable_results()->MergeFrom(page.results());
  }
  return all;
}

}  // namespace zaitaku::cli
