// What people ask of the catalogue once data/catalog is in it, over gRPC.
#include <set>

#include "tests/catalog_server/catalog_server.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kTraining[] = "programs/advanced-home-care-training";
constexpr char kCoordination[] = "programs/home-care-coordination";

class CatalogDataAnswersTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(server_.Import(CatalogServer::ReadData())); }

  absl::StatusOr<GetBudgetTotalsResponse> Totals(int year, BudgetStage stage, MoneyUnit unit) {
    GetBudgetTotalsRequest request;
    request.set_fiscal_year(year);
    request.set_stage(stage);
    request.set_unit(unit);
    request.set_include_lines(true);
    return server_.Call(&CatalogStub::GetBudgetTotals, request);
  }

  absl::StatusOr<FindEligibleProgramsResponse> Eligible(GovernmentKind kind, CareField field, int year = 2016) {
    FindEligibleProgramsRequest request;
    request.set_kind(kind);
    request.set_field(field);
    request.set_fiscal_year(year);
    return server_.Call(&CatalogStub::FindEligiblePrograms, request);
  }

  absl::StatusOr<SearchCatalogResponse> Search(const std::string& query, int page_size = 0,
                                               const std::string& token = "") {
    SearchCatalogRequest request;
    request.set_query(query);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return server_.Call(&CatalogStub::SearchCatalog, request);
  }

  std::vector<std::string> Found(const std::string& query) {
    std::vector<std::string> names;
    const auto response = Search(query);
    EXPECT_OK(response);
    if (!response.ok()) return names;
    for (const SearchResult& result : response->results()) names.push_back(result.name());
    return names;
  }

  CatalogServer server_;
};

TEST_F(CatalogDataAnswersTest, TheBudgetOf2015IsElevenMillionAsSevenAndFour) {
  ASSERT_OK_AND_ASSIGN(const auto response, Totals(2015, BUDGET_STAGE_BUDGET, MONEY_UNIT_MILLION_YEN));
  ASSERT_THAT(response.totals(), SizeIs(1));
  const BudgetTotal& total = response.totals(0);
  EXPECT_EQ(total.total().yen(), 11'000'000);
  EXPECT_EQ(total.total().text(), "11百万円");
  EXPECT_EQ(total.line_count(), 2);
  EXPECT_THAT(total.lines(), SizeIs(2));  // The printed sum is not among them.
  ASSERT_THAT(total.printed_sums(), SizeIs(1));
  const PrintedSum& sum = total.printed_sums(0);
  EXPECT_TRUE(sum.matches());
  ASSERT_THAT(sum.terms(), SizeIs(2));
  EXPECT_EQ(sum.terms(0).amount().text(), "7百万円");
  EXPECT_EQ(sum.terms(1).amount().text(), "4百万円");
}

TEST_F(CatalogDataAnswersTest, AmountsReadInEveryUnit) {
  const auto text = [&](int year, BudgetStage stage, MoneyUnit unit) -> std::string {
    const auto response = Totals(year, stage, unit);
    return response.ok() && response->totals_size() == 1 ? response->totals(0).total().text() : "none";
  };
  EXPECT_EQ(text(2015, BUDGET_STAGE_BUDGET, MONEY_UNIT_UNSPECIFIED), "11,000,000円");
  EXPECT_EQ(text(2015, BUDGET_STAGE_BUDGET, MONEY_UNIT_HUNDRED_MILLION_YEN), "0.11億円");
  EXPECT_EQ(text(2016, BUDGET_STAGE_DRAFT, MONEY_UNIT_MILLION_YEN), "16百万円");
  EXPECT_EQ(text(2016, BUDGET_STAGE_DRAFT, MONEY_UNIT_YEN), "16,000,000円");
  EXPECT_EQ(text(2016, BUDGET_STAGE_DRAFT, MONEY_UNIT_HUNDRED_MILLION_YEN), "0.16億円");
  EXPECT_EQ(text(2014, BUDGET_STAGE_GRANT, MONEY_UNIT_HUNDRED_MILLION_YEN), "206億円");
  EXPECT_EQ(text(2014, BUDGET_STAGE_GRANT, MONEY_UNIT_MILLION_YEN), "20,600百万円");
  EXPECT_EQ(text(2014, BUDGET_STAGE_GRANT, MONEY_UNIT_YEN), "20,600,000,000円");
  EXPECT_EQ(text(2016, BUDGET_STAGE_BUDGET, MONEY_UNIT_YEN), "none");
}

