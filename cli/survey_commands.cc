#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/moment.h"
#include "cli/render_figures.h"
#include "cli/render_survey.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "domain/survey_table.h"

namespace zaitaku::cli {
namespace {

int ListSurveys(Session& session, const PointInTime& point) {
  const Text doing = {"調査の一覧", "list surveys"};
  const auto revision = RevisionOf(session, point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  council::v1::ListSurveysRequest request;
  request.set_revision(*revision);
  const auto response = ListAllSurveys(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kCouncilRegistry);
  switch (session.settings().output) {
    case Output::kTable:
      RenderSurveys(response->surveys(), session.language(), session.style(), session.out());
      if (response->surveys().empty()) {
        session.Note({"調査はまだありません。`zaitaku survey import FILE` で取り込めます",
                      "there are none yet; `zaitaku survey import FILE` brings one in"});
      }
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderSurveysCsv(response->surveys(), session.out());
      break;
  }
  return kExitOk;
}

struct PublishOptions {
  std::string name;
  std::string etag;
  std::string request_id;
  bool allow_incomplete = false;
  bool dry_run = false;
};

int PublishSurvey(Session& session, const PublishOptions& options) {
  council::v1::PublishSurveyRequest request;
  request.set_name(SurveyName(options.name));
  request.set_etag(options.etag);
  request.set_request_id(options.request_id);
  request.set_allow_incomplete(options.allow_incomplete);
  request.set_validate_only(options.dry_run);
  const auto response = session.connection().Change(&CouncilStub::PublishSurvey, request);
  if (!response.ok()) {
    return session.Fail({"調査の公表", "publish the survey"}, response.status(), Server::kCouncilRegistry);
  }
  google::protobuf::RepeatedPtrField<council::v1::Survey> surveys;
  *surveys.Add() = response->survey();
  switch (session.settings().output) {
    case Output::kTable: {
      Text done = {"公表しました", "published"};
      if (options.dry_run)
        done = {"公表できます（試行、変更していません）", "can be published (dry run, nothing was changed)"};
      if (response->unchanged()) done = {"公表済みです。変更はありません", "was published already; nothing changed"};
      session.out() << session.style().Paint(Tone::kHeading, Printable(response->survey().name())) << "  "
                    << session.Say(done) << "  " << session.Say({"リビジョン ", "revision "})
                    << Printable(response->revision()) << '\n';
      break;
    }
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderSurveysCsv(surveys, session.out());
      break;
  }
  return kExitOk;
}

int ReconcileSurvey(Session& session, const std::string& name, const PointInTime& point) {
  const Text doing = {"突合", "reconcile the survey"};
  const auto revision = RevisionOf(session, point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  council::v1::ReconcileSurveyRequest request;
  request.set_survey(SurveyName(name));
  request.set_revision(*revision);
  const auto response = session.connection().Read(&CouncilStub::ReconcileSurvey, request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kCouncilRegistry);
  switch (session.settings().output) {
    case Output::kTable:
      RenderReconciliation(*response, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderReconciliationCsv(*response, session.out());
      break;
  }
  return AnyDiffers(*response) ? kExitFindings : kExitOk;
}

struct ExportOptions {
  std::string name;
  std::string format;
  PointInTime point;
};

int ExportSurvey(Session& session, const ExportOptions& options) {
  const Text doing = {"調査の書き出し", "export the survey"};
  const auto revision = RevisionOf(session, options.point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  council::v1::ListCouncilReportsRequest request;
  request.set_parent(SurveyName(options.name));
  request.set_revision(*revision);
  const auto reports = ListAllReports(session.connection(), request);
  if (!reports.ok()) return session.Fail(doing, reports.status(), Server::kCouncilRegistry);
  // At the reports' revision, so that survey and reports belong together whatever happens meanwhile.
  council::v1::GetSurveyRequest get;
  get.set_name(request.parent());
  get.set_revision(reports->revision());
  const auto survey = session.connection().Read(&CouncilStub::GetSurvey, get);
  if (!survey.ok()) return session.Fail(doing, survey.status(), Server::kCouncilRegistry);

  const bool json = options.format.empty() ? session.settings().output == Output::kJson : options.format == "json";
  if (json) {
    session.out() << "{\"survey\":" << ToJsonLine(*survey) << "}\n";
    for (const auto& report : reports->council_reports()) {
      session.out() << "{\"councilReport\":" << ToJsonLine(report) << "}\n";
    }
  } else {
    const auto& list = reports->council_reports();
    session.out() << WriteSurveyCsv(*survey, std::vector<council::v1::CouncilReport>(list.begin(), list.end()));
  }
  const int count = reports->council_reports_size();
  session.Note({absl::StrCat(survey->name(), "：", count, " 件（リビジョン ", reports->revision(), "）"),
                absl::StrCat(survey->name(), ": ", count, count == 1 ? " report" : " reports", " at revision ",
                             reports->revision())});
  return kExitOk;
}

void AddName(Commands& commands, CLI::App& verb, std::string& name) {
  verb.add_option("name", name, commands.Say({"調査", "The survey"}))->required()->option_text("surveys/YYYY-MM");
}

void AddList(Commands& commands, CLI::App& survey) {
  const auto point = std::make_shared<PointInTime>();
  CLI::App& list =
      commands.AddVerb(survey, "list", {"調査を新しい順に一覧します。", "Lists surveys, the newest month first."},
                       {"zaitaku survey list", "zaitaku survey list -o json"},
                       [point](Session& session) { return ListSurveys(session, *point); });
  AddPointInTime(commands, list, *point);
}

void AddPublish(Commands& commands, CLI::App& survey) {
  const auto options = std::make_shared<PublishOptions>();
  CLI::App& publish =
      commands.AddVerb(survey, "publish",
                       {"調査を公表します。以後の変更は理由を添えた訂正に限ります。",
                        "Publishes a survey. From then on it changes only by corrections, each with a reason."},
                       {"zaitaku survey publish surveys/2015-12", "zaitaku survey publish surveys/2015-12 --dry-run"},
                       [options](Session& session) { return PublishSurvey(session, *options); });
  AddName(commands, publish, options->name);
  publish.add_flag("--allow-incomplete", options->allow_incomplete,
                   commands.Say({"未回答があっても公表", "Publishes although reports are missing"}));
  publish.add_flag("--dry-run", options->dry_run,
                   commands.Say({"変更せずに結果を表示", "Shows the effect, changes nothing"}));
  publish.add_option("--etag", options->etag,
                     commands.Say({"この版である場合のみ変更", "Only if this is still the newest version"}));
  publish.add_option("--request-id", options->request_id,
                     commands.Say({"要求 ID（既定：乱数）", "Makes a repeated call harmless (default: random)"}));
}

void AddReconcile(Commands& commands, CLI::App& survey) {
  const auto name = std::make_shared<std::string>();
  const auto point = std::make_shared<PointInTime>();
  CLI::App& reconcile = commands.AddVerb(
      survey, "reconcile",
      {"公表値と集計値を突合し、内訳の行を示します。相違があれば終了コード 1 です。",
       "Compares every printed figure with the rows, and shows which rows make it. Exits with 1 if any differs."},
      {"zaitaku survey reconcile surveys/2015-12", "zaitaku survey reconcile surveys/2015-12 -o csv --lang ja"},
      [name, point](Session& session) { return ReconcileSurvey(session, *name, *point); });
  AddName(commands, reconcile, *name);
  AddPointInTime(commands, reconcile, *point);
}

void AddExport(Commands& commands, CLI::App& survey) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      commands.AddVerb(survey, "export",
                       {"調査票の見出しの CSV、または一行一件の JSON で書き出します。CSV はそのまま取り込み直せます。",
                        "Writes a survey as CSV under the officials' column heads, which import reads back unchanged, "
                        "or as lines of JSON."},
                       {"zaitaku survey export surveys/2015-12 > survey.csv",
                        "zaitaku survey export surveys/2015-12 -f json > survey.jsonl"},
                       [options](Session& session) { return ExportSurvey(session, *options); });
  AddName(commands, verb, options->name);
  verb.add_option("-f,--format", options->format, commands.Say({"形式（既定：csv）", "The form (default: csv)"}))
      ->check(CLI::IsMember({"csv", "json"}))
      ->option_text("csv|json");
  AddPointInTime(commands, verb, options->point);
}

}  // namespace

void AddSurveyCommands(Commands& commands) {
  CLI::App& survey = commands.AddNoun(
      "survey", {"調査：取り込み、公表、突合、書き出し", "Surveys: import, publish, reconcile, export"});
  AddList(commands, survey);
  AddSurveyImportCommand(commands, survey);
  AddPublish(commands, survey);
  AddReconcile(commands, survey);
  AddExport(commands, survey);
}

}  // namespace zaitaku::cli
