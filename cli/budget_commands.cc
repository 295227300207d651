#include <memory>

#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_budget.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::BudgetStage;
using catalog::v1::MoneyUnit;

constexpr char kStages[] = "budget|予算|draft|予算案|grant|交付額|...";

struct ListOptions {
  std::string fiscal_year;
  std::string stage;
  std::string bureau;
  std::string field;
  std::string fund;
  std::string program;
  PointInTime point;
};

int ListBudgetLines(Session& session, const ListOptions& options) {
  const Text doing = {"予算の一覧", "list budget lines"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::ListBudgetLinesRequest request;
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  request.set_stage(TermOption<BudgetStage>(options.stage));
  request.set_bureau(TermOption<catalog::v1::Bureau>(options.bureau));
  request.set_field(TermOption<catalog::v1::CareField>(options.field));
  request.set_funding_source(FundName(options.fund));
  request.set_program(ProgramName(options.program));
  request.set_revision(*revision);
  const auto response = ListAllBudgetLines(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderBudgetLines(response->budget_lines(), session.language(), session.style(), session.out());
      NoteCount(session, response->budget_lines_size(), {"budget line", "budget lines"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderBudgetLinesCsv(response->budget_lines(), session.out());
      break;
  }
  return kExitOk;
}

int GetBudgetLine(Session& session, const GetOptions& options) {
  const Text doing = {"予算の取得", "get the budget line"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetBudgetLineRequest request;
  request.set_name(BudgetLineName(options.name));
  request.set_revision(*revision);
  const auto line = session.connection().Read(&CatalogStub::GetBudgetLine, request);
  if (!line.ok()) return session.Fail(doing, line.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderBudgetLine(*line, options.verbatim, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*line);
      break;
    case Output::kCsv: {
      BudgetLines lines;
      *lines.Add() = *line;
      RenderBudgetLinesCsv(lines, session.out());
      break;
    }
  }
  return kExitOk;
}

struct TotalsOptions {
  std::string fiscal_year;
  std::string stage;
  std::string unit;
  bool lines = false;
  PointInTime point;
};

int GetTotals(Session& session, const TotalsOptions& options) {
  const Text doing = {"予算の集計", "get budget totals"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetBudgetTotalsRequest request;
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  request.set_stage(TermOption<BudgetStage>(options.stage));
  request.set_unit(TermOption<MoneyUnit>(options.unit));
  request.set_include_lines(options.lines);
  request.set_revision(*revision);
  const auto response = session.connection().Read(&CatalogStub::GetBudgetTotals, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderBudgetTotals(*response, session.language(), session.style(), session.out());
      session.Note(
          {absl::StrCat("年度や区分の異なる金額は合計しません（リビジョン ", response->revision(), "）"),
           absl::StrCat("different fiscal years and stages are never added; revision ", response->revision())});
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderBudgetTotalsCsv(*response, session.out());
      break;
  }
  return kExitOk;
}

void AddList(Commands& commands, CLI::App& budget) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(
      budget, "list",
      {"予算を一覧します。条件はすべて満たすものに限ります。", "Lists budget lines. Filters must all hold."},
      {"zaitaku budget list --fiscal-year 2015", "zaitaku budget list --stage 予算案 --lang ja",
       "zaitaku budget list --fund regional-care-fund -o csv"},
      [options](Session& session) { return ListBudgetLines(session, *options); });
  AddFiscalYearOption(commands, list, options->fiscal_year, {"年度", "Only this fiscal year"});
  AddTermOption<BudgetStage>(commands, list, "--stage", options->stage, {"区分", "Only this stage"}, kStages);
  AddTermOption<catalog::v1::Bureau>(commands, list, "--bureau", options->bureau, {"所管", "Only of this bureau"},
                                     "health-policy|elderly|disability");
  AddTermOption<catalog::v1::CareField>(commands, list, "--field", options->field, {"分野", "Only for this field"},
                                        "coordination|在宅医療・介護連携|...");
  list.add_option("--fund", options->fund, commands.Say({"財源", "Only what this pays"}))->option_text("FUND");
  list.add_option("--program", options->program, commands.Say({"事業", "Only for this programme"}))
      ->option_text("PROGRAM");
  AddPointInTime(commands, list, options->point);
}

void AddTotals(Commands& commands, CLI::App& budget) {
  const auto options = std::make_shared<TotalsOptions>();
  CLI::App& totals = commands.AddVerb(
      budget, "totals",
      {"予算を年度と区分ごとに、所管・分野・財源の内訳とともに集計します。年度や区分の異なる金額は合計しません。",
       "Adds budget lines up by fiscal year and stage, split by bureau, field and fund. Different years and stages are "
       "never added."},
      {"zaitaku budget totals --fiscal-year 2015 --unit 百万円",
       "zaitaku budget totals --stage grant --unit 億円 --lines", "zaitaku budget totals -o csv"},
      [options](Session& session) { return GetTotals(session, *options); });
  AddFiscalYearOption(commands, totals, options->fiscal_year, {"年度", "Only this fiscal year"});
  AddTermOption<BudgetStage>(commands, totals, "--stage", options->stage, {"区分", "Only this stage"}, kStages);
  AddTermOption<MoneyUnit>(commands, totals, "--unit", options->unit, {"単位（既定：円）", "The unit (default: yen)"},
                           "yen|円|thousand-yen|千円|million-yen|百万円|hundred-million-yen|億円");
  totals.add_flag("--lines", options->lines, commands.Say({"明細も表示", "Shows the lines too"}));
  AddPointInTime(commands, totals, options->point);
}

}  // namespace

void AddBudgetCommands(Commands& commands) {
  CLI::App& budget = commands.AddNoun("budget", {"予算：一覧、集計、取り込み", "Budgets: list, totals, import"});
  AddList(commands, budget);
  AddGetCommand(commands, budget,
                {"予算を一件、出典とともに表示します。", "Shows one budget line, and how sure each fact is."},
                {"zaitaku budget get 2015-elderly-home-care-training"}, "BUDGET-LINE", GetBudgetLine);
  AddTotals(commands, budget);
  AddCatalogImportCommand(commands, budget, CatalogTable::kBudgetLines);
  AddCatalogExportCommand(commands, budget, CatalogTable::kBudgetLines);
}

}  // namespace zaitaku::cli
