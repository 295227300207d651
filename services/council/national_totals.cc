#include "services/council/national_totals.h"

#include <utility>

#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_store.h"
#include "services/council/council_totals.h"
#include "services/council/reconciliation.h"

namespace zaitaku::council {

absl::Status ReadNationalTotals(const Ledger::View& view, const std::string& survey, v1::NationalTotals& result) {
  result.set_revision(view.revision.Token());
  if (view.revision.number > 0) *result.mutable_revision_create_time() = view.revision.CommitTime();
  std::string name = survey;
  if (name.empty() || name == kLatestSurvey) {
    ASSIGN_OR_RETURN(name, LatestSurvey(view.reader));
    if (name.empty()) return absl::OkStatus();
  }
  RETURN_IF_ERROR(ResolveSurvey(view.reader, name, "survey").status());
  ASSIGN_OR_RETURN(*result.mutable_survey(), GetSurvey(view.reader, name));
  ASSIGN_OR_RETURN(*result.mutable_totals(), ReadTotals(view.reader, name));
  ASSIGN_OR_RETURN(const auto reports, ListReports(view.reader, name));
  for (v1::FigureReconciliation& figure : Reconcile(result.survey(), reports))
    *result.add_figures() = std::move(figure);
  for (v1::PrefectureTotals& prefecture : TotalsByPrefecture(reports))
    *result.add_prefectures() = std::move(prefecture);
  return absl::OkStatus();
}

}  // namespace zaitaku::council
