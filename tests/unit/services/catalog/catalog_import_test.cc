// Imports over gRPC: what only the store can tell, what a table leaves alone, hostile files.
#include <chrono>

#include "domain/catalogue_table.h"
#include "tests/catalog_server/catalog_server.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using type::v1::ERROR_REASON_INVALID_FIELD;
using type::v1::ERROR_REASON_INVALID_FILE;

constexpr char kCoordination[] = "programs/home-care-coordination";

class CatalogImportTest : public testing::Test {
 protected:
  absl::StatusOr<Program> GetProgram(const std::string& name) {
    GetProgramRequest request;
    request.set_name(name);
    return server_.Call(&CatalogStub::GetProgram, request);
  }
  absl::StatusOr<BudgetLine> GetLine(const std::string& name) {
    GetBudgetLineRequest request;
    request.set_name(name);
    return server_.Call(&CatalogStub::GetBudgetLine, request);
  }
  std::string Head() {
    const auto head = server_.Call(&CatalogStub::GetHead, GetHeadRequest());
    return head.ok() ? head->revision() : "none";
  }
  // What a trial says is wrong, a line each: `3 parent: …`.
  std::vector<std::string> Wrong(const std::string& content) {
    const std::string before = Head();
    const auto response = server_.Import(content, true);
    EXPECT_OK(response);
    EXPECT_EQ(Head(), before);
    std::vector<std::string> wrong;
    if (!response.ok()) return wrong;
    for (const type::v1::ImportProblem& problem : response->problems()) {
      EXPECT_FALSE(problem.expected_ja().empty());
      EXPECT_NE(problem.expected(), problem.expected_ja());
      wrong.push_back(absl::StrCat(problem.line(), " ", problem.cell(), ": ", problem.read()));
    }
    if (!wrong.empty()) {
      const auto refused = server_.Import(content);
      EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FILE));
      EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line"));
      EXPECT_EQ(Head(), before);
    }
    return wrong;
  }

  CatalogServer server_;
};

TEST_F(CatalogImportTest, TablesOfWhatIsThereChangeNothing) {
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  const std::string head = Head();
  ASSERT_OK_AND_ASSIGN(const auto programs, server_.Call(&CatalogStub::ListPrograms, ListProgramsRequest()));
  ASSERT_OK_AND_ASSIGN(const auto lines, server_.Call(&CatalogStub::ListBudgetLines, ListBudgetLinesRequest()));
  const std::vector<Program> all(programs.programs().begin(), programs.programs().end());
  const std::vector<BudgetLine> all_lines(lines.budget_lines().begin(), lines.budget_lines().end());
  ASSERT_OK_AND_ASSIGN(const auto first, server_.Import(WriteProgramsCsv(all)));
  EXPECT_TRUE(first.unchanged());
  EXPECT_EQ(first.unchanged_entries(), 14);
  ASSERT_OK_AND_ASSIGN(const auto second, server_.Import(WriteBudgetLinesCsv(all_lines)));
  EXPECT_TRUE(second.unchanged());
  EXPECT_EQ(second.unchanged_entries(), 5);
  EXPECT_EQ(Head(), head);
}

TEST_F(CatalogImportTest, ATableOfJapaneseNamesKeepsTheEnglishOnesAndTheOtherFacts) {
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  ASSERT_OK_AND_ASSIGN(const Program before, GetProgram(kCoordination));
  ASSERT_OK(server_.Import(absl::StrCat("名前,事業名\n", kCoordination, ",新しい名前\n")));
  ASSERT_OK_AND_ASSIGN(const Program after, GetProgram(kCoordination));
  EXPECT_EQ(after.display_name().ja(), "新しい名前");
  EXPECT_EQ(after.display_name().en(), before.display_name().en());
  EXPECT_EQ(after.parts_size(), before.parts_size());
  EXPECT_LT(after.sources_size(), before.sources_size());  // Those of the name are of the old one.
  EXPECT_GT(after.sources_size(), 0);
}

TEST_F(CatalogImportTest, AnEmptyCellStatesNothingWhereThereIsNothing) {
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  ASSERT_OK(server_.Import("name,display_name_ja,purpose_ja,purpose_en\nprograms/home-care-hubs,別,,\n"));
  ASSERT_OK_AND_ASSIGN(const Program program, GetProgram("programs/home-care-hubs"));
  EXPECT_EQ(program.display_name().ja(), "別");
  EXPECT_FALSE(program.has_purpose());
  EXPECT_EQ(program.first_fiscal_year(), 2011);
}

TEST_F(CatalogImportTest, ATableOfYenKeepsWhatIsPrintedOrSaysThatItDisagrees) {
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  constexpr char kLine[] = "budgetLines/2016-advanced-home-care-training";
  ASSERT_OK_AND_ASSIGN(const auto same, server_.Import(absl::StrCat("name,yen\n", kLine, ",16000000\n")));
  EXPECT_TRUE(same.unchanged());
  EXPECT_THAT(Wrong(absl::StrCat("name,yen\n", kLine, ",17000000\n")),
              ElementsAre("2 budget_line.amount.yen: 17000000"));
  ASSERT_OK(server_.Import(absl::StrCat("name,rounding\n", kLine, ",四捨五入\n")));
  ASSERT_OK_AND_ASSIGN(const BudgetLine line, GetLine(kLine));
  EXPECT_EQ(line.amount().rounding(), ROUNDING_HALF_UP);
  EXPECT_EQ(line.amount().text(), "16百万円");
}

