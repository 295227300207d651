#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/catalog_terms.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/moment.h"
#include "cli/render_program.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::Program;

struct ListOptions {
  std::string kind;
  std::string bureau;
  std::string level;
  std::string field;
  std::string fund;
  std::string fiscal_year;
  std::string parent;
  PointInTime point;
};

catalog::v1::ListProgramsRequest RequestOf(const ListOptions& options, const std::string& revision) {
  catalog::v1::ListProgramsRequest request;
  request.set_kind(TermOption<Program::Kind>(options.kind));
  request.set_bureau(TermOption<catalog::v1::Bureau>(options.bureau));
  request.set_level(TermOption<catalog::v1::GovernmentLevel>(options.level));
  request.set_field(TermOption<catalog::v1::CareField>(options.field));
  request.set_funding_source(FundName(options.fund));
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  request.set_parent_program(ProgramName(options.parent));
  request.set_revision(revision);
  return request;
}

int ListPrograms(Session& session, const ListOptions& options) {
  const Text doing = {"事業の一覧", "list programmes"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  const auto response = ListAllPrograms(session.connection(), RequestOf(options, *revision));
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderPrograms(response->programs(), session.language(), session.style(), session.out());
      NoteCount(session, response->programs_size(), {"programme", "programmes"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderProgramsCsv(response->programs(), session.out());
      break;
  }
  return kExitOk;
}

// The names of what pays for a programme. One that cannot be read is left out, and then shown by its resource name.
FundNames NamesOfFunds(Session& session, const Program& program, const std::string& revision) {
  FundNames names;
  for (const std::string& name : program.funding_sources()) {
    catalog::v1::GetFundingSourceRequest request;
    request.set_name(name);
    request.set_revision(revision);
    const auto fund = session.connection().Read(&CatalogStub::GetFundingSource, request);
    if (fund.ok()) names[name] = fund->display_name();
  }
  return names;
}

int GetProgram(Session& session, const GetOptions& options) {
  const Text doing = {"事業の取得", "get the programme"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetProgramRequest request;
  request.set_name(ProgramName(options.name));
  request.set_revision(*revision);
  const auto program = session.connection().Read(&CatalogStub::GetProgram, request);
  if (!program.ok()) return session.Fail(doing, program.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderProgram(*program, NamesOfFunds(session, *program, *revision), options.verbatim, session.language(),
                    session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*program);
      break;
    case Output::kCsv: {
      Programs programs;
      *programs.Add() = *program;
      RenderProgramsCsv(programs, session.out());
      break;
    }
  }
  return kExitOk;
}

int History(Session& session, const std::string& name, const HistoryOptions& options) {
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) {
    return session.Fail({"履歴の取得", "get the history"}, revision.status(), Server::kProgramCatalog);
  }
  return ShowHistory(session, Server::kProgramCatalog, options, ProgramName(name), *revision);
}

void AddList(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(
      program, "list",
      {"事業を一覧します。条件はすべて満たすものに限ります。", "Lists programmes. Filters must all hold."},
      {"zaitaku program list --level municipality --fiscal-year 2016",
       "zaitaku program list --field 在宅医療・介護連携 --bureau 老健局 --lang ja",
       "zaitaku program list --fund regional-care-fund -o csv"},
      [options](Session& session) { return ListPrograms(session, *options); });
  AddTermOption<catalog::v1::CareField>(commands, list, "--field", options->field, {"分野", "Only in this field"},
                                        "coordination|在宅医療・介護連携|...");
  AddTermOption<catalog::v1::GovernmentLevel>(commands, list, "--level", options->level,
                                              {"実施主体", "Only at this level of government"},
                                              "prefecture|municipality");
  AddTermOption<catalog::v1::Bureau>(commands, list, "--bureau", options->bureau, {"所管", "Only of this bureau"},
                                     "health-policy|elderly|disability");
  AddFiscalYearOption(commands, list, options->fiscal_year,
                      {"この年度に行われるもの", "Only what exists in this fiscal year"});
  list.add_option("--fund", options->fund, commands.Say({"財源", "Only what this pays for"}))->option_text("FUND");
  AddTermOption<Program::Kind>(commands, list, "--kind", options->kind, {"種類", "Only this kind"}, "program|council");
  list.add_option("--parent", options->parent, commands.Say({"この事業の一部", "Only parts of this programme"}))
      ->option_text("PROGRAM");
  AddPointInTime(commands, list, options->point);
}

void AddHistory(Commands& commands, CLI::App& program) {
  const auto name = std::make_shared<std::string>();
  const auto options = std::make_shared<HistoryOptions>();
  CLI::App& history = commands.AddVerb(
      program, "history",
      {"誰が、いつ、なぜ、何を変更したかを新しい順に表示します。名前を指定しなければカタログのすべての変更です。",
       "Shows who changed what, when and why, the newest first. Without a name: every revision of the catalogue."},
      {"zaitaku program history home-care-coordination", "zaitaku program history fundingSources/regional-care-fund",
       "zaitaku program history --limit 100 -o csv"},
      [name, options](Session& session) { return History(session, *name, *options); });
  history
      .add_option("name", *name,
                  commands.Say({"事業。財源・予算・指針は完全な名前で",
                                "The programme; or a fund, budget line or guideline by its full name"}))
      ->option_text("PROGRAM");
  AddHistoryOptions(commands, history, *options);
}

}  // namespace

void AddProgramCommands(Commands& commands) {
  CLI::App& program = commands.AddNoun(
      "program", {"事業カタログ：一覧、検索、対象、変更", "The programme catalogue: list, search, who may use what"});
  AddList(commands, program);
  AddGetCommand(commands, program,
                {"事業を一件、項目・条件・財源・別名・出典とともに表示します。",
                 "Shows one programme: items, conditions, who pays, other names, and how sure each fact is."},
                {"zaitaku program get home-care-coordination", "zaitaku program get home-care-coordination --lang ja",
                 "zaitaku program get programs/home-care-coordination --verbatim"},
                "PROGRAM", GetProgram);
  AddProgramQuestionCommands(commands, program);
  AddProgramChangeCommands(commands, program);
  AddCatalogImportCommand(commands, program, CatalogTable::kPrograms);
  AddCatalogExportCommand(commands, program, CatalogTable::kPrograms);
  AddHistory(commands, program);
  AddWatchCommand(commands, program, Server::kProgramCatalog);
}

}  // namespace zaitaku::cli
