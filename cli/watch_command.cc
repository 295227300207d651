#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/json.h"
#include "cli/moment.h"
#include "cli/reconnection.h"
#include "cli/render_history.h"
#include "cli/service_calls.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using type::v1::RevisionRecord;
using type::v1::WatchRevisionsRequest;
using type::v1::WatchRevisionsResponse;

struct WatchOptions {
  std::string after;
  std::string zone;
  bool verbose = false;
};

// One watch, over as many calls as it takes.
class Watch {
 public:
  Watch(Session& session, Server server, const WatchOptions& options)
      : session_(session),
        server_(server),
        calls_(session.connection(), server),
        verbose_(options.verbose),
        zone_(*ReadTimeZone(options.zone)),
        after_(options.after) {}

  // Until Ctrl-C, an output that cannot be written, or an error that waiting does not mend.
  int Run() {
    absl::Status status = Begin();
    while (status.ok() && !interruption_.requested() && session_.out()) {
      WatchRevisionsRequest request;
      request.set_after(after_);
      status = calls_.Watch(request, interruption_, [this](const auto& message) { return Receive(message); });
      if (interruption_.requested() || !IsLoss(status)) break;
      status = absl::OkStatus();
      if (session_.out()) Pause();
    }
    if (status.ok() || interruption_.requested()) return kExitOk;
    return session_.Fail({"変更の監視", "watch revisions"}, status, server_);
  }

 private:
  // Asks for the newest revision: a server that is not there at the start is an error, and a watch that begins at a
  // known revision misses nothing if the connection is lost before the first one comes.
  absl::Status Begin() {
    ASSIGN_OR_RETURN(const std::string head, calls_.Head());
    if (after_.empty()) after_ = head;
    if (session_.settings().output == Output::kCsv) {
      RenderRevisionsCsvHeading(session_.out());
      session_.out().flush();
    }
    session_.Note({absl::StrCat("リビジョン ", Printable(after_), " より後を監視しています。Ctrl-C で終了"),
                   absl::StrCat("watching for revisions after ", Printable(after_), "; Ctrl-C ends it")});
    return absl::OkStatus();
  }

  // False once the output cannot be written.
  bool Receive(const WatchRevisionsResponse& message) {
    reconnection_.Succeed();
    if (!message.has_record()) {
      if (verbose_) {
        session_.Note({absl::StrCat("稼働中、最新はリビジョン ", Printable(message.head())),
                       absl::StrCat("alive, the newest revision is ", Printable(message.head()))});
      }
      return true;
    }
    Print(message.record());
    session_.out().flush();
    if (!session_.out()) return false;
    after_ = message.record().revision();
    return true;
  }

  void Print(RevisionRecord record) {
    switch (session_.settings().output) {
      case Output::kTable:
        RenderRevisionLine(record, zone_, session_.language(), session_.style(), session_.out());
        break;
      case Output::kJson:
        DropUnknownValues(record);
        session_.out() << ToJsonLine(record) << '\n';
        break;
      case Output::kCsv:
        RenderRevisionCsv(record, "", session_.out());
        break;
    }
  }

  void Pause() {
    reconnection_.Pause(
        {absl::StrCat("接続が切れました。リビジョン ", Printable(after_), " の後から再接続します"),
         absl::StrCat("the connection was lost; connecting again, to go on after revision ", Printable(after_))});
  }

  Session& session_;
  const Server server_;
  ServiceCalls calls_;
  const bool verbose_;
  const absl::TimeZone zone_;
  Interruption interruption_;
  Reconnection reconnection_{session_, interruption_};
  std::string after_;
};

}  // namespace

void AddWatchCommand(Commands& commands, CLI::App& noun, Server server) {
  const auto options = std::make_shared<WatchOptions>();
  const std::string command = absl::StrCat("zaitaku ", noun.get_name(), " watch");
  CLI::App& watch = commands.AddVerb(
      noun, "watch",
      {"変更を、行われるたびに一行で表示します。Ctrl-C で終了します（終了コード 0）。接続が切れたら、最後に受け取った"
       "リビジョンの後から続けます。",
       "Prints each revision as it is made, one in a line, until Ctrl-C (exit code 0). If the connection is lost, goes "
       "on after the last revision that came."},
      {command, absl::StrCat(command, " -o json >> revisions.jsonl"),
       absl::StrCat(command, " --after 12-9f0c4b7d21e6a835")},
      [options, server](Session& session) { return Watch(session, server, *options).Run(); });
  watch
      .add_option("--after", options->after,
                  commands.Say({"このリビジョンの後から（既定：これから行われるもの）",
                                "Go on after this revision (default: only new ones)"}))
      ->option_text("TOKEN");
  watch.add_flag("--verbose", options->verbose,
                 commands.Say({"サーバーの稼働の知らせも表示（標準エラー）", "Shows heartbeats too, on stderr"}));
  AddTimeZone(commands, watch, options->zone);
}

}  // namespace zaitaku::cli
