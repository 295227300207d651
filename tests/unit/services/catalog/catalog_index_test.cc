// Texts as searches compare them, and what resources are filed under.
#include "services/catalog/catalog_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::Contains;
using testing::Not;

TEST(CatalogIndexTest, FoldingMakesWidthsCaseBlanksAndKanaFormsOne) {
  EXPECT_EQ(FoldForSearch("Ｈｏｍｅ　Care"), FoldForSearch("homecare"));
  EXPECT_EQ(FoldForSearch("ｺｰﾃﾞｨﾈｰﾀｰ"), FoldForSearch("コーディネーター"));
  EXPECT_EQ(FoldForSearch("か\u3099"), FoldForSearch("が"));
  EXPECT_NE(FoldForSearch("か"), FoldForSearch("が"));
  EXPECT_EQ(FoldForSearch("㍻"), FoldForSearch("平成"));
  EXPECT_NE(FoldForSearch("コーディネータ"), FoldForSearch("コーディネーター"));
}

TEST(CatalogIndexTest, ALineIsFiledUnderEachOfItsKeysAndWhatItRefersTo) {
  BudgetLine line;
  line.set_program("programs/a");
  line.set_fiscal_year(2015);
  line.set_stage(BUDGET_STAGE_BUDGET);
  const auto labels = IndexOf(line).labels;
  EXPECT_THAT(labels, Contains(ReferrerLabel("programs/a")));
  EXPECT_THAT(labels, Not(Contains(SumLabel(2015, BUDGET_STAGE_BUDGET))));
  // Whatever is asked, the label that is read by is one of the line's.
  ListBudgetLinesRequest request;
  for (const int fields : {1, 2, 3, 4, 5, 6, 7}) {
    request.Clear();
    if (fields & 1) request.set_program(line.program());
    if (fields & 2) request.set_fiscal_year(line.fiscal_year());
    if (fields & 4) request.set_stage(line.stage());
    EXPECT_THAT(labels, Contains(BestLabel(request))) << fields;
  }
  line.add_sum_of("budgetLines/b");
  EXPECT_THAT(IndexOf(line).labels, Contains(SumLabel(2015, BUDGET_STAGE_BUDGET)));
}

}  // namespace
}  // namespace zaitaku::catalog
