#include "domain/notation.h"

#include <gtest/gtest.h>

#include <string>

#include "domain/characters.h"
#include "domain/councils.h"

namespace zaitaku {
namespace {

namespace v1 = council::v1;

SubPrefecturalCell ReadAreas(std::string_view text) { return ReadSubPrefecturalCell(FoldNotation(text)); }
PlanCell ReadPlans(std::string_view text) { return ReadPlanCell(FoldNotation(text)); }

std::string Describe(const SubPrefecturalCell& cell) {
  std::string text(FormatMark(cell.presence));
  for (const v1::Coverage& coverage : cell.coverages) text += " " + FormatCoverage(coverage);
  return text;
}

TEST(MarkTest, AllFormsAreRead) {
  for (const char* mark : {"○", "◯", "〇", "⭕", " ○ ", "○\n"}) EXPECT_EQ(v1::PRESENCE_PRESENT, ParseMark(mark)) << mark;
  for (const char* mark : {"×", "✕", "✖", "X", "x", "Ｘ", "ｘ", "☓"})
    EXPECT_EQ(v1::PRESENCE_ABSENT, ParseMark(mark)) << mark;
  for (const char* mark : {"", " ", "　", "\n"}) EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, ParseMark(mark));
  for (const char* mark : {"△", "●", "◎", "-", "0", "O", "○○", "○×", "①", "なし", "\xFF"}) {
    EXPECT_EQ(std::nullopt, ParseMark(mark)) << mark;
  }
}

TEST(MarkTest, WrittenMarksReadBack) {
  for (const v1::Presence presence : {v1::PRESENCE_UNSPECIFIED, v1::PRESENCE_PRESENT, v1::PRESENCE_ABSENT}) {
    EXPECT_EQ(presence, ParseMark(FormatMark(presence)));
  }
  EXPECT_EQ("", FormatMark(static_cast<v1::Presence>(7)));
}

TEST(SubPrefecturalCellTest, OneCoverage) {
  for (const char* text :
       {"○：20/21医療圏", "◯:２０／２１二次医療圏", "〇 ： 20 / 21 医 療 圏", "○：①20/21医療圏", "○20/21医療圏"}) {
    const SubPrefecturalCell cell = ReadAreas(text);
    EXPECT_TRUE(cell.errors.empty()) << text;
    EXPECT_EQ("○ 20/21医療圏", Describe(cell)) << text;
  }
}

TEST(SubPrefecturalCellTest, SeveralCoveragesWithAnyMarkersOrNone) {
  for (const char* text : {"○：①５/５保健所②３/２７市町村", "○：⑴5/5保健所⑵3/27市町村", "○：(1)5/5保健所(2)3/27市町村",
                           "○：1.5/5保健所2.3/27市町村", "○：1)5/5保健所2)3/27市町村", "○：5/5保健所、3/27市町村",
                           "○：5/5保健所3/27市町村", "○：・5/5保健所・3/27市町村", "○：❶5/5保健所❷3/27市区町村"}) {
    const SubPrefecturalCell cell = ReadAreas(text);
    EXPECT_TRUE(cell.errors.empty()) << text;
    EXPECT_EQ("○ 5/5保健所 3/27市町村", Describe(cell)) << text;
  }
}

TEST(SubPrefecturalCellTest, AllSixUnitsAtOnce) {
  v1::CouncilReport report;
  report.set_sub_prefectural(v1::PRESENCE_PRESENT);
  for (const AreaUnitEntry& unit : AreaUnits()) {
    v1::Coverage& coverage = *report.add_coverages();
    coverage.set_unit(unit.unit);
    coverage.set_covered(1);
    coverage.set_total(kMaxCoverageTotal);
  }
  const SubPrefecturalCell cell = ReadAreas(FormatSubPrefecturalCell(report));
  EXPECT_TRUE(cell.errors.empty());
  EXPECT_EQ(6u, cell.coverages.size());
}

TEST(SubPrefecturalCellTest, CrossAndNothing) {
  EXPECT_EQ(v1::PRESENCE_ABSENT, ReadAreas("×").presence);
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, ReadAreas("").presence);
  EXPECT_TRUE(ReadAreas("").errors.empty());
}

