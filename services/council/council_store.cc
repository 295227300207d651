#include "services/council/council_store.h"

#include "absl/strings/str_cat.h"
#include "domain/councils.h"
#include "platform/status/status.h"
#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_totals.h"

namespace zaitaku::council {
namespace {

constexpr char kSurveys[] = "surveys";
constexpr int kSurveysAtATime = 50;

absl::Status NoPublishedSurvey() {
  return Error(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY,
               {"no survey has been published yet, so there is no latest one; publish one, or name one such as "
                "'surveys/2015-12'",
                "公表済みの調査がまだありません。公表するか、surveys/2015-12 のように指定してください"});
}

// Kind and prefecture follow from the name: a report that says otherwise of itself was not written here, and whatever
// counts it would count it in the wrong place. DATA_LOSS (STORE_DAMAGED).
absl::Status CheckIdentity(const v1::CouncilReport& report) {
  const auto name = ParseReportName(report.name());
  if (name && name->kind == report.kind() && name->prefecture_code == report.prefecture_code()) return absl::OkStatus();
  return StoreDamaged({absl::StrCat("the stored version of '", report.name(), "' is damaged"),
                       absl::StrCat("「", report.name(), "」の保存内容が壊れています")},
                      report.name());
}

// The reports of the same prefecture and survey about the other kinds of council.
absl::StatusOr<std::vector<std::shared_ptr<const v1::CouncilReport>>> OtherReports(const ResourceReader& reader,
                                                                                   const ReportNameParts& name) {
  std::vector<std::shared_ptr<const v1::CouncilReport>> others;
  for (const CouncilKindEntry& entry : CouncilKinds()) {
    if (entry.kind == name.kind) continue;
    ASSIGN_OR_RETURN(auto other, FindReport(reader, ReportName(name.survey, entry.kind, name.prefecture_code)));
    if (other) others.push_back(std::move(other));
  }
  return others;
}

// Nothing else was ever written, but the file may be damaged, and of nonsense no totals can be made.
absl::Status CheckStored(const v1::CouncilReport& report) {
  if (CheckReport(report, "").empty()) return absl::OkStatus();
  return StoreDamaged({absl::StrCat("what is stored as a report, ", Quoted(report.name()), ", is none"),
                       absl::StrCat("保存された回答", Quoted(report.name()), "の内容が回答ではありません")},
                      report.name());
}

}  // namespace

absl::StatusOr<std::shared_ptr<const v1::CouncilReport>> FindReport(const ResourceReader& reader,
                                                                    const std::string& name) {
  ASSIGN_OR_RETURN(auto report, reader.FindShared<v1::CouncilReport>(name));
  if (report) RETURN_IF_ERROR(CheckIdentity(*report));
  return report;
}

std::string ReportCollection(const std::string& survey) { return survey + "/reports"; }

absl::StatusOr<std::string> LatestSurvey(const ResourceReader& reader) {
  std::string after;
  while (true) {
    // Named by month, so the last name is the newest month.
    ASSIGN_OR_RETURN(const auto surveys,
                     reader.List<v1::Survey>(kSurveys, after, kSurveysAtATime, Order::kByNameDescending));
    for (const v1::Survey& survey : surveys) {
      if (survey.state() == v1::Survey::STATE_PUBLISHED) return survey.name();
    }
    if (surveys.size() < kSurveysAtATime) return "";
    after = surveys.back().name();
  }
}

absl::StatusOr<std::string> ResolveSurvey(const ResourceReader& reader, const std::string& name,
                                          const std::string& field) {
  if (name == kLatestSurvey) {
    ASSIGN_OR_RETURN(std::string latest, LatestSurvey(reader));
    if (latest.empty()) return NoPublishedSurvey();
    return latest;
  }
  if (ParseSurveyName(name)) return name;
  return InvalidField(field, absl::StrCat("read ", Quoted(name),
                                          ", expected surveys/YYYY-MM or surveys/latest, such as 'surveys/2015-12'"));
}

absl::StatusOr<v1::Survey> GetSurvey(const ResourceReader& reader, const std::string& survey) {
  return reader.Get<v1::Survey>(survey);
}

absl::StatusOr<std::vector<v1::CouncilReport>> ListReports(const ResourceReader& reader, const std::string& survey) {
  ASSIGN_OR_RETURN(auto reports, reader.ListAll<v1::CouncilReport>(ReportCollection(survey)));
  for (const v1::CouncilReport& report : reports) RETURN_IF_ERROR(CheckIdentity(report));
  return reports;
}

absl::Status PutReport(Transaction& transaction, v1::CouncilReport& report) {
  const ReportNameParts name = *ParseReportName(report.name());
  report.set_kind(name.kind);
  report.set_prefecture_code(name.prefecture_code);
  ASSIGN_OR_RETURN(const auto current, FindReport(transaction, report.name()));
  ASSIGN_OR_RETURN(const auto others, OtherReports(transaction, name));
  const Figures moved = MovedFigures(current.get(), report, others);
  for (const auto& [cell, value] : CellsOf(name.prefecture_code, moved)) {
    transaction.AddToTotal(name.survey, cell, value);
  }
  return transaction.Put(report);
}

absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader) {
  std::map<CellName, int64_t> totals;
  ASSIGN_OR_RETURN(const auto surveys, reader.ListAll<v1::Survey>(kSurveys));
  for (const v1::Survey& survey : surveys) {
    ASSIGN_OR_RETURN(const auto reports, ListReports(reader, survey.name()));
    std::map<std::string, std::vector<const v1::CouncilReport*>> by_prefecture;
    for (const v1::CouncilReport& report : reports) {
      RETURN_IF_ERROR(CheckStored(report));
      by_prefecture[report.prefecture_code()].push_back(&report);
    }
    for (const auto& [code, of_prefecture] : by_prefecture) {
      for (const auto& [cell, value] : CellsOf(code, PrefectureFigures(of_prefecture)))
        totals[{survey.name(), cell}] += value;
    }
  }
  return totals;
}

std::string ResourceType(const std::string& name) {
  const auto* type = ParseReportName(name) ? v1::CouncilReport::descriptor() : v1::Survey::descriptor();
  return type->full_name();
}

absl::StatusOr<v1::SurveyTotals> ReadTotals(const ResourceReader& reader, const std::string& survey) {
  ASSIGN_OR_RETURN(const auto cells, reader.Totals(survey));
  return TotalsFromCells(survey, cells);
}

}  // namespace zaitaku::council
