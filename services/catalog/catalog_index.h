// What resources are found by: labels, texts, and what they refer to. Pure functions on the messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/service/references.h"
#include "platform/storage/resource_index.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"
#include "zaitaku/catalog/v1/guideline.pb.h"

namespace zaitaku::catalog {

std::vector<Reference> ReferencesOf(const v1::Program& program);
std::vector<Reference> ReferencesOf(const v1::FundingSource& source);
std::vector<Reference> ReferencesOf(const v1::BudgetLine& line);
std::vector<Reference> ReferencesOf(const v1::Guideline& guideline);

IndexEntries IndexOf(const v1::Program& program);
IndexEntries IndexOf(const v1::FundingSource& source);
IndexEntries IndexOf(const v1::BudgetLine& line);
IndexEntries IndexOf(const v1::Guideline& guideline);

// Budget lines are filed by each of their keys; printed sums by year and stage, apart from them.
std::string LineLabel(std::string_view key, const std::string& value);
std::string YearStageKey(int fiscal_year, v1::BudgetStage stage);
std::string SumLabel(int fiscal_year, v1::BudgetStage stage);

// The one label under which the fewest of the lines that pass the filters may be expected; empty if there is no filter.
std::string BestLabel(const v1::ListBudgetLinesRequest& request);

// A text as searches compare it: widths, case, blanks and forms of marks do not count.
std::string FoldForSearch(std::string_view text);

}  // namespace zaitaku::catalog
