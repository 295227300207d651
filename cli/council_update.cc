#include <google/protobuf/util/field_mask_util.h>

#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_council.h"
#include "cli/render_figures.h"
#include "cli/report_reference.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "domain/characters.h"
#include "domain/notation.h"

namespace zaitaku::cli {
namespace {

using council::v1::CouncilReport;
using council::v1::Presence;

struct UpdateOptions {
  ReportReference reference;
  std::optional<std::string> establishment;
  std::optional<std::string> prefecture_wide;
  std::vector<std::string> coverages;
  std::vector<std::string> plans;
  std::string reason;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
  bool allow_missing = false;
};

bool IsBlankWord(const std::string& text) { return text.empty() || absl::EqualsIgnoreCase(text, "blank"); }

// ○ in all its forms and the letter o; × in all its forms and the letter x; `blank`.
std::optional<Presence> ReadMark(const std::string& text) {
  if (absl::EqualsIgnoreCase(text, "o")) return council::v1::PRESENCE_PRESENT;
  if (IsBlankWord(text)) return council::v1::PRESENCE_UNSPECIFIED;
  return ParseMark(text);
}

absl::Status WrongOption(const char* option, const std::string& read, const std::string& expected) {
  return absl::InvalidArgumentError(absl::StrCat(option, ": read '", Printable(read), "', expected ", expected));
}

// Reads `--coverage`, one or several: fractions with a kind of area, a whole cell, or × or `blank` alone.
absl::Status ReadCoverages(const std::vector<std::string>& texts, CouncilReport& report) {
  report.clear_coverages();
  report.set_sub_prefectural(council::v1::PRESENCE_UNSPECIFIED);
  for (const std::string& text : texts) {
    if (const auto mark = ReadMark(text); mark && *mark != council::v1::PRESENCE_PRESENT && texts.size() == 1) {
      report.set_sub_prefectural(*mark);
      return absl::OkStatus();
    }
    std::u32string folded = FoldNotation(text);
    if (folded.empty() || !IsCircle(folded.front())) folded = FoldNotation("○：") + folded;
    const SubPrefecturalCell cell = ReadSubPrefecturalCell(folded);
    if (!cell.errors.empty() || cell.coverages.empty()) {
      return WrongOption("--coverage", text,
                         "areas with a council, of how many (at most 2000), and their kind (医療圏, 保健所, "
                         "福祉保健所, 市町村, 地区医師会, 郡市医師会); or x or blank alone; for example 20/21医療圏");
    }
    for (const auto& coverage : cell.coverages) *report.add_coverages() = coverage;
    report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
  }
  return absl::OkStatus();
}

// Reads `--plan`, one or several; what a plan without a scope is for follows from the rest of the report.
absl::Status ReadPlans(const std::vector<std::string>& texts, CouncilReport& report) {
  report.clear_plans();
  for (const std::string& text : texts) {
    if (IsBlankWord(text) && texts.size() == 1) return absl::OkStatus();
    PlanCell cell = ReadPlanCell(FoldNotation(text));
    if (!cell.errors.empty() || cell.plans.empty()) {
      return WrongOption("--plan", text,
                         "a time of planned establishment, or blank alone; for example H27年度中, H28年度以降, 未定 or "
                         "（都道府県単位について）H27年度中");
    }
    for (auto& plan : cell.plans) {
      if (plan.scope() == council::v1::PLAN_SCOPE_UNSPECIFIED) {
        plan.set_scope(ResolvePlanScope(report.establishment(), report.prefecture_wide(), report.sub_prefectural()));
      }
      if (plan.scope() == council::v1::PLAN_SCOPE_UNSPECIFIED) {
        return WrongOption("--plan", text,
                           "what the plan is for, as the report lacks no one council; for example "
                           "（都道府県単位について）H27年度中");
      }
      *report.add_plans() = plan;
    }
  }
  return absl::OkStatus();
}

// Applies the options to a report and names the fields that they touch.
absl::Status ApplyOptions(const UpdateOptions& options, CouncilReport& report, google::protobuf::FieldMask& mask) {
  constexpr char kMark[] = "o (○), x (×)";
  if (options.establishment) {
    const auto mark = ReadMark(*options.establishment);
    if (!mark || *mark == council::v1::PRESENCE_UNSPECIFIED) {
      return WrongOption("--establishment", *options.establishment, kMark);
    }
    report.set_establishment(*mark);
    mask.add_paths("establishment");
  }
  if (options.prefecture_wide) {
    const auto mark = ReadMark(*options.prefecture_wide);
    if (!mark) return WrongOption("--prefecture-wide", *options.prefecture_wide, absl::StrCat(kMark, " or blank"));
    report.set_prefecture_wide(*mark);
    mask.add_paths("prefecture_wide");
  }
  if (!options.coverages.empty()) {
    RETURN_IF_ERROR(ReadCoverages(options.coverages, report));
    mask.add_paths("sub_prefectural");
    mask.add_paths("coverages");
  }
  if (!options.plans.empty()) {
    RETURN_IF_ERROR(ReadPlans(options.plans, report));
    mask.add_paths("plans");
  }
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to change: give --establishment, --prefecture-wide, --coverage or --plan");
  }
  return absl::OkStatus();
}

void RenderUpdate(Session& session, const council::v1::ReportChange& change,
                  const council::v1::UpdateCouncilReportResponse& response, bool dry_run) {
  google::protobuf::RepeatedPtrField<council::v1::ReportChange> changes;
  if (!response.unchanged()) *changes.Add() = change;
  if (session.settings().output == Output::kJson) {
    session.out() << ToJson(response);
    return;
  }
  if (session.settings().output == Output::kCsv) {
    RenderChangesCsv(changes, response.totals_changes(), session.out());
    return;
  }
  const std::string& name = response.council_report().name();
  Text title = {"更新しました", "updated"};
  if (response.unchanged()) title = {"変更はありません", "nothing changed: the report was the same already"};
  if (dry_run && !response.unchanged()) title = {"試行（変更していません）", "dry run, nothing was changed"};
  session.out() << session.style().Paint(Tone::kHeading, name) << "  " << session.Say(title) << "  "
                << session.Say({"リビジョン ", "revision "}) << response.revision() << '\n';
  if (response.unchanged()) return;
  // A repeated request gets the first call's answer, and what it changed is what was read already.
  const CouncilReport* before = change.has_before() ? &change.before() : nullptr;
  if (!FieldChanges(before, change.after(), session.language()).empty()) {
    session.out() << '\n';
    RenderReportChanges(changes, session.language(), session.style(), session.out());
  }
  session.out() << '\n';
  RenderTotalsChanges(response.totals_changes(), session.language(), session.style(), session.out());
}

int UpdateReport(Session& session, const UpdateOptions& options) {
  const Text doing = {"回答の更新", "update the report"};
  const auto name = ResolveReport(session, options.reference);
  if (!name.ok()) return session.FailOrRefuse(doing, name.status(), Server::kCouncilRegistry);

  council::v1::GetCouncilReportRequest get;
  get.set_name(*name);
  const auto before = session.connection().Read(&CouncilStub::GetCouncilReport, get);
  const bool is_new = absl::IsNotFound(before.status()) && options.allow_missing;
  if (!before.ok() && !is_new) return session.Fail(doing, before.status(), Server::kCouncilRegistry);

  council::v1::UpdateCouncilReportRequest request;
  CouncilReport& report = *request.mutable_council_report();
  if (!is_new) report = *before;
  report.set_name(*name);
  const absl::Status applied = ApplyOptions(options, report, *request.mutable_update_mask());
  if (!applied.ok()) return session.FailOrRefuse(doing, applied, Server::kCouncilRegistry);
  google::protobuf::util::FieldMaskUtil::TrimMessage(request.update_mask(), &report);
  report.set_name(*name);
  report.set_etag(options.etag);
  // With the etag of what was read, what is shown as "before" is what is replaced, or nothing is. A caller who names
  // the request means to repeat it, and a repeated request must be the same.
  if (options.etag.empty() && options.request_id.empty() && !is_new) report.set_etag(before->etag());
  request.set_allow_missing(options.allow_missing);
  request.set_reason(options.reason);
  request.set_request_id(options.request_id);
  request.set_validate_only(options.dry_run);
  const auto response = session.connection().Change(&CouncilStub::UpdateCouncilReport, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kCouncilRegistry);

  council::v1::ReportChange change;
  if (!is_new) *change.mutable_before() = *before;
  *change.mutable_after() = response->council_report();
  RenderUpdate(session, change, *response, options.dry_run);
  return kExitOk;
}

}  // namespace

