#include "tests/bench/example_table.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::bench {
namespace {

using namespace catalog::v1;  // NOLINT(build/namespaces): this file is a list of its messages.

constexpr char kService[] = "/zaitaku.catalog.v1.CatalogService/";
constexpr char kCoordination[] = "programs/home-care-coordination";

std::string Path(const std::string& method) { return kService + method; }

// What a trial of each kind holds; another with each call.
void FillProgram(int sequence, Program& program) {
  program.set_name("programs/trial");
  program.set_kind(Program::KIND_PROGRAM);
  program.mutable_display_name()->set_ja(absl::StrCat("試行事業", sequence));
}
void FillFundingSource(int sequence, FundingSource& source) {
  source.set_name("fundingSources/trial");
  source.set_kind(FundingSource::KIND_FUND);
  source.mutable_display_name()->set_ja(absl::StrCat("試行基金", sequence));
}
void FillBudgetLine(int sequence, BudgetLine& line) {
  line.set_name("budgetLines/trial");
  line.set_program(kCoordination);
  line.set_fiscal_year(2017);
  line.set_stage(BUDGET_STAGE_REQUEST);
  line.mutable_amount()->set_yen(sequence + 1);
}
void FillGuideline(int sequence, Guideline& guideline) {
  guideline.set_name("guidelines/trial");
  guideline.mutable_display_name()->set_ja(absl::StrCat("試行の手引", sequence));
}

void AddQuestions(Table& table) {
  table[Path("GetHead")] = Example<GetHeadRequest, GetHeadResponse>(
      [](int, auto&) {}, [](const auto& head) { return head.has_revision_create_time(); });
  table[Path("GetProgramMatrix")] = Example<GetProgramMatrixRequest, GetProgramMatrixResponse>(
      [](int, auto& request) { request.set_fiscal_year(2016); },
      [](const auto& matrix) { return matrix.cells_size() >= 5; });
  table[Path("FindEligiblePrograms")] = Example<FindEligibleProgramsRequest, FindEligibleProgramsResponse>(
      [](int, auto& request) {
        request.set_kind(GOVERNMENT_KIND_MUNICIPALITY);
        request.set_field(CARE_FIELD_COORDINATION);
        request.set_fiscal_year(2016);
      },
      [](const auto& found) { return found.programs_size() == 1 && found.programs(0).program().parts_size() == 8; });
  table[Path("SearchCatalog")] = Example<SearchCatalogRequest, SearchCatalogResponse>(
      [](int, auto& request) { request.set_query("コーディネーター"); },
      [](const auto& found) { return found.results_size() >= 2; });
  table[Path("GetBudgetTotals")] = Example<GetBudgetTotalsRequest, GetBudgetTotalsResponse>(
      [](int, auto& request) { request.set_fiscal_year(2015); },
      [](const auto& answer) { return answer.totals_size() == 1 && answer.totals(0).total().yen() == 11'000'000; });
}

void AddChanges(Table& table) {
  table[Path("BatchUpdateEntries")] = BatchExample<BatchUpdateEntriesRequest, BatchUpdateEntriesResponse>(
      &CatalogEntry::mutable_budget_line, &FillBudgetLine);
  table[Path("ReviewFact")] = ReviewExample<ReviewFactRequest, ReviewFactResponse>(kCoordination, "fields");
  table[Path("ImportEntries")] = Example<ImportEntriesRequest, ImportEntriesResponse>(
      [](int sequence, auto& request) {
        request.set_content(absl::StrCat(R"({"guideline": {"name": "guidelines/trial", "displayName": {"ja": "手引)",
                                         sequence, "\"}}}\n"));
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

}  // namespace

void AddCatalogCalls(Table& table) {
  AddKind<GetProgramRequest, ListProgramsRequest, ListProgramsResponse, UpdateProgramRequest, UpdateProgramResponse,
          DeleteProgramRequest, DeleteProgramResponse>(
      table, kService, "Program", "Programs", "programs/home-care-coordination", &UpdateProgramRequest::mutable_program,
      &FillProgram, "programs/paediatric-home-care-hubs");
  AddKind<GetFundingSourceRequest, ListFundingSourcesRequest, ListFundingSourcesResponse, UpdateFundingSourceRequest,
          UpdateFundingSourceResponse, DeleteFundingSourceRequest, DeleteFundingSourceResponse>(
      table, kService, "FundingSource", "FundingSources", "fundingSources/regional-care-fund",
      &UpdateFundingSourceRequest::mutable_funding_source, &FillFundingSource, "fundingSources/unused");
  AddKind<GetBudgetLineRequest, ListBudgetLinesRequest, ListBudgetLinesResponse, UpdateBudgetLineRequest,
          UpdateBudgetLineResponse, DeleteBudgetLineRequest, DeleteBudgetLineResponse>(
      table, kService, "BudgetLine", "BudgetLines", "budgetLines/2016-advanced-home-care-training",
      &UpdateBudgetLineRequest::mutable_budget_line, &FillBudgetLine, "budgetLines/2016-advanced-home-care-training");
  AddKind<GetGuidelineRequest, ListGuidelinesRequest, ListGuidelinesResponse, UpdateGuidelineRequest,
          UpdateGuidelineResponse, DeleteGuidelineRequest, DeleteGuidelineResponse>(
      table, kService, "Guideline", "Guidelines", "guidelines/regional-medical-vision-2015",
      &UpdateGuidelineRequest::mutable_guideline, &FillGuideline, "guidelines/regional-medical-vision-2015");
  AddQuestions(table);
  AddChanges(table);
  AddHistoryCalls(table, kService, 1);
}

}  // namespace zaitaku::bench
