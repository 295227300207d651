#include "gateway/live_summary_source.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using council::v1::FigureReconciliation;
using council::v1::KindTotals;

int32_t RunningTotal(const KindTotals& totals, council::v1::Figure figure) {
  switch (figure) {
    case council::v1::FIGURE_ESTABLISHED:
      return totals.established();
    case council::v1::FIGURE_PREFECTURE_WIDE:
      return totals.prefecture_wide();
    case council::v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return totals.sub_prefectural_prefectures();
    default:
      return totals.sub_prefectural_councils();
  }
}

absl::Status Disagreement(const std::string& figure) {
  return StoreDamaged(
      {absl::StrCat("the running total of ", figure,
                    " differs from its rows; no summary is given. An operator must look"),
       absl::StrCat(figure, " の集計値が明細と一致しないため、集計を表示できません。運用担当者の確認が必要です")},
      figure);
}

// A second opinion, by other code, on the very figures that were received: the totals are kept running, the
// reconciliation counts the rows. The registry itself answers no totals that its checker found wrong, but that looks
// every few minutes and at the newest revision only. DATA_LOSS if they disagree.
absl::Status CheckAgreement(const council::v1::AreaTotals& nation, const std::vector<FigureReconciliation>& figures) {
  for (const KindTotals& totals : nation.kinds()) {
    const std::string kind = council::v1::CouncilKind_Name(totals.kind());
    int32_t of_units = 0;
    for (const auto& unit : totals.units()) of_units += unit.covered();
    if (of_units != totals.sub_prefectural_councils()) return Disagreement(kind + " UNITS");
    for (const FigureReconciliation& figure : figures) {
      if (figure.kind() != totals.kind() || figure.figure() == council::v1::FIGURE_WORKED_EXAMPLE) continue;
      if (figure.computed() != RunningTotal(totals, figure.figure())) {
        return Disagreement(absl::StrCat(kind, " ", council::v1::Figure_Name(figure.figure())));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SummaryAnswer> LiveSummarySource::Get(const SummaryQuestion& question) {
  const std::string& revision = question.council.revision();
  // First, because its field is called as ours: a wrong name is reported under the name that our caller gave it.
  ASSIGN_OR_RETURN(council::v1::GetTotalsResponse totals, council_.GetTotals(question.survey, revision));
  ASSIGN_OR_RETURN(council::v1::ReconcileSurveyResponse reconciled, council_.Reconcile(question.survey, revision));
  ASSIGN_OR_RETURN(const council::v1::Survey survey, council_.GetSurvey(question.survey, revision));
  RETURN_IF_ERROR(CheckAgreement(totals.totals().nation(), {reconciled.figures().begin(), reconciled.figures().end()}));

  summary::v1::GetNationwideSummaryResponse response;
  summary::v1::NationwideSummary& summary = *response.mutable_summary();
  summary.set_survey(survey.name());
  summary.set_reference_month(survey.reference_month());
  summary.set_reference_month_text(survey.reference_month_text());
  summary.set_survey_state(survey.state());
  *summary.mutable_councils() = std::move(*totals.mutable_totals());
  *summary.mutable_figures() = std::move(*reconciled.mutable_figures());
  *summary.add_revisions() = question.council;
  return SummaryAnswer{std::make_shared<const std::string>(response.SerializeAsString()),
                       summary::v1::CallInfo::LEVEL_COMPUTED};
}

}  // namespace zaitaku::gateway
