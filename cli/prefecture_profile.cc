// `prefecture profile`.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/render_summary.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using summary::v1::PrefectureProfile;
using summary::v1::ReportStatus;

struct ProfileOptions {
  std::string prefecture;
  std::vector<std::string> parts;
  int fiscal_year = 0;
  SummaryRequestOptions freshness;
  // Of lists.
  std::string region;
  std::string has_council;
  std::string lacks_council;
  int plan_year = 0;
  bool takes_part = false;
  bool takes_no_part = false;
  int page_size = 0;
};

std::string ReportText(const ReportStatus& report, const Session& session) {
  if (report.status() == ReportStatus::STATUS_NOT_REPORTED)
    return Text{"未報告", "not reported"}.In(session.language());
  if (!report.has_report()) return Text{"報告済み", "reported"}.In(session.language());
  const auto& facts = report.report();
  std::vector<std::string> words = {PresenceName(facts.establishment(), session.language())};
  for (const auto& coverage : facts.coverages()) words.push_back(CoverageText(coverage, session.language()));
  for (const auto& plan : facts.plans()) words.push_back(PlanText(plan, session.language()));
  return absl::StrJoin(words, "  ");
}

void RenderReports(const PrefectureProfile& profile, Session& session) {
  for (const auto& report : profile.reports()) {
    session.out() << "  " << ShortKindName(report.kind(), session.language()) << "  " << ReportText(report, session);
    if (report.report().provenance().first_line() > 0) {
      session.out() << session.Say({"（", " (line "}) << report.report().provenance().first_line()
                    << session.Say({"行）", ")"});
    }
    session.out() << '\n';
  }
}

void RenderPrograms(const PrefectureProfile& profile, Session& session) {
  if (profile.programs().empty()) return;
  session.out() << '\n'
                << session.style().Paint(
                       Tone::kHeading,
                       session.Say(
                           {absl::StrCat("利用できる事業（",
                                         FiscalYearName(profile.programs_fiscal_year(), session.language()), "）"),
                            absl::StrCat("Programmes that it may use, fiscal year ", profile.programs_fiscal_year())}))
                << '\n';
  for (const auto& eligible : profile.programs()) {
    std::vector<std::string> sources;
    for (const auto& source : eligible.funding_sources())
      sources.push_back(Printable(NameIn(source.display_name(), session.language())));
    session.out() << "  " << Printable(NameIn(eligible.program().display_name(), session.language()));
    if (!sources.empty()) session.out() << "  [" << absl::StrJoin(sources, ListSeparator(session.language())) << "]";
    session.out() << '\n';
  }
}

void RenderEvents(const PrefectureProfile& profile, Session& session) {
  if (!profile.events().empty()) {
    session.out() << '\n'
                  << session.style().Paint(Tone::kHeading,
                                           session.Say({"県内で開催される研修・行事", "Events held here"}))
                  << '\n';
  }
  for (const auto& event : profile.events()) {
    session.out() << "  " << Printable(event.date()) << "  " << Printable(NameIn(event.title(), session.language()))
                  << "  " << TermWord(event.state(), session.language()) << '\n';
  }
  if (!profile.participation().empty()) {
    session.out() << '\n'
                  << session.style().Paint(Tone::kHeading,
                                           session.Say({"参加する研修・行事", "Events it takes part in"}))
                  << '\n';
  }
  for (const auto& one : profile.participation()) {
    session.out() << "  " << Printable(one.event().date()) << "  "
                  << Printable(NameIn(one.event().title(), session.language())) << "  "
                  << session.Say({"参加決定 ", "admitted "}) << one.applications().admitted()
                  << session.Say({"、待機 ", ", waiting "}) << one.applications().waiting() << '\n';
  }
}

void RenderProfile(const PrefectureProfile& profile, Session& session) {
  session.out() << session.style().Paint(Tone::kHeading,
                                         PrefectureName(profile.prefecture().code(), session.language()))
                << "  " << RegionName(profile.prefecture().region(), session.language()) << "  "
                << Printable(profile.survey()) << '\n';
  RenderReports(profile, session);
  RenderPrograms(profile, session);
  RenderEvents(profile, session);
  if (profile.has_applications()) {
    session.out() << '\n'
                  << session.Say({"  申込み：参加決定 ", "  applications: admitted "})
                  << profile.applications().admitted() << session.Say({"、待機 ", ", waiting "})
                  << profile.applications().waiting() << session.Say({"、出席 ", ", attended "})
                  << profile.applications().attended() << '\n';
  }
  session.out() << '\n';
  summary::v1::NationwideSummary origin;
  *origin.mutable_revisions() = profile.revisions();
  if (profile.has_as_of_time()) *origin.mutable_as_of_time() = profile.as_of_time();
  origin.set_citation(profile.citation());
  RenderOrigin(origin, session.language(), session.out());
}

