#include <memory>

#include "cli/commands.h"
#include "cli/entry_updates.h"
#include "cli/event_options.h"
#include "cli/history.h"
#include "cli/render_event.h"
#include "cli/training_listing.h"

namespace zaitaku::cli {
namespace {

using training::v1::TrainingField;
using training::v1::TrainingProgram;

struct ListOptions {
  std::string field;
  std::string fiscal_year;
  std::string new_in;
  PointInTime point;
};

int ListTrainingPrograms(Session& session, const ListOptions& options) {
  const Text doing = {"研修プログラムの一覧", "list training programmes"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::ListTrainingProgramsRequest request;
  request.set_field(TermOption<TrainingField>(options.field));
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  request.set_new_in_fiscal_year(ReadFiscalYear(options.new_in).value_or(0));
  request.set_revision(*revision);
  const auto response = ListAllTrainingPrograms(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kTrainingEvents);
  ShowResult(
      session, *response,
      [&] {
        RenderTrainingPrograms(response->training_programs(), session.language(), session.style(), session.out());
        NoteCount(session, response->training_programs_size(), {"training programme", "training programmes"},
                  response->revision());
      },
      [&] { RenderTrainingProgramsCsv(response->training_programs(), session.out()); });
  return kExitOk;
}

int GetTrainingProgram(Session& session, const GetOptions& options) {
  const Text doing = {"研修プログラムの取得", "get the training programme"};
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kTrainingEvents);
  training::v1::GetTrainingProgramRequest request;
  request.set_name(TrainingProgramName(options.name));
  request.set_revision(*revision);
  const auto program = session.connection().Read(&TrainingStub::GetTrainingProgram, request);
  if (!program.ok()) return session.Fail(doing, program.status(), Server::kTrainingEvents);
  ShowResult(
      session, *program,
      [&] {
        RenderTrainingProgram(*program, ResolveProgram(session, program->catalog_program()), options.verbatim,
                              session.language(), session.style(), session.out());
      },
      [&] {
        TrainingPrograms programs;
        *programs.Add() = *program;
        RenderTrainingProgramsCsv(programs, session.out());
      });
  return kExitOk;
}

struct UpdateOptions {
  std::string name;
  std::optional<std::string> name_ja, name_en, purpose_ja, purpose_en;
  std::optional<std::string> field, program, first_fiscal_year, last_fiscal_year;
  ChangeOptions change;
};

absl::Status ApplyOptions(const UpdateOptions& options, TrainingProgram& program, google::protobuf::FieldMask& mask) {
  SetText(options.name_ja, options.name_en, "display_name", program.mutable_display_name(), mask);
  SetText(options.purpose_ja, options.purpose_en, "purpose", program.mutable_purpose(), mask);
  if (options.field) {
    program.set_field(TermOption<TrainingField>(*options.field));
    mask.add_paths("field");
  }
  if (options.program) {
    program.set_catalog_program(InCollection("programs", ValueOf(*options.program)));
    mask.add_paths("catalog_program");
  }
  if (options.first_fiscal_year) {
    program.clear_first_fiscal_year();
    if (const auto year = ReadFiscalYear(*options.first_fiscal_year)) program.set_first_fiscal_year(*year);
    mask.add_paths("first_fiscal_year");
  }
  if (options.last_fiscal_year) {
    program.clear_last_fiscal_year();
    if (const auto year = ReadFiscalYear(*options.last_fiscal_year)) program.set_last_fiscal_year(*year);
    mask.add_paths("last_fiscal_year");
  }
  if (!mask.paths().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("nothing to change: give --display-name-ja, --purpose-ja, --field or the like");
}

int UpdateTrainingProgram(Session& session, const UpdateOptions& options) {
  const EntryUpdate<TrainingStub, training::v1::GetTrainingProgramRequest, TrainingProgram,
                    training::v1::UpdateTrainingProgramRequest, training::v1::UpdateTrainingProgramResponse>
      update = {Server::kTrainingEvents,
                {"研修プログラムの更新", "update the training programme"},
                &TrainingStub::GetTrainingProgram,
                &TrainingStub::UpdateTrainingProgram,
                &training::v1::UpdateTrainingProgramRequest::mutable_training_program,
                &training::v1::UpdateTrainingProgramResponse::training_program};
  return UpdateEntry(session, update, TrainingProgramName(options.name), options.change,
                     [&options](TrainingProgram& program, google::protobuf::FieldMask& mask) {
                       return ApplyOptions(options, program, mask);
                     });
}

int DeleteTrainingProgram(Session& session, DeleteOptions options) {
  options.name = TrainingProgramName(options.name);
  return DeleteEntry(session, Server::kTrainingEvents, {"研修プログラムの削除", "delete the training programme"},
                     &TrainingStub::DeleteTrainingProgram, options);
}

int ReviewFact(Session& session, ReviewOptions options) {
  options.name = TrainingProgramName(options.name);
  return ReviewEntry(session, Server::kTrainingEvents, &TrainingStub::ReviewFact, options);
}

int History(Session& session, const std::string& name, const HistoryOptions& options) {
  const auto revision = RevisionOf(session, options.point, Server::kTrainingEvents);
  if (!revision.ok()) {
    return session.Fail({"履歴の取得", "get the history"}, revision.status(), Server::kTrainingEvents);
  }
  return ShowHistory(session, Server::kTrainingEvents, options, TrainingProgramName(name), *revision);
}

CLI::Option* AddName(Commands& commands, CLI::App& verb, std::string& name) {
  return verb.add_option("name", name, commands.Say({"研修プログラム", "The training programme"}))
      ->required()
      ->option_text("TRAINING-PROGRAM");
}

void AddList(Commands& commands, CLI::App& training) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(training, "list",
                                    {"研修プログラムを一覧します。条件はすべて満たすものに限ります。",
                                     "Lists training programmes. Filters must all hold."},
                                    {"zaitaku training list", "zaitaku training list --new-in 平成28年度 --lang ja"},
                                    [options](Session& session) { return ListTrainingPrograms(session, *options); });
  AddTrainingField(commands, list, options->field);
  AddFiscalYearOption(commands, list, options->fiscal_year,
                      {"この年度に行われるもの", "Only what exists in this fiscal year"});
  list.add_option("--new-in", options->new_in, commands.Say({"この年度の新規", "Only what is new in this fiscal year"}))
      ->check(CheckFiscalYear)
      ->option_text("2016|平成28年度|H28");
  AddPointInTime(commands, list, options->point);
}

void AddUpdate(Commands& commands, CLI::App& training) {
  const auto options = std::make_shared<UpdateOptions>();
  CLI::App& update = commands.AddVerb(
      training, "update",
      {"研修プログラムの簡単な項目を変更します。前後の内容を表示します。変更した項目の出典は失われます。",
       "Changes a training programme's simple fields; shows it before and after. Changed fields lose their sources."},
      {"zaitaku training update home-visit-nursing --last-fiscal-year 2018 --reason 'ended' --dry-run"},
      [options](Session& session) { return UpdateTrainingProgram(session, *options); });
  AddName(commands, update, options->name);
  update.add_option("--display-name-ja", options->name_ja, commands.Say({"名称", "The official name"}));
  update.add_option("--display-name-en", options->name_en, commands.Say({"名称（英語）", "The name in English"}));
  update.add_option("--purpose-ja", options->purpose_ja, commands.Say({"目的", "What it is for, in Japanese"}));
  update.add_option("--purpose-en", options->purpose_en, commands.Say({"目的（英語）", "What it is for, in English"}));
  update.add_option("--field", options->field, commands.Say({"分野", "The field"}))
      ->check(CheckTerm<TrainingField>)
      ->option_text(kTrainingFields);
  update
      .add_option("--program", options->program,
                  commands.Say({"事業カタログの事業", "The programme of the catalogue that it is a part of"}))
      ->option_text("PROGRAM|blank");
  update
      .add_option("--first-fiscal-year", options->first_fiscal_year,
                  commands.Say({"開始年度", "The first fiscal year"}))
      ->check(OrBlank(CheckFiscalYear))
      ->option_text("2015|平成27年度|blank");
  update
      .add_option("--last-fiscal-year", options->last_fiscal_year, commands.Say({"終了年度", "The last fiscal year"}))
      ->check(OrBlank(CheckFiscalYear))
      ->option_text("2016|平成28年度|blank");
  AddChangeOptions(commands, update, options->change);
}

void AddDelete(Commands& commands, CLI::App& training) {
  const auto options = std::make_shared<DeleteOptions>();
  CLI::App& verb =
      commands.AddVerb(training, "delete",
                       {"研修プログラムを削除します。履歴は残ります。行事から参照されていれば削除できません。",
                        "Deletes a training programme; its history remains. Not while events refer to it."},
                       {"zaitaku training delete home-visit-nursing --dry-run"},
                       [options](Session& session) { return DeleteTrainingProgram(session, *options); });
  AddName(commands, verb, options->name);
  AddChangeOptions(commands, verb, options->change);
}

void AddHistory(Commands& commands, CLI::App& training) {
  const auto name = std::make_shared<std::string>();
  const auto options = std::make_shared<HistoryOptions>();
  CLI::App& history = commands.AddVerb(training, "history",
                                       {"誰が、いつ、なぜ、何を変更したかを新しい順に表示します。",
                                        "Shows who changed what, when and why, the newest first."},
                                       {"zaitaku training history home-visit-nursing"},
                                       [name, options](Session& session) { return History(session, *name, *options); });
  AddName(commands, history, *name);
  AddHistoryOptions(commands, history, *options);
}

}  // namespace

void AddTrainingCommands(Commands& commands) {
  CLI::App& training = commands.AddNoun("training", {"研修プログラム", "Training programmes"});
  AddList(commands, training);
  AddGetCommand(
      commands, training,
      {"研修プログラムを一件、出典とともに表示します。", "Shows one training programme, and how sure each fact is."},
      {"zaitaku training get home-visit-nursing", "zaitaku training get elderly-home-care --verbatim"},
      "TRAINING-PROGRAM", GetTrainingProgram);
  AddUpdate(commands, training);
  AddReviewCommand(
      commands, training,
      {{"研修プログラム", "The training programme"},
       "TRAINING-PROGRAM",
       {"zaitaku training review home-visit-nursing catalog_program --confirm --reason 'as in the notice'"}},
      ReviewFact);
  AddDelete(commands, training);
  AddHistory(commands, training);
}

}  // namespace zaitaku::cli
