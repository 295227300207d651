// A small catalogue as the service answers it: the coordination programme with its eight items, the fund and the grant
// that pay, money of three stages, a guideline.
#pragma once

#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::cli {

inline constexpr char kCatalogRevision[] = "7-5f1c22d09a4be310";
inline constexpr char kCoordination[] = "programs/home-care-coordination";

// The eight items, who must run it by when, other names, stated and inferred facts, a review.
catalog::v1::Program CoordinationProgram();

// The grant that pays for it, and the fund with its tree of examples.
catalog::v1::FundingSource CommunitySupportGrant();
catalog::v1::FundingSource RegionalCareFund();

// All there are, each list at kCatalogRevision.
catalog::v1::ListProgramsResponse CannedPrograms();
catalog::v1::ListFundingSourcesResponse CannedFunds();
catalog::v1::ListBudgetLinesResponse CannedBudgetLines();
catalog::v1::ListGuidelinesResponse CannedGuidelines();

// The overview of FY2016, some of it inferred, one programme not placed.
catalog::v1::GetProgramMatrixResponse CannedMatrix();

// What a municipality may use for coordination.
catalog::v1::FindEligibleProgramsResponse CannedEligible();

// FY2015's budget of 7 + 4 million yen with its printed sum, and FY2016's draft; amounts in million yen.
catalog::v1::GetBudgetTotalsResponse CannedTotals();

}  // namespace zaitaku::cli
