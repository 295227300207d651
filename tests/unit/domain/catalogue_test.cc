#include "domain/catalogue.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

template <typename Enum>
class TermsTest : public testing::Test {};

using Enums = testing::Types<v1::GovernmentLevel, v1::CareField, v1::GovernmentKind, v1::Bureau, v1::Program::Kind,
                             v1::FiscalYearStatus::Status, v1::Condition::Kind, v1::FundingSource::Kind,
                             v1::BudgetStage, v1::MoneyUnit, v1::Rounding>;
TYPED_TEST_SUITE(TermsTest, Enums);

TYPED_TEST(TermsTest, EveryValueHasItsTerm) {
  const google::protobuf::EnumDescriptor* descriptor = google::protobuf::GetEnumDescriptor<TypeParam>();
  EXPECT_EQ(descriptor->value_count() - 1, static_cast<int>(Terms<TypeParam>().size()));
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto value = static_cast<TypeParam>(descriptor->value(i)->number());
    const Term<TypeParam>* term = FindTerm(value);
    ASSERT_EQ(static_cast<int>(value) != 0, term != nullptr) << descriptor->value(i)->name();
    if (term != nullptr) {
      EXPECT_EQ(value, term->value);
    }
  }
}

TYPED_TEST(TermsTest, ValuesOutsideTheEnumHaveNone) {
  EXPECT_EQ(nullptr, FindTerm(static_cast<TypeParam>(-1)));
  EXPECT_EQ(nullptr, FindTerm(static_cast<TypeParam>(99)));
}

TYPED_TEST(TermsTest, TermsAreFoundByTheirOwnWordsOnly) {
  std::set<std::string_view> words;
  for (const Term<TypeParam>& term : Terms<TypeParam>()) {
    EXPECT_EQ(&term, FindTermBySlug<TypeParam>(term.slug));
    EXPECT_EQ(&term, FindTermByName<TypeParam>(term.ja));
    EXPECT_EQ(&term, ReadTerm<TypeParam>(term.slug));
    EXPECT_EQ(&term, ReadTerm<TypeParam>(term.ja));
    EXPECT_EQ(nullptr, FindTermBySlug<TypeParam>(term.ja));
    EXPECT_TRUE(words.insert(term.slug).second) << term.slug;
    EXPECT_TRUE(words.insert(term.ja).second) << term.ja;
    EXPECT_FALSE(term.en.empty());
    EXPECT_EQ(std::string_view::npos, term.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"));
  }
  for (const char* word : {"", "unspecified", "何か"}) EXPECT_EQ(nullptr, ReadTerm<TypeParam>(word)) << word;
}

TEST(CatalogueTest, OtherFormsOfOfficialsAreKnown) {
  EXPECT_EQ(v1::GOVERNMENT_KIND_MUNICIPALITY, ReadTerm<v1::GovernmentKind>("市町村")->value);
  EXPECT_EQ(v1::GOVERNMENT_KIND_DESIGNATED_CITY, ReadTerm<v1::GovernmentKind>("政令指定都市")->value);
  EXPECT_EQ(v1::GOVERNMENT_LEVEL_MUNICIPALITY, ReadTerm<v1::GovernmentLevel>("市町村")->value);
  EXPECT_EQ(v1::CARE_FIELD_HOME_MEDICAL_CARE, ReadTerm<v1::CareField>("在宅医療")->value);
  EXPECT_EQ(v1::CARE_FIELD_COORDINATION, ReadTerm<v1::CareField>("在宅医療・介護連携")->value);
  EXPECT_EQ(v1::CARE_FIELD_DISABILITY, ReadTerm<v1::CareField>("障害")->value);
  EXPECT_EQ(v1::FiscalYearStatus::STATUS_NEW, ReadTerm<v1::FiscalYearStatus::Status>("新")->value);
  EXPECT_EQ(v1::ROUNDING_DOWN, ReadTerm<v1::Rounding>("切り捨て")->value);
}

TEST(CatalogueTest, WidthsAndBlanksDoNotMatter) {
  EXPECT_EQ(v1::CARE_FIELD_COORDINATION, ReadTerm<v1::CareField>("在宅医療 ･ 介護連携関係")->value);
  EXPECT_EQ(v1::CARE_FIELD_DISABILITY, ReadTerm<v1::CareField>("障害関係(医療的ケア児への対応を含む)")->value);
  EXPECT_EQ(v1::GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY, ReadTerm<v1::GovernmentKind>("児童相談所\n設置市")->value);
}

TEST(CatalogueTest, PartsOfWordsAreNotWords) {
  EXPECT_EQ(nullptr, ReadTerm<v1::BudgetStage>("予"));
  EXPECT_EQ(v1::BUDGET_STAGE_DRAFT, ReadTerm<v1::BudgetStage>("予算案")->value);
  EXPECT_EQ(v1::BUDGET_STAGE_BUDGET, ReadTerm<v1::BudgetStage>("予算")->value);
  EXPECT_EQ(nullptr, ReadTerm<v1::MoneyUnit>("万円"));
}

}  // namespace
}  // namespace zaitaku
