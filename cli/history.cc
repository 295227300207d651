#include "cli/history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/json.h"
#include "cli/render_history.h"
#include "cli/service_calls.h"

namespace zaitaku::cli {
namespace {

using type::v1::ListRevisionsRequest;
using type::v1::ListRevisionsResponse;

// What a service gives in one page at most.
constexpr int kMostInAPage = 1000;

// Pages until there are `limit` revisions; a page may come shorter than it was asked for. `next_page_token` stays set
// if there are more.
absl::StatusOr<ListRevisionsResponse> ListRevisions(ServiceCalls calls, ListRevisionsRequest request, int limit) {
  request.set_page_size(std::min(limit, kMostInAPage));
  ASSIGN_OR_RETURN(ListRevisionsResponse all, calls.ListRevisions(request));
  // The token pins the revision.
  request.clear_revision();
  while (!all.next_page_token().empty() && all.revisions_size() < limit) {
    request.set_page_token(all.next_page_token());
    request.set_page_size(std::min(limit - all.revisions_size(), kMostInAPage));
    ASSIGN_OR_RETURN(auto page, calls.ListRevisions(request));
    if (page.next_page_token() == request.page_token()) return absl::InternalError("the server repeats a page forever");
    all.set_next_page_token(page.next_page_token());
    all.mutable_revisions()->MergeFrom(page.revisions());
  }
  return all;
}

void RenderHistory(Session& session, const ListRevisionsResponse& response, bool more, const std::string& only,
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

}  // namespace

void AddHistoryOptions(Commands& commands, CLI::App& verb, HistoryOptions& options) {
  verb.add_option("--limit", options.limit, commands.Say({"表示する最大の件数", "How many revisions at most"}))
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("N [20]");
  AddPointInTime(commands, verb, options.point);
  AddTimeZone(commands, verb, options.zone);
}

int ShowHistory(Session& session, Server server, const HistoryOptions& options, const std::string& resource,
                const std::string& revision) {
  ListRevisionsRequest request;
  request.set_resource(resource);
  request.set_revision(revision);
  request.set_include_values(true);
  auto response = ListRevisions(ServiceCalls(session.connection(), server), request, options.limit);
  if (!response.ok()) return session.Fail({"履歴の取得", "get the history"}, response.status(), server);
  switch (session.settings().output) {
    case Output::kTable:
      RenderHistory(session, *response, !response->next_page_token().empty(), resource, options.zone);
      break;
    case Output::kJson:
      for (auto& record : *response->mutable_revisions()) DropUnknownValues(record);
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderRevisionsCsvHeading(session.out());
      for (const auto& record : response->revisions()) RenderRevisionCsv(record, resource, session.out());
      break;
  }
  return kExitOk;
}

}  // namespace zaitaku::cli
