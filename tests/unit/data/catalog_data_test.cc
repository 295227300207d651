// What the document says of programmes and money is in data/catalog.
#include "tests/unit/data/catalog_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace zaitaku::data {
namespace {

using namespace catalog::v1;  // NOLINT: the names of its enumerators are long enough.
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const CatalogData& Data() {
  static const CatalogData data = ReadCatalogData();
  return data;
}

TEST(CatalogData, AliasesAreOnTheirLines) { EXPECT_THAT(CheckAliases(Data()), IsEmpty()); }

// The resource of that name; an empty one if there is none.
const CatalogEntry& Entry(const std::string& name) {
  for (const CatalogEntry& entry : Data().entries) {
    if (NameOf(ResourceOf(entry)) == name) return entry;
  }
  ADD_FAILURE() << "no " << name;
  return CatalogEntry::default_instance();
}

// The programmes of a field that this kind of government may use, or that every municipality may if it is one.
std::vector<std::string> Eligible(GovernmentKind kind, CareField field) {
  std::vector<std::string> names;
  for (const CatalogEntry& entry : Data().entries) {
    const Program& program = entry.program();
    const bool open = std::ranges::any_of(program.eligible(), [&](int eligible) {
      return eligible == kind || (kind != GOVERNMENT_KIND_PREFECTURE && eligible == GOVERNMENT_KIND_MUNICIPALITY);
    });
    if (open && std::ranges::count(program.fields(), field) > 0) names.push_back(program.name());
  }
  return names;
}

TEST(CatalogData, EachKindOfGovernmentFindsItsProgrammes) {
  EXPECT_THAT(Eligible(GOVERNMENT_KIND_MUNICIPALITY, CARE_FIELD_COORDINATION),
              ElementsAre("programs/home-care-coordination"));
  EXPECT_THAT(Eligible(GOVERNMENT_KIND_CORE_CITY, CARE_FIELD_DISABILITY), ElementsAre("programs/medical-short-stay"));
  EXPECT_THAT(Eligible(GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY, CARE_FIELD_DISABILITY),
              ElementsAre("programs/severe-disability-support-model"));
}

TEST(CatalogData, CoordinationHasItsEightItemsInOrderItsPayerAndItsDeadline) {
  const Program& program = Entry("programs/home-care-coordination").program();
  std::vector<std::string> codes;
  for (const Part& part : program.parts()) {
    codes.push_back(part.code());
    EXPECT_GT(part.parts_size(), 0) << part.code();
  }
  EXPECT_THAT(codes, ElementsAre("ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク"));
  EXPECT_THAT(program.funding_sources(), ElementsAre("fundingSources/community-support-grant"));
  const auto deadline = std::ranges::find(program.conditions(), "deadline", &Condition::id);
  ASSERT_NE(deadline, program.conditions().end());
  EXPECT_EQ(deadline->kind(), Condition::KIND_OBLIGATION);
  EXPECT_EQ(deadline->by_month(), "2018-04");
  EXPECT_THAT(program.parts(2).other_titles(), ElementsAre("切れ目のない在宅医療と介護の提供体制の構築推進"));
}

TEST(CatalogData, TheOverviewHasItsTenEntriesAndTheHubsNamedWithinOne) {
  std::vector<std::string> names;
  for (const CatalogEntry& entry : Data().entries) {
    const auto listed = [](const FiscalYearStatus& year) { return year.fiscal_year() == 2016 && year.in_overview(); };
    if (!std::ranges::any_of(entry.program().fiscal_years(), listed)) continue;
    names.push_back(entry.program().name());
    EXPECT_GT(entry.program().levels_size(), 0) << names.back();
    EXPECT_GT(entry.program().fields_size(), 0) << names.back();
  }
  // The fund's projects are printed twice: ten entries, nine of them different.
  EXPECT_THAT(names,
              UnorderedElementsAre("programs/home-medical-care-promotion-council",
                                   "programs/home-visit-nursing-promotion-council",
                                   "programs/advanced-home-care-training", "programs/regional-care-fund-projects",
                                   "programs/home-care-coordination-support", "programs/care-coordinator-training",
                                   "programs/home-care-coordination", "programs/severe-disability-support-model",
                                   "programs/medical-short-stay", "programs/paediatric-home-care-hubs"));
}

TEST(CatalogData, LevelsAndFieldsThatNoLineStatesAreInferred) {
  for (const CatalogEntry& entry : Data().entries) {
    if (!entry.has_program()) continue;
    for (const type::v1::FactSource& source : entry.program().sources()) {
      const bool is_axis = source.provenance().first_line() >= 239 && source.provenance().last_line() <= 250;
      if (!is_axis) continue;
      EXPECT_TRUE(source.fact() == "levels" || source.fact() == "fields") << source.fact();
      EXPECT_EQ(source.provenance().basis(), type::v1::Provenance::BASIS_INFERRED) << entry.program().name();
    }
  }
}

TEST(CatalogData, TheTrainingsPrintedSumIsThatOfItsTwoParts) {
  const BudgetLine& sum = Entry("budgetLines/2015-advanced-home-care-training").budget_line();
  EXPECT_EQ(sum.amount().yen(), 11'000'000);
  int64_t yen = 0;
  for (const std::string& name : sum.sum_of()) {
    const BudgetLine& line = Entry(name).budget_line();
    EXPECT_EQ(line.fiscal_year(), sum.fiscal_year());
    EXPECT_EQ(line.stage(), sum.stage());
    EXPECT_EQ(Entry(line.program()).program().parent(), sum.program());
    yen += line.amount().yen();
  }
  EXPECT_EQ(sum.sum_of_size(), 2);
  EXPECT_EQ(yen, sum.amount().yen());
}

TEST(CatalogData, AmountsAreOfTheirYearAndStage) {
  const BudgetLine& draft = Entry("budgetLines/2016-advanced-home-care-training").budget_line();
  EXPECT_EQ(draft.fiscal_year(), 2016);
  EXPECT_EQ(draft.stage(), BUDGET_STAGE_DRAFT);
  EXPECT_EQ(draft.amount().yen(), 16'000'000);
  EXPECT_EQ(draft.program(), "programs/advanced-home-care-training");
  const BudgetLine& grant = Entry("budgetLines/2014-regional-care-fund-home-care").budget_line();
  EXPECT_EQ(grant.fiscal_year(), 2014);
  EXPECT_EQ(grant.stage(), BUDGET_STAGE_GRANT);
  EXPECT_EQ(grant.amount().yen(), 20'600'000'000);
  const auto printed = [](const type::v1::FactSource& source) { return source.fact() == "amount"; };
  EXPECT_EQ(std::ranges::count_if(grant.sources(), printed), 2);
}

TEST(CatalogData, TheFundsExamplesAreATreeOfThreeLevels) {
  const FundingSource& fund = Entry("fundingSources/regional-care-fund").funding_source();
  std::vector<std::string> groups;
  for (const Part& part : fund.parts()) groups.push_back(part.title());
  EXPECT_THAT(groups, ElementsAre("在宅医療推進協議会の設置・運営", "在宅医療の提供体制の充実",
                                  "個別の疾患、領域等に着目した質の向上", "在宅医療に関する普及啓発",
                                  "医療機関間の連携体制構築、情報共有等", "在宅医療・介護連携の推進"));
  EXPECT_EQ(fund.parts(1).parts_size(), 4);
  for (const Part& way : fund.parts(1).parts()) EXPECT_EQ(way.parts_size(), 2) << way.title();
  EXPECT_EQ(fund.parts(2).parts_size(), 11);
  EXPECT_EQ(fund.conditions_size(), 2);
}

TEST(CatalogData, TheGuidelineHasTheFourFunctionsOfHomeCare) {
  const Guideline& guideline = Entry("guidelines/regional-medical-vision-2015").guideline();
  std::vector<std::string> functions;
  for (const CareFunction& function : guideline.functions()) functions.push_back(function.display_name().ja());
  EXPECT_THAT(functions, ElementsAre("（地域側の）退院支援", "日常の療養生活の支援", "急変時の対応", "看取り"));
  EXPECT_EQ(guideline.issue_month(), "2015-03");
}

}  // namespace
}  // namespace zaitaku::data
