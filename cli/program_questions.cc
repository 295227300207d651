#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_program.h"

namespace zaitaku::cli {
namespace {

// The year of the ministry's overview that the catalogue was begun with.
constexpr char kOverviewYear[] = "2016";

struct SearchOptions {
  std::vector<std::string> words;
  int limit = 50;
  PointInTime point;
};

int SearchCatalog(Session& session, const SearchOptions& options) {
  const Text doing = {"検索", "search the catalogue"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  const auto response = Search(session.connection(), absl::StrJoin(options.words, " "), options.limit, *revision);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderSearch(*response, session.language(), session.style(), session.out());
      NoteCount(session, response->results_size(), {"result", "results"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderSearchCsv(*response, session.out());
      break;
  }
  if (!response->next_page_token().empty()) {
    session.Note({"続きがあります。--limit でさらに表示", "there are more; --limit shows them"});
  }
  return kExitOk;
}

struct MatrixOptions {
  std::string fiscal_year = kOverviewYear;
  PointInTime point;
};

int ShowMatrix(Session& session, const MatrixOptions& options) {
  const Text doing = {"事業一覧表の取得", "get the overview"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetProgramMatrixRequest request;
  request.set_fiscal_year(*ReadFiscalYear(options.fiscal_year));
  request.set_revision(*revision);
  const auto matrix = session.connection().Read(&CatalogStub::GetProgramMatrix, request);
  if (!matrix.ok()) return session.Fail(doing, matrix.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderMatrix(*matrix, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*matrix);
      break;
    case Output::kCsv:
      RenderMatrixCsv(*matrix, session.out());
      break;
  }
  return kExitOk;
}

struct EligibleOptions {
  std::string kind;
  std::string field;
  std::string fiscal_year = kOverviewYear;
  PointInTime point;
};

int FindEligible(Session& session, const EligibleOptions& options) {
  const Text doing = {"利用できる事業の検索", "find programmes that may be used"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::FindEligibleProgramsRequest request;
  request.set_kind(TermOption<catalog::v1::GovernmentKind>(options.kind));
  request.set_field(TermOption<catalog::v1::CareField>(options.field));
  request.set_fiscal_year(*ReadFiscalYear(options.fiscal_year));
  request.set_revision(*revision);
  const auto response = session.connection().Read(&CatalogStub::FindEligiblePrograms, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderEligible(*response, session.language(), session.style(), session.out());
      NoteCount(session, response->programs_size(), {"programme", "programmes"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderEligibleCsv(*response, session.out());
      break;
  }
  return kExitOk;
}

void AddSearch(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<SearchOptions>();
  CLI::App& search = commands.AddVerb(
      program, "search",
      {"事業・財源・指針を、名称・別名・本文から探します。すべての語を含むもの。全角半角・大文字小文字は区別しません。",
       "Searches programmes, funds and guidelines: names, other names, text. All words must be found; width and case "
       "do "
       "not matter."},
      {"zaitaku program search 人材 育成", "zaitaku program search コーディネーター --lang ja",
       "zaitaku program search coordination -o json"},
      [options](Session& session) { return SearchCatalog(session, *options); });
  search.add_option("words", options->words, commands.Say({"語（語の一部でよい）", "Words, or parts of words"}))
      ->required()
      ->option_text("WORD...");
  search.add_option("--limit", options->limit, commands.Say({"表示する最大の件数", "How many results at most"}))
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("N [50]");
  AddPointInTime(commands, search, options->point);
}

void AddMatrix(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<MatrixOptions>();
  CLI::App& matrix =
      commands.AddVerb(program, "matrix",
                       {"年度の事業一覧を、分野と実施主体の表で表示します。推定には印を付けます。",
                        "Shows a fiscal year's overview, field by level of government. What is inferred is marked."},
                       {"zaitaku program matrix", "zaitaku program matrix --fiscal-year 平成28年度 --lang ja",
                        "zaitaku program matrix -o csv"},
                       [options](Session& session) { return ShowMatrix(session, *options); });
  AddFiscalYearOption(commands, matrix, options->fiscal_year,
                      {"年度（既定：2016）", "The fiscal year (default: 2016)"});
  AddPointInTime(commands, matrix, options->point);
}

void AddEligible(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<EligibleOptions>();
  CLI::App& eligible = commands.AddVerb(
      program, "eligible",
      {"自治体が利用できる事業を、財源・項目・条件とともに表示します。市は種類を指定してください。市区町村すべてが対象"
       "の"
       "事業も含みます。",
       "Shows which programmes a kind of local government may use, who pays, and under what conditions. Ask for a city "
       "as its own kind; what is open to every municipality is found too."},
      {"zaitaku program eligible --as 市町村 --field 在宅医療・介護連携 --fiscal-year 2016",
       "zaitaku program eligible --as core-city --field disability",
       "zaitaku program eligible --as 児童相談所設置市 --field 障害 --lang ja"},
      [options](Session& session) { return FindEligible(session, *options); });
  eligible.add_option("--as", options->kind, commands.Say({"自治体の種類", "The kind of local government"}))
      ->required()
      ->check(CheckTerm<catalog::v1::GovernmentKind>)
      ->option_text("municipality|市町村|core-city|中核市|...");
  AddTermOption<catalog::v1::CareField>(commands, eligible, "--field", options->field, {"分野", "Only this field"},
                                        "coordination|在宅医療・介護連携|...");
  AddFiscalYearOption(commands, eligible, options->fiscal_year,
                      {"年度（既定：2016）", "The fiscal year (default: 2016)"});
  AddPointInTime(commands, eligible, options->point);
}

}  // namespace

void AddProgramQuestionCommands(Commands& commands, CLI::App& program) {
  AddSearch(commands, program);
  AddMatrix(commands, program);
  AddEligible(commands, program);
}

}  // namespace zaitaku::cli
