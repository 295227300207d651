#include "domain/councils.h"

#include <gtest/gtest.h>

namespace zaitaku {
namespace {

namespace v1 = council::v1;

TEST(CouncilsTest, EveryEnumValueHasItsEntry) {
  for (int i = v1::CouncilKind_MIN; i <= v1::CouncilKind_MAX; ++i) {
    const CouncilKindEntry* entry = FindCouncilKind(static_cast<v1::CouncilKind>(i));
    ASSERT_EQ(i != 0, entry != nullptr);
    if (entry != nullptr) {
      EXPECT_EQ(i, entry->kind);
    }
  }
  for (int i = v1::AreaUnit_MIN; i <= v1::AreaUnit_MAX; ++i) {
    const AreaUnitEntry* entry = FindAreaUnit(static_cast<v1::AreaUnit>(i));
    ASSERT_EQ(i != 0, entry != nullptr);
    if (entry != nullptr) {
      EXPECT_EQ(i, entry->unit);
    }
  }
  for (int i = v1::PlanScope_MIN; i <= v1::PlanScope_MAX; ++i) {
    const PlanScopeEntry* entry = FindPlanScope(static_cast<v1::PlanScope>(i));
    ASSERT_EQ(i != 0, entry != nullptr);
    if (entry != nullptr) {
      EXPECT_EQ(i, entry->scope);
    }
  }
}

TEST(CouncilsTest, ValuesOutsideTheEnumHaveNone) {
  EXPECT_EQ(nullptr, FindCouncilKind(static_cast<v1::CouncilKind>(99)));
  EXPECT_EQ(nullptr, FindAreaUnit(static_cast<v1::AreaUnit>(-1)));
  EXPECT_EQ(nullptr, FindPlanScope(static_cast<v1::PlanScope>(4)));
}

TEST(CouncilsTest, KindsAreFoundBySlugAndName) {
  EXPECT_EQ(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, FindCouncilKindBySlug("home-medical-care")->kind);
  EXPECT_EQ(nullptr, FindCouncilKindBySlug("Home-Medical-Care"));
  EXPECT_EQ(v1::COUNCIL_KIND_HOME_VISIT_NURSING, FindCouncilKindByName("訪問看護 推進協議会")->kind);
  EXPECT_EQ(nullptr, FindCouncilKindByName("協議会"));
}

TEST(CouncilsTest, UnitsAreFoundByNameAndLongerForm) {
  for (const AreaUnitEntry& entry : AreaUnits()) EXPECT_EQ(&entry, FindAreaUnitByName(entry.ja));
  EXPECT_EQ(v1::AREA_UNIT_MEDICAL_AREA, FindAreaUnitByName("二次医療圏")->unit);
  EXPECT_EQ(v1::AREA_UNIT_MUNICIPALITY, FindAreaUnitByName("市区町村")->unit);
  for (const char* name : {"", "圏域", "医療", "医療圏域", "健所"})
    EXPECT_EQ(nullptr, FindAreaUnitByName(name)) << name;
}

}  // namespace
}  // namespace zaitaku
