#include "domain/catalogue_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>
#include <vector>

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

TEST(CatalogueTableTest, ColumnsAreFoundByEitherHeadOfAnyWidth) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < kProgramColumnHeads.size(); ++i) {
    EXPECT_EQ(static_cast<ProgramColumn>(i), FindProgramColumn(kProgramColumnHeads[i].name));
    EXPECT_EQ(static_cast<ProgramColumn>(i), FindProgramColumn(kProgramColumnHeads[i].ja));
    EXPECT_TRUE(seen.insert(kProgramColumnHeads[i].ja).second);
  }
  for (size_t i = 0; i < kBudgetColumnHeads.size(); ++i) {
    EXPECT_EQ(static_cast<BudgetColumn>(i), FindBudgetColumn(kBudgetColumnHeads[i].name));
    EXPECT_EQ(static_cast<BudgetColumn>(i), FindBudgetColumn(kBudgetColumnHeads[i].ja));
  }
  EXPECT_EQ(ProgramColumn::kPurposeEn, FindProgramColumn(" 目的(英語) "));
  EXPECT_EQ(ProgramColumn::kName, FindProgramColumn("ｎａｍｅ"));
  EXPECT_EQ(std::nullopt, FindProgramColumn(""));
  EXPECT_EQ(std::nullopt, FindProgramColumn("stage"));
  EXPECT_EQ(std::nullopt, FindBudgetColumn("levels"));
}

TEST(CatalogueTableTest, ProgrammesAreWrittenWithSlugsListsAndQuotes) {
  v1::Program program;
  program.set_name("programs/home-care-coordination");
  program.mutable_display_name()->set_ja("在宅医療・介護連携推進事業");
  program.mutable_display_name()->set_en("Coordination, \"home\"");
  program.set_kind(v1::Program::KIND_PROGRAM);
  program.set_bureau(v1::BUREAU_ELDERLY);
  program.add_levels(v1::GOVERNMENT_LEVEL_PREFECTURE);
  program.add_levels(v1::GOVERNMENT_LEVEL_MUNICIPALITY);
  program.add_fields(v1::CARE_FIELD_COORDINATION);
  program.set_conducted_by(v1::GOVERNMENT_LEVEL_STATE);
  program.add_funding_sources("fundingSources/a");
  program.add_funding_sources("fundingSources/b");
  program.mutable_purpose()->set_ja("一行目\n二行目");
  program.add_eligible(v1::GOVERNMENT_KIND_CORE_CITY);
  program.set_first_fiscal_year(2015);
  program.set_parent("programs/parent");
  EXPECT_EQ(
      "name,display_name_ja,display_name_en,kind,bureau,levels,fields,conducted_by,funding_sources,purpose_ja,"
      "purpose_en,eligible,first_fiscal_year,last_fiscal_year,parent\r\n"
      "programs/home-care-coordination,在宅医療・介護連携推進事業,\"Coordination, \"\"home\"\"\",program,elderly,"
      "prefecture;municipality,coordination,state,fundingSources/a;fundingSources/"
      "b,\"一行目\n二行目\",,core-city,2015,,"
      "programs/parent\r\n",
      WriteProgramsCsv(std::vector{program}));
}

TEST(CatalogueTableTest, WhatIsNotStatedIsEmpty) {
  v1::Program program;
  program.set_name("programs/x");
  for (const std::string& cell : ProgramRowCells(program)) EXPECT_TRUE(cell.empty() || cell == "programs/x") << cell;
}

TEST(CatalogueTableTest, BudgetLinesAreWrittenAsPrintedAndInYen) {
  v1::BudgetLine line;
  line.set_name("budgetLines/2015-training");
  line.set_program("programs/training");
  line.set_fiscal_year(2015);
  line.set_stage(v1::BUDGET_STAGE_SUPPLEMENTARY);
  line.mutable_amount()->set_yen(-1'007'000'000);
  line.mutable_amount()->set_text("△1,007百万円");
  line.mutable_amount()->set_unit(v1::MONEY_UNIT_MILLION_YEN);
  line.mutable_amount()->set_rounding(v1::ROUNDING_HALF_UP);
  line.set_bureau(v1::BUREAU_HEALTH_POLICY);
  line.set_field(v1::CARE_FIELD_HOME_MEDICAL_CARE);
  line.add_sum_of("budgetLines/a");
  line.add_sum_of("budgetLines/b");
  EXPECT_EQ(
      "name,program,funding_source,fiscal_year,stage,amount,yen,unit,rounding,bureau,field,sum_of\r\n"
      "budgetLines/2015-training,programs/"
      "training,,2015,supplementary,\"△1,007百万円\",-1007000000,million-yen,half-up,"
      "health-policy,home-medical-care,budgetLines/a;budgetLines/b\r\n",
      WriteBudgetLinesCsv(std::vector{line}));
}

}  // namespace
}  // namespace zaitaku
