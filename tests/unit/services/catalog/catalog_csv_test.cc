// Tables: what is wrong is found at its line and field, and only what is stated is stated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/catalog/catalog_file.h"

namespace zaitaku::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kLineHeads[] = "name,funding_source,fiscal_year,stage,amount,yen,unit\n";

// `line:column [head] what was read`, each.
std::vector<std::string> Describe(const CatalogFile& content) {
  std::vector<std::string> problems;
  for (const auto& problem : content.problems) {
    EXPECT_FALSE(problem.expected().empty());
    EXPECT_FALSE(problem.expected_ja().empty());
    EXPECT_FALSE(problem.example().empty());
    problems.push_back(absl::StrCat(problem.line(), ":", problem.column(), " [", problem.cell(), "] ", problem.read()));
  }
  EXPECT_TRUE(problems.empty() || content.entries.empty());
  return problems;
}

std::vector<std::string> LineProblems(const std::string& row) {
  return Describe(ReadBudgetLinesCsv(std::string(kLineHeads) + row + "\n"));
}

v1::BudgetLine OneLine(const std::string& row) {
  const CatalogFile content = ReadBudgetLinesCsv(std::string(kLineHeads) + row + "\n");
  EXPECT_THAT(Describe(content), IsEmpty());
  return content.entries.size() == 1 ? content.entries[0].entry.budget_line() : v1::BudgetLine();
}

TEST(CatalogCsvTest, HeadsAreReadInEitherLanguageAndAnyOrderWidthAndPlace) {
  const CatalogFile content = ReadProgramsCsv(
      "\xEF\xBB\xBF分野,名前,ｋｉｎｄ,事業 名,対象\r\n"
      "障害;coordination,programs/a,協議会,\"甲,乙\",中核市；指定都市\r\n");
  ASSERT_THAT(Describe(content), IsEmpty());
  ASSERT_THAT(content.entries, SizeIs(1));
  EXPECT_EQ(content.entries[0].line, 2);
  const v1::Program& program = content.entries[0].entry.program();
  EXPECT_EQ(program.name(), "programs/a");
  EXPECT_EQ(program.kind(), v1::Program::KIND_COUNCIL);
  EXPECT_EQ(program.display_name().ja(), "甲,乙");
  EXPECT_THAT(program.fields(), ElementsAre(v1::CARE_FIELD_DISABILITY, v1::CARE_FIELD_COORDINATION));
  EXPECT_THAT(program.eligible(), ElementsAre(v1::GOVERNMENT_KIND_CORE_CITY, v1::GOVERNMENT_KIND_DESIGNATED_CITY));
  EXPECT_THAT(content.entries[0].mask.paths(),
              testing::UnorderedElementsAre("display_name.ja", "kind", "fields", "eligible"));
}

TEST(CatalogCsvTest, WrongHeadsAreFound) {
  EXPECT_THAT(Describe(ReadProgramsCsv("name,色,kind,種類\nprograms/a,x,program,program\n")),
              ElementsAre("1:2 [] 色", "1:4 [種類] 種類"));
  EXPECT_THAT(Describe(ReadProgramsCsv("kind,bureau\nprogram,\n")), ElementsAre("1:1 [name] "));
  EXPECT_THAT(Describe(ReadProgramsCsv("\n\n")), SizeIs(1));
  EXPECT_THAT(Describe(ReadProgramsCsv("name,kind\n")), SizeIs(1));
  EXPECT_THAT(Describe(ReadProgramsCsv("name\nprograms/a\n")), ElementsAre("1:1 [] name"));
}

TEST(CatalogCsvTest, EveryWrongCellIsFoundWithItsHead) {
  EXPECT_THAT(Describe(ReadProgramsCsv("名前,種類,所管,対象,開始年度,親事業,財源\n"
                                       "programs/A,何,誰,中核市;中核市,1500,x,fundingSources/a;;\n"
                                       "budgetLines/a,,,,令和二,,\n")),
              ElementsAre("2:1 [名前] programs/A", "2:2 [種類] 何", "2:3 [所管] 誰", "2:4 [対象] 中核市;中核市",
                          "2:5 [開始年度] 1500", "2:6 [親事業] x", "2:7 [財源] fundingSources/a;;",
                          "3:1 [名前] budgetLines/a", "3:2 [種類] ", "3:5 [開始年度] 令和二"));
}