void RenderProfileTable(const RepeatedPtrField<PrefectureProfile>& profiles, Session& session) {
  Table table({{session.Say({"コード", "Code"})},
               {session.Say({"都道府県", "Prefecture"})},
               {session.Say({"在宅医療", "Home medical care"})},
               {session.Say({"訪問看護", "Home-visit nursing"})},
               {session.Say({"参加決定", "Admitted"}), Align::kRight}});
  for (const auto& profile : profiles) {
    std::vector<Cell> row = {profile.prefecture().code(),
                             PrefectureName(profile.prefecture().code(), session.language())};
    for (const auto& report : profile.reports()) row.emplace_back(ReportText(report, session));
    row.resize(4, "");
    row.emplace_back(profile.has_applications() ? absl::StrCat(profile.applications().admitted()) : "");
    table.AddRow(std::move(row));
  }
  table.Print(session.out(), session.style());
}

// A row for each fact; empty cells do not apply.
void RenderProfilesCsv(const RepeatedPtrField<PrefectureProfile>& profiles, std::ostream& out) {
  WriteCsvRow(out, {"prefecture_code", "survey", "fact", "resource", "value", "detail", "citation"});
  for (const auto& profile : profiles) {
    const auto put = [&](const std::string& fact, const std::string& resource, const std::string& value,
                         const std::string& detail) {
      WriteCsvRow(out,
                  {profile.prefecture().code(), profile.survey(), fact, resource, value, detail, profile.citation()});
    };
    for (const auto& report : profile.reports()) {
      const bool there = report.has_report();
      put(absl::StrCat("report-", Slug(report.kind())), report.report().name(), Slug(report.status()),
          there ? Slug(report.report().establishment()) : "");
    }
    for (const auto& program : profile.programs())
      put("program", program.program().name(), absl::StrCat(profile.programs_fiscal_year()), Slug(program.basis()));
    for (const auto& program : profile.undetermined_programs())
      put("program-undetermined", program, absl::StrCat(profile.programs_fiscal_year()), "");
    for (const auto& event : profile.events()) put("event-held", event.name(), event.date(), Slug(event.state()));
    for (const auto& one : profile.participation()) {
      put("participation", one.event().name(), absl::StrCat(one.applications().admitted()),
          one.participates() ? "participates" : "");
    }
    if (!profile.has_applications()) continue;
    put("applications-admitted", "", absl::StrCat(profile.applications().admitted()), "");
    put("applications-waiting", "", absl::StrCat(profile.applications().waiting()), "");
  }
}

int GetProfile(Session& session, const ProfileOptions& options) {
  const auto code = ReadPrefecture(options.prefecture);
  if (!code) {
    return session.RefuseUsage(
        {absl::StrCat("「", options.prefecture, "」という都道府県はありません。例：東京都。一覧は list"),
         absl::StrCat("there is no prefecture '", options.prefecture, "'; an example is Tokyo, and `list` lists all")});
  }
  summary::v1::GetPrefectureProfileRequest request;
  request.set_name(absl::StrCat("prefectures/", *code, "/profile"));
  request.set_survey(SurveyName(options.freshness.survey));
  for (const std::string& part : options.parts) request.mutable_read_mask()->add_paths(part == "all" ? "*" : part);
  request.set_fiscal_year(options.fiscal_year);
  if (auto freshness = ReadFreshness(options.freshness); freshness.requirement_case() != 0)
    *request.mutable_freshness() = std::move(freshness);
  request.set_strict(options.freshness.strict);
  const auto response = session.connection().Read(&SummaryStub::GetPrefectureProfile, request);
  if (!response.ok())
    return session.Fail({"都道府県の概況の取得", "get the profile"}, response.status(), Server::kGateway);
  RepeatedPtrField<PrefectureProfile> one;
  switch (session.settings().output) {
    case Output::kTable:
      RenderConditions(response->call_info(), session.language(), session.style(), session.out());
      RenderProfile(response->profile(), session);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      *one.Add() = response->profile();
      RenderProfilesCsv(one, session.out());
      RenderConditions(response->call_info(), session.language(), Style(false), session.err());
      break;
  }
  return kExitOk;
}

// The request, or a text that says which option is wrong.
Text ReadListOptions(const ProfileOptions& options, summary::v1::ListPrefectureProfilesRequest& request) {
  request.set_survey(SurveyName(options.freshness.survey));
  for (const std::string& part : options.parts) request.mutable_read_mask()->add_paths(part == "all" ? "*" : part);
  request.set_fiscal_year(options.fiscal_year);
  request.set_plan_fiscal_year(options.plan_year);
  if (options.takes_part || options.takes_no_part) request.set_takes_part(options.takes_part);
  request.set_page_size(options.page_size);
  if (auto freshness = ReadFreshness(options.freshness); freshness.requirement_case() != 0)
    *request.mutable_freshness() = std::move(freshness);
  request.set_strict(options.freshness.strict);
  if (!options.region.empty()) {
    const auto region = ReadRegion(options.region);
    if (!region) {
      return {absl::StrCat("--region：「", options.region, "」という地域はありません。例：関東"),
              absl::StrCat("--region: there is no region '", options.region, "'; an example is kanto")};
    }
    request.set_region(*region);
  }
  for (const auto& [name, text] :
       {std::pair("--has", &options.has_council), std::pair("--lacks", &options.lacks_council)}) {
    if (text->empty()) continue;
    const auto kind = ReadKind(*text);
    if (!kind) {
      return {absl::StrCat(name, "：「", *text, "」という協議会はありません。例：home-medical-care"),
              absl::StrCat(name, ": there is no council '", *text, "'; an example is home-medical-care")};
    }
    text == &options.has_council ? request.set_has_council(*kind) : request.set_lacks_council(*kind);
  }
  return {};
}

