#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/entry_updates.h"
#include "cli/event_options.h"
#include "cli/render_application.h"
#include "cli/report_reference.h"
#include "cli/terms.h"
#include "domain/fiscal_years.h"

namespace zaitaku::cli {
namespace {

using google::protobuf::FieldMask;
using training::v1::Audience;
using training::v1::Event;
using training::v1::TrainingField;

using Option = std::optional<std::string>;

struct UpdateOptions {
  std::string name;
  Option title_ja, title_en, purpose_ja, purpose_en, venue_ja, venue_en;
  Option kind, state, program, training_program, prefecture, material_url;
  Option date, start_time, end_time;
  Option per_government, capacity, waiting_list;
  std::vector<std::string> fields, audiences;
  ChangeOptions change;
};

// A limit of the rule: a number, or none.
std::optional<int> LimitOf(const std::string& text) {
  int limit = 0;
  return absl::SimpleAtoi(text, &limit) && limit > 0 ? std::optional(limit) : std::nullopt;
}

std::string CheckLimit(const std::string& text) {
  return LimitOf(text) ? "" : absl::StrCat("read '", text, "', expected a number of people such as 4, or blank");
}

std::string CheckDate(const std::string& text) {
  return ParseIsoDay(text) ? "" : absl::StrCat("read '", text, "', expected a day such as 2016-03-16");
}

std::string CheckTime(const std::string& text) {
  return ParseWallTime(text) ? "" : absl::StrCat("read '", text, "', expected a wall time such as 13:00");
}

void ApplySchedule(const UpdateOptions& options, Event& event, FieldMask& mask) {
  if (!options.date && !options.start_time && !options.end_time) return;
  auto& schedule = *event.mutable_schedule();
  if (options.date) schedule.set_date(*options.date);
  if (options.start_time) schedule.set_start_time(ValueOf(*options.start_time));
  if (options.end_time) schedule.set_end_time(ValueOf(*options.end_time));
  // What was printed was another time.
  schedule.clear_text();
  mask.add_paths("schedule");
}

void ApplyVenue(const UpdateOptions& options, Event& event, FieldMask& mask) {
  if (!options.venue_ja && !options.venue_en && !options.prefecture) return;
  auto& venue = *event.mutable_venue();
  if (options.venue_ja) venue.mutable_name()->set_ja(ValueOf(*options.venue_ja));
  if (options.venue_en) venue.mutable_name()->set_en(ValueOf(*options.venue_en));
  if (options.prefecture) {
    const std::string prefecture = ValueOf(*options.prefecture);
    venue.set_prefecture_code(prefecture.empty() ? "" : *ReadPrefecture(prefecture));
  }
  mask.add_paths("venue");
}

// Where no limit is left and nobody waits there is still a rule: everybody is admitted. Import takes a rule away.
void ApplyRule(const UpdateOptions& options, Event& event, FieldMask& mask) {
  if (!options.per_government && !options.capacity && !options.waiting_list) return;
  auto& rule = *event.mutable_application_rule();
  if (options.per_government) {
    rule.clear_per_government();
    if (const auto limit = LimitOf(*options.per_government)) rule.set_per_government(*limit);
  }
  if (options.capacity) {
    rule.clear_capacity();
    if (const auto limit = LimitOf(*options.capacity)) rule.set_capacity(*limit);
  }
  if (options.waiting_list) rule.set_waiting_list(*options.waiting_list == "yes");
  mask.add_paths("application_rule");
}

void ApplyWords(const UpdateOptions& options, Event& event, FieldMask& mask) {
  SetText(options.title_ja, options.title_en, "title", event.mutable_title(), mask);
  if (options.kind) {
    event.set_kind(TermOption<Event::Kind>(*options.kind));
    mask.add_paths("kind");
  }
  if (options.state) {
    event.set_state(TermOption<Event::State>(*options.state));
    mask.add_paths("state");
  }
  if (options.program) {
    event.set_catalog_program(InCollection("programs", ValueOf(*options.program)));
    mask.add_paths("catalog_program");
  }
  if (options.training_program) {
    event.set_training_program(TrainingProgramName(ValueOf(*options.training_program)));
    mask.add_paths("training_program");
  }
  if (!options.fields.empty()) {
    event.clear_fields();
    for (const std::string& field : options.fields) event.add_fields(TermOption<TrainingField>(field));
    mask.add_paths("fields");
  }
  if (!options.audiences.empty()) {
    event.clear_audiences();
    for (const std::string& audience : options.audiences) event.add_audiences(TermOption<Audience>(audience));
    mask.add_paths("audiences");
  }
  SetText(options.purpose_ja, options.purpose_en, "purpose", event.mutable_purpose(), mask);
  if (options.material_url) {
    event.set_material_url(ValueOf(*options.material_url));
    mask.add_paths("material_url");
  }
}

absl::Status ApplyOptions(const UpdateOptions& options, Event& event, FieldMask& mask) {
  ApplyWords(options, event, mask);
  ApplySchedule(options, event, mask);
  ApplyVenue(options, event, mask);
  ApplyRule(options, event, mask);
  if (!mask.paths().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("nothing to change: give --state, --date, --capacity or the like");
}

int UpdateEvent(Session& session, const UpdateOptions& options) {
  using training::v1::UpdateEventRequest;
  using training::v1::UpdateEventResponse;
  const EntryUpdate<TrainingStub, training::v1::GetEventRequest, Event, UpdateEventRequest, UpdateEventResponse>
      update = {Server::kTrainingEvents,    {"行事の更新", "update the event"}, &TrainingStub::GetEvent,
                &TrainingStub::UpdateEvent, &UpdateEventRequest::mutable_event, &UpdateEventResponse::event};
  return UpdateEntry(
      session, update, EventName(options.name), options.change,
      [&options](Event& event, FieldMask& mask) { return ApplyOptions(options, event, mask); },
      [&session](const UpdateEventResponse& response) {
        RenderPromoted(response.promoted(), session.language(), session.style(), session.out());
        if (!response.more_promotions()) return;
        session.Note({"さらに多くの待機者が、続くリビジョンで順に繰り上がります",
                      "more of those who wait get a place, in order, in the revisions that follow"});
      });
}

int ReviewFact(Session& session, ReviewOptions options) {
  options.name = EventName(options.name);
  return ReviewEntry(session, Server::kTrainingEvents, &TrainingStub::ReviewFact, options);
}

int DeleteEvent(Session& session, DeleteOptions options) {
  options.name = EventName(options.name);
  return DeleteEntry(session, Server::kTrainingEvents, {"行事の削除", "delete the event"}, &TrainingStub::DeleteEvent,
                     options);
}

void AddTextOptions(Commands& commands, CLI::App& verb, UpdateOptions& options) {
  verb.add_option("--title-ja", options.title_ja, commands.Say({"名称", "The title"}));
  verb.add_option("--title-en", options.title_en, commands.Say({"名称（英語）", "The title in English"}));
  verb.add_option("--purpose-ja", options.purpose_ja, commands.Say({"目的", "What it is for, in Japanese"}));
  verb.add_option("--purpose-en", options.purpose_en, commands.Say({"目的（英語）", "What it is for, in English"}));
  verb.add_option("--venue-ja", options.venue_ja, commands.Say({"場所", "Where, in Japanese"}));
  verb.add_option("--venue-en", options.venue_en, commands.Say({"場所（英語）", "Where, in English"}));
  verb.add_option("--venue-prefecture", options.prefecture, commands.Say({"場所の都道府県", "The prefecture it is in"}))
      ->check(OrBlank(CheckPrefecture))
      ->option_text("13|東京都|Tokyo|blank");
  verb.add_option("--material-url", options.material_url, commands.Say({"資料の URL", "Where material is"}))
      ->option_text("URL|blank");
}

void AddWordOptions(Commands& commands, CLI::App& verb, UpdateOptions& options) {
  verb.add_option("--kind", options.kind, commands.Say({"種類", "The kind"}))
      ->check(CheckTerm<Event::Kind>)
      ->option_text("training|joint-meeting|other");
  verb.add_option("--state", options.state, commands.Say({"状態", "How far it has come"}))
      ->check(CheckTerm<Event::State>)
      ->option_text("planned|open|closed|held|cancelled");
  verb.add_option("--field", options.fields,
                  commands.Say({"分野（繰り返し可、すべて置き換え）", "A field; may be repeated, replaces all"}))
      ->check(CheckTerm<TrainingField>)
      ->allow_extra_args(false)
      ->option_text(kTrainingFields);
  verb.add_option("--audience", options.audiences,
                  commands.Say({"対象（繰り返し可、すべて置き換え）", "An audience; may be repeated, replaces all"}))
      ->check(CheckTerm<Audience>)
      ->allow_extra_args(false)
      ->option_text("prefectures|都道府県|doctors|医師|...");
  verb.add_option("--program", options.program, commands.Say({"事業カタログの事業", "The programme of the catalogue"}))
      ->option_text("PROGRAM|blank");
  verb.add_option("--training-program", options.training_program, commands.Say({"研修事業", "The training programme"}))
      ->option_text("TRAINING-PROGRAM|blank");
}

void AddNumberOptions(Commands& commands, CLI::App& verb, UpdateOptions& options) {
  verb.add_option("--date", options.date, commands.Say({"開催日", "The day"}))
      ->check(CheckDate)
      ->option_text("YYYY-MM-DD");
  verb.add_option("--start-time", options.start_time,
                  commands.Say({"開始時刻（日本時間）", "When it begins, in Japan"}))
      ->check(OrBlank(CheckTime))
      ->option_text("HH:MM|blank");
  verb.add_option("--end-time", options.end_time, commands.Say({"終了時刻（日本時間）", "When it ends, in Japan"}))
      ->check(OrBlank(CheckTime))
      ->option_text("HH:MM|blank");
  verb.add_option("--per-government", options.per_government,
                  commands.Say({"1自治体の上限", "At most so many people of one local government"}))
      ->check(OrBlank(CheckLimit))
      ->option_text("N|blank");
  verb.add_option("--capacity", options.capacity, commands.Say({"定員", "At most so many people in all"}))
      ->check(OrBlank(CheckLimit))
      ->option_text("N|blank");
  verb.add_option("--waiting-list", options.waiting_list,
                  commands.Say({"枠がないときに待機させる", "Whether people wait where there is no place"}))
      ->check(CLI::IsMember({"yes", "no"}))
      ->option_text("yes|no");
}

void AddUpdate(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<UpdateOptions>();
  CLI::App& update = commands.AddVerb(
      event, "update",
      {"研修・会議の主な項目を変更します。前後の内容と、繰り上がった申込を表示します。時間割・議題などは JSON "
       "で取り込んでください。変更した項目の出典は失われます。",
       "Changes an event's main fields; shows it before and after, and who got a place by it. Timetable, agenda and "
       "the like are changed by import. Changed fields lose their sources."},
      {"zaitaku event update 2016-03-joint-meeting --state open --reason 'applications begin'",
       "zaitaku event update 2016-03-joint-meeting --capacity 200 --waiting-list yes --dry-run",
       "zaitaku event update 2016-03-joint-meeting --date 2016-03-17 --start-time 13:30"},
      [options](Session& session) { return UpdateEvent(session, *options); });
  AddEventName(commands, update, options->name);
  AddWordOptions(commands, update, *options);
  AddNumberOptions(commands, update, *options);
  AddTextOptions(commands, update, *options);
  AddChangeOptions(commands, update, options->change);
}

void AddDelete(Commands& commands, CLI::App& event) {
  const auto options = std::make_shared<DeleteOptions>();
  CLI::App& verb = commands.AddVerb(event, "delete",
                                    {"行事を削除します。履歴は残ります。申込があれば削除できません。",
                                     "Deletes an event; its history remains. Not while there are applications for it."},
                                    {"zaitaku event delete 2016-03-joint-meeting --dry-run",
                                     "zaitaku event delete 2016-03-joint-meeting --reason 'a duplicate'"},
                                    [options](Session& session) { return DeleteEvent(session, *options); });
  AddEventName(commands, verb, options->name);
  AddChangeOptions(commands, verb, options->change);
}

}  // namespace

void AddEventChangeCommands(Commands& commands, CLI::App& event) {
  AddUpdate(commands, event);
  AddEventBatchCommand(commands, event);
  AddReviewCommand(commands, event,
                   {{"行事。研修事業は完全な名前で", "The event; or a training programme by its full name"},
                    "EVENT",
                    {"zaitaku event review 2015-02-paediatric-lecturer-training timetable --confirm --reason "
                     "'as in the programme of that day'",
                     "zaitaku event review 2016-03-joint-meeting state --dispute --reason '開催済み'"}},
                   ReviewFact);
  AddDelete(commands, event);
}

}  // namespace zaitaku::cli
