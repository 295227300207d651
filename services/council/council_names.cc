#include "services/council/council_names.h"

#include "domain/councils.h"
#include "domain/fiscal_years.h"
#include "domain/prefectures.h"

namespace zaitaku::council {
namespace {

constexpr std::string_view kSurveys = "surveys/";
constexpr std::string_view kReports = "/reports/";
constexpr size_t kMonthSize = 7;  // 2015-12

}  // namespace

std::string SurveyName(absl::CivilMonth month) { return std::string(kSurveys) + FormatIsoMonth(month); }

std::string ReportName(std::string_view survey, v1::CouncilKind kind, std::string_view prefecture_code) {
  const CouncilKindEntry* entry = FindCouncilKind(kind);
  std::string name(survey);
  name += kReports;
  if (entry != nullptr) name += entry->slug;
  name += '-';
  name += prefecture_code;
  return name;
}

std::optional<absl::CivilMonth> ParseSurveyName(std::string_view name) {
  if (!name.starts_with(kSurveys)) return std::nullopt;
  return ParseIsoMonth(name.substr(kSurveys.size()));
}

std::optional<ReportNameParts> ParseReportName(std::string_view name) {
  const size_t survey_size = kSurveys.size() + kMonthSize;
  if (name.size() <= survey_size) return std::nullopt;
  const std::optional<absl::CivilMonth> month = ParseSurveyName(name.substr(0, survey_size));
  if (!month.has_value() || !name.substr(survey_size).starts_with(kReports)) return std::nullopt;
  const std::string_view id = name.substr(survey_size + kReports.size());
  const size_t dash = id.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const CouncilKindEntry* kind = FindCouncilKindBySlug(id.substr(0, dash));
  const PrefectureEntry* prefecture = FindPrefecture(id.substr(dash + 1));
  if (kind == nullptr || prefecture == nullptr) return std::nullopt;
  return ReportNameParts{std::string(name.substr(0, survey_size)), *month, kind->kind, std::string(prefecture->code)};
}

}  // namespace zaitaku::council
