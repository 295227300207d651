#include <google/protobuf/util/time_util.h>

#include "tests/bench/example_table.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::bench {
namespace {

using namespace catalog::v1;  // NOLINT(build/namespaces): this file is a list of its messages.

constexpr char kService[] = "/zaitaku.catalog.v1.CatalogService/";
constexpr char kCoordination[] = "programs/home-care-coordination";

std::string Path(const std::string& method) { return kService + method; }

// What a trial of each kind holds; another with each call.
void FillTrial(int sequence, Program& program) {
  program.set_name("programs/trial");
  program.set_kind(Program::KIND_PROGRAM);
  program.mutable_display_name()->set_ja(absl::StrCat("試行事業", sequence));
}
void FillTrial(int sequence, FundingSource& source) {
  source.set_name("fundingSources/trial");
  source.set_kind(FundingSource::KIND_FUND);
  source.mutable_display_name()->set_ja(absl::StrCat("試行基金", sequence));
}
void FillTrial(int sequence, BudgetLine& line) {
  line.set_name("budgetLines/trial");
  line.set_program(kCoordination);
  line.set_fiscal_year(2017);
  line.set_stage(BUDGET_STAGE_REQUEST);
  line.mutable_amount()->set_yen(sequence + 1);
}
void FillTrial(int sequence, Guideline& guideline) {
  guideline.set_name("guidelines/trial");
  guideline.mutable_display_name()->set_ja(absl::StrCat("試行の手引", sequence));
}

// The standard methods of a kind. A deletion is a trial, so that there is something to delete each time.
template <typename Resource, typename Get, typename List, typename Lists, typename Update, typename Updated,
          typename Delete, typename Deleted>
void AddKind(Table& table, const std::string& kind, const std::string& kinds, const std::string& name,
             Resource* (Update::*mutable_resource)(), const std::string& deletable) {
  table[Path("Get" + kind)] = Example<Get, Resource>([name](int, auto& request) { request.set_name(name); },
                                                     [name](const auto& found) { return found.name() == name; });
  table[Path("List" + kinds)] =
      Example<List, Lists>([](int, auto&) {}, [](const auto& list) { return !list.revision().empty(); });
  table[Path("Update" + kind)] = Example<Update, Updated>(
      [mutable_resource](int sequence, auto& request) {
        FillTrial(sequence, *(request.*mutable_resource)());
        request.set_allow_missing(true);
      },
      [](const auto& answer) { return !answer.unchanged(); });
  table[Path("Delete" + kind)] = Example<Delete, Deleted>(
      [deletable](int, auto& request) {
        request.set_name(deletable);
        request.set_validate_only(true);
      },
      [](const auto& answer) { return !answer.revision().empty(); });
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
  table[Path("GetNationalTotals")] = Example<GetNationalTotalsRequest, GetNationalTotalsResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.totals().budgets_size() > 0; });
  table[Path("GetBudgetTotals")] = Example<GetBudgetTotalsRequest, GetBudgetTotalsResponse>(
      [](int, auto& request) { request.set_fiscal_year(2015); },
      [](const auto& answer) { return answer.totals_size() == 1 && answer.totals(0).total().yen() == 11'000'000; });
}

void AddChanges(Table& table) {
  table[Path("BatchUpdateEntries")] = Example<BatchUpdateEntriesRequest, BatchUpdateEntriesResponse>(
      [](int sequence, auto& request) {
        EntryChange& change = *request.add_changes();
        FillTrial(sequence, *change.mutable_entry()->mutable_budget_line());
        change.set_allow_missing(true);
      },
      [](const auto& answer) { return !answer.unchanged(); });
  table[Path("ReviewFact")] = Example<ReviewFactRequest, ReviewFactResponse>(
      [](int sequence, auto& request) {
        request.set_name(kCoordination);
        request.set_fact("fields");
        request.set_verdict(type::v1::FactReview::VERDICT_CONFIRMED);
        request.set_reason(absl::StrCat("確認", sequence));
      },
      [](const auto& answer) { return !answer.unchanged(); });
  table[Path("ImportEntries")] = Example<ImportEntriesRequest, ImportEntriesResponse>(
      [](int sequence, auto& request) {
        request.set_content(absl::StrCat(R"({"guideline": {"name": "guidelines/trial", "displayName": {"ja": "手引)",
                                         sequence, "\"}}}\n"));
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

void AddHistory(Table& table) {
  using namespace type::v1;  // NOLINT(build/namespaces): as above.
  table[Path("ListRevisions")] = Example<ListRevisionsRequest, ListRevisionsResponse>(
      [](int, auto&) {}, [](const auto& list) { return list.revisions_size() == 1; });
  table[Path("FindRevision")] = Example<FindRevisionRequest, FindRevisionResponse>(
      [](int, auto& request) { *request.mutable_time() = google::protobuf::util::TimeUtil::GetCurrentTime(); },
      [](const auto& found) { return found.has_create_time(); });
  table[Path("VerifyAudit")] = Example<VerifyAuditRequest, VerifyAuditResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.whole() && answer.verified_revisions() == 1; });
  table[Path("CheckTotals")] = Example<CheckTotalsRequest, CheckTotalsResponse>(
      [](int, auto&) {}, [](const auto& answer) { return answer.correct() && answer.compared_cells() > 0; });
}

}  // namespace

void AddCatalogCalls(Table& table) {
  AddKind<Program, GetProgramRequest, ListProgramsRequest, ListProgramsResponse, UpdateProgramRequest,
          UpdateProgramResponse, DeleteProgramRequest, DeleteProgramResponse>(
      table, "Program", "Programs", "programs/home-care-coordination", &UpdateProgramRequest::mutable_program,
      "programs/paediatric-home-care-hubs");
  AddKind<FundingSource, GetFundingSourceRequest, ListFundingSourcesRequest, ListFundingSourcesResponse,
          UpdateFundingSourceRequest, UpdateFundingSourceResponse, DeleteFundingSourceRequest,
          DeleteFundingSourceResponse>(table, "FundingSource", "FundingSources", "fundingSources/regional-care-fund",
                                       &UpdateFundingSourceRequest::mutable_funding_source, "fundingSources/unused");
  AddKind<BudgetLine, GetBudgetLineRequest, ListBudgetLinesRequest, ListBudgetLinesResponse, UpdateBudgetLineRequest,
          UpdateBudgetLineResponse, DeleteBudgetLineRequest, DeleteBudgetLineResponse>(
      table, "BudgetLine", "BudgetLines", "budgetLines/2016-advanced-home-care-training",
      &UpdateBudgetLineRequest::mutable_budget_line, "budgetLines/2016-advanced-home-care-training");
  AddKind<Guideline, GetGuidelineRequest, ListGuidelinesRequest, ListGuidelinesResponse, UpdateGuidelineRequest,
          UpdateGuidelineResponse, DeleteGuidelineRequest, DeleteGuidelineResponse>(
      table, "Guideline", "Guidelines", "guidelines/regional-medical-vision-2015",
      &UpdateGuidelineRequest::mutable_guideline, "guidelines/regional-medical-vision-2015");
  AddQuestions(table);
  AddChanges(table);
  AddHistory(table);
}

}  // namespace zaitaku::bench
