#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/catalog_changes.h"
#include "cli/catalog_commands.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/json.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::Program;
using type::v1::FactReview;

// The word that takes a value away.
constexpr char kBlank[] = "blank";

struct UpdateOptions {
  std::string name;
  std::optional<std::string> name_ja, name_en, purpose_ja, purpose_en;
  std::optional<std::string> first_fiscal_year, last_fiscal_year;
  std::optional<std::string> bureau, parent;
  std::vector<std::string> add_aliases, remove_aliases;
  ChangeOptions change;
};

std::string ValueOf(const std::string& text) { return text == kBlank ? "" : text; }

// Sets what options say of a text; the other language stays.
void SetText(const std::optional<std::string>& ja, const std::optional<std::string>& en, const char* path,
             type::v1::LocalizedText* text, google::protobuf::FieldMask& mask) {
  if (!ja && !en) return;
  if (ja) text->set_ja(ValueOf(*ja));
  if (en) text->set_en(ValueOf(*en));
  mask.add_paths(path);
}

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

void RenderUpdate(Session& session, const Program& before, const catalog::v1::UpdateProgramResponse& response,
                  bool dry_run) {
  const Program& after = response.program();
  switch (session.settings().output) {
    case Output::kJson:
      session.out() << ToJson(response);
      return;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"subject", "field", "before", "after"});
      for (const FieldChange& change : EntryFieldChanges(&before, &after, Language::kJapanese)) {
        WriteCsvRow(session.out(), {after.name(), change.slug, change.before, change.after});
      }
      return;
    case Output::kTable:
      break;
  }
  Text done = {"更新しました", "updated"};
  if (dry_run) done = {"試行（変更していません）", "dry run, nothing was changed"};
  if (response.unchanged()) done = {"変更はありません", "nothing changed: the programme was the same already"};
  PrintDone(session, after.name(), done, response.revision());
  const auto changes = EntryFieldChanges(&before, &after, session.language());
  if (response.unchanged() || changes.empty()) return;
  session.out() << '\n';
  RenderFieldChanges(changes, session.language(), session.style(), session.out());
}

int UpdateProgram(Session& session, const UpdateOptions& options) {
  const Text doing = {"事業の更新", "update the programme"};
  catalog::v1::GetProgramRequest get;
  get.set_name(ProgramName(options.name));
  const auto before = session.connection().Read(&CatalogStub::GetProgram, get);
  if (!before.ok()) return session.Fail(doing, before.status(), Server::kProgramCatalog);

  catalog::v1::UpdateProgramRequest request;
  Program& program = *request.mutable_program();
  program = *before;
  const absl::Status applied = ApplyOptions(options, program, *request.mutable_update_mask());
  if (!applied.ok()) return session.FailOrRefuse(doing, applied, Server::kProgramCatalog);
  google::protobuf::util::FieldMaskUtil::TrimMessage(request.update_mask(), &program);
  program.set_name(get.name());
  program.set_etag(options.change.etag);
  // With the etag of what was read, what is shown as "before" is what is replaced, or nothing is. A caller who names
  // the request means to repeat it, and a repeated request must be the same.
  if (options.change.etag.empty() && options.change.request_id.empty()) program.set_etag(before->etag());
  SetChange(options.change, request);
  const auto response = session.connection().Change(&CatalogStub::UpdateProgram, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  RenderUpdate(session, *before, *response, options.change.dry_run);
  return kExitOk;
}

struct ReviewOptions {
  std::string name;
  std::string fact;
  bool confirm = false;
  bool dispute = false;
  ChangeOptions change;
};

// The reviews of the fact, and where it was read.
template <typename Resource>
void RenderReviewed(Session& session, const Resource& resource, const std::string& fact) {
  google::protobuf::RepeatedPtrField<type::v1::FactSource> sources;
  for (const auto& source : resource.sources()) {
    if (source.fact() == fact) *sources.Add() = source;
  }
  google::protobuf::RepeatedPtrField<FactReview> reviews;
  for (const auto& review : resource.reviews()) {
    if (review.fact() == fact) *reviews.Add() = review;
  }
  RenderFacts(sources, reviews, true, session.language(), session.style(), session.out());
}

void RenderReviewedEntry(Session& session, const catalog::v1::CatalogEntry& entry, const std::string& fact) {
  if (entry.has_program()) RenderReviewed(session, entry.program(), fact);
  if (entry.has_funding_source()) RenderReviewed(session, entry.funding_source(), fact);
  if (entry.has_budget_line()) RenderReviewed(session, entry.budget_line(), fact);
  if (entry.has_guideline()) RenderReviewed(session, entry.guideline(), fact);
}

int ReviewFact(Session& session, const ReviewOptions& options) {
  if (options.confirm == options.dispute) {
    return session.RefuseUsage({"--confirm か --dispute のどちらかを指定してください", "give --confirm or --dispute"});
  }
  catalog::v1::ReviewFactRequest request;
  request.set_name(ProgramName(options.name));
  request.set_fact(options.fact);
  request.set_verdict(options.confirm ? FactReview::VERDICT_CONFIRMED : FactReview::VERDICT_DISPUTED);
  request.set_etag(options.change.etag);
  SetChange(options.change, request);
  const auto response = session.connection().Change(&CatalogStub::ReviewFact, request);
  if (!response.ok()) {
    return session.Fail({"推定の確認", "review the fact"}, response.status(), Server::kProgramCatalog);
  }
  switch (session.settings().output) {
    case Output::kTable: {
      Text done = {ReviewName(request.verdict(), Language::kJapanese),
                   ReviewName(request.verdict(), Language::kEnglish)};
      if (options.change.dry_run) done = {"試行（変更していません）", "dry run, nothing was changed"};
      if (response->unchanged()) done = {"変更はありません", "nothing changed: the same was said already"};
      PrintDone(session, request.name(), done, response->revision());
      RenderReviewedEntry(session, response->entry(), options.fact);
      break;
    }
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"name", "fact", "verdict", "reason", "revision"});
      WriteCsvRow(session.out(), {request.name(), request.fact(), ReviewName(request.verdict(), Language::kEnglish),
                                  request.reason(), response->revision()});
      break;
  }
  return kExitOk;
}