void AddCouncilUpdateCommand(Commands& commands, CLI::App& council) {
  const auto options = std::make_shared<UpdateOptions>();
  CLI::App& update = commands.AddVerb(
      council, "update",
      {"回答を訂正します。前後の内容と全国集計への影響を表示します。値は調査票の書き方のまま書けます。",
       "Corrects a report; shows it before and after, and which national totals move. Values are in the survey's own "
       "notation."},
      {"zaitaku council update surveys/2015-12/reports/home-medical-care-23 --establishment o --prefecture-wide o "
       "--plan blank --reason 'established in January' --dry-run",
       "zaitaku council update --kind home-medical-care --prefecture 山梨県 --coverage 5/5保健所 --coverage 3/27市町村",
       "zaitaku council update --kind home-visit-nursing --prefecture 20 --plan H28年度以降 --reason '照会による訂正'"},
      [options](Session& session) { return UpdateReport(session, *options); });
  AddReportReference(commands, update, options->reference);
  update
      .add_option("--establishment", options->establishment, commands.Say({"設置状況", "Whether there is a council"}))
      ->option_text("o|x");
  update
      .add_option("--prefecture-wide", options->prefecture_wide,
                  commands.Say({"区域単位：都道府県", "Whether one is for the whole prefecture"}))
      ->option_text("o|x|blank");
  update
      .add_option("--coverage", options->coverages,
                  commands.Say({"区域単位：二次医療圏等（繰り返し可）。全体を置き換えます",
                                "Sub-prefectural councils; may be repeated; replaces them all"}))
      ->allow_extra_args(false)
      ->option_text("20/21医療圏|x|blank");
  update
      .add_option("--plan", options->plans,
                  commands.Say({"今後の設置予定時期（繰り返し可）。全体を置き換えます",
                                "When it is to be established; may be repeated; replaces them all"}))
      ->allow_extra_args(false)
      ->option_text("H28年度以降|未定|blank");
  update.add_option("--reason", options->reason,
                    commands.Say({"理由（公表済みの調査では必須）", "Why; required once the survey is published"}));
  update.add_option("--etag", options->etag,
                    commands.Say({"この版である場合のみ変更", "Only if this is still the newest version"}));
  update.add_option("--request-id", options->request_id,
                    commands.Say({"要求 ID（既定：乱数）", "Makes a repeated call harmless (default: random)"}));
  update.add_flag("--dry-run", options->dry_run,
                  commands.Say({"変更せずに結果を表示", "Shows the effect, changes nothing"}));
  update.add_flag("--allow-missing", options->allow_missing,
                  commands.Say({"回答がなければ新しく登録", "Files the report if there is none yet"}));
}

}  // namespace zaitaku::cli
