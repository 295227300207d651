#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_summary.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using summary::v1::ResolveCitationResponse;

int GetSummary(Session& session, const SummaryRequestOptions& options) {
  const auto request = ReadSummaryRequest(options);
  if (!request.ok()) return session.RefuseUsage(request.error);
  const auto response = session.connection().Read(&SummaryStub::GetNationwideSummary, request.request);
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
      // Rows do not say what is missing among them.
      RenderConditions(response->call_info(), session.language(), Style(false), session.err());
      break;
  }
  return kExitOk;
}

void RenderStanding(const ResolveCitationResponse& response, Language language, const Style& style, std::ostream& out) {
  switch (response.standing()) {
    case ResolveCitationResponse::STANDING_NEWEST:
      out << style.Paint(Tone::kGood, Text{"この値は現在も最新です", "These figures are the newest"}.In(language))
          << '\n';
      return;
    case ResolveCitationResponse::STANDING_SUPERSEDED:
      out << style.Paint(Tone::kBad, Text{"この値は更新されています", "These figures are SUPERSEDED"}.In(language))
          << '\n';
      for (const auto& service : response.services()) {
        if (!service.figures_differ()) continue;
        out << "  " << Printable(service.service()) << "  " << Printable(service.cited_revision()) << " → "
            << Printable(service.newest().revision()) << '\n';
      }
      out << "  " << Text{"現在の引用：", "newest citation: "}.In(language) << Printable(response.newest_citation())
          << '\n';
      return;
    default:
      out << Text{"最新かどうかは現在確認できません", "Whether these are the newest is not known now"}.In(language)
          << '\n';
  }
}

int ResolveCitation(Session& session, const std::string& citation) {
  summary::v1::ResolveCitationRequest request;
  request.set_citation(citation);
  const auto response = session.connection().Read(&SummaryStub::ResolveCitation, request);
  if (!response.ok()) {
    return session.Fail({"引用された集計の取得", "resolve the citation"}, response.status(), Server::kGateway);
  }
  switch (session.settings().output) {
    case Output::kTable: {
      summary::v1::GetNationwideSummaryResponse shown;
      *shown.mutable_summary() = response->summary();
      *shown.mutable_call_info() = response->call_info();
      RenderStanding(*response, session.language(), session.style(), session.out());
      session.out() << '\n';
      RenderSummary(shown, session.language(), session.style(), session.out());
      break;
    }
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderSummaryCsv(response->summary(), session.out());
      RenderStanding(*response, session.language(), Style(false), session.err());
      break;
  }
  return kExitOk;
}

}  // namespace

void AddSummaryCommands(Commands& commands) {
  CLI::App& summary = commands.AddNoun("summary", {"全国の集計", "The nation in figures"});
  const auto options = std::make_shared<SummaryRequestOptions>();
  CLI::App& get = commands.AddVerb(
      summary, "get",
      {"全国集計を、公表値・突合・内訳とともに表示します。",
       "Shows the nation's totals, each beside the printed one, with their splits."},
      {"zaitaku summary get", "zaitaku summary get --survey surveys/2015-12 --lang ja",
       "zaitaku summary get --parts councils,prefectures --prefecture 東京都",
       "zaitaku summary get --at-least council=12-061a5b47202682cb", "zaitaku summary get -o csv > summary.csv"},
      [options](Session& session) { return GetSummary(session, *options); });
  AddSummaryRequestOptions(commands, get, *options);

  const auto citation = std::make_shared<std::string>();
  CLI::App& resolve = commands.AddVerb(
      summary, "resolve",
      {"引用（citation）が表す値を再び表示し、その後更新されたかどうかを示します。",
       "Shows the figures that a citation stands for again, and whether they have been superseded."},
      {"zaitaku summary resolve z1.1b.201512.council=12-061a5b47202682cb.catalog=5-1f0c2a61b7d4e9a3.5f0e1c2b"},
      [citation](Session& session) { return ResolveCitation(session, *citation); });
  resolve.add_option("citation", *citation, commands.Say({"引用", "The citation"}))
      ->required()
      ->option_text("CITATION");
  AddSummaryFigureCommands(commands, summary);
  AddSummaryWatchCommand(commands, summary);
}

}  // namespace zaitaku::cli
