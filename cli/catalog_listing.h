// The catalogue's lists, read to their end at one revision. Page fields are set here.
#pragma once

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::cli {

absl::StatusOr<catalog::v1::ListProgramsResponse> ListAllPrograms(Connection& connection,
                                                                  catalog::v1::ListProgramsRequest request);
absl::StatusOr<catalog::v1::ListFundingSourcesResponse> ListAllFunds(Connection& connection,
                                                                     catalog::v1::ListFundingSourcesRequest request);
absl::StatusOr<catalog::v1::ListBudgetLinesResponse> ListAllBudgetLines(Connection& connection,
                                                                        catalog::v1::ListBudgetLinesRequest request);
absl::StatusOr<catalog::v1::ListGuidelinesResponse> ListAllGuidelines(Connection& connection,
                                                                      catalog::v1::ListGuidelinesRequest request);

// The first `limit` results; `next_page_token` stays set if there are more.
absl::StatusOr<catalog::v1::SearchCatalogResponse> Search(Connection& connection, const std::string& query, int limit,
                                                          const std::string& revision);

}  // namespace zaitaku::cli
