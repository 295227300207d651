#include "cli/terms.h"

#include <google/protobuf/descriptor.pb.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/councils.h"
#include "domain/fiscal_years.h"
#include "domain/notation.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

using council::v1::Figure;

std::string Either(Language language, std::string_view ja, std::string_view en) {
  return std::string(language == Language::kJapanese ? ja : en);
}

}  // namespace

std::string SlugOf(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* descriptor = type.FindValueByNumber(value);
  if (descriptor == nullptr) return absl::StrCat(value);
  if (value == 0) return "";
  // The zero value's name is the prefix of all and UNSPECIFIED.
  const std::string& zero = type.FindValueByNumber(0)->name();
  const size_t prefix = zero.size() - std::string_view("UNSPECIFIED").size();
  return absl::AsciiStrToLower(absl::StrReplaceAll(descriptor->name().substr(prefix), {{"_", "-"}}));
}

std::optional<int> ValueOfSlug(const google::protobuf::EnumDescriptor& type, std::string_view slug) {
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number != 0 && SlugOf(type, number) == slug) return number;
  }
  return std::nullopt;
}

std::optional<council::v1::CouncilKind> ReadKind(std::string_view text) {
  const CouncilKindEntry* entry = FindCouncilKindBySlug(text);
  if (entry == nullptr) entry = FindCouncilKindByName(text);
  if (entry == nullptr) return std::nullopt;
  return entry->kind;
}

std::optional<council::v1::AreaUnit> ReadUnit(std::string_view text) {
  if (const auto* entry = FindAreaUnitByName(text)) return entry->unit;
  const auto value = ValueOfSlug(*council::v1::AreaUnit_descriptor(), text);
  if (!value) return std::nullopt;
  return static_cast<council::v1::AreaUnit>(*value);
}

std::optional<type::v1::Region> ReadRegion(std::string_view text) {
  for (const RegionEntry& entry : Regions()) {
    if (entry.ja == text || Slug(entry.region) == text) return entry.region;
  }
  return std::nullopt;
}

std::optional<std::string> ReadPrefecture(const std::string& text) {
  for (const PrefectureEntry& entry : Prefectures()) {
    if (entry.code == text || entry.ja == text || absl::EqualsIgnoreCase(std::string(entry.en), text)) {
      return std::string(entry.code);
    }
  }
  return std::nullopt;
}

std::string SurveyName(const std::string& text) {
  return text.empty() || absl::StrContains(text, '/') ? std::string(text) : absl::StrCat("surveys/", text);
}

std::string KindName(council::v1::CouncilKind kind, Language language) {
  const CouncilKindEntry* entry = FindCouncilKind(kind);
  return entry == nullptr ? absl::StrCat(kind) : std::string(Either(language, entry->ja, entry->en));
}

std::string KindHeading(council::v1::CouncilKind kind, Language language) {
  const std::string ja = KindName(kind, Language::kJapanese);
  if (language == Language::kJapanese) return ja;
  std::string en = KindName(kind, Language::kEnglish);
  en[0] = absl::ascii_toupper(static_cast<unsigned char>(en[0]));
  return absl::StrCat(en, "s (", ja, ")");
}

std::string ShortKindName(council::v1::CouncilKind kind, Language language) {
  std::string name = KindName(kind, language);
  const std::string tail = Either(language, "推進協議会", " promotion council");
  if (name.ends_with(tail)) name.resize(name.size() - tail.size());
  return name;
}

std::string UnitName(council::v1::AreaUnit unit, Language language) {
  const AreaUnitEntry* entry = FindAreaUnit(unit);
  if (entry == nullptr) return absl::StrCat(unit);
  const std::string ja(entry->ja);
  return language == Language::kJapanese ? ja : absl::StrCat(std::string(entry->en_plural), " (", ja, ")");
}

std::string RegionName(type::v1::Region region, Language language) {
  const RegionEntry* entry = FindRegion(region);
  return entry == nullptr ? absl::StrCat(region) : std::string(Either(language, entry->ja, entry->en));
}

std::string PrefectureName(std::string_view code, Language language) {
  const PrefectureEntry* entry = FindPrefecture(code);
  return std::string(entry == nullptr ? code : Either(language, entry->ja, entry->en));
}