struct DeleteOptions {
  std::string name;
  ChangeOptions change;
};

int DeleteProgram(Session& session, const DeleteOptions& options) {
  catalog::v1::DeleteProgramRequest request;
  request.set_name(ProgramName(options.name));
  request.set_etag(options.change.etag);
  SetChange(options.change, request);
  const auto response = session.connection().Change(&CatalogStub::DeleteProgram, request);
  if (!response.ok()) {
    return session.Fail({"事業の削除", "delete the programme"}, response.status(), Server::kProgramCatalog);
  }
  switch (session.settings().output) {
    case Output::kTable: {
      Text done = {"削除しました", "deleted"};
      if (options.change.dry_run) {
        done = {"削除できます（試行、変更していません）", "can be deleted (dry run, nothing was changed)"};
      }
      PrintDone(session, request.name(), done, response->revision());
      break;
    }
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"name", "revision"});
      WriteCsvRow(session.out(), {request.name(), response->revision()});
      break;
  }
  return kExitOk;
}

// A check that lets `blank` pass.
template <typename Check>
auto OrBlank(Check check) {
  return [check](const std::string& text) { return text == kBlank ? std::string() : std::string(check(text)); };
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
      {"事業の簡単な項目を変更します。前後の内容を表示します。項目・条件などは JSON "
       "で取り込んでください。変更した項目の"
       "出典は失われます。",
       "Changes a programme's simple fields; shows it before and after. Items, conditions and the like are changed by "
       "import. Changed fields lose their sources."},
      {"zaitaku program update home-care-coordination --last-fiscal-year 2018 --reason 'ended' --dry-run",
       "zaitaku program update specialist-training --add-alias 在宅医療ハイレベル人材養成事業",
       "zaitaku program update home-care-coordination --bureau 老健局 --parent blank"},
      [options](Session& session) { return UpdateProgram(session, *options); });
  AddName(commands, update, options->name);
  AddUpdateOptions(commands, update, *options);
  AddChangeOptions(commands, update, options->change);
}

void AddReview(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<ReviewOptions>();
  CLI::App& review = commands.AddVerb(
      program, "review",
      {"推定された事実を確認し、または異議を述べます。事実の名前は `get` の「出典」にあります。",
       "Confirms or disputes an inferred fact. `get` shows the facts' names."},
      {"zaitaku program review home-care-coordination levels --confirm --reason 'as in the notice'",
       "zaitaku program review fundingSources/regional-care-fund parts --dispute --reason '図と異なる'"},
      [options](Session& session) { return ReviewFact(session, *options); });
  review
      .add_option("name", options->name,
                  commands.Say({"事業。財源・予算・指針は完全な名前で",
                                "The programme; or a fund, budget line or guideline by its full name"}))
      ->required()
      ->option_text("PROGRAM");
  review.add_option("fact", options->fact, commands.Say({"事実", "The fact"}))->required()->option_text("FACT");
  CLI::Option* confirm = review.add_flag("--confirm", options->confirm, commands.Say({"正しい", "It is right"}));
  review.add_flag("--dispute", options->dispute, commands.Say({"正しくない、疑わしい", "It is wrong, or doubtful"}))
      ->excludes(confirm);
  AddChangeOptions(commands, review, options->change);
  review.get_option("--reason")->required();
}

void AddDelete(Commands& commands, CLI::App& program) {
  const auto options = std::make_shared<DeleteOptions>();
  CLI::App& verb = commands.AddVerb(program, "delete",
                                    {"事業を削除します。履歴は残ります。他から参照されていれば削除できません。",
                                     "Deletes a programme; its history remains. Not while others refer to it."},
                                    {"zaitaku program delete home-care-pilot --dry-run",
                                     "zaitaku program delete home-care-pilot --reason 'a duplicate'"},
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