int ListProfiles(Session& session, const ProfileOptions& options) {
  summary::v1::ListPrefectureProfilesRequest request;
  if (const Text error = ReadListOptions(options, request); !error.en.empty()) return session.RefuseUsage(error);
  summary::v1::ListPrefectureProfilesResponse all;
  do {
    auto page = session.connection().Read(&SummaryStub::ListPrefectureProfiles, request);
    if (!page.ok()) return session.Fail({"都道府県の概況の一覧", "list the profiles"}, page.status(), Server::kGateway);
    request.set_page_token(page->next_page_token());
    all.mutable_profiles()->MergeFrom(page->profiles());
    all.set_total_size(page->total_size());
    // What is missing on one page is missing of the whole list.
    if (all.call_info().missing_size() + all.call_info().stale_size() == 0)
      *all.mutable_call_info() = page->call_info();
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  switch (session.settings().output) {
    case Output::kTable:
      RenderConditions(all.call_info(), session.language(), session.style(), session.out());
      RenderProfileTable(all.profiles(), session);
      break;
    case Output::kJson:
      session.out() << ToJson(all);
      break;
    case Output::kCsv:
      RenderProfilesCsv(all.profiles(), session.out());
      RenderConditions(all.call_info(), session.language(), Style(false), session.err());
      break;
  }
  return kExitOk;
}

void AddFilterOptions(Commands& commands, CLI::App& verb, ProfileOptions& options) {
  verb.add_option("--region", options.region, commands.Say({"一覧：この地域だけ", "List: only this region"}))
      ->option_text("REGION");
  verb.add_option("--has", options.has_council,
                  commands.Say({"一覧：この協議会がある都道府県だけ", "List: only those with this council"}))
      ->option_text("KIND");
  verb.add_option("--lacks", options.lacks_council,
                  commands.Say({"一覧：この協議会がない都道府県だけ", "List: only those without this council"}))
      ->option_text("KIND");
  verb.add_option("--plan-year", options.plan_year,
                  commands.Say({"一覧：この年度に設置の予定がある都道府県だけ",
                                "List: only those with a plan for this fiscal year"}))
      ->option_text("YEAR");
  CLI::Option* takes_part = verb.add_flag(
      "--takes-part", options.takes_part,
      commands.Say({"一覧：研修・行事に参加する都道府県だけ", "List: only those that take part in a training event"}));
  verb.add_flag(
          "--takes-no-part", options.takes_no_part,
          commands.Say({"一覧：どの研修・行事にも参加しない都道府県だけ", "List: only those that take part in none"}))
      ->excludes(takes_part);
  verb.add_option("--page-size", options.page_size,
                  commands.Say({"一覧：一度に読む件数（1–47）", "List: how many to read at a time, 1 to 47"}))
      ->option_text("N");
}

}  // namespace

void AddPrefectureProfileCommand(Commands& commands, CLI::App& prefecture) {
  const auto options = std::make_shared<ProfileOptions>();
  CLI::App& profile = commands.AddVerb(
      prefecture, "profile",
      {"一つの都道府県について、報告、利用できる事業、研修・行事への参加を表示します。list で一覧します。",
       "Shows what is known of one prefecture: reports, programmes it may use, training events. `list` lists them."},
      {"zaitaku prefecture profile 東京都 --lang ja", "zaitaku prefecture profile 31 --parts reports -o json",
       "zaitaku prefecture profile list --lacks home-medical-care --plan-year 2015",
       "zaitaku prefecture profile list --region shikoku -o csv"},
      [options](Session& session) {
        return options->prefecture == "list" ? ListProfiles(session, *options) : GetProfile(session, *options);
      });
  profile
      .add_option(
          "prefecture", options->prefecture,
          commands.Say({"都道府県。list なら一覧", "The prefecture; `list` for all that the filters let through"}))
      ->required()
      ->option_text("PREFECTURE|list");
  profile
      .add_option("--survey", options->freshness.survey,
                  commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
  profile
      .add_option("--parts", options->parts,
                  commands.Say({"項目：reports, programs, events, participation, applications, all",
                                "Parts: reports, programs, events, participation, applications, all"}))
      ->delimiter(',')
      ->option_text("PART,…");
  profile
      .add_option("--fiscal-year", options->fiscal_year,
                  commands.Say({"事業の年度（既定：一覧表のある最新の年度）",
                                "The programmes' fiscal year (default: the newest with an overview)"}))
      ->option_text("YEAR");
  AddFilterOptions(commands, profile, *options);
  AddFreshnessOptions(commands, profile, options->freshness);
}

}  // namespace zaitaku::cli
