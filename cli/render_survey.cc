#include "cli/render_survey.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/render_council.h"
#include "cli/render_figures.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using council::v1::Survey;

std::string PublishTime(const Survey& survey) {
  return survey.has_publish_time() ? google::protobuf::util::TimeUtil::ToString(survey.publish_time()) : "";
}

}  // namespace

void RenderSurveys(const google::protobuf::RepeatedPtrField<Survey>& surveys, Language language, const Style& style,
                   std::ostream& out) {
  Table table({{Text{"調査", "Survey"}.In(language)},
               {Text{"時点", "Month"}.In(language)},
               {Text{"状態", "State"}.In(language)},
               {Text{"公表", "Published"}.In(language)},
               {Text{"リビジョン", "Revision"}.In(language), Align::kRight}});
  for (const Survey& survey : surveys) {
    const std::string& words = survey.reference_month_text();
    table.AddRow({survey.name(), language == Language::kJapanese && !words.empty() ? words : survey.reference_month(),
                  StateName(survey.state(), language), PublishTime(survey), survey.revision_id()});
  }
  table.Print(out, style);
}

void RenderSurveysCsv(const google::protobuf::RepeatedPtrField<Survey>& surveys, std::ostream& out) {
  WriteCsvRow(out, {"name", "reference_month", "reference_month_text", "state", "publish_time", "revision_id", "etag"});
  for (const Survey& survey : surveys) {
    WriteCsvRow(out, {survey.name(), survey.reference_month(), survey.reference_month_text(), Slug(survey.state()),
                      PublishTime(survey), survey.revision_id(), survey.etag()});
  }
}

void RenderImport(const council::v1::ImportSurveyResponse& response, const std::string& file, bool dry_run,
                  Language language, const Style& style, std::ostream& out) {
  int created = 0;
  for (const auto& change : response.report_changes()) created += change.has_before() ? 0 : 1;
  const int changed = response.report_changes_size() - created;
  const int same = response.unchanged_reports();

  out << style.Paint(Tone::kHeading, Printable(response.survey().name())) << "  "
      << StateName(response.survey().state(), language) << "  ← " << Printable(file) << '\n';
  if (dry_run) {
    out << Text{"試行です。変更はしていません。取り込むと次のとおり変わります。",
                "Dry run, nothing was changed. An import would:"}
               .In(language)
        << '\n';
  }
  if (response.unchanged()) {
    out << "  "
        << Text{absl::StrCat("変更はありません（回答 ", same, " 件は登録済みの内容と同じ）"),
                absl::StrCat("nothing changed: all ", same, " reports were the same already")}
               .In(language)
        << '\n';
  } else {
    out << "  "
        << Text{absl::StrCat("回答：新規 ", created, "、変更 ", changed, "、変更なし ", same),
                absl::StrCat("reports: ", created, " created, ", changed, " changed, ", same, " unchanged")}
               .In(language)
        << '\n';
  }
  out << "  " << Text{"リビジョン ", "revision "}.In(language) << Printable(response.revision()) << '\n';
  if (response.unchanged()) return;
  if (dry_run && !response.report_changes().empty()) {
    out << '\n';
    RenderReportChanges(response.report_changes(), language, style, out);
  }
  out << '\n';
  RenderTotalsChanges(response.totals_changes(), language, style, out);
}

}  // namespace zaitaku::cli
