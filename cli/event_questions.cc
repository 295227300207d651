#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/event_options.h"
#include "cli/render_event_answers.h"
#include "cli/table.h"
#include "cli/training_listing.h"

namespace zaitaku::cli {
namespace {

int ShowParticipation(Session& session, const std::string& name, const PointInTime& point) {
  const Text doing = {"参加状況の取得", "get the participation"};
  const auto revision = RevisionOf(session, point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::GetParticipationRequest request;
  request.set_event(EventName(name));
  request.set_revision(*revision);
  const auto response = session.connection().Read(&TrainingStub::GetParticipation, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  ShowResult(
      session, *response, [&] { RenderParticipation(*response, session.language(), session.style(), session.out()); },
      [&] { RenderParticipationCsv(*response, session.out()); });
  return kExitOk;
}

struct CalendarOptions {
  std::string event;
  bool timetable = false;
  EventFilter filter;
  std::string out;
  PointInTime point;
};

// Writes the calendar as the service sent it, byte for byte.
int WriteCalendar(Session& session, const std::string& calendar, const std::string& path) {
  if (path.empty()) {
    session.out() << calendar;
    return kExitOk;
  }
  std::ofstream file(path, std::ios::binary);
  file << calendar;
  file.close();
  return file ? kExitOk : session.FailOutput();
}

int ExportCalendar(Session& session, const CalendarOptions& options) {
  const Text doing = {"暦の書き出し", "export the calendar"};
  if (session.settings().output == Output::kCsv) {
    return session.RefuseUsage(
        {"暦は iCalendar か JSON です。CSV では書き出せません", "a calendar is iCalendar or JSON, not CSV"});
  }
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::ExportCalendarRequest request;
  request.set_event(EventName(options.event));
  request.set_detail(options.timetable ? training::v1::ExportCalendarRequest::DETAIL_TIMETABLE
                                       : training::v1::ExportCalendarRequest::DETAIL_EVENTS);
  SetFilter(options.filter, request);
  request.set_language(session.Say({"ja", "en"}));
  request.set_revision(*revision);
  const auto response = session.connection().Read(&TrainingStub::ExportCalendar, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  const bool as_json = session.settings().output == Output::kJson;
  const int code = WriteCalendar(session, as_json ? ToJson(*response) : response->calendar(), options.out);
  if (code == kExitOk) NoteCount(session, response->entries(), {"entry", "entries"}, response->revision());
  return code;
}

struct TotalsOptions {
  std::string fiscal_year;
  std::string field;
  PointInTime point;
};

// What the printed participants are made of; nothing if it cannot be read, as the totals stand without.
PrintedTerms ReadTerms(Session& session, const training::v1::GetEventTotalsRequest& asked,
                       const training::v1::GetEventTotalsResponse& totals) {
  training::v1::ListEventsRequest request;
  request.set_fiscal_year(asked.fiscal_year());
  request.set_field(asked.field());
  request.set_revision(totals.revision());
  const auto events = ListAllEvents(session.connection(), request);
  return events.ok() ? PrintedTermsOf(events->events()) : PrintedTerms();
}

int ShowTotals(Session& session, const TotalsOptions& options) {
  const Text doing = {"行事の集計", "get event totals"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::GetEventTotalsRequest request;
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  request.set_field(TermOption<training::v1::TrainingField>(options.field));
  request.set_revision(*revision);
  const auto response = session.connection().Read(&TrainingStub::GetEventTotals, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  ShowResult(
      session, *response,
      [&] {
        RenderEventTotals(*response, ReadTerms(session, request, *response), session.language(), session.style(),
                          session.out());
        session.Note({absl::StrCat("二つの分野の行事は両方に数えるため、分野は合計しません（リビジョン ",
                                   Printable(response->revision()), "）"),
                      absl::StrCat("an event of two fields counts in both, so fields are not added; revision ",
                                   Printable(response->revision()))});
      },
      [&] { RenderEventTotalsCsv(*response, session.out()); });
  return kExitOk;
}

struct FlagsOptions {
  std::string resource;
  std::string code;
  PointInTime point;
};

int ListFlags(Session& session, const FlagsOptions& options) {
  const Text doing = {"注意事項の一覧", "list quality flags"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::ListQualityFlagsRequest request;
  request.set_resource(EventName(options.resource));
  request.set_code(options.code);
  request.set_revision(*revision);
  const auto response = ListAllFlags(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  ShowResult(
      session, *response,
      [&] {
        RenderFlags(*response, session.language(), session.style(), session.out());
        NoteCount(session, response->flags_size(), {"flag", "flags"}, response->revision());
      },
      [&] { RenderFlagsCsv(*response, session.out()); });
  return kExitOk;
}

void AddParticipation(Commands& commands, CLI::App& event) {
  const auto name = std::make_shared<std::string>();
  const auto point = std::make_shared<PointInTime>();
  CLI::App& verb = commands.AddVerb(
      event, "participation",
      {"行事に参加する都道府県としない都道府県を、地域ごとに表示します。市区町村の申込はその都道府県に数えます。",
       "Shows by region which prefectures take part in an event and which do not. A municipality's applications count "
       "for its prefecture."},
      {"zaitaku event participation 2016-03-joint-meeting", "zaitaku event participation 2016-03-joint-meeting -o csv"},
      [name, point](Session& session) { return ShowParticipation(session, *name, *point); });
  AddEventName(commands, verb, *name);
  AddPointInTime(commands, verb, *point);
}

void AddCalendar(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<CalendarOptions>();
  CLI::App& verb =
      commands.AddVerb(event, "calendar",
                       {"行事一件、または条件を満たす行事を iCalendar（RFC 5545）で書き出します。",
                        "Writes one event, or all that the filters let through, as iCalendar (RFC 5545)."},
                       {"zaitaku event calendar 2016-03-joint-meeting > meeting.ics",
                        "zaitaku event calendar 2015-02-paediatric-lecturer-training --timetable --out training.ics",
                        "zaitaku event calendar --field 小児等在宅医療 --month 2015-02"},
                       [options](Session& session) { return ExportCalendar(session, *options); });
  verb.add_option(
          "name", options->event,
          commands.Say({"行事（既定：条件を満たすすべて）", "The event (default: all that the filters let through)"}))
      ->option_text("EVENT");
  verb.add_flag("--timetable", options->timetable,
                commands.Say({"時間割の枠ごとに一件", "An entry for each block of the timetable"}));
  AddEventFilter(commands, verb, options->filter);
  verb.add_option("--out", options->out, commands.Say({"ファイル（既定：標準出力）", "The file (default: stdout)"}))
      ->option_text("FILE");
  AddPointInTime(commands, verb, options->point);
}

void AddTotals(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<TotalsOptions>();
  CLI::App& verb = commands.AddVerb(
      event, "totals",
      {"行事を年度と分野ごとに集計します：参加者（公表された数）、研修の分、申込。「約」を含む合計は「約」です。",
       "Adds events up by fiscal year and field: participants as printed, minutes of instruction, applications. A "
       "total "
       "with an approximate number in it is approximate."},
      {"zaitaku event totals --fiscal-year 2014", "zaitaku event totals --field 小児等在宅医療 --lang ja",
       "zaitaku event totals -o csv"},
      [options](Session& session) { return ShowTotals(session, *options); });
  AddFiscalYearOption(commands, verb, options->fiscal_year, {"開催日の年度", "Only held in this fiscal year"});
  AddTrainingField(commands, verb, options->field);
  AddPointInTime(commands, verb, options->point);
}

void AddFlags(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<FlagsOptions>();
  CLI::App& verb =
      commands.AddVerb(event, "flags",
                       {"行事と研修事業について、利用する前に知るべきことを一覧します。",
                        "Lists what a reader should know of events and training programmes before relying on them."},
                       {"zaitaku event flags", "zaitaku event flags 2015-01-home-care-lecturer-training",
                        "zaitaku event flags --code DATED_BEFORE_PROGRAMME --lang ja"},
                       [options](Session& session) { return ListFlags(session, *options); });
  verb.add_option("name", options->resource,
                  commands.Say({"行事。研修事業は完全な名前で（既定：すべて）",
                                "The event, or a training programme by its full name (default: all)"}))
      ->option_text("EVENT");
  verb.add_option("--code", options->code, commands.Say({"種類", "Only of this kind"}))
      ->option_text("DATED_BEFORE_PROGRAMME|WEEKDAY_DIFFERS|TIMETABLE_DOES_NOT_ADD_UP|...");
  AddPointInTime(commands, verb, options->point);
}

}  // namespace

void AddEventQuestionCommands(Commands& commands, CLI::App& event) {
  AddParticipation(commands, event);
  AddCalendar(commands, event);
  AddTotals(commands, event);
  AddFlags(commands, event);
}

}  // namespace zaitaku::cli
