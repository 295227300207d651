#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/moment.h"
#include "cli/render_history.h"
#include "cli/report_reference.h"

namespace zaitaku::cli {
namespace {

using type::v1::ListRevisionsRequest;
using type::v1::ListRevisionsResponse;

// What the registry gives in one page at most.
constexpr int kMostInAPage = 1000;

struct HistoryOptions {
  ReportReference reference;
  PointInTime point;
  int limit = 20;
  std::string zone;

  // Without a report, the history is that of everything.
  bool is_about_all() const {
    return reference.name.empty() && reference.kind.empty() && reference.prefecture.empty() &&
           reference.survey == ReportReference().survey;
  }
};

// Pages until there are `limit` revisions; a page may come shorter than it was asked for. `next_page_token` stays set
// if there are more.
absl::StatusOr<ListRevisionsResponse> ListRevisions(Connection& connection, ListRevisionsRequest request, int limit) {
  request.set_page_size(std::min(limit, kMostInAPage));
  ASSIGN_OR_RETURN(ListRevisionsResponse all, connection.Read(&CouncilStub::ListRevisions, request));
  // The token pins the revision.
  request.clear_revision();
  while (!all.next_page_token().empty() && all.revisions_size() < limit) {
    request.set_page_token(all.next_page_token());
    request.set_page_size(std::min(limit - all.revisions_size(), kMostInAPage));
    ASSIGN_OR_RETURN(auto page, connection.Read(&CouncilStub::ListRevisions, request));
    if (page.next_page_token() == request.page_token()) return absl::InternalError("the server repeats a page forever");
    all.set_next_page_token(page.next_page_token());
    all.mutable_revisions()->MergeFrom(page.revisions());
  }
  return all;
}

void ShowHistory(Session& session, const ListRevisionsResponse& response, bool more, const std::string& only,
                 const std::string& zone) {
  const char* gap = "";
  for (const auto& record : response.revisions()) {
    session.out() << gap;
    RenderRevision(record, only, *ReadTimeZone(zone), session.language(), session.style(), session.out());
    gap = "\n";
  }
  session.out().flush();
  const int count = response.revisions_size();
  session.Note({absl::StrCat(count, " リビジョン、新しい順（時刻は ", zone, more ? "）。--limit でさらに表示" : "）"),
                absl::StrCat(count, count == 1 ? " revision" : " revisions", ", the newest first; times are in ", zone,
                             more ? "; --limit shows more" : "")});
}

int History(Session& session, const HistoryOptions& options) {
  const Text doing = {"履歴の取得", "get the history"};
  const auto revision = RevisionOf(session, options.point);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  ListRevisionsRequest request;
  if (!options.is_about_all()) {
    const auto name = ResolveReport(session, options.reference, *revision);
    if (!name.ok()) return session.FailOrRefuse(doing, name.status(), Server::kCouncilRegistry);
    request.set_resource(*name);
  }
  request.set_revision(*revision);
  request.set_include_values(true);
  auto response = ListRevisions(session.connection(), request, options.limit);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kCouncilRegistry);
  switch (session.settings().output) {
    case Output::kTable:
      ShowHistory(session, *response, !response->next_page_token().empty(), request.resource(), options.zone);
      break;
    case Output::kJson:
      for (auto& record : *response->mutable_revisions()) DropUnknownValues(record);
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderRevisionsCsvHeading(session.out());
      for (const auto& record : response->revisions()) RenderRevisionCsv(record, request.resource(), session.out());
      break;
  }
  return kExitOk;
}

}  // namespace

void AddCouncilHistoryCommand(Commands& commands, CLI::App& council) {
  const auto options = std::make_shared<HistoryOptions>();
  CLI::App& history = commands.AddVerb(
      council, "history",
      {"誰が、いつ、なぜ、何を変更したかを新しい順に表示します。報告を指定しなければすべての変更です。",
       "Shows who changed what, when and why, the newest first. Without a report: every revision."},
      {"zaitaku council history surveys/2015-12/reports/home-medical-care-23",
       "zaitaku council history --kind home-medical-care --prefecture 山梨県 --lang ja",
       "zaitaku council history --limit 100 -o csv"},
      [options](Session& session) { return History(session, *options); });
  AddReportReference(commands, history, options->reference);
  history.add_option("--limit", options->limit, commands.Say({"表示する最大の件数", "How many revisions at most"}))
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("N [20]");
  AddPointInTime(commands, history, options->point);
  AddTimeZone(commands, history, options->zone);
}

}  // namespace zaitaku::cli
