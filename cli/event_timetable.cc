#include <memory>

#include "cli/commands.h"
#include "cli/details.h"
#include "cli/entry_commands.h"
#include "cli/event_options.h"
#include "cli/render_event.h"
#include "cli/render_timetable.h"

namespace zaitaku::cli {
namespace {

using training::v1::CheckTimetableResponse;
using training::v1::Event;

struct TimetableOptions {
  std::string name;
  bool sources = false;
  bool verbatim = false;
  PointInTime point;
};

void RenderAll(Session& session, const Event& event, const CheckTimetableResponse& check,
               const TimetableOptions& options) {
  const Language language = session.language();
  RenderTitle(event.name(), event.title(), language, session.style(), session.out());
  Details details(language);
  details.Add({"日時", "When"}, ScheduleText(event.schedule(), language));
  details.Add({"年度", "Fiscal year"}, FiscalYearWithEra(FiscalYearOfEvent(event), language));
  details.Print(session.style(), session.out());
  InferredFacts inferred(event.sources());
  RenderTimetable(event, inferred, language, session.style(), session.out(), &check);
  RenderTimetableCheck(event, check, language, session.style(), session.out());
  if (!options.sources && !options.verbatim) {
    inferred.PrintLegend(language, session.style(), session.out());
    return;
  }
  RenderFacts(SourcesBelow(event.sources(), "timetable"), event.reviews(), options.verbatim, language, session.style(),
              session.out());
}

int ShowTimetable(Session& session, const TimetableOptions& options) {
  const Text doing = {"時間割の取得", "get the timetable"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::CheckTimetableRequest request;
  request.set_event(EventName(options.name));
  request.set_revision(*revision);
  const auto check = session.connection().Read(&TrainingStub::CheckTimetable, request);
  if (!check.ok()) return session.Fail(doing, check.status(), Server::kTrainingEvents);
  // At the check's revision, so that both are about the same timetable.
  const auto event = ReadEvent(session, options.name, check->revision());
  if (!event.ok()) return session.Fail(doing, event.status(), Server::kTrainingEvents);
  switch (session.settings().output) {
    case Output::kTable:
      RenderAll(session, *event, *check, options);
      break;
    case Output::kJson:
      session.out() << ToJsonObject({{"event", &*event}, {"check", &*check}});
      break;
    case Output::kCsv:
      RenderTimetableCsv(*event, *check, session.out());
      break;
  }
  return kExitOk;
}

int ShowAgenda(Session& session, const std::string& name, const PointInTime& point) {
  const Text doing = {"議題の取得", "get the agenda"};
  const auto revision = RevisionOf(session, point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  const auto event = ReadEvent(session, name, *revision);
  if (!event.ok()) return session.Fail(doing, event.status(), Server::kTrainingEvents);
  ShowResult(
      session, *event,
      [&] {
        RenderTitle(event->name(), event->title(), session.language(), session.style(), session.out());
        RenderAgenda(event->agenda(), 2, session.language(), session.style(), session.out());
        if (event->agenda().empty()) session.Note({"議題の記載はありません", "no agenda is stated"});
      },
      [&] { RenderAgendaCsv(event->agenda(), session.out()); });
  return kExitOk;
}

}  // namespace

void AddEventTimetableCommands(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<TimetableOptions>();
  CLI::App& timetable = commands.AddVerb(
      event, "timetable",
      {"行事の時間割を、枠・項目・分・講師・所属とともに表示し、時間が合うかを検算します。推定には印を付けます。",
       "Shows an event's timetable with minutes, speakers and affiliations, and whether it adds up. What is inferred "
       "is marked."},
      {"zaitaku event timetable 2015-02-paediatric-lecturer-training",
       "zaitaku event timetable 2015-02-paediatric-lecturer-training --sources --lang ja",
       "zaitaku event timetable 2015-02-paediatric-lecturer-training -o csv"},
      [options](Session& session) { return ShowTimetable(session, *options); });
  AddEventName(commands, timetable, options->name);
  timetable.add_flag("--sources", options->sources,
                     commands.Say({"事実ごとの出典の行と推定の根拠も表示",
                                   "Shows where each fact was read, and what is inferred from what"}));
  timetable.add_flag("--verbatim", options->verbatim,
                     commands.Say({"さらに出典の行をそのまま表示", "Shows those lines too"}));
  AddPointInTime(commands, timetable, options->point);

  const auto name = std::make_shared<std::string>();
  const auto point = std::make_shared<PointInTime>();
  CLI::App& agenda = commands.AddVerb(
      event, "agenda",
      {"行事の議題を表示します。新規のものには印を付けます。", "Shows an event's agenda; new items are marked."},
      {"zaitaku event agenda 2016-03-joint-meeting", "zaitaku event agenda 2016-03-joint-meeting -o csv"},
      [name, point](Session& session) { return ShowAgenda(session, *name, *point); });
  AddEventName(commands, agenda, *name);
  AddPointInTime(commands, agenda, *point);
}

}  // namespace zaitaku::cli
