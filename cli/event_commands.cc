#include <memory>

#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/entry_export.h"
#include "cli/entry_import.h"
#include "cli/event_options.h"
#include "cli/history.h"
#include "cli/render_event.h"
#include "cli/report_reference.h"
#include "cli/terms.h"
#include "cli/training_listing.h"

namespace zaitaku::cli {
namespace {

using training::v1::Audience;
using training::v1::Event;
using training::v1::TrainingEntry;
using training::v1::TrainingField;

struct ListOptions {
  std::string kind;
  std::string state;
  EventFilter filter;
  std::string prefecture;
  std::string training_program;
  std::string program;
  PointInTime point;
};

int ListEvents(Session& session, const ListOptions& options) {
  const Text doing = {"行事の一覧", "list events"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::ListEventsRequest request;
  request.set_kind(TermOption<Event::Kind>(options.kind));
  request.set_state(TermOption<Event::State>(options.state));
  SetFilter(options.filter, request);
  if (!options.prefecture.empty()) request.set_prefecture_code(*ReadPrefecture(options.prefecture));
  request.set_training_program(TrainingProgramName(options.training_program));
  request.set_catalog_program(InCollection("programs", options.program));
  request.set_revision(*revision);
  const auto response = ListAllEvents(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  ShowResult(
      session, *response,
      [&] {
        RenderEvents(response->events(), session.language(), session.style(), session.out());
        NoteCount(session, response->events_size(), {"event", "events"}, response->revision());
      },
      [&] { RenderEventsCsv(response->events(), session.out()); });
  return kExitOk;
}

struct GetEventOptions {
  std::string name;
  bool sources = false;
  bool verbatim = false;
  PointInTime point;
};

// What the event refers to. What cannot be read is then shown by its resource name alone.
EventReferences ReferencesOf(Session& session, const Event& event, const std::string& revision) {
  EventReferences references;
  references.catalog_program = ResolveProgram(session, event.catalog_program());
  if (event.training_program().empty()) return references;
  training::v1::GetTrainingProgramRequest request;
  request.set_name(event.training_program());
  request.set_revision(revision);
  const auto program = session.connection().Read(&TrainingStub::GetTrainingProgram, request);
  if (program.ok()) references.training_program = program->display_name();
  return references;
}

int GetEvent(Session& session, const GetEventOptions& options) {
  const Text doing = {"行事の取得", "get the event"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  const auto event = ReadEvent(session, options.name, *revision);
  if (!event.ok()) return session.Fail(doing, event.status(), Server::kTrainingEvents);
  const SourceDetail detail = options.verbatim  ? SourceDetail::kVerbatim
                              : options.sources ? SourceDetail::kFacts
                                                : SourceDetail::kNone;
  ShowResult(
      session, *event,
      [&] {
        RenderEvent(*event, ReferencesOf(session, *event, *revision), detail, session.language(), session.style(),
                    session.out());
      },
      [&] {
        Events events;
        *events.Add() = *event;
        RenderEventsCsv(events, session.out());
      });
  return kExitOk;
}

// The programmes are read first; the events at their revision, so that all belong together whatever happens meanwhile.
absl::StatusOr<Written> WriteEntries(Session& session, const std::string& revision) {
  training::v1::ListTrainingProgramsRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto programs, ListAllTrainingPrograms(session.connection(), request));
  training::v1::ListEventsRequest events_request;
  events_request.set_revision(programs.revision());
  ASSIGN_OR_RETURN(const auto events, ListAllEvents(session.connection(), events_request));
  WriteLines(session, programs.training_programs(), &TrainingEntry::mutable_training_program);
  WriteLines(session, events.events(), &TrainingEntry::mutable_event);
  return Written{programs.training_programs_size() + events.events_size(), programs.revision()};
}

absl::StatusOr<Written> WriteEvents(Session& session, const std::string& revision, bool csv) {
  if (!csv) return WriteEntries(session, revision);
  training::v1::ListEventsRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto list, ListAllEvents(session.connection(), request));
  RenderEventsCsv(list.events(), session.out());
  return Written{list.events_size(), list.revision()};
}

int History(Session& session, const std::string& name, const HistoryOptions& options) {
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) {
    return session.Fail({"履歴の取得", "get the history"}, revision.status(), Server::kTrainingEvents);
  }
  return ShowHistory(session, Server::kTrainingEvents, options, EventName(name), *revision);
}

void AddList(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(
      event, "list", {"行事を一覧します。条件はすべて満たすものに限ります。", "Lists events. Filters must all hold."},
      {"zaitaku event list --field 小児等在宅医療 --fiscal-year 2014", "zaitaku event list --month 2016-03 --lang ja",
       "zaitaku event list --audience prefectures --state planned -o csv"},
      [options](Session& session) { return ListEvents(session, *options); });
  AddTermOption<Event::Kind>(commands, list, "--kind", options->kind, {"種類", "Only this kind"},
                             "training|joint-meeting|other");
  AddTermOption<Event::State>(commands, list, "--state", options->state, {"状態", "Only in this state"},
                              "planned|open|closed|held|cancelled");
  AddEventFilter(commands, list, options->filter);
  list.add_option("--prefecture", options->prefecture, commands.Say({"開催地の都道府県", "Only in this prefecture"}))
      ->check(CheckPrefecture)
      ->option_text("13|東京都|Tokyo");
  list.add_option("--training-program", options->training_program,
                  commands.Say({"研修プログラム", "Only of this training programme"}))
      ->option_text("TRAINING-PROGRAM");
  list.add_option("--program", options->program,
                  commands.Say({"事業カタログの事業", "Only of this programme of the catalogue"}))
      ->option_text("PROGRAM");
  AddPointInTime(commands, list, options->point);
}

void AddGet(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<GetEventOptions>();
  CLI::App& get = commands.AddVerb(
      event, "get",
      {"行事を一件、時間割・議題とともに表示します。事業は事業カタログに問い合わせ、登録がなければ未解決と示します。",
       "Shows one event with its timetable and agenda. Its programme is looked up in the catalogue, and marked as "
       "unresolved if it is not there."},
      {"zaitaku event get 2016-03-joint-meeting", "zaitaku event get 2015-02-paediatric-lecturer-training --sources",
       "zaitaku event get events/2015-02-paediatric-lecturer-training --verbatim --lang ja"},
      [options](Session& session) { return GetEvent(session, *options); });
  AddEventName(commands, get, options->name);
  get.add_flag("--sources", options->sources,
               commands.Say({"事実ごとの出典の行と推定の根拠も表示",
                             "Shows where each fact was read, and what is inferred from what"}));
  get.add_flag("--verbatim", options->verbatim,
               commands.Say({"さらに出典の行をそのまま表示", "Shows those lines too"}));
  AddPointInTime(commands, get, options->point);
}

void AddFiles(Commands& commands, CLI::App& event) {
  using training::v1::ImportEntriesRequest;
  using training::v1::ImportEntriesResponse;
  AddEntryImportCommand(
      commands, event,
      EntryImport<TrainingStub, ImportEntriesRequest, ImportEntriesResponse>{
          Server::kTrainingEvents,
          &TrainingStub::ImportEntries,
          ImportEntriesRequest::FORMAT_EVENTS_CSV,
          {"一行一件の JSON（行事・研修プログラム）、または行事の CSV "
           "を取り込みます。誤りがあれば全件を file:行:列 で示し、何も変更しません。",
           "Reads lines of JSON (events, training programmes) or the CSV of events. If the file has problems, shows "
           "them all as file:line:column and changes nothing."}});
  AddEntryExportCommand(
      commands, event,
      {Server::kTrainingEvents,
       {"行事の書き出し", "export the events"},
       {"行事と研修プログラムを一行一件の JSON で、または行事の CSV を書き出します。どちらも取り込み直せます。"
        "申込と個人の情報は含みません。",
        "Writes events and training programmes as lines of JSON, or the events as CSV. Import reads both back. "
        "Applications and people are not in it."},
       "events.jsonl",
       WriteEvents});
}

void AddHistory(Commands& commands, CLI::App& event) {
  const auto name = std::make_shared<std::string>();
  const auto options = std::make_shared<HistoryOptions>();
  CLI::App& history = commands.AddVerb(
      event, "history",
      {"誰が、いつ、なぜ、何を変更したかを新しい順に表示します。名前を指定しなければすべての変更です。個人の情報は"
       "履歴にはなく、番号だけが残ります。",
       "Shows who changed what, when and why, the newest first. Without a name: every revision. The history holds no "
       "person's data, only ids."},
      {"zaitaku event history 2016-03-joint-meeting",
       "zaitaku event history events/2016-03-joint-meeting/applications/000000017",
       "zaitaku event history --limit 100 -o csv"},
      [name, options](Session& session) { return History(session, *name, *options); });
  history
      .add_option("name", *name,
                  commands.Say({"行事。研修プログラム・申込は完全な名前で",
                                "The event; or a training programme or application by its full name"}))
      ->option_text("EVENT");
  AddHistoryOptions(commands, history, *options);
}

}  // namespace

void AddEventCommands(Commands& commands) {
  CLI::App& event = commands.AddNoun("event", {"研修等の行事：一覧、時間割、申込、暦、集計",
                                               "Training events: timetables, applications, calendars, totals"});
  AddList(commands, event);
  AddGet(commands, event);
  AddEventTimetableCommands(commands, event);
  AddEventRegisterCommand(commands, event);
  AddEventApplicationCommands(commands, event);
  AddEventQuestionCommands(commands, event);
  AddEventChangeCommands(commands, event);
  AddFiles(commands, event);
  AddHistory(commands, event);
  AddWatchCommand(commands, event, Server::kTrainingEvents);
}

}  // namespace zaitaku::cli
