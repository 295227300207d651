// `prefecture profile`.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/render_profile.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using summary::v1::ListPrefectureProfilesResponse;

struct ProfileOptions {
  std::string prefecture;
  std::vector<std::string> parts;
  std::string fiscal_year;
  SummaryRequestOptions freshness;
  // Of lists.
  std::string region;
  std::string has_council;
  std::string lacks_council;
  std::string plan_year;
  bool takes_part = false;
  bool takes_no_part = false;
};

// What one profile and a list of them have in common.
template <typename Request>
void SetProfile(const ProfileOptions& options, Request& request) {
  request.set_survey(SurveyName(options.freshness.survey));
  for (const std::string& part : options.parts) request.mutable_read_mask()->add_paths(part == "all" ? "*" : part);
  request.set_fiscal_year(ReadFiscalYear(options.fiscal_year).value_or(0));
  if (auto freshness = ReadFreshness(options.freshness); freshness.requirement_case() != 0)
    *request.mutable_freshness() = std::move(freshness);
  request.set_strict(options.freshness.strict);
}

bool HasFilter(const ProfileOptions& options) {
  return options.takes_part || options.takes_no_part || !options.region.empty() || !options.has_council.empty() ||
         !options.lacks_council.empty() || !options.plan_year.empty();
}

int GetProfile(Session& session, const ProfileOptions& options) {
  const auto code = ReadPrefecture(options.prefecture);
  if (!code) {
    return session.RefuseUsage(
        {absl::StrCat("「", options.prefecture, "」という都道府県はありません。例：東京都。一覧は list"),
         absl::StrCat("there is no prefecture '", options.prefecture, "'; an example is Tokyo, and `list` lists all")});
  }
  if (HasFilter(options)) {
    return session.RefuseUsage({"絞り込みの条件は一覧だけに使えます。例：prefecture profile list --region 関東",
                                "filters are for the list only, such as `prefecture profile list --region kanto`"});
  }
  summary::v1::GetPrefectureProfileRequest request;
  request.set_name(absl::StrCat("prefectures/", *code, "/profile"));
  SetProfile(options, request);
  const auto response = session.connection().Read(&SummaryStub::GetPrefectureProfile, request);
  if (!response.ok())
    return session.Fail({"都道府県の概況の取得", "get the profile"}, response.status(), Server::kGateway);
  const auto table = [&] {
    RenderConditions(response->call_info(), session.language(), session.style(), session.out());
    RenderProfile(response->profile(), session);
  };
  const auto csv = [&] {
    Profiles one;
    *one.Add() = response->profile();
    RenderProfilesCsv(one, session.out());
    RenderConditions(response->call_info(), session.language(), Style(false), session.err());
  };
  ShowResult(session, *response, table, csv);
  return kExitOk;
}

// Reads an option into an enum; a text that says what is wrong if it is none of its words.
template <typename Enum>
Text ReadFilter(const char* name, const std::string& text, std::optional<Enum> (*read)(std::string_view),
                const Text& example, Enum& value) {
  if (text.empty()) return {};
  const auto found = read(text);
  if (!found) {
    return {absl::StrCat(name, "：「", text, "」は正しくありません。例：", example.ja),
            absl::StrCat(name, ": read '", text, "', expected such as ", example.en)};
  }
  value = *found;
  return {};
}

// Fills the request, or gives a text that says which option is wrong.
Text ReadListOptions(const ProfileOptions& options, summary::v1::ListPrefectureProfilesRequest& request) {
  SetProfile(options, request);
  request.set_plan_fiscal_year(ReadFiscalYear(options.plan_year).value_or(0));
  if (options.takes_part || options.takes_no_part) request.set_takes_part(options.takes_part);
  auto region = type::v1::REGION_UNSPECIFIED;
  auto has = council::v1::COUNCIL_KIND_UNSPECIFIED;
  auto lacks = council::v1::COUNCIL_KIND_UNSPECIFIED;
  const Text kinds = {"在宅医療推進協議会、訪問看護推進協議会", "home-medical-care or home-visit-nursing"};
  for (const Text& error : {ReadFilter("--region", options.region, ReadRegion, {"関東", "kanto"}, region),
                            ReadFilter("--has", options.has_council, ReadKind, kinds, has),
                            ReadFilter("--lacks", options.lacks_council, ReadKind, kinds, lacks)}) {
    if (!error.en.empty()) return error;
  }
  request.set_region(region);
  request.set_has_council(has);
  request.set_lacks_council(lacks);
  return {};
}

// All pages as one answer.
absl::StatusOr<ListPrefectureProfilesResponse> ReadAll(Connection& connection,
                                                       summary::v1::ListPrefectureProfilesRequest request) {
  ListPrefectureProfilesResponse all;
  do {
    ASSIGN_OR_RETURN(ListPrefectureProfilesResponse page,
                     connection.Read(&SummaryStub::ListPrefectureProfiles, request));
    if (!page.next_page_token().empty() && page.next_page_token() == request.page_token())
      return absl::InternalError("the server repeats a page forever");
    request.set_page_token(page.next_page_token());
    all.mutable_profiles()->MergeFrom(page.profiles());
    all.set_total_size(page.total_size());
    // What is missing on one page is missing of the whole list.
    if (all.call_info().missing_size() + all.call_info().stale_size() == 0) *all.mutable_call_info() = page.call_info();
  } while (!request.page_token().empty());
  return all;
}

int ListProfiles(Session& session, const ProfileOptions& options) {
  summary::v1::ListPrefectureProfilesRequest request;
  if (const Text error = ReadListOptions(options, request); !error.en.empty()) return session.RefuseUsage(error);
  const auto all = ReadAll(session.connection(), request);
  if (!all.ok()) return session.Fail({"都道府県の概況の一覧", "list the profiles"}, all.status(), Server::kGateway);
  const auto table = [&] {
    RenderConditions(all->call_info(), session.language(), session.style(), session.out());
    RenderProfileTable(all->profiles(), session);
  };
  const auto csv = [&] {
    RenderProfilesCsv(all->profiles(), session.out());
    RenderConditions(all->call_info(), session.language(), Style(false), session.err());
  };
  ShowResult(session, *all, table, csv);
  if (session.settings().output == Output::kTable) {
    const int count = all->profiles_size();
    session.Note({absl::StrCat(count, " 都道府県"), absl::StrCat(count, count == 1 ? " prefecture" : " prefectures")});
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
      ->check(CheckFiscalYear)
      ->option_text("2016|平成28年度|H28");
  CLI::Option* takes_part = verb.add_flag(
      "--takes-part", options.takes_part,
      commands.Say({"一覧：研修・行事に参加する都道府県だけ", "List: only those that take part in a training event"}));
  verb.add_flag(
          "--takes-no-part", options.takes_no_part,
          commands.Say({"一覧：どの研修・行事にも参加しない都道府県だけ", "List: only those that take part in none"}))
      ->excludes(takes_part);
}

}  // namespace

void AddPrefectureProfileCommand(Commands& commands, CLI::App& prefecture) {
  const auto options = std::make_shared<ProfileOptions>();
  CLI::App& profile = commands.AddVerb(
      prefecture, "profile",
      {"一つの都道府県について、回答、利用できる事業、研修・行事への参加を表示します。list で一覧します。",
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
  AddFiscalYearOption(commands, profile, options->fiscal_year,
                      {"事業の年度（既定：一覧表のある最新の年度）",
                       "The programmes' fiscal year (default: the newest with an overview)"});
  AddFilterOptions(commands, profile, *options);
  AddFreshnessOptions(commands, profile, options->freshness);
}

}  // namespace zaitaku::cli