TEST(SubPrefecturalCellTest, FaultsAndTheirPlaces) {
  struct Case {
    const char* text;
    NotationFault fault;
    size_t position;
    size_t length;
  };
  const Case kCases[] = {
      {"△", NotationFault::kUnreadableMark, 0, 1},
      {"20/21医療圏", NotationFault::kUnreadableMark, 0, 8},
      {"×：1/2保健所", NotationFault::kUnreadableMark, 0, 8},
      {"○", NotationFault::kMissingCoverage, 0, 1},
      {"○：", NotationFault::kMissingCoverage, 0, 2},
      {"○：、", NotationFault::kMissingCoverage, 0, 3},
      {"○：①", NotationFault::kUnreadableFraction, 2, 1},
      {"○：あり", NotationFault::kUnreadableFraction, 2, 2},
      {"○：20医療圏", NotationFault::kUnreadableFraction, 2, 5},
      {"○：20/医療圏", NotationFault::kUnreadableFraction, 2, 6},
      {"○：/21医療圏", NotationFault::kUnreadableFraction, 2, 6},
      {"○：20/21", NotationFault::kMissingUnit, 7, 0},
      {"○：20/21学区", NotationFault::kUnknownUnit, 7, 2},
      {"○：20/21医療圏域", NotationFault::kUnknownUnit, 7, 4},
      {"○：0/0医療圏", NotationFault::kZeroDenominator, 2, 3},
      {"○：3/0医療圏", NotationFault::kZeroDenominator, 2, 3},
      {"○：0/3医療圏", NotationFault::kNothingCovered, 2, 3},
      {"○：4/3医療圏", NotationFault::kCoveredExceedsTotal, 2, 3},
      {"○：4/2001医療圏", NotationFault::kAbsurdTotal, 2, 6},
      {"○：99999999999/99999999999医療圏", NotationFault::kAbsurdTotal, 2, 23},
      {"○：1/3医療圏2/3二次医療圏", NotationFault::kUnitTwice, 11, 5},
  };
  for (const Case& test : kCases) {
    const SubPrefecturalCell cell = ReadAreas(test.text);
    ASSERT_EQ(1u, cell.errors.size()) << test.text;
    EXPECT_EQ(test.fault, cell.errors[0].fault) << test.text;
    EXPECT_EQ(test.position, cell.errors[0].position) << test.text;
    EXPECT_EQ(test.length, cell.errors[0].length) << test.text;
  }
}

TEST(SubPrefecturalCellTest, AllFaultsOfACellAreFound) {
  const SubPrefecturalCell cell = ReadAreas("○：①4/3医療圏②あり③1/2学区");
  ASSERT_EQ(3u, cell.errors.size());
  EXPECT_EQ(NotationFault::kCoveredExceedsTotal, cell.errors[0].fault);
  EXPECT_EQ(NotationFault::kUnreadableFraction, cell.errors[1].fault);
  EXPECT_EQ(NotationFault::kUnknownUnit, cell.errors[2].fault);
}

TEST(SubPrefecturalCellTest, OfficialsFormIsWritten) {
  v1::CouncilReport report;
  EXPECT_EQ("", FormatSubPrefecturalCell(report));
  report.set_sub_prefectural(v1::PRESENCE_ABSENT);
  EXPECT_EQ("×", FormatSubPrefecturalCell(report));
  report.set_sub_prefectural(v1::PRESENCE_PRESENT);
  v1::Coverage& first = *report.add_coverages();
  first.set_unit(v1::AREA_UNIT_HEALTH_CENTRE);
  first.set_covered(5);
  first.set_total(5);
  EXPECT_EQ("○：5/5保健所", FormatSubPrefecturalCell(report));
  v1::Coverage& second = *report.add_coverages();
  second.set_unit(v1::AREA_UNIT_MUNICIPALITY);
  second.set_covered(3);
  second.set_total(27);
  EXPECT_EQ("○：①5/5保健所②3/27市町村", FormatSubPrefecturalCell(report));
}

TEST(AreaCountTest, EitherHalfIsOptional) {
  const auto read = [](std::string_view text) { return ReadAreaCount(FoldNotation(text)); };
  EXPECT_EQ(18, read("18道県137圏域")->prefectures);
  EXPECT_EQ(137, read("18道県137圏域")->councils);
  EXPECT_EQ(3, read("３県 17圏域")->prefectures);
  EXPECT_EQ(std::nullopt, read("18道県")->councils);
  EXPECT_EQ(std::nullopt, read("137圏域")->prefectures);
  for (const char* text :
       {"", "18", "道県", "県17圏域", "18道県圏域", "18道県137", "18道県137圏域。", "x18道県137圏域"}) {
    EXPECT_FALSE(read(text).has_value()) << text;
  }
}

TEST(PlanCellTest, PlansWithAndWithoutScope) {
  PlanCell cell = ReadPlans("H27年度中");
  ASSERT_EQ(1u, cell.plans.size());
  EXPECT_EQ(v1::PLAN_SCOPE_UNSPECIFIED, cell.plans[0].scope());
  EXPECT_EQ(2015, cell.plans[0].interval().last_fiscal_year());
  cell = ReadPlans("（都道府県単位に\nついて）H27年度中");
  ASSERT_EQ(1u, cell.plans.size());
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, cell.plans[0].scope());
  cell = ReadPlans("(都道府県単位について)未定、(二次医療圏等単位について)H28年度以降");
  ASSERT_EQ(2u, cell.plans.size());
  EXPECT_TRUE(cell.plans[0].undecided());
  EXPECT_FALSE(cell.plans[0].has_interval());
  EXPECT_EQ(v1::PLAN_SCOPE_SUB_PREFECTURAL, cell.plans[1].scope());
  EXPECT_EQ(2016, cell.plans[1].interval().first_fiscal_year());
  EXPECT_TRUE(ReadPlans("").plans.empty());
}

