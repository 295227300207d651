#include "gateway/live_summary_source.h"

#include <utility>

#include "platform/status/status.h"

namespace zaitaku::gateway {

absl::StatusOr<SummaryAnswer> LiveSummarySource::Get(const SummaryQuestion& question) {
  const std::string& revision = question.council.revision();
  // First, because its field is called as ours: a wrong name is reported under the name that our caller gave it.
  ASSIGN_OR_RETURN(council::v1::GetTotalsResponse totals, council_.GetTotals(question.survey, revision));
  ASSIGN_OR_RETURN(council::v1::ReconcileSurveyResponse reconciled, council_.Reconcile(question.survey, revision));
  ASSIGN_OR_RETURN(const council::v1::Survey survey, council_.GetSurvey(question.survey, revision));

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
