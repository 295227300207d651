#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/applicants.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/entry_commands.h"
#include "cli/event_options.h"
#include "cli/render_application.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using training::v1::Application;
using training::v1::ApplyForEventResponse;

struct RegisterOptions {
  std::string event;
  std::string government;
  std::vector<std::string> people;
  std::string file;
  ChangeOptions change;
};

// The people of the command line or of the file that it names. Returns the exit code.
int ReadPeople(Session& session, const RegisterOptions& options, std::vector<TypedApplicant>& people) {
  if (!options.file.empty()) return ReadApplicantFile(session, options.file, people);
  for (const std::string& text : options.people) {
    auto person = ReadApplicant(text, static_cast<int>(people.size()) + 1);
    if (!person.ok()) {
      const std::string message(person.status().message());
      return session.RefuseUsage({message, message});
    }
    people.push_back(*std::move(person));
  }
  return kExitOk;
}

// Errors count people from 0; this says where they stand on the command line or in the file.
void NoteApplicants(Session& session, const absl::Status& status, const std::vector<TypedApplicant>& people) {
  google::rpc::BadRequest bad_request;
  if (!GetDetail(status, bad_request)) return;
  for (size_t i = 0; i < people.size(); ++i) {
    const std::string path = absl::StrCat("applicants[", i, "]");
    const auto& violations = bad_request.field_violations();
    if (std::none_of(violations.begin(), violations.end(),
                     [&path](const auto& violation) { return violation.field().starts_with(path); })) {
      continue;
    }
    session.Note({absl::StrCat(path, " は ", people[i].where, " の人です"),
                  absl::StrCat(path, " is the person of ", people[i].where)});
  }
}

// True if the person had applied before: the application is older than what this call made, or a trial would make.
bool HadApplied(const Application& application, const ApplyForEventResponse& response, bool dry_run) {
  const std::string newest = response.revision().substr(0, response.revision().find('-'));
  int64_t version = 0, revision = 0;
  if (response.unchanged()) return true;
  if (!absl::SimpleAtoi(application.revision_id(), &version) || !absl::SimpleAtoi(newest, &revision)) return false;
  return dry_run ? version <= revision : version < revision;
}

void RenderAnswer(Session& session, const RegisterOptions& options, const ApplyForEventResponse& response,
                  const std::vector<TypedApplicant>& people, const WaitingPositions& positions) {
  const Text done = OutcomeText({absl::StrCat(response.new_applications(), "名を申し込みました"),
                                 absl::StrCat(response.new_applications(), " registered")},
                                {"全員申込済み", "all had applied before"}, options.change, response.unchanged());
  PrintDone(session, EventName(options.event), done, response.revision());
  session.out() << '\n';
  const Language language = session.language();
  Table table({{session.Say({"申込", "Application"})},
               {session.Say({"氏名", "Name"})},
               {session.Say({"担当", "Role"})},
               {session.Say({"結果", "Result"})}});
  for (int i = 0; i < response.applications_size(); ++i) {
    const Application& application = response.applications(i);
    const bool typed = i < static_cast<int>(people.size());
    const Text before = HadApplied(application, response, options.change.dry_run)
                            ? Text{"（申込済み）", " (had applied before)"}
                            : Text{};
    table.AddRow({ShortName(application.name()), typed ? people[i].applicant.person().full_name() : "",
                  TermName(application.role(), language),
                  ResultText(application, positions, language) + before.In(language)});
  }
  table.Print(session.out(), session.style());
  session.out() << '\n';
  Details details(language);
  details.Add({"自治体の枠", "The government's places"}, PlacesText(response.government_places(), language));
  details.Add({"行事の枠", "The event's places"}, PlacesText(response.event_places(), language));
  details.Print(session.style(), session.out());
}

void WriteAnswerCsv(const ApplyForEventResponse& response, const WaitingPositions& positions, std::ostream& out) {
  WriteCsvRow(out, {"application", "role", "state", "waiting_position"});
  for (const Application& application : response.applications()) {
    WriteCsvRow(out, {application.name(), TermWord(application.role(), Language::kEnglish),
                      TermWord(application.state(), Language::kEnglish), PositionText(application, positions)});
  }
}

