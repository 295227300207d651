// What a budget line adds, and where.
#include "services/catalog/catalog_totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::IsEmpty;

BudgetLine RightLine() {
  BudgetLine line;
  line.set_fiscal_year(2015);
  line.set_stage(BUDGET_STAGE_BUDGET);
  line.mutable_amount()->set_yen(7'000'000);
  return line;
}

TEST(CatalogTotalsTest, PrintedSumsAddNothingAndScopesReadBack) {
  BudgetLine line = RightLine();
  EXPECT_EQ(CellsOf(line).at("yen"), 7'000'000);
  EXPECT_EQ(CellsOf(line).at("bureau/none/lines"), 1);
  line.add_sum_of("budgetLines/b");
  EXPECT_THAT(CellsOf(line), IsEmpty());
  EXPECT_EQ(ParseScope(ScopeOf({2015, BUDGET_STAGE_DRAFT})), YearStage(2015, BUDGET_STAGE_DRAFT));
  for (const char* scope : {"", "budget/2015", "budget/x/draft", "budget/2015/none", "surveys/2015-12"})
    EXPECT_EQ(ParseScope(scope), std::nullopt) << scope;
}

}  // namespace
}  // namespace zaitaku::catalog