TEST_F(CatalogDataAnswersTest, YearsAndStagesAreNeverAdded) {
  ASSERT_OK_AND_ASSIGN(const auto response, Totals(0, BUDGET_STAGE_UNSPECIFIED, MONEY_UNIT_YEN));
  std::vector<int64_t> yen;
  for (const BudgetTotal& total : response.totals()) {
    yen.push_back(total.total().yen());
    int64_t bureaus = 0, fields = 0, sources = 0;
    for (const auto& share : total.bureaus()) bureaus += share.amount().yen();
    for (const auto& share : total.fields()) fields += share.amount().yen();
    for (const auto& share : total.funding_sources()) sources += share.amount().yen();
    EXPECT_THAT((std::vector<int64_t>{bureaus, fields, sources}), testing::Each(total.total().yen()));
  }
  EXPECT_THAT(yen, ElementsAre(20'600'000'000, 11'000'000, 16'000'000));
}

TEST_F(CatalogDataAnswersTest, AMunicipalityFindsTheCoordinationProgrammeWithItsItemsAndDeadline) {
  ASSERT_OK_AND_ASSIGN(const auto response, Eligible(GOVERNMENT_KIND_MUNICIPALITY, CARE_FIELD_COORDINATION));
  ASSERT_THAT(response.programs(), SizeIs(1));
  const EligibleProgram& found = response.programs(0);
  EXPECT_EQ(found.program().display_name().ja(), "在宅医療・介護連携推進事業");
  std::vector<std::string> codes;
  for (const Part& part : found.program().parts()) codes.push_back(part.code());
  EXPECT_THAT(codes, ElementsAre("ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク"));
  ASSERT_THAT(found.funding_sources(), SizeIs(1));
  EXPECT_EQ(found.funding_sources(0).display_name().ja(), "地域支援事業交付金");
  std::vector<std::string> months;
  for (const Condition& condition : found.program().conditions()) months.push_back(condition.by_month());
  EXPECT_THAT(months, Contains("2018-04"));
}

TEST_F(CatalogDataAnswersTest, ACityFindsWhatItsKindMayUse) {
  ASSERT_OK_AND_ASSIGN(const auto core, Eligible(GOVERNMENT_KIND_CORE_CITY, CARE_FIELD_DISABILITY));
  ASSERT_THAT(core.programs(), SizeIs(1));
  EXPECT_EQ(core.programs(0).program().name(), "programs/medical-short-stay");
  EXPECT_EQ(core.programs(0).through(), GOVERNMENT_KIND_CORE_CITY);
  ASSERT_OK_AND_ASSIGN(const auto centre, Eligible(GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY, CARE_FIELD_DISABILITY));
  ASSERT_THAT(centre.programs(), SizeIs(1));
  EXPECT_EQ(centre.programs(0).program().name(), "programs/severe-disability-support-model");
  ASSERT_OK_AND_ASSIGN(const auto municipal, Eligible(GOVERNMENT_KIND_CORE_CITY, CARE_FIELD_COORDINATION));
  ASSERT_THAT(municipal.programs(), SizeIs(1));
  EXPECT_EQ(municipal.programs(0).through(), GOVERNMENT_KIND_MUNICIPALITY);
  ASSERT_OK_AND_ASSIGN(const auto early, Eligible(GOVERNMENT_KIND_CORE_CITY, CARE_FIELD_DISABILITY, 2010));
  EXPECT_THAT(early.programs(), IsEmpty());
}

TEST_F(CatalogDataAnswersTest, TheTrainingIsFoundUnderEitherWordAndTheCoordinatorsWithAndWithoutEtc) {
  EXPECT_THAT(Found("ハイレベル人材育成"), Contains(kTraining));
  EXPECT_THAT(Found("ハイレベル人材養成"), Contains(kTraining));
  EXPECT_THAT(Found("育成"), Contains(kTraining));
  EXPECT_THAT(Found("養成"), Contains(kTraining));
  for (const char* query :
       {"コーディネーター養成", "コーディネーター等養成", "コーディネーター", "ｺｰﾃﾞｨﾈｰﾀｰ", "ｺｰﾃﾞｨﾈｰﾀｰ 養成",
        "コーディ ネーター", "COORDINATORS", "ｃｏｏｒｄｉｎａｔｏｒｓ", "Coordinators Training"}) {
    EXPECT_THAT(Found(query), Contains("programs/care-coordinator-training")) << query;
  }
  EXPECT_THAT(Found("コーディネーター ハイレベル"), IsEmpty());  // All words in one resource.
  EXPECT_THAT(Found("%"), IsEmpty());
  EXPECT_THAT(Found("_"), IsEmpty());
}

TEST_F(CatalogDataAnswersTest, NamesComeBeforeTextAndMatchedTextHoldsTheWord) {
  ASSERT_OK_AND_ASSIGN(const auto response, Search("在宅医療・介護連携推進事業"));
  ASSERT_THAT(response.results(), Not(IsEmpty()));
  EXPECT_EQ(response.results(0).name(), kCoordination);
  int last = 0;
  for (const SearchResult& result : response.results()) {
    EXPECT_GE(result.place(), last);
    last = result.place();
    EXPECT_THAT(result.matched_text(), HasSubstr("在宅医療・介護連携推進事業"));
  }
  EXPECT_EQ(last, SearchResult::PLACE_TEXT);
}

TEST_F(CatalogDataAnswersTest, PagesOfASearchAreCompleteAndDisjoint) {
  const std::vector<std::string> all = Found("在宅医療");
  ASSERT_GT(all.size(), 5u);
  std::vector<std::string> paged;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Search("在宅医療", 2, token));
    for (const SearchResult& result : page.results()) paged.push_back(result.name());
    token = page.next_page_token();
    ASSERT_LE(paged.size(), all.size());
  } while (!token.empty());
  EXPECT_EQ(paged, all);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST_F(CatalogDataAnswersTest, TheMatrixPlacesEveryProgrammeOfTheOverview) {
  GetProgramMatrixRequest request;
  request.set_fiscal_year(2016);
  ASSERT_OK_AND_ASSIGN(const auto matrix, server_.Call(&CatalogStub::GetProgramMatrix, request));
  std::vector<std::pair<int, int>> places;
  std::set<std::string> programs;
  for (const MatrixCell& cell : matrix.cells()) {
    places.emplace_back(cell.level(), cell.field());
    for (const MatrixEntry& entry : cell.entries()) programs.insert(entry.program());
  }
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_THAT(programs, SizeIs(10));
  EXPECT_THAT(matrix.unplaced(), IsEmpty());
  EXPECT_THAT(programs, Not(Contains("programs/home-care-hubs")));
}

TEST_F(CatalogDataAnswersTest, ImportedTwiceNothingChanges) {
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Import(CatalogServer::ReadData()));
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(again.unchanged_entries(), 24);
  EXPECT_THAT(again.changed(), IsEmpty());
}

}  // namespace
}  // namespace zaitaku::catalog
