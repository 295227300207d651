// The answers to questions, as functions.
#include "services/catalog/catalog_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/catalog/catalog_index.h"
#include "services/entries/entry_checks.h"

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;

Program RightProgram() {
  Program program;
  program.set_name("programs/a");
  program.mutable_display_name()->set_ja("甲");
  program.set_kind(Program::KIND_PROGRAM);
  return program;
}

TEST(CatalogQuestionsTest, AnExcerptHoldsTheMatchAndIsAtMostTwoHundredCharacters) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "あ";
  for (const size_t at : {0, 1, 150, 299, 300}) {
    std::string with = text;
    with.insert(at * 3, "ｺｰﾃﾞｨﾈｰﾀｰ");
    const std::string excerpt = Excerpt(with, {FoldForSearch("コーディネーター")});
    EXPECT_NE(excerpt.find("ｺｰﾃﾞｨﾈｰﾀｰ"), std::string::npos) << at;
    EXPECT_LE(CountCharacters(excerpt), 200u) << at;
  }
  EXPECT_EQ(Excerpt("短い文", {"文"}), "短い文");
}

TEST(CatalogQuestionsTest, QueriesHaveOneToTenWords) {
  EXPECT_THAT(*QueryWords("　Ａ  b\tＣ "), ElementsAre("a", "b", "c"));
  for (const std::string& query :
       {std::string(), std::string(" 　"), std::string("a b c d e f g h i j k"), std::string(101, 'x')}) {
    EXPECT_FALSE(QueryWords(query).ok()) << query;
  }
}

TEST(CatalogQuestionsTest, ACityOfAnyKindIsAMunicipalityAndAPrefectureIsNot) {
  EXPECT_THAT(KindsOf(GOVERNMENT_KIND_PREFECTURE), ElementsAre(GOVERNMENT_KIND_PREFECTURE));
  EXPECT_THAT(KindsOf(GOVERNMENT_KIND_MUNICIPALITY), ElementsAre(GOVERNMENT_KIND_MUNICIPALITY));
  for (const auto kind :
       {GOVERNMENT_KIND_DESIGNATED_CITY, GOVERNMENT_KIND_CORE_CITY, GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY}) {
    EXPECT_THAT(KindsOf(kind), ElementsAre(kind, GOVERNMENT_KIND_MUNICIPALITY));
  }
}

TEST(CatalogQuestionsTest, AProgrammeOfWhichNoPlaceIsKnownIsUnplacedNotLost) {
  Program placed = RightProgram(), unplaced = RightProgram(), other_year = RightProgram();
  for (Program* program : {&placed, &unplaced}) {
    program->add_fiscal_years()->set_fiscal_year(2016);
    program->mutable_fiscal_years(0)->set_in_overview(true);
  }
  other_year.add_fiscal_years()->set_fiscal_year(2016);
  for (const auto level : {GOVERNMENT_LEVEL_MUNICIPALITY, GOVERNMENT_LEVEL_PREFECTURE}) placed.add_levels(level);
  placed.add_fields(CARE_FIELD_DISABILITY);
  GetProgramMatrixResponse matrix;
  matrix.set_fiscal_year(2016);
  FillMatrix({placed, unplaced, other_year}, matrix);
  ASSERT_EQ(matrix.cells_size(), 2);
  EXPECT_EQ(matrix.cells(0).level(), GOVERNMENT_LEVEL_PREFECTURE);
  EXPECT_EQ(matrix.unplaced_size(), 1);
}

}  // namespace
}  // namespace zaitaku::catalog
