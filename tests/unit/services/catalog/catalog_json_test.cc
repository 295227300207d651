// What a file is, and what is wrong with JSON lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/catalog/catalog_entries.h"
#include "services/catalog/catalog_file.h"
#include "services/entries/json_lines.h"

namespace zaitaku::catalog {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(CatalogFileTest, TheFormatIsFoundFromTheContent) {
  using Request = v1::ImportEntriesRequest;
  EXPECT_EQ(FindFormat("\xEF\xBB\xBF\r\n {"), Request::FORMAT_JSON_LINES);
  EXPECT_EQ(FindFormat("名前,年度\n"), Request::FORMAT_BUDGET_LINES_CSV);
  EXPECT_EQ(FindFormat("name,yen\nbudgetLines/a,1\n"), Request::FORMAT_BUDGET_LINES_CSV);
  EXPECT_EQ(FindFormat("名前,所管\nbudgetLines/a,\n"), Request::FORMAT_BUDGET_LINES_CSV);
  EXPECT_EQ(FindFormat("名前,所管\nprograms/a,\n"), Request::FORMAT_PROGRAMS_CSV);
  EXPECT_EQ(FindFormat("名前,種類\n"), Request::FORMAT_PROGRAMS_CSV);
  EXPECT_EQ(FindFormat(""), Request::FORMAT_PROGRAMS_CSV);
}

TEST(CatalogJsonTest, WhatTheParserQuotesIsCut) {
  const CatalogFile content =
      ReadJsonLines<CatalogEntries>("{\"program\": {\"" + std::string(1'000'000, 'k') + "\": 1}}");
  ASSERT_THAT(content.problems, SizeIs(1));
  EXPECT_LT(content.problems[0].ByteSizeLong(), 2000u);
}

TEST(CatalogJsonTest, EveryWrongLineIsFoundInBothLanguages) {
  const CatalogFile content = ReadJsonLines<CatalogEntries>(
      "\xEF\xBB\xBF{\"program\": {\"name\": \"programs/a\", \"displayName\": {\"ja\": \"甲\"}, \"kind\": 1}}\r\n"
      "\n{}\n{\"program\": {\"nome\": 1}}\n\xff\n{\"program\": {\"name\": \"programs/a\", \"kind\": 7}}\nnull\n"
      "{\"budgetLine\": {\"name\": \"budgetLines/a\", \"program\": \"programs/a\", \"fiscalYear\": 5, \"stage\": 3, "
      "\"amount\": {\"yen\": 1}}}\n");
  std::vector<std::string> problems;
  for (const auto& problem : content.problems) {
    problems.push_back(absl::StrCat(problem.line(), " ", problem.cell()));
    EXPECT_FALSE(problem.expected_ja().empty());
  }
  EXPECT_THAT(problems, ElementsAre("3 ", "4 ", "5 ", "6 program.display_name.ja", "6 program.kind", "6 program.name",
                                    "7 ", "8 budget_line.fiscal_year"));
  ASSERT_THAT(content.problems, SizeIs(8));
  EXPECT_EQ(content.problems[7].read(), "5");
  EXPECT_EQ(content.problems[7].expected(), "1868 to 2999");
  EXPECT_EQ(content.problems[7].expected_ja(), "年度（1868～2999）");
  EXPECT_EQ(content.problems[7].example(), "2016 (平成28年度)");
}

}  // namespace
}  // namespace zaitaku::catalog
