#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_summary.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

int GetSummary(Session& session, const std::string& survey) {
  summary::v1::GetNationwideSummaryRequest request;
  request.set_survey(SurveyName(survey));
  const auto response = session.connection().Read(&SummaryStub::GetNationwideSummary, request);
  if (!response.ok()) {
    return session.Fail({"全国集計の取得", "get the nationwide summary"}, response.status(), Server::kGateway);
  }
  switch (session.settings().output) {
    case Output::kTable:
      RenderSummary(*response, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderSummaryCsv(response->summary(), session.out());
      break;
  }
  return kExitOk;
}

}  // namespace

void AddSummaryCommands(Commands& commands) {
  CLI::App& summary = commands.AddNoun("summary", {"全国の集計", "The nation in figures"});
  const auto survey = std::make_shared<std::string>();
  CLI::App& get = commands.AddVerb(summary, "get",
                                   {"全国集計を、公表値・突合・内訳とともに表示します。",
                                    "Shows the nation's totals, each beside the printed one, with their splits."},
                                   {"zaitaku summary get", "zaitaku summary get --survey surveys/2015-12 --lang ja",
                                    "zaitaku summary get -o csv > summary.csv"},
                                   [survey](Session& session) { return GetSummary(session, *survey); });
  get.add_option("--survey", *survey,
                 commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
}

}  // namespace zaitaku::cli
