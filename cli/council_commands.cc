#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/moment.h"
#include "cli/render_council.h"
#include "cli/report_reference.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

struct ListOptions {
  std::string survey = "surveys/latest";
  std::string kind;
  std::vector<std::string> prefectures;
  std::string region;
  std::string status;
  bool has_plan = false;
  bool no_plan = false;
  std::string unit;
  PointInTime point;
};

council::v1::ListCouncilReportsRequest RequestOf(const ListOptions& options, const std::string& revision) {
  council::v1::ListCouncilReportsRequest request;
  request.set_parent(SurveyName(options.survey));
  if (!options.kind.empty()) request.set_kind(*ReadKind(options.kind));
  for (const std::string& prefecture : options.prefectures) {
    request.add_prefecture_codes(*ReadPrefecture(prefecture));
  }
  if (!options.region.empty()) request.set_region(*ReadRegion(options.region));
  if (options.status == "established") request.set_establishment(council::v1::PRESENCE_PRESENT);
  if (options.status == "not-established") request.set_establishment(council::v1::PRESENCE_ABSENT);
  if (options.has_plan || options.no_plan) request.set_has_plan(options.has_plan);
  if (!options.unit.empty()) request.set_unit(*ReadUnit(options.unit));
  request.set_revision(revision);
  return request;
}

int ListReports(Session& session, const ListOptions& options) {
  const Text doing = {"回答の一覧", "list reports"};
  const auto revision = RevisionOf(session, options.point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  const auto response = ListAllReports(session.connection(), RequestOf(options, *revision));
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kCouncilRegistry);
  switch (session.settings().output) {
    case Output::kTable: {
      RenderReports(response->council_reports(), session.language(), session.style(), session.out());
      const int count = response->council_reports_size();
      session.Note({absl::StrCat(count, " 件（リビジョン ", response->revision(), "）"),
                    absl::StrCat(count, count == 1 ? " report" : " reports", " at revision ", response->revision())});
      break;
    }
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderReportsCsv(response->council_reports(), session.out());
      break;
  }
  return kExitOk;
}

int GetReport(Session& session, const ReportReference& reference, const PointInTime& point) {
  const Text doing = {"回答の取得", "get the report"};
  const auto revision = RevisionOf(session, point, Server::kCouncilRegistry);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kCouncilRegistry);
  const auto name = ResolveReport(session, reference, *revision);
  if (!name.ok()) return session.FailOrRefuse(doing, name.status(), Server::kCouncilRegistry);
  council::v1::GetCouncilReportRequest request;
  request.set_name(*name);
  request.set_revision(*revision);
  const auto report = session.connection().Read(&CouncilStub::GetCouncilReport, request);
  if (!report.ok()) return session.Fail(doing, report.status(), Server::kCouncilRegistry);
  switch (session.settings().output) {
    case Output::kTable:
      RenderReport(*report, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*report);
      break;
    case Output::kCsv: {
      google::protobuf::RepeatedPtrField<council::v1::CouncilReport> reports;
      *reports.Add() = *report;
      RenderReportsCsv(reports, session.out());
      break;
    }
  }
  return kExitOk;
}

void AddList(Commands& commands, CLI::App& council) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& list = commands.AddVerb(
      council, "list",
      {"都道府県の回答を一覧します。条件はすべて満たすものに限ります。",
       "Lists prefectures' reports. Filters must all hold."},
      {"zaitaku council list --status not-established", "zaitaku council list --prefecture 13 --prefecture 大阪府",
       "zaitaku council list --region kanto --unit 保健所 --lang ja",
       "zaitaku council list --at 2026-11-22T12:00+09:00",
       "zaitaku council list --survey surveys/2015-12 --kind home-visit-nursing --has-plan -o csv"},
      [options](Session& session) { return ListReports(session, *options); });
  list.add_option("--survey", options->survey,
                  commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
  list.add_option("--kind", options->kind, commands.Say({"協議会の種類", "Only this kind of council"}))
      ->check(CheckKind)
      ->option_text("home-medical-care|home-visit-nursing");
  list.add_option("--prefecture", options->prefectures,
                  commands.Say({"都道府県（繰り返し可）", "Only this prefecture; may be repeated"}))
      ->check(CheckPrefecture)
      ->allow_extra_args(false)
      ->option_text("13|東京都|Tokyo");
  list.add_option("--region", options->region, commands.Say({"地域", "Only this region"}))
      ->check(CheckRegion)
      ->option_text("kanto|関東|...");
  list.add_option("--status", options->status, commands.Say({"設置状況", "Only with, or without, a council"}))
      ->check(CLI::IsMember({"established", "not-established"}))
      ->option_text("established|not-established");
  CLI::Option* has =
      list.add_flag("--has-plan", options->has_plan,
                    commands.Say({"設置予定の記載あり（未定を含む）", "Only with a plan, be it undecided (未定)"}));
  list.add_flag("--no-plan", options->no_plan,
                commands.Say({"設置予定の記載なし", "Only without a plan: nothing is said of one"}))
      ->excludes(has);
  list.add_option("--unit", options->unit, commands.Say({"区域の種類", "Only with councils for this kind of area"}))
      ->check(CheckUnit)
      ->option_text("health-centre|保健所|...");
  AddPointInTime(commands, list, options->point);
}

void AddGet(Commands& commands, CLI::App& council) {
  const auto reference = std::make_shared<ReportReference>();
  const auto point = std::make_shared<PointInTime>();
  CLI::App& get = commands.AddVerb(
      council, "get",
      {"回答を一件、出典とともに表示します。", "Shows one report, with the lines that it was read from."},
      {"zaitaku council get surveys/2015-12/reports/home-medical-care-19",
       "zaitaku council get --kind home-medical-care --prefecture 山梨県 --lang ja"},
      [reference, point](Session& session) { return GetReport(session, *reference, *point); });
  AddReportReference(commands, get, *reference);
  AddPointInTime(commands, get, *point);
}

}  // namespace

void AddCouncilCommands(Commands& commands) {
  CLI::App& council = commands.AddNoun("council", {"都道府県の協議会の回答", "Prefectures' reports on their councils"});
  AddList(commands, council);
  AddGet(commands, council);
  AddCouncilUpdateCommand(commands, council);
  AddCouncilHistoryCommand(commands, council);
  AddWatchCommand(commands, council, Server::kCouncilRegistry);
}

}  // namespace zaitaku::cli