TEST_F(CatalogImportTest, AllReferencesToWhatDoesNotExistAreListedWithTheirLines) {
  EXPECT_THAT(Wrong("name,display_name_ja,kind,parent,funding_sources\n"
                    "programs/a,甲,program,programs/b,\n"
                    "programs/b,乙,program,,fundingSources/none\n"
                    "\n"
                    "programs/c,丙,program,programs/none,\n"),
              ElementsAre("3 program.funding_sources[0]: fundingSources/none", "5 program.parent: programs/none"));
}

TEST_F(CatalogImportTest, AReferenceToARefusedLineIsNotAProblemOfItsOwn) {
  EXPECT_THAT(Wrong("name,display_name_ja,kind,parent\nprograms/a,甲,program,programs/b\nprograms/b,,program,\n"),
              ElementsAre("3 program.display_name.ja: programs/b"));
}

TEST_F(CatalogImportTest, CyclesAndSumsOfOtherStagesNameTheirLines) {
  EXPECT_THAT(Wrong("name,display_name_ja,kind,parent\nprograms/a,甲,program,programs/b\n"
                    "programs/b,乙,program,programs/a\n"),
              SizeIs(2));
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  EXPECT_THAT(Wrong("name,stage\nbudgetLines/2015-elderly-home-care-training,draft\n"),
              ElementsAre(HasSubstr("2 budget_line.name:")));
  EXPECT_THAT(Wrong("name,sum_of\nbudgetLines/2016-advanced-home-care-training,"
                    "budgetLines/2015-elderly-home-care-training\n"),
              ElementsAre(HasSubstr("2 budget_line.sum_of[0]:")));
}

TEST_F(CatalogImportTest, ACorrectedFileImportedTwiceChangesNothingTheSecondTime) {
  std::string data = CatalogServer::ReadData();
  ASSERT_OK(server_.Import(data));
  const std::string from = "県内の在宅医療関係者等で協議を行う。";
  data.replace(data.find(from), from.size(), "県内の関係者で協議を行う。");
  ASSERT_OK_AND_ASSIGN(const auto first, server_.Import(data));
  EXPECT_THAT(first.changed(), ElementsAre("fundingSources/regional-care-fund"));
  ASSERT_OK_AND_ASSIGN(const auto second, server_.Import(data));
  EXPECT_TRUE(second.unchanged());
}

TEST_F(CatalogImportTest, HostileFilesAreAnsweredQuicklyAndClearly) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THAT(server_.Import(std::string((1 << 20) + 1, 'x')), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(server_.Import(""), HasReason(ERROR_REASON_INVALID_FIELD));
  for (const std::string& content :
       {std::string(1 << 20, 'x'), std::string(1 << 20, '"'), std::string(1 << 20, ','), std::string(1 << 20, '{'),
        std::string(1 << 20, '\0'), std::string(1 << 20, '\xff')}) {
    EXPECT_THAT(server_.Import(content), HasReason(ERROR_REASON_INVALID_FILE)) << content.substr(0, 1);
  }
  std::string nested = R"({"program": {"name": "programs/a", "parts": )";
  for (int i = 0; i < 20'000; ++i) nested += R"([{"title": "x", "parts": )";
  EXPECT_THAT(server_.Import(nested), HasReason(ERROR_REASON_INVALID_FILE));
  std::string many = R"({"program": {"name": "programs/a", "aliases": [{})";
  for (int i = 0; i < 160'000; ++i) many += ",{}";
  EXPECT_THAT(server_.Import(many + "]}}"), HasReason(ERROR_REASON_INVALID_FILE));
  std::string key = R"({"program": {")" + std::string(1'000'000, 'k') + R"(": 1}})";
  EXPECT_THAT(server_.Import(key), HasReason(ERROR_REASON_INVALID_FILE));
  std::string levels = R"({"program": {"name": "programs/a", "levels": [1)";
  for (int i = 2; i < 120'000; ++i) levels += "," + std::to_string(i);
  EXPECT_THAT(server_.Import(levels + "]}}"), HasReason(ERROR_REASON_INVALID_FILE));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST_F(CatalogImportTest, TenThousandLinesAreTheMost) {
  ASSERT_OK(
      server_.Import("{\"fundingSource\": {\"name\": \"fundingSources/f\", \"displayName\": {\"ja\": \"基\"}, "
                     "\"kind\": \"KIND_FUND\"}}"));
  std::string csv = "name,funding_source,fiscal_year,stage,yen\n";
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&csv, "budgetLines/l", i, ",fundingSources/f,2015,budget,", i, "\n");
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Import(csv));
  EXPECT_THAT(response.created(), SizeIs(10'000));
  EXPECT_THAT(Wrong(csv + "budgetLines/more,fundingSources/f,2015,budget,1\n"), SizeIs(1));
  GetBudgetTotalsRequest request;
  ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&CatalogStub::GetBudgetTotals, request));
  EXPECT_EQ(totals.totals(0).total().yen(), 49'995'000);
}

}  // namespace
}  // namespace zaitaku::catalog
