#include <memory>

#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_fund.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::FundingSource;

struct ListOptions {
  std::string kind;
  std::string bureau;
  PointInTime point;
};

int ListFunds(Session& session, const ListOptions& options) {
  const Text doing = {"財源の一覧", "list funding sources"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::ListFundingSourcesRequest request;
  request.set_kind(TermOption<FundingSource::Kind>(options.kind));
  request.set_bureau(TermOption<catalog::v1::Bureau>(options.bureau));
  request.set_revision(*revision);
  const auto response = ListAllFunds(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderFunds(response->funding_sources(), session.language(), session.style(), session.out());
      NoteCount(session, response->funding_sources_size(), {"funding source", "funding sources"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderFundsCsv(response->funding_sources(), session.out());
      break;
  }
  return kExitOk;
}

int GetFund(Session& session, const GetOptions& options) {
  const Text doing = {"財源の取得", "get the funding source"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetFundingSourceRequest request;
  request.set_name(FundName(options.name));
  request.set_revision(*revision);
  const auto fund = session.connection().Read(&CatalogStub::GetFundingSource, request);
  if (!fund.ok()) return session.Fail(doing, fund.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderFund(*fund, options.verbatim, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*fund);
      break;
    case Output::kCsv: {
      Funds funds;
      *funds.Add() = *fund;
      RenderFundsCsv(funds, session.out());
      break;
    }
  }
  return kExitOk;
}

}  // namespace

void AddFundCommands(Commands& commands) {
  CLI::App& fund = commands.AddNoun("fund", {"財源：基金、交付金、補助金", "What pays: funds, grants, subsidies"});
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(fund, "list", {"財源を一覧します。", "Lists funding sources."},
                                    {"zaitaku fund list", "zaitaku fund list --kind 基金 --lang ja"},
                                    [options](Session& session) { return ListFunds(session, *options); });
  AddTermOption<FundingSource::Kind>(commands, list, "--kind", options->kind, {"種類", "Only this kind"},
                                     "fund|grant|subsidy|state-budget");
  AddTermOption<catalog::v1::Bureau>(commands, list, "--bureau", options->bureau, {"所管", "Only of this bureau"},
                                     "health-policy|elderly|disability");
  AddPointInTime(commands, list, options->point);
  AddGetCommand(commands, fund,
                {"財源を一件、対象となる事業の例・条件・出典とともに表示します。",
                 "Shows one funding source: examples of what it pays for, its conditions, how sure each fact is."},
                {"zaitaku fund get regional-care-fund", "zaitaku fund get fundingSources/regional-care-fund --lang ja"},
                "FUND", GetFund);
}

}  // namespace zaitaku::cli
