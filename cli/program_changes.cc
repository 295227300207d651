#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/catalog_terms.h"
#include "cli/commands.h"
#include "cli/entry_updates.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::Program;

struct UpdateOptions {
  std::string name;
  std::optional<std::string> name_ja, name_en, purpose_ja, purpose_en;
  std::optional<std::string> first_fiscal_year, last_fiscal_year;
  std::optional<std::string> bureau, parent;
  std::vector<std::string> add_aliases, remove_aliases;
  ChangeOptions change;
};

// Adds and takes away other names. One that is to be taken away must be there.
absl::Status ApplyAliases(const UpdateOptions& options, Program& program, google::protobuf::FieldMask& mask) {
  if (options.add_aliases.empty() && options.remove_aliases.empty()) return absl::OkStatus();
  auto& aliases = *program.mutable_aliases();
  for (const std::string& text : options.remove_aliases) {
    const auto found =
        std::find_if(aliases.begin(), aliases.end(), [&text](const auto& alias) { return alias.text() == text; });
    if (found == aliases.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--remove-alias: read '", Printable(text), "', which is no other name of ", program.name()));
    }
    aliases.erase(found);
  }
  for (const std::string& text : options.add_aliases) aliases.Add()->set_text(text);
  mask.add_paths("aliases");
  return absl::OkStatus();
}

// Applies the options to a programme and names the fields that they touch.
absl::Status ApplyOptions(const UpdateOptions& options, Program& program, google::protobuf::FieldMask& mask) {
  SetText(options.name_ja, options.name_en, "display_name", program.mutable_display_name(), mask);
  SetText(options.purpose_ja, options.purpose_en, "purpose", program.mutable_purpose(), mask);
  if (options.bureau) {
    program.set_bureau(TermOption<catalog::v1::Bureau>(ValueOf(*options.bureau)));
    mask.add_paths("bureau");
  }
  if (options.parent) {
    program.set_parent(ProgramName(ValueOf(*options.parent)));
    mask.add_paths("parent");
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
  RETURN_IF_ERROR(ApplyAliases(options, program, mask));
  if (!mask.paths().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("nothing to change: give --display-name-ja, --purpose-ja, --bureau or the like");
}

int UpdateProgram(Session& session, const UpdateOptions& options) {
  const EntryUpdate<CatalogStub, catalog::v1::GetProgramRequest, Program, catalog::v1::UpdateProgramRequest,
                    catalog::v1::UpdateProgramResponse>
      update = {Server::kProgramCatalog,
                {"事業の更新", "update the programme"},
                &CatalogStub::GetProgram,
                &CatalogStub::UpdateProgram,
                &catalog::v1::UpdateProgramRequest::mutable_program,
                &catalog::v1::UpdateProgramResponse::program};
  return UpdateEntry(
      session, update, ProgramName(options.name), options.change,
      [&options](Program& program, google::protobuf::FieldMask& mask) { return ApplyOptions(options, program, mask); });
}

int ReviewFact(Session& session, ReviewOptions options) {
  options.name = ProgramName(options.name);
  return ReviewEntry(session, Server::kProgramCatalog, &CatalogStub::ReviewFact, options);
}

int DeleteProgram(Session& session, DeleteOptions options) {
  options.name = ProgramName(options.name);
  return DeleteEntry(session, Server::kProgramCatalog, {"事業の削除", "delete the programme"},
                     &CatalogStub::DeleteProgram, options);
}

void AddName(Commands& commands, CLI::App& verb, std::string& name) {
  verb.add_option("name", name, commands.Say({"事業", "The programme"}))->required()->option_text("PROGRAM");
}

void AddUpdateOptions(Commands& commands, CLI::App& verb, UpdateOptions& options) {
  verb.add_option("--display-name-ja", options.name_ja, commands.Say({"名称", "The official name"}));
  verb.add_option("--display-name-en", options.name_en, commands.Say({"名称（英語）", "The name in English"}));
  verb.add_option("--purpose-ja", options.purpose_ja, commands.Say({"目的", "What it is for, in Japanese"}));
  verb.add_option("--purpose-en", options.purpose_en, commands.Say({"目的（英語）", "What it is for, in English"}));
  verb.add_option("--first-fiscal-year", options.first_fiscal_year, commands.Say({"開始年度", "The first fiscal year"}))
      ->check(OrBlank(CheckFiscalYear))
      ->option_text("2015|平成27年度|blank");
  verb.add_option("--last-fiscal-year", options.last_fiscal_year, commands.Say({"終了年度", "The last fiscal year"}))
      ->check(OrBlank(CheckFiscalYear))
      ->option_text("2016|平成28年度|blank");
  verb.add_option("--bureau", options.bureau, commands.Say({"所管", "The bureau that is responsible"}))
      ->check(OrBlank(CheckTerm<catalog::v1::Bureau>))
      ->option_text("health-policy|elderly|disability|blank");
  verb.add_option("--parent", options.parent, commands.Say({"親事業", "The programme that it is a part of"}))
      ->option_text("PROGRAM|blank");
  verb.add_option("--add-alias", options.add_aliases,
                  commands.Say({"別名を追加（繰り返し可）", "Adds another name; may be repeated"}))
      ->allow_extra_args(false);
  verb.add_option("--remove-alias", options.remove_aliases,
                  commands.Say({"別名を削除（繰り返し可）", "Takes another name away; may be repeated"}))
      ->allow_extra_args(false);
}

void AddUpdate(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<UpdateOptions>();
  CLI::App& update = commands.AddVerb(
      program, "update",
      {"事業の主な項目を変更します。前後の内容を表示します。項目・条件などは JSON "
       "で取り込んでください。変更した項目の"
       "出典は失われます。",
       "Changes a programme's main fields; shows it before and after. Items, conditions and the like are changed by "
       "import. Changed fields lose their sources."},
      {"zaitaku program update home-care-coordination --last-fiscal-year 2018 --reason 'ended' --dry-run",
       "zaitaku program update advanced-home-care-training --add-alias ハイレベル人材養成事業",
       "zaitaku program update home-care-coordination --bureau 老健局 --parent blank"},
      [options](Session& session) { return UpdateProgram(session, *options); });
  AddName(commands, update, options->name);
  AddUpdateOptions(commands, update, *options);
  AddChangeOptions(commands, update, options->change);
}

void AddReview(Commands& commands, CLI::App& program) {
  AddReviewCommand(
      commands, program,
      {{"事業。財源・予算・指針は完全な名前で", "The programme; or a fund, budget line or guideline by its full name"},
       "PROGRAM",
       {"zaitaku program review home-care-coordination fields --confirm --reason 'as in the notice'",
        "zaitaku program review fundingSources/regional-care-fund purpose --dispute --reason '図と異なる'"}},
      ReviewFact);
}

void AddDelete(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<DeleteOptions>();
  CLI::App& verb = commands.AddVerb(program, "delete",
                                    {"事業を削除します。履歴は残ります。他から参照されていれば削除できません。",
                                     "Deletes a programme; its history remains. Not while others refer to it."},
                                    {"zaitaku program delete medical-short-stay --dry-run",
                                     "zaitaku program delete medical-short-stay --reason 'a duplicate'"},
                                    [options](Session& session) { return DeleteProgram(session, *options); });
  AddName(commands, verb, options->name);
  AddChangeOptions(commands, verb, options->change);
}

}  // namespace

void AddProgramChangeCommands(Commands& commands, CLI::App& program) {
  AddUpdate(commands, program);
  AddReview(commands, program);
  AddDelete(commands, program);
}

}  // namespace zaitaku::cli