int Register(Session& session, const RegisterOptions& options) {
  std::vector<TypedApplicant> people;
  int code = ReadPeople(session, options, people);
  if (code != kExitOk) return code;
  if (people.empty()) {
    return session.RefuseUsage(
        {"--person または --file で参加者を指定してください", "give people with --person or --file"});
  }
  training::v1::ApplyForEventRequest request;
  request.set_event(EventName(options.event));
  request.set_local_government_code(*ReadGovernment(options.government));
  for (const TypedApplicant& person : people) *request.add_applicants() = person.applicant;
  SetChange(options.change, request);
  const auto response = session.connection().Change(&TrainingStub::ApplyForEvent, request);
  if (!response.ok()) {
    code = session.Fail({"申込", "register"}, response.status(), Server::kTrainingEvents);
    NoteApplicants(session, response.status(), people);
    return code;
  }
  const bool as_json = session.settings().output == Output::kJson;
  WaitingPositions positions;
  if (!as_json) {
    positions = FindWaitingPositions(session, request.event(), response->revision(), options.change.dry_run,
                                     response->applications());
  }
  ShowResult(
      session, *response, [&] { RenderAnswer(session, options, *response, people, positions); },
      [&] { WriteAnswerCsv(*response, positions, session.out()); });
  return kExitOk;
}

}  // namespace

void AddEventRegisterCommand(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<RegisterOptions>();
  CLI::App& verb = commands.AddVerb(
      event, "register",
      {"自治体の参加者を行事に申し込みます。全員か、誰も申し込まないかのどちらかです。誰が参加でき、誰が何番目の待機か"
       "を"
       "示します。枠がなければ、どの規則か、残りは何名かを示します。",
       "Registers people of a local government for an event, all of them or none. Shows who has a place and who waits "
       "in which position; if there is no place, which rule says so and how many are left."},
      {"zaitaku event register 2016-03-joint-meeting --government 130001 --person '山田 花子 "
       "<hanako@example.jp>:地域医療担当'",
       "zaitaku event register 2016-03-joint-meeting --government 東京都 --file people.csv --dry-run"},
      [options](Session& session) { return Register(session, *options); });
  verb.footer(absl::StrCat(
      verb.get_footer(),
      commands.Say(
          {"\n\n受付は、状態が open の間だけです。`zaitaku event update EVENT --state open` で始めます。\n"
           "--file の CSV の例（担当は空でもよい）：\n"
           "  氏名,メールアドレス,担当\n  山田花子,hanako@example.jp,地域医療担当\n  鈴木一郎,ichiro@example.jp,",
           "\n\nOnly while the event is open: `zaitaku event update EVENT --state open` begins it.\n"
           "A CSV for --file, where the role may be empty:\n"
           "  full_name,email,role\n  山田花子,hanako@example.jp,community-medical-care\n"
           "  鈴木一郎,ichiro@example.jp,"})));
  AddEventName(commands, verb, options->event);
  verb.add_option("--government", options->government,
                  commands.Say({"自治体。市区町村は検査数字を含む6桁の番号で",
                                "The local government; a municipality by its six-digit code with the check digit"}))
      ->required()
      ->check(CheckGovernment)
      ->option_text("130001|東京都");
  CLI::Option* person =
      verb.add_option("--person", options->people, commands.Say({"参加者（繰り返し可）", "A person; may be repeated"}))
          ->allow_extra_args(false)
          ->option_text("'NAME <address>:ROLE'");
  verb.add_option("--file", options->file,
                  commands.Say({"参加者の CSV（氏名、メールアドレス、担当）。- は標準入力",
                                "CSV of people (氏名, メールアドレス, 担当, or full_name, email, role); - is stdin"}))
      ->excludes(person)
      ->option_text("FILE");
  AddRequestOptions(commands, verb, options->change);
}

}  // namespace zaitaku::cli
