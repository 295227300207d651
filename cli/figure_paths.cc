#include "cli/figure_paths.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/entry_terms.h"
#include "cli/terms.h"
#include "domain/catalogue.h"
#include "domain/councils.h"
#include "domain/training.h"

namespace zaitaku::cli {
namespace {

// `established`: prefectures with a council.
std::optional<Text> NameOfCount(const std::string& figure) {
  static const std::map<std::string, Text> names = {
      {"established", {"設置済みの都道府県", "prefectures with a council"}},
      {"not-established", {"未設置の都道府県", "prefectures without a council"}},
      {"not-reported", {"未回答の都道府県", "prefectures not reported"}},
      {"prefecture-wide", {"都道府県単位の協議会がある都道府県", "prefectures with a prefecture-wide council"}},
      {"sub-prefectural-prefectures",
       {"二次医療圏等の協議会がある都道府県", "prefectures with sub-prefectural councils"}},
      {"sub-prefectural-councils", {"二次医療圏等の協議会（圏域数）", "sub-prefectural councils"}},
      {"worked-example", {"例示された県の協議会（圏域数）", "sub-prefectural councils in the worked example"}},
  };
  const auto found = names.find(figure);
  if (found == names.end()) return std::nullopt;
  return found->second;
}

// `units.medical-area.covered`: councils for medical areas.
std::optional<Text> NameOfUnitCount(const std::string& unit_slug, const std::string& count) {
  const auto unit = ReadUnit(unit_slug);
  if (!unit) return std::nullopt;
  const std::string ja = UnitName(*unit, Language::kJapanese);
  const std::string en = UnitName(*unit, Language::kEnglish);
  if (count == "covered") return Text{absl::StrCat(ja, "の協議会"), absl::StrCat("councils for ", en)};
  if (count == "total") return Text{absl::StrCat(ja, "の総数"), absl::StrCat("all ", en, " there")};
  if (count == "prefectures") {
    return Text{absl::StrCat(ja, "の協議会がある都道府県"), absl::StrCat("prefectures with councils for ", en)};
  }
  return std::nullopt;
}

// `to-2015`, `from-2016`, `from-2015-to-2016`, `undecided`.
std::optional<Text> NameOfTime(const std::string& time) {
  type::v1::FiscalYearInterval interval;
  const std::vector<std::string> words = absl::StrSplit(time, '-');
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    int year = 0;
    if (!absl::SimpleAtoi(words[i + 1], &year)) return std::nullopt;
    if (words[i] == "from") interval.set_first_fiscal_year(year);
    if (words[i] == "to") interval.set_last_fiscal_year(year);
  }
  const bool undecided = time == "undecided";
  const bool has_end = interval.has_first_fiscal_year() || interval.has_last_fiscal_year();
  if (!undecided && !has_end) return std::nullopt;
  return Text{TimingText(undecided, interval, Language::kJapanese),
              TimingText(undecided, interval, Language::kEnglish)};
}

// `plans.council.to-2015`: prefectures that plan a council by 2016-03-31.
std::optional<Text> NameOfPlan(const std::string& scope_slug, const std::string& time_slug) {
  const auto scope = ValueOfSlug(*council::v1::PlanScope_descriptor(), scope_slug);
  const auto time = NameOfTime(time_slug);
  if (!scope || !time) return std::nullopt;
  const PlanScopeEntry& entry = *FindPlanScope(static_cast<council::v1::PlanScope>(*scope));
  return Text{absl::StrCat("設置予定（", std::string(entry.ja), "）", time->ja),
              absl::StrCat("plans (", std::string(entry.en), ") ", time->en)};
}

std::optional<Text> NameOfCombination(const std::string& combination) {
  const std::string head_ja = "二つの協議会：";
  const std::string head_en = "prefectures with ";
  if (combination == "both") return Text{head_ja + "両方", head_en + "both councils"};
  if (combination == "neither") return Text{head_ja + "どちらもなし", head_en + "neither council"};
  if (combination == "not-fully-reported") return Text{head_ja + "未回答あり", "prefectures not fully reported"};
  if (!combination.starts_with("only-")) return std::nullopt;
  const auto kind = ReadKind(combination.substr(sizeof("only-") - 1));
  if (!kind) return std::nullopt;
  return Text{absl::StrCat(head_ja, ShortKindName(*kind, Language::kJapanese), "のみ"),
              absl::StrCat(head_en, "the ", ShortKindName(*kind, Language::kEnglish), " council only")};
}

std::optional<Text> NameOfPath(const std::vector<std::string>& parts) {
  if (parts.size() == 2 && parts[0] == "combinations") return NameOfCombination(parts[1]);
  const auto kind = ReadKind(parts[0]);
  if (!kind) return std::nullopt;
  std::optional<Text> rest;
  if (parts.size() == 2) rest = NameOfCount(parts[1]);
  if (parts.size() == 4 && parts[1] == "units") rest = NameOfUnitCount(parts[2], parts[3]);
  if (parts.size() == 4 && parts[1] == "plans") rest = NameOfPlan(parts[2], parts[3]);
  if (!rest) return std::nullopt;
  return Text{absl::StrCat(ShortKindName(*kind, Language::kJapanese), "：", rest->ja),
              absl::StrCat(ShortKindName(*kind, Language::kEnglish), ": ", rest->en)};
}

template <typename Enum>
std::optional<Text> NameOfTerm(const std::string& slug) {
  const Term<Enum>* term = FindTermBySlug<Enum>(slug);
  if (term == nullptr) return std::nullopt;
  return Text{std::string(term->ja), std::string(term->en)};
}

// `all`, `unplaced`, `municipality.coordination`.
std::optional<Text> NameOfProgramCount(const std::vector<std::string>& rest) {
  if (rest.size() == 1 && rest[0] == "all") return Text{"事業", "programmes"};
  if (rest.size() == 1 && rest[0] == "unplaced") return Text{"位置づけ不明の事業", "programmes of unknown place"};
  if (rest.size() != 2) return std::nullopt;
  const auto level = NameOfTerm<catalog::v1::GovernmentLevel>(rest[0]);
  const auto field = NameOfTerm<catalog::v1::CareField>(rest[1]);
  if (!level || !field) return std::nullopt;
  return Text{absl::StrCat("事業（", level->ja, "、", field->ja, "）"),
              absl::StrCat("programmes (", level->en, ", ", field->en, ")")};
}

std::optional<Text> NameOfBudget(const std::vector<std::string>& rest) {
  const auto stage = rest.size() == 1 ? NameOfTerm<catalog::v1::BudgetStage>(rest[0]) : std::nullopt;
  if (!stage) return std::nullopt;
  return Text{absl::StrCat(stage->ja, "（円）"), absl::StrCat(stage->en, " in yen")};
}

// `count`, `state-held`, `printed`, `admitted`.
std::optional<Text> NameOfTrainingCount(const std::string& figure) {
  static const std::map<std::string, Text> names = {
      {"count", {"研修・行事", "training events"}},
      {"with-timetable", {"時間割のある研修・行事", "training events with a timetable"}},
      {"instruction-minutes", {"研修時間（分）", "minutes of instruction"}},
      {"lecture-minutes", {"講義時間（分）", "minutes of lectures"}},
      {"printed", {"公表された参加者", "printed participants"}},
      {"events-with-number", {"参加者数が公表された研修・行事", "training events with printed participants"}},
      {"admitted", {"申込み：参加決定", "applications admitted"}},
      {"waiting", {"申込み：待機", "applications waiting"}},
      {"cancelled", {"申込み：取消", "applications cancelled"}},
      {"attended", {"申込み：出席", "applications attended"}},
      {"absent", {"申込み：欠席", "applications absent"}},
  };
  if (const auto found = names.find(figure); found != names.end()) return found->second;
  if (!figure.starts_with("state-")) return std::nullopt;
  const auto state = NameOfTerm<training::v1::Event::State>(figure.substr(sizeof("state-") - 1));
  if (!state) return std::nullopt;
  return Text{absl::StrCat("研修・行事（", state->ja, "）"), absl::StrCat("training events (", state->en, ")")};
}

// A figure of the year, or of a field in it.
std::optional<Text> NameOfTraining(const std::vector<std::string>& rest) {
  if (rest.size() == 1) return NameOfTrainingCount(rest[0]);
  if (rest.size() != 2) return std::nullopt;
  const std::optional<Text> field =
      rest[0] == "none" ? Text{"分野の記載なし", "no field stated"} : NameOfTerm<training::v1::TrainingField>(rest[0]);
  const auto count = NameOfTrainingCount(rest[1]);
  if (!field || !count) return std::nullopt;
  return Text{absl::StrCat(field->ja, "：", count->ja), absl::StrCat(field->en, ": ", count->en)};
}

// `programs.2016.all`, `budgets.2015.budget`, `events.2014.none.count`.
std::optional<Text> NameOfYearsFigure(const std::vector<std::string>& parts) {
  int year = 0;
  if (parts.size() < 3 || !absl::SimpleAtoi(parts[1], &year)) return std::nullopt;
  const std::vector<std::string> rest(parts.begin() + 2, parts.end());
  std::optional<Text> name;
  if (parts[0] == "programs") name = NameOfProgramCount(rest);
  if (parts[0] == "budgets") name = NameOfBudget(rest);
  if (parts[0] == "events" || parts[0] == "participants" || parts[0] == "applications") name = NameOfTraining(rest);
  if (!name) return std::nullopt;
  return Text{absl::StrCat(FiscalYearName(year, Language::kJapanese), "：", name->ja),
              absl::StrCat(FiscalYearName(year, Language::kEnglish), ": ", name->en)};
}

}  // namespace

std::string FigurePathName(const std::string& path, Language language) {
  const auto name = NameOfPath(absl::StrSplit(path, '.'));
  return name ? name->In(language) : path;
}

std::string SummaryFigureName(const std::string& path, Language language) {
  const std::string area = path.substr(0, path.find('.'));
  std::string name;
  int region = 0;
  if (area.starts_with("prefecture-")) name = PrefectureName(area.substr(sizeof("prefecture-") - 1), language);
  if (area.starts_with("region-") && absl::SimpleAtoi(area.substr(sizeof("region-") - 1), &region))
    name = RegionName(static_cast<type::v1::Region>(region), language);
  if (const auto of_year = NameOfYearsFigure(absl::StrSplit(path, '.'))) return of_year->In(language);
  if (name.empty() || area == path) return FigurePathName(path, language);
  return absl::StrCat(name, Text{"：", ": "}.In(language), FigurePathName(path.substr(area.size() + 1), language));
}

}  // namespace zaitaku::cli
