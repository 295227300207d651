#include <memory>

#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/entry_commands.h"
#include "cli/event_options.h"
#include "cli/render_application.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

int GetPerson(Session& session, const std::string& name) {
  training::v1::GetPersonRequest request;
  request.set_name(PersonName(name));
  const auto person = session.connection().Read(&TrainingStub::GetPerson, request);
  if (!person.ok()) return session.Fail({"個人の取得", "get the person"}, person.status(), Server::kTrainingEvents);
  ShowResult(
      session, *person,
      [&] {
        session.out() << session.style().Paint(Tone::kHeading, Printable(person->name())) << '\n';
        Details details(session.language());
        details.Add({"氏名", "Name"}, person->full_name());
        details.Add({"メールアドレス", "Address"}, person->email());
        details.Print(session.style(), session.out());
      },
      [&] {
        WriteCsvRow(session.out(), {"name", "full_name", "email"});
        WriteCsvRow(session.out(), {person->name(), person->full_name(), person->email()});
      });
  return kExitOk;
}

struct EraseOptions {
  std::string name;
  ChangeOptions change;
};

int ErasePerson(Session& session, const EraseOptions& options) {
  training::v1::ErasePersonRequest request;
  request.set_name(PersonName(options.name));
  SetChange(options.change, request);
  const auto response = session.connection().Change(&TrainingStub::ErasePerson, request);
  if (!response.ok()) {
    return session.Fail({"個人の情報の消去", "erase the person"}, response.status(), Server::kTrainingEvents);
  }
  ShowResult(
      session, *response,
      [&] {
        const Text done = OutcomeText({"消去しました", "erased"}, {"消去済み", "it was erased already"}, options.change,
                                      response->unchanged());
        PrintDone(session, request.name(), done, response->revision());
        if (response->has_cancelled()) {
          PrintDone(session, response->cancelled().name(), {"取り消しました", "cancelled"}, response->revision());
        }
        RenderPromoted(response->promoted(), session.language(), session.style(), session.out());
      },
      [&] {
        WriteCsvRow(session.out(), {"name", "change", "revision"});
        WriteCsvRow(session.out(), {request.name(), "erased", response->revision()});
        if (response->has_cancelled()) {
          WriteCsvRow(session.out(), {response->cancelled().name(), "cancelled", response->revision()});
        }
        for (const auto& application : response->promoted()) {
          WriteCsvRow(session.out(), {application.name(), "promoted", response->revision()});
        }
      });
  return kExitOk;
}

void AddName(Commands& commands, CLI::App& verb, std::string& name) {
  verb.add_option("name", name,
                  commands.Say({"個人。申込の一覧にある番号", "The person, by the id that applications have"}))
      ->required()
      ->option_text("PERSON");
}

}  // namespace

void AddEventPersonCommands(Commands& commands, CLI::App& event) {
  const auto name = std::make_shared<std::string>();
  CLI::App& person = commands.AddVerb(
      event, "person", {"申込の個人の氏名とメールアドレスを表示します。", "Shows a person's name and address."},
      {"zaitaku event person people/4b0d2a51c7e94f0b8a6d3e2f10987654"},
      [name](Session& session) { return GetPerson(session, *name); });
  AddName(commands, person, *name);
  const auto options = std::make_shared<EraseOptions>();
  CLI::App& erase = commands.AddVerb(
      event, "erase-person",
      {"個人の氏名とメールアドレスを消去します。元に戻せません。申込は取り消され、空いた枠は待機の先頭から繰り上がりま"
       "す（開催済みの行事を"
       "除く）。集計・履歴は番号だけで残ります。",
       "Erases a person's name and address for good. The application is cancelled, unless its event was held, and its "
       "place goes to the first who waits. Totals and history stay, with the id alone."},
      {"zaitaku event erase-person people/4b0d2a51c7e94f0b8a6d3e2f10987654 --reason 'asked for it'"},
      [options](Session& session) { return ErasePerson(session, *options); });
  AddName(commands, erase, options->name);
  AddRequestOptions(commands, erase, options->change);
}

}  // namespace zaitaku::cli
