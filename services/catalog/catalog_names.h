// The names of the catalogue's resources.
#pragma once

#include "platform/service/resource_names.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/catalog/v1/guideline.pb.h"

namespace zaitaku::catalog {

inline constexpr ResourceCollection kPrograms{"programs", "home-care-coordination"};
inline constexpr ResourceCollection kFundingSources{"fundingSources", "regional-care-fund"};
inline constexpr ResourceCollection kBudgetLines{"budgetLines", "2016-draft-training"};
inline constexpr ResourceCollection kGuidelines{"guidelines", "regional-medical-vision-2015"};

}  // namespace zaitaku::catalog

namespace zaitaku {

template <>
inline constexpr ResourceCollection kCollectionOf<catalog::v1::Program> = catalog::kPrograms;
template <>
inline constexpr ResourceCollection kCollectionOf<catalog::v1::FundingSource> = catalog::kFundingSources;
template <>
inline constexpr ResourceCollection kCollectionOf<catalog::v1::BudgetLine> = catalog::kBudgetLines;
template <>
inline constexpr ResourceCollection kCollectionOf<catalog::v1::Guideline> = catalog::kGuidelines;

}  // namespace zaitaku
