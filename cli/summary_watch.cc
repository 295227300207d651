// `summary watch`.
#include <google/protobuf/util/time_util.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/json.h"
#include "cli/reconnection.h"
#include "cli/render_summary.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using summary::v1::NationwideSummary;
using summary::v1::WatchNationwideSummaryRequest;
using summary::v1::WatchNationwideSummaryResponse;

// What is watched, in words: the councils, or what there is instead; training as it fills up.
std::vector<std::string> FiguresOf(const NationwideSummary& summary, Language language) {
  std::vector<std::string> words;
  for (const auto& kind : summary.councils().nation().kinds()) {
    const std::string areas = absl::StrCat(kind.sub_prefectural_councils());
    words.push_back(absl::StrCat(ShortKindName(kind.kind(), language), " ", kind.established(), "/", kind.prefectures(),
                                 Text{absl::StrCat("（圏域数 ", areas, "）"),
                                      absl::StrCat(" (", areas, areas == "1" ? " area council)" : " area councils)")}
                                     .In(language)));
  }
  if (words.empty()) {
    for (const auto& budget : summary.budgets()) {
      words.push_back(absl::StrCat(FiscalYearName(budget.fiscal_year(), language), " ",
                                   TermWord(budget.stage(), language), " ", Printable(budget.total().text())));
    }
    for (const auto& programs : summary.programs()) {
      words.push_back(absl::StrCat(FiscalYearName(programs.fiscal_year(), language),
                                   Text{" 事業 ", " programmes "}.In(language), programs.programs()));
    }
  }
  for (const auto& year : summary.applications().fiscal_years()) {
    words.push_back(absl::StrCat(FiscalYearName(year.fiscal_year(), language),
                                 Text{" 参加決定 ", " admitted "}.In(language), year.counts().admitted(),
                                 Text{"、待機 ", ", waiting "}.In(language), year.counts().waiting()));
  }
  return words;
}

// One state in a line: as of when, the figures, the revisions.
std::string LineOf(const NationwideSummary& summary, Language language) {
  std::vector<std::string> words;
  if (summary.has_as_of_time()) words.push_back(google::protobuf::util::TimeUtil::ToString(summary.as_of_time()));
  for (std::string& figure : FiguresOf(summary, language)) words.push_back(std::move(figure));
  for (const auto& revision : summary.revisions())
    words.push_back(absl::StrCat(Printable(revision.service()), "=", Printable(revision.revision())));
  return absl::StrJoin(words, "  ");
}

class SummaryStream {
 public:
  SummaryStream(Session& session, WatchNationwideSummaryRequest request)
      : session_(session), request_(std::move(request)) {}

  // Until Ctrl-C, an output that cannot be written, or an error that waiting does not mend.
  int Run() {
    absl::Status status;
    while (!interruption_.requested() && session_.out()) {
      status = session_.connection().Watch(&SummaryStub::WatchNationwideSummary, request_, interruption_,
                                           [this](const auto& message) { return Receive(message); });
      // A gateway that is not there at the start is an error.
      if (interruption_.requested() || !IsLoss(status) || !has_begun_) break;
      status = absl::OkStatus();
      if (session_.out())
        reconnection_.Pause({"接続が切れました。再接続します", "the connection was lost; connecting again"});
    }
    if (interruption_.requested() || status.ok()) return kExitOk;
    return session_.Fail({"集計の監視", "watch the summary"}, status, Server::kGateway);
  }

 private:
  // False once the output cannot be written.
  bool Receive(const WatchNationwideSummaryResponse& message) {
    has_begun_ = true;
    reconnection_.Succeed();
    // A heartbeat is nothing to a reader, nor are the same figures over a new connection.
    const bool changed = message.has_summary() && Replace(figures_, message.summary().SerializeAsString());
    const bool news = Replace(conditions_, Conditions(message));
    if (session_.settings().output == Output::kJson) {
      if (changed || news) session_.out() << ToJsonLine(message) << '\n';
    } else {
      if (changed) Print(message.summary());
      if (news) TellConditions(message.call_info());
    }
    session_.out().flush();
    return static_cast<bool>(session_.out());
  }

  void Print(const NationwideSummary& summary) {
    if (session_.settings().output == Output::kCsv) {
      RenderSummaryCsv(summary, session_.out(), !has_heading_);
    } else {
      session_.out() << LineOf(summary, session_.language()) << '\n';
    }
    has_heading_ = true;
  }

  // True if the new one differs.
  static bool Replace(std::string& old, std::string now) { return std::exchange(old, now) != now; }

  static std::string Conditions(const WatchNationwideSummaryResponse& message) {
    summary::v1::CallInfo info = message.call_info();
    info.clear_level();
    return info.SerializeAsString();
  }

  void TellConditions(const summary::v1::CallInfo& info) {
    if (info.missing().empty() && info.stale().empty()) {
      session_.Note({"すべてのサービスの値が最新です", "the figures of all services are the newest again"});
    } else {
      RenderConditions(info, session_.language(), Style(false), session_.err());
    }
  }

  Session& session_;
  const WatchNationwideSummaryRequest request_;
  Interruption interruption_;
  Reconnection reconnection_{session_, interruption_};
  std::string figures_;
  std::string conditions_ = Conditions(WatchNationwideSummaryResponse());
  bool has_begun_ = false;
  bool has_heading_ = false;
};

int WatchSummary(Session& session, const SummaryRequestOptions& options) {
  const auto read = ReadSummaryRequest(options);
  if (!read.ok()) return session.RefuseUsage(read.error);
  WatchNationwideSummaryRequest request;
  request.set_survey(read.request.survey());
  *request.mutable_read_mask() = read.request.read_mask();
  *request.mutable_regions() = read.request.regions();
  *request.mutable_prefecture_codes() = read.request.prefecture_codes();
  return SummaryStream(session, std::move(request)).Run();
}

}  // namespace

void AddSummaryWatchCommand(Commands& commands, CLI::App& summary) {
  const auto options = std::make_shared<SummaryRequestOptions>();
  CLI::App& watch = commands.AddVerb(
      summary, "watch",
      {"全国集計を、変わるたびに一行で表示します。Ctrl-C で終了します（終了コード 0）。途中の状態は省かれることが"
       "あります。接続が切れたら再接続します。",
       "Prints the nation's totals in a line, again whenever they change, until Ctrl-C (exit code 0). "
       "States in between may be left out. Connects again if the connection is lost."},
      {"zaitaku summary watch", "zaitaku summary watch --parts budgets -o json >> budgets.jsonl"},
      [options](Session& session) { return WatchSummary(session, *options); });
  AddSummaryPartOptions(commands, watch, *options);
}

}  // namespace zaitaku::cli