TEST(PlanCellTest, ScopesInOtherWords) {
  for (const char* text : {"（都道府県）未定", "（都道府県について）未定", "（都道府県単位）未定"}) {
    ASSERT_EQ(1u, ReadPlans(text).plans.size()) << text;
    EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, ReadPlans(text).plans[0].scope()) << text;
  }
  for (const char* text : {"（二次医療圏単位について）未定", "（二次医療圏等について）未定", "（圏域単位について）未定",
                           "（保健所単位）未定"}) {
    ASSERT_EQ(1u, ReadPlans(text).plans.size()) << text;
    EXPECT_EQ(v1::PLAN_SCOPE_SUB_PREFECTURAL, ReadPlans(text).plans[0].scope()) << text;
  }
}

TEST(PlanCellTest, FaultsAndTheirPlaces) {
  struct Case {
    const char* text;
    NotationFault fault;
    size_t position;
    size_t length;
  };
  const Case kCases[] = {
      {"来年度", NotationFault::kUnreadablePlan, 0, 3},
      {"（都道府県単位について）", NotationFault::kUnreadablePlan, 12, 0},
      {"（都道府県単位についてH27年度中", NotationFault::kUnreadablePlan, 0, 17},
      {"（知事について）未定", NotationFault::kUnknownPlanScope, 0, 8},
      {"（）未定", NotationFault::kUnknownPlanScope, 0, 2},
      {"H27年度中、未定", NotationFault::kPlanScopeTwice, 7, 2},
  };
  for (const Case& test : kCases) {
    const PlanCell cell = ReadPlans(test.text);
    ASSERT_EQ(1u, cell.errors.size()) << test.text;
    EXPECT_EQ(test.fault, cell.errors[0].fault) << test.text;
    EXPECT_EQ(test.position, cell.errors[0].position) << test.text;
    EXPECT_EQ(test.length, cell.errors[0].length) << test.text;
  }
}

TEST(PlanCellTest, WrittenPlansReadBack) {
  v1::CouncilReport report;
  for (const PlanScopeEntry& scope : PlanScopes()) {
    if (scope.scope == v1::PLAN_SCOPE_COUNCIL) continue;  // Written without words, so read without scope.
    v1::Plan& plan = *report.add_plans();
    plan.set_scope(scope.scope);
    plan.mutable_interval()->set_last_fiscal_year(2010 + scope.scope);
  }
  EXPECT_EQ("（都道府県単位について）H24年度中（二次医療圏等単位について）H25年度中", FormatPlanCell(report));
  const PlanCell cell = ReadPlans(FormatPlanCell(report));
  ASSERT_EQ(2u, cell.plans.size());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(report.plans(i).DebugString(), cell.plans[i].DebugString());
}

TEST(ResolvePlanScopeTest, WhatIsMissing) {
  constexpr auto kYes = v1::PRESENCE_PRESENT;
  constexpr auto kNo = v1::PRESENCE_ABSENT;
  constexpr auto kUnstated = v1::PRESENCE_UNSPECIFIED;
  EXPECT_EQ(v1::PLAN_SCOPE_COUNCIL, ResolvePlanScope(kNo, kUnstated, kUnstated));
  EXPECT_EQ(v1::PLAN_SCOPE_COUNCIL, ResolvePlanScope(kNo, kNo, kNo));
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, ResolvePlanScope(kYes, kNo, kYes));
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, ResolvePlanScope(kYes, kNo, kUnstated));
  EXPECT_EQ(v1::PLAN_SCOPE_SUB_PREFECTURAL, ResolvePlanScope(kYes, kYes, kNo));
  EXPECT_EQ(v1::PLAN_SCOPE_UNSPECIFIED, ResolvePlanScope(kYes, kNo, kNo));
  EXPECT_EQ(v1::PLAN_SCOPE_UNSPECIFIED, ResolvePlanScope(kYes, kYes, kUnstated));
  EXPECT_EQ(v1::PLAN_SCOPE_UNSPECIFIED, ResolvePlanScope(kUnstated, kNo, kYes));
}

// Every short text over the notation's own characters: nothing fails, and every error lies within the text.
TEST(NotationTest, ReadersAreTotal) {
  static constexpr char32_t kAlphabet[] = {U'○',  U'×', U':', U'1', U'0',  U'/', U'①',
                                           U'保', U'(', U')', U'.', U'、', U'H', U'年'};
  constexpr size_t kSize = std::size(kAlphabet);
  std::u32string text;
  for (size_t number = 0; number < kSize * kSize * kSize * kSize * kSize; ++number) {
    text.clear();
    for (size_t rest = number; rest > 0; rest /= kSize) text += kAlphabet[rest % kSize];
    const SubPrefecturalCell areas = ReadSubPrefecturalCell(text);
    for (const NotationError& error : areas.errors) ASSERT_LE(error.position + error.length, text.size());
    ASSERT_TRUE(!areas.errors.empty() || areas.coverages.empty() == (areas.presence != v1::PRESENCE_PRESENT));
    const PlanCell plans = ReadPlanCell(text);
    for (const NotationError& error : plans.errors) ASSERT_LE(error.position + error.length, text.size());
    ASSERT_EQ(plans.plans.size(), plans.positions.size());
  }
}

}  // namespace
}  // namespace zaitaku