TEST(CatalogCsvTest, RowsThatAreDamagedShortLongOrDoubledAreFound) {
  EXPECT_THAT(Describe(ReadProgramsCsv("name,kind\nprograms/a\nprograms/b,program,x\n,\n\nprograms/c,program,\n"
                                       "programs/c,council\n")),
              ElementsAre("2:1 [] programs/a", "3:3 [] x", "7:1 [name] programs/c"));
  EXPECT_THAT(Describe(ReadProgramsCsv("name,kind\nprograms/a,\"program\n")), SizeIs(1));
  EXPECT_THAT(Describe(ReadProgramsCsv("name,kind\nprograms/a,\xff\n")), SizeIs(1));
}

TEST(CatalogCsvTest, AmountsAsPrintedGiveYenAndUnit) {
  const v1::BudgetLine line = OneLine("budgetLines/a,fundingSources/f,平成27年度,予算,７百万円,,");
  EXPECT_EQ(line.fiscal_year(), 2015);
  EXPECT_EQ(line.stage(), v1::BUDGET_STAGE_BUDGET);
  EXPECT_EQ(line.amount().yen(), 7'000'000);
  EXPECT_EQ(line.amount().unit(), v1::MONEY_UNIT_MILLION_YEN);
  EXPECT_EQ(line.amount().text(), "７百万円");
  EXPECT_EQ(OneLine("budgetLines/a,fundingSources/f,2015,supplementary,,-5,").amount().yen(), -5);
  const v1::BudgetLine none = OneLine("budgetLines/a,fundingSources/f,2015,budget,,0,");
  EXPECT_TRUE(none.has_amount());
  EXPECT_EQ(none.amount().yen(), 0);
  EXPECT_EQ(OneLine("budgetLines/a,fundingSources/f,2015,budget,7百万円,7000000,百万円").amount().yen(), 7'000'000);
}

TEST(CatalogCsvTest, AmountsThatDisagreeOrCannotBeReadAreFound) {
  EXPECT_THAT(LineProblems("budgetLines/a,fundingSources/f,2015,budget,7百万円,7000001,"),
              ElementsAre("2:6 [yen] 7000001"));
  EXPECT_THAT(LineProblems("budgetLines/a,fundingSources/f,2015,budget,7百万円,,千円"), ElementsAre("2:7 [unit] 千円"));
  EXPECT_THAT(LineProblems("budgetLines/a,fundingSources/f,2015,budget,,,"), ElementsAre("2:5 [amount] "));
  EXPECT_THAT(LineProblems("budgetLines/a,fundingSources/f,2015,budget,約3百万円,,"),
              ElementsAre("2:5 [amount] 約3百万円"));
  for (const char* yen : {"\"1,000\"", "1.5", "-", "100000000000001", "99999999999999999999", "7百万", "0x10", "+5"}) {
    EXPECT_THAT(LineProblems(absl::StrCat("budgetLines/a,fundingSources/f,2015,budget,,", yen, ",")), SizeIs(1)) << yen;
  }
  EXPECT_THAT(LineProblems("budgetLines/a,fundingSources/f,,,,5,"), ElementsAre("2:3 [fiscal_year] ", "2:4 [stage] "));
}

TEST(CatalogCsvTest, TooManyRowsAreSaidOnce) {
  std::string csv = "name,kind\n";
  for (int i = 0; i < 10'005; ++i) absl::StrAppend(&csv, "programs/p", i, ",program\n");
  EXPECT_THAT(Describe(ReadProgramsCsv(csv)), ElementsAre("10002:1 [] "));
}

}  // namespace
}  // namespace zaitaku::catalog
