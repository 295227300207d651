#include <memory>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/entry_commands.h"
#include "cli/event_options.h"
#include "cli/render_application.h"
#include "cli/report_reference.h"
#include "cli/table.h"
#include "cli/table_file.h"
#include "cli/terms.h"
#include "cli/training_listing.h"

namespace zaitaku::cli {
namespace {

using training::v1::Application;

struct ListOptions {
  std::string event;
  std::string state;
  std::string government;
  std::string prefecture;
  std::string role;
  std::string attendance;
  bool people = false;
  PointInTime point;
};

// The data of those who apply, each read once. Who was erased has none.
absl::StatusOr<People> ReadPeople(Session& session, const Applications& applications) {
  People people;
  std::set<std::string> read;
  for (const Application& application : applications) {
    if (!read.insert(application.person()).second) continue;
    training::v1::GetPersonRequest request;
    request.set_name(application.person());
    auto person = session.connection().Read(&TrainingStub::GetPerson, request);
    if (person.ok()) people[application.person()] = *std::move(person);
    if (!person.ok() && !absl::IsNotFound(person.status())) return person.status();
  }
  return people;
}

int ListApplications(Session& session, const ListOptions& options) {
  const Text doing = {"申込の一覧", "list applications"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::ListApplicationsRequest request;
  request.set_event(EventName(options.event));
  request.set_state(TermOption<Application::State>(options.state));
  if (!options.government.empty()) request.set_local_government_code(*ReadGovernment(options.government));
  if (!options.prefecture.empty()) request.set_prefecture_code(*ReadPrefecture(options.prefecture));
  request.set_role(TermOption<training::v1::ParticipantRole>(options.role));
  request.set_attendance(TermOption<Application::Attendance>(options.attendance));
  request.set_revision(*revision);
  const auto response = ListAllApplications(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  if (session.settings().output == Output::kJson) {
    session.out() << ToJson(*response);
    return kExitOk;
  }
  const auto& applications = response->applications();
  absl::StatusOr<People> people = People();
  if (options.people) people = ReadPeople(session, applications);
  if (!people.ok()) return session.Fail(doing, people.status(), Server::kTrainingEvents);
  const People* shown = options.people ? &*people : nullptr;
  const auto positions = FindWaitingPositions(session, request.event(), response->revision(), false, applications);
  ShowResult(
      session, *response,
      [&] {
        RenderApplications(applications, positions, shown, session.language(), session.style(), session.out());
        NoteCount(session, applications.size(), {"application", "applications"}, response->revision());
      },
      [&] { RenderApplicationsCsv(applications, positions, shown, session.out()); });
  return kExitOk;
}

struct CancelOptions {
  std::string event;
  std::string application;
  ChangeOptions change;
};

int CancelApplication(Session& session, const CancelOptions& options) {
  // The full name says the event too.
  const std::string name =
      options.application.empty() ? options.event : ApplicationName(options.event, options.application);
  if (!absl::StrContains(name, "/applications/")) {
    return session.RefuseUsage(
        {absl::StrCat("申込：読み取り「", Printable(name), "」、期待：行事と申込の番号、例：2016-03-joint-meeting 17"),
         absl::StrCat("the application: read '", Printable(name),
                      "', expected an event and a number, for example 2016-03-joint-meeting 17")});
  }
  training::v1::CancelApplicationRequest request;
  request.set_name(name);
  request.set_etag(options.change.etag);
  SetChange(options.change, request);
  const auto response = session.connection().Change(&TrainingStub::CancelApplication, request);
  if (!response.ok()) {
    return session.Fail({"申込の取消", "cancel the application"}, response.status(), Server::kTrainingEvents);
  }
  ShowResult(
      session, *response,
      [&] {
        const Text done = OutcomeText({"取り消しました", "cancelled"}, {"取消済み", "it was cancelled already"},
                                      options.change, response->unchanged());
        PrintDone(session, name, done, response->revision());
        RenderPromoted(response->promoted(), session.language(), session.style(), session.out());
        session.out() << '\n';
        Details details(session.language());
        details.Add({"行事の枠", "The event's places"}, PlacesText(response->event_places(), session.language()));
        details.Print(session.style(), session.out());
      },
      [&] {
        WriteCsvRow(session.out(), {"application", "change", "revision"});
        WriteCsvRow(session.out(), {name, "cancelled", response->revision()});
        for (const Application& application : response->promoted()) {
          WriteCsvRow(session.out(), {application.name(), "promoted", response->revision()});
        }
      });
  return kExitOk;
}

struct AttendanceOptions {
  std::string event;
  std::vector<std::string> attended;
  std::vector<std::string> absent;
  std::vector<std::string> clear;
  std::string file;
  ChangeOptions change;
};

// UNSPECIFIED takes back what was recorded.
void SetAttendance(Application::Attendance attendance, training::v1::AttendanceEntry& entry) {
  entry.set_attendance(attendance);
  entry.set_clear(attendance == Application::ATTENDANCE_UNSPECIFIED);
}

void AddEntries(const AttendanceOptions& options, const std::vector<std::string>& applications,
                Application::Attendance attendance, training::v1::RecordAttendanceRequest& request) {
  for (const std::string& application : applications) {
    auto& entry = *request.add_entries();
    entry.set_application(ApplicationName(options.event, application));
    SetAttendance(attendance, entry);
  }
}

// Adds what the file says. Returns the exit code.
int AddFile(Session& session, const AttendanceOptions& options, training::v1::RecordAttendanceRequest& request) {
  static constexpr FileColumn kColumns[] = {{"application", "申込", true}, {"attendance", "出欠", true}};
  return ReadTableFile(session, options.file, kColumns, [&](const FileRow& row, ProblemList& problems) {
    const FileCell& application = row[0];
    const FileCell& attendance = row[1];
    auto& entry = *request.add_entries();
    entry.set_application(ApplicationName(options.event, application.text));
    if (application.text.empty()) {
      problems.Add(application.line, application.column, kColumns[0].ja, "",
                   {"an application's number", "申込の番号", "17"});
    }
    const auto* term = ReadTerm<Application::Attendance>(attendance.text);
    const bool clears = attendance.text == "none" || attendance.text == "未記録";
    if (term != nullptr || clears) {
      SetAttendance(clears ? Application::ATTENDANCE_UNSPECIFIED : term->value, entry);
    } else {
      problems.Add(attendance.line, attendance.column, kColumns[1].ja, attendance.text,
                   {"attended, absent or none", "出席、欠席または未記録", "出席"});
    }
  });
}

int RecordAttendance(Session& session, const AttendanceOptions& options) {
  training::v1::RecordAttendanceRequest request;
  request.set_event(EventName(options.event));
  AddEntries(options, options.attended, Application::ATTENDANCE_ATTENDED, request);
  AddEntries(options, options.absent, Application::ATTENDANCE_ABSENT, request);
  AddEntries(options, options.clear, Application::ATTENDANCE_UNSPECIFIED, request);
  const int code = options.file.empty() ? kExitOk : AddFile(session, options, request);
  if (code != kExitOk) return code;
  if (request.entries().empty()) {
    return session.RefuseUsage({"--attended、--absent、--clear または --file で出欠を指定してください",
                                "say who came with --attended, --absent, --clear or --file"});
  }
  SetChange(options.change, request);
  const auto response = session.connection().Change(&TrainingStub::RecordAttendance, request);
  if (!response.ok()) {
    return session.Fail({"出欠の記録", "record the attendance"}, response.status(), Server::kTrainingEvents);
  }
  ShowResult(
      session, *response,
      [&] {
        const Text done =
            OutcomeText({absl::StrCat(response->changed(), "名の出欠を記録しました"),
                         absl::StrCat("attendance of ", response->changed(), " recorded")},
                        {"記録済み", "all was recorded so already"}, options.change, response->unchanged());
        PrintDone(session, request.event(), done, response->revision());
      },
      [&] {
        WriteCsvRow(session.out(), {"event", "changed", "revision"});
        WriteCsvRow(session.out(), {request.event(), absl::StrCat(response->changed()), response->revision()});
      });
  return kExitOk;
}

void AddList(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(
      event, "applications",
      {"行事の申込を受付順に一覧します。待機の順番も示します。氏名は --people を付けたときだけ読みます。"
       "都道府県の利用者は --prefecture か --government で自県の分に絞ってください。",
       "Lists the applications for an event in the order of arrival, with positions in the waiting list. Names are "
       "read with --people only. An officer of a prefecture keeps to its own with --prefecture or --government."},
      {"zaitaku event applications 2016-03-joint-meeting --state waiting",
       "zaitaku event applications 2016-03-joint-meeting --government 東京都 --people --lang ja",
       "zaitaku event applications 2016-03-joint-meeting --prefecture 13",
       "zaitaku event applications 2016-03-joint-meeting -o csv"},
      [options](Session& session) { return ListApplications(session, *options); });
  AddEventName(commands, list, options->event);
  AddTermOption<Application::State>(commands, list, "--state", options->state, {"結果", "Only in this state"},
                                    "admitted|参加|waiting|待機|cancelled|取消");
  list.add_option("--government", options->government, commands.Say({"自治体", "Only of this local government"}))
      ->check(CheckGovernment)
      ->option_text("130001|東京都");
  list.add_option("--prefecture", options->prefecture,
                  commands.Say({"都道府県（市区町村を含む）", "Only of this prefecture and its municipalities"}))
      ->check(CheckPrefecture)
      ->option_text("13|東京都|Tokyo");
  AddTermOption<training::v1::ParticipantRole>(commands, list, "--role", options->role, {"担当", "Only in this role"},
                                               "community-medical-care|地域医療担当|...");
  AddTermOption<Application::Attendance>(commands, list, "--attendance", options->attendance,
                                         {"出欠", "Only with this attendance"}, "attended|出席|absent|欠席");
  list.add_flag(
      "--people", options->people,
      commands.Say({"氏名とメールアドレスも表示（JSON を除く）", "Shows names and addresses too, not in JSON"}));
  AddPointInTime(commands, list, options->point);
}

void AddCancel(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<CancelOptions>();
  CLI::App& cancel =
      commands.AddVerb(event, "cancel-application",
                       {"申込を取り消します。空いた枠は待機の先頭から繰り上がります。",
                        "Takes an application back. Its place goes to the "
                        "first of the waiting list for whom there is one."},
                       {"zaitaku event cancel-application 2016-03-joint-meeting 17 --reason '推薦の取下げ'",
                        "zaitaku event cancel-application 2016-03-joint-meeting 17 --dry-run"},
                       [options](Session& session) { return CancelApplication(session, *options); });
  AddEventName(commands, cancel, options->event);
  cancel
      .add_option("application", options->application,
                  commands.Say({"申込の番号。行事の代わりに申込の完全な名前を指定すれば不要",
                                "The application's number; none if its full name stands in place of the event"}))
      ->option_text("APPLICATION");
  AddChangeOptions(commands, cancel, options->change);
}

void AddAttendance(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<AttendanceOptions>();
  CLI::App& verb = commands.AddVerb(
      event, "attendance",
      {"開催済みの行事の出欠を記録します。全員分か、誰の分も記録しないかのどちらかです。記録済みの出欠の訂正には "
       "--reason が必要です。",
       "Records who came to an event that was held: of all that are named, or of none. Correcting what "
       "was recorded needs a --reason."},
      {"zaitaku event attendance 2016-03-joint-meeting --attended 1 --attended 2 --absent 3",
       "zaitaku event attendance 2016-03-joint-meeting --clear 3 --reason '別人の記録だったため'",
       "zaitaku event attendance 2016-03-joint-meeting --file attendance.csv --dry-run"},
      [options](Session& session) { return RecordAttendance(session, *options); });
  AddEventName(commands, verb, options->event);
  verb.add_option("--attended", options->attended,
                  commands.Say({"出席した人の申込（繰り返し可）", "An application whose person came; may be repeated"}))
      ->allow_extra_args(false)
      ->option_text("APPLICATION");
  verb.add_option("--absent", options->absent,
                  commands.Say({"欠席した人の申込（繰り返し可）", "One whose person did not; may be repeated"}))
      ->allow_extra_args(false)
      ->option_text("APPLICATION");
  verb.add_option("--clear", options->clear,
                  commands.Say({"記録済みの出欠を取り消す申込（繰り返し可）",
                                "One of which nothing is to be recorded any more; may be repeated"}))
      ->allow_extra_args(false)
      ->option_text("APPLICATION");
  verb.add_option("--file", options->file,
                  commands.Say({"出欠の CSV（申込、出欠）。- は標準入力",
                                "CSV of applications (申込, 出欠, or application, attendance); - is stdin"}))
      ->option_text("FILE");
  AddRequestOptions(commands, verb, options->change);
}

}  // namespace

void AddEventApplicationCommands(Commands& commands, CLI::App& event) {
  AddList(commands, event);
  AddCancel(commands, event);
  AddAttendance(commands, event);
  AddEventPersonCommands(commands, event);
}

}  // namespace zaitaku::cli
