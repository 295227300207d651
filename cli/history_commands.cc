#include <memory>

#include "cli/commands.h"
#include "cli/history.h"
#include "cli/report_reference.h"

namespace zaitaku::cli {
namespace {

// Without a report, the history is that of everything.
bool IsAboutAll(const ReportReference& reference) {
  return reference.name.empty() && reference.kind.empty() && reference.prefecture.empty() &&
         reference.survey == ReportReference().survey;
}

int History(Session& session, const ReportReference& reference, const HistoryOptions& options) {
  const Text doing = {"履歴の取得", "get the history"};
  const auto revision = RevisionOf(session, options.point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  std::string resource;
  if (!IsAboutAll(reference)) {
    const auto name = ResolveReport(session, reference, *revision);
    if (!name.ok()) return session.FailOrRefuse(doing, name.status(), Server::kCouncilRegistry);
    resource = *name;
  }
  return ShowHistory(session, Server::kCouncilRegistry, options, resource, *revision);
}

}  // namespace

void AddCouncilHistoryCommand(Commands& commands, CLI::App& council) {
  const auto reference = std::make_shared<ReportReference>();
  const auto options = std::make_shared<HistoryOptions>();
  CLI::App& history = commands.AddVerb(
      council, "history",
      {"誰が、いつ、なぜ、何を変更したかを新しい順に表示します。回答を指定しなければすべての変更です。",
       "Shows who changed what, when and why, the newest first. Without a report: every revision."},
      {"zaitaku council history surveys/2015-12/reports/home-medical-care-23",
       "zaitaku council history --kind home-medical-care --prefecture 山梨県 --lang ja",
       "zaitaku council history --limit 100 -o csv"},
      [reference, options](Session& session) { return History(session, *reference, *options); });
  AddReportReference(commands, history, *reference);
  AddHistoryOptions(commands, history, *options);
}

}  // namespace zaitaku::cli
