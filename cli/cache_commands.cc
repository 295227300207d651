#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/json.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using summary::v1::ConsultedPlace;
using summary::v1::ExplainSummaryResponse;

std::string PlaceName(ConsultedPlace::Place place, Language language) {
  switch (place) {
    case ConsultedPlace::PLACE_PREPARED:
      return Text{"用意済みの回答", "prepared answers"}.In(language);
    case ConsultedPlace::PLACE_MEMORY:
      return Text{"メモリ", "memory"}.In(language);
    case ConsultedPlace::PLACE_REDIS:
      return "Redis";
    case ConsultedPlace::PLACE_TOTALS_AT_HAND:
      return Text{"手元の集計から計算", "computed from totals at hand"}.In(language);
    case ConsultedPlace::PLACE_SERVICES:
      return Text{"各サービスに照会", "services asked"}.In(language);
    default:
      return absl::StrCat(static_cast<int>(place));
  }
}

std::string OutcomeName(ConsultedPlace::Outcome outcome, Language language) {
  switch (outcome) {
    case ConsultedPlace::OUTCOME_FOUND:
      return Text{"あり", "found"}.In(language);
    case ConsultedPlace::OUTCOME_ABSENT:
      return Text{"なし", "not there"}.In(language);
    case ConsultedPlace::OUTCOME_REJECTED:
      return Text{"自分たちの回答ではないため不採用", "rejected: no answer of ours"}.In(language);
    case ConsultedPlace::OUTCOME_FAILED:
      return Text{"照会できず", "could not be asked"}.In(language);
    default:
      return absl::StrCat(static_cast<int>(outcome));
  }
}

void Render(const ExplainSummaryResponse& response, Language language, const Style& style, std::ostream& out) {
  RenderConditions(response.call_info(), language, style, out);
  Details details(language);
  details.Add({"質問", "Question"}, response.question());
  details.Add({"キー", "Key"}, response.key());
  for (const auto& revision : response.revisions())
    details.Add({"リビジョン", "Revision"}, absl::StrCat(revision.service(), "  ", revision.revision()));
  details.Add({"メモリ", "Memory"}, response.memory());
  details.Add({"Redis", "Redis"}, response.redis());
  details.Print(style, out);
  out << '\n' << style.Paint(Tone::kHeading, Text{"照会した順", "Looked for in"}.In(language)) << '\n';
  Table places({{""}, {""}});
  for (const auto& place : response.places())
    places.AddRow({PlaceName(place.place(), language), OutcomeName(place.outcome(), language)});
  if (places.empty()) {
    places.AddRow({Text{"不完全なため、どこにも保存されません", "kept nowhere, for it is incomplete"}.In(language)});
  }
  places.PrintRows(out, style, 2);
  out << '\n' << style.Paint(Tone::kHeading, Text{"各サービス", "Services"}.In(language)) << '\n';
  Table services({{""}, {""}, {""}});
  for (const auto& service : response.services())
    services.AddRow({service.service(), ConditionName(service.condition(), language), service.revision()});
  services.PrintRows(out, style, 2);
}

void RenderCsv(const ExplainSummaryResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"key", "place", "outcome"});
  for (const auto& place : response.places())
    WriteCsvRow(out, {response.key(), Slug(place.place()), Slug(place.outcome())});
}

int Explain(Session& session, const SummaryRequestOptions& options) {
  const auto read = ReadSummaryRequest(options);
  if (!read.ok()) return session.RefuseUsage(read.error);
  summary::v1::ExplainSummaryRequest request;
  *request.mutable_request() = read.request;
  const auto response = session.connection().Read(&SummaryStub::ExplainSummary, request);
  if (!response.ok()) {
    return session.Fail({"回答の経緯の取得", "explain the answer"}, response.status(), Server::kGateway);
  }
  switch (session.settings().output) {
    case Output::kTable:
      Render(*response, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderCsv(*response, session.out());
      break;
  }
  return kExitOk;
}

}  // namespace

void AddCacheCommands(Commands& commands) {
  CLI::App& cache = commands.AddNoun("cache", {"集計サーバーのキャッシュ", "The gateway's caches"});
  const auto options = std::make_shared<SummaryRequestOptions>();
  CLI::App& explain =
      commands.AddVerb(cache, "explain",
                       {"全国集計がどこから、どのリビジョンで答えられるかを示します。",
                        "Shows where the answer to a nationwide summary comes from, at which revisions, and why."},
                       {"zaitaku cache explain", "zaitaku cache explain --survey surveys/2015-12 -o json"},
                       [options](Session& session) { return Explain(session, *options); });
  AddSummaryRequestOptions(commands, explain, *options);
}

}  // namespace zaitaku::cli
