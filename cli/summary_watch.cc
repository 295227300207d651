// `summary watch`.
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/json.h"
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

constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLongestPause = absl::Seconds(10);

// A server that stops ends a stream with UNAVAILABLE; it may be opened again.
bool IsLoss(const absl::Status& status) {
  return status.ok() || absl::IsUnavailable(status) || absl::IsCancelled(status);
}

// One state in a line: when, the councils, the revisions.
std::string LineOf(const NationwideSummary& summary, Language language) {
  std::vector<std::string> words;
  if (summary.has_as_of_time()) words.push_back(google::protobuf::util::TimeUtil::ToString(summary.as_of_time()));
  for (const auto& kind : summary.councils().nation().kinds()) {
    words.push_back(absl::StrCat(ShortKindName(kind.kind(), language), " ", kind.established(), "/", kind.prefectures(),
                                 "（", kind.sub_prefectural_councils(), "）"));
  }
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
    absl::Duration pause = kFirstPause;
    for (bool first = true; !interruption_.requested() && session_.out(); first = false) {
      received_ = false;
      status = session_.connection().Watch<SummaryStub, WatchNationwideSummaryRequest, WatchNationwideSummaryResponse>(
          &SummaryStub::WatchNationwideSummary, request_, interruption_,
          [this](const WatchNationwideSummaryResponse& message) { return Receive(message); });
      if (interruption_.requested() || !IsLoss(status) || (first && !received_)) break;
      if (received_) pause = kFirstPause;
      if (!session_.out()) break;
      session_.Note({"接続が切れました。再接続します", "the connection was lost; connecting again"});
      interruption_.WaitFor(pause);
      pause = std::min(2 * pause, kLongestPause);
    }
    if (interruption_.requested() || status.ok()) return kExitOk;
    return session_.Fail({"集計の監視", "watch the summary"}, status, Server::kGateway);
  }

 private:
  // False once the output cannot be written.
  bool Receive(const WatchNationwideSummaryResponse& message) {
    received_ = true;
    if (session_.settings().output == Output::kJson) {
      // Heartbeats are nothing to a reader.
      if (message.has_summary() || Conditions(message) != conditions_) session_.out() << ToJsonLine(message) << '\n';
    } else if (message.has_summary()) {
      session_.settings().output == Output::kCsv
          ? RenderSummaryCsv(message.summary(), session_.out(), !has_heading_)
          : void(session_.out() << LineOf(message.summary(), session_.language()) << '\n');
      has_heading_ = true;
    }
    const bool news = Conditions(message) != conditions_;
    conditions_ = Conditions(message);
    if (news && session_.settings().output != Output::kJson) TellConditions(message.call_info());
    session_.out().flush();
    return static_cast<bool>(session_.out());
  }

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
  std::string conditions_;
  bool received_ = false;
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
  CLI::App& watch =
      commands.AddVerb(summary, "watch",
                       {"全国集計を、変わるたびに一行で表示します。Ctrl-C で終了します（終了コード "
                        "0）。途中の状態は省かれることがあります。"
                        "接続が切れたら再接続します。",
                        "Prints the nation's totals in a line, again whenever they change, until Ctrl-C (exit code 0). "
                        "States in between "
                        "may be left out. Connects again if the connection is lost."},
                       {"zaitaku summary watch", "zaitaku summary watch --parts budgets -o json >> budgets.jsonl"},
                       [options](Session& session) { return WatchSummary(session, *options); });
  AddSummaryPartOptions(commands, watch, *options);
}

}  // namespace zaitaku::cli