std::string StateName(council::v1::Survey::State state, Language language) {
  switch (state) {
    case council::v1::Survey::STATE_OPEN:
      return Either(language, "受付中", "open");
    case council::v1::Survey::STATE_PUBLISHED:
      return Either(language, "公表済み", "published");
    default:
      return absl::StrCat(state);
  }
}

std::string PresenceName(council::v1::Presence presence, Language language) {
  if (language == Language::kJapanese) return std::string(FormatMark(presence));
  if (presence == council::v1::PRESENCE_PRESENT) return "yes";
  return presence == council::v1::PRESENCE_ABSENT ? "no" : "";
}

std::string FigureName(Figure figure, Language language) {
  switch (figure) {
    case council::v1::FIGURE_ESTABLISHED:
      return Either(language, "設置済みの都道府県", "Prefectures with a council");
    case council::v1::FIGURE_PREFECTURE_WIDE:
      return std::string(
          Either(language, "都道府県単位の協議会がある都道府県", "Prefectures with a prefecture-wide council"));
    case council::v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return std::string(
          Either(language, "二次医療圏等の協議会がある都道府県", "Prefectures with sub-prefectural councils"));
    case council::v1::FIGURE_SUB_PREFECTURAL_COUNCILS:
      return Either(language, "二次医療圏等の協議会（圏域数）", "Sub-prefectural councils");
    case council::v1::FIGURE_WORKED_EXAMPLE:
      return Either(language, "注の例の圏域数", "Sub-prefectural councils in the worked example");
    default:
      return absl::StrCat(figure);
  }
}

bool Differs(const council::v1::FigureReconciliation& figure) {
  return figure.verdict() == council::v1::VERDICT_DIFFERS ||
         (figure.has_prefecture_wide_agrees() && !figure.prefecture_wide_agrees());
}

std::string VerdictName(const council::v1::FigureReconciliation& figure, Language language) {
  const bool example = figure.figure() == council::v1::FIGURE_WORKED_EXAMPLE;
  if (figure.verdict() == council::v1::VERDICT_DIFFERS) {
    return std::string(example ? Either(language, "公表された例と相違", "DIFFERS from the printed example")
                               : Either(language, "公表値と相違", "DIFFERS from the printed total"));
  }
  if (Differs(figure)) {
    return Either(language, "例の「県全域」と相違", "DIFFERS from the example on the whole prefecture");
  }
  if (figure.verdict() == council::v1::VERDICT_MATCHES) {
    return std::string(example ? Either(language, "公表された例と一致", "matches the printed example")
                               : Either(language, "公表値と一致", "matches the printed total"));
  }
  if (figure.verdict() == council::v1::VERDICT_NOT_PRINTED) {
    return Either(language, "公表値なし", "not printed");
  }
  return absl::StrCat(figure.verdict());
}

std::string CoverageText(const council::v1::Coverage& coverage, Language language) {
  if (language == Language::kJapanese) return FormatCoverage(coverage);
  const AreaUnitEntry* entry = FindAreaUnit(coverage.unit());
  return absl::StrCat(coverage.covered(), "/", coverage.total(), " ",
                      entry == nullptr ? absl::StrCat(coverage.unit()) : std::string(entry->en_plural));
}

std::string TimingText(bool undecided, const type::v1::FiscalYearInterval& interval, Language language) {
  PlannedTiming timing = ToPlannedTiming(interval);
  timing.is_undecided = undecided;
  if (language == Language::kEnglish) return DescribePlannedTimingEn(timing);
  const std::string notation = FormatPlannedTiming(timing);
  return undecided ? notation : absl::StrCat(notation, "（", DescribePlannedTimingJa(timing), "）");
}

std::string PlanText(const council::v1::Plan& plan, Language language) {
  if (language == Language::kJapanese) return FormatPlan(plan);
  const std::string timing = TimingText(plan.undecided(), plan.interval(), language);
  const PlanScopeEntry* scope = FindPlanScope(plan.scope());
  // The council as such goes without saying.
  if (scope == nullptr || plan.scope() == council::v1::PLAN_SCOPE_COUNCIL) return timing;
  return absl::StrCat(timing, " (", std::string(scope->en), ")");
}

std::string ListSeparator(Language language) { return Either(language, "、", ", "); }

}  // namespace zaitaku::cli
