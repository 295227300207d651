#include "services/council/national_totals.h"

#include <algorithm>
#include <utility>

#include "domain/prefectures.h"
#include "platform/storage/history.h"
#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_store.h"
#include "services/council/council_totals.h"
#include "services/council/reconciliation.h"

namespace zaitaku::council {
namespace {

// Looking through more revisions than these costs more than reading all.
constexpr int kMaxRevisions = 32;

void SetRevision(const Ledger::View& view, v1::NationalTotals& result) {
  result.set_revision(view.revision.Token());
  if (view.revision.number > 0) *result.mutable_revision_create_time() = view.revision.CommitTime();
}

void AddFigures(const std::vector<v1::CouncilReport>& reports, v1::NationalTotals& result) {
  for (v1::FigureReconciliation& figure : Reconcile(result.survey(), reports))
    *result.add_figures() = std::move(figure);
}

// By kind, then prefecture, which is the order of their names.
bool IsBefore(const v1::CouncilReport& report, const std::string& name) { return report.name() < name; }

}  // namespace

absl::Status ReadNationalTotals(const Ledger::View& view, const std::string& survey, v1::NationalTotals& result) {
  SetRevision(view, result);
  std::string name = survey;
  if (name.empty() || name == kLatestSurvey) {
    ASSIGN_OR_RETURN(name, LatestSurvey(view.reader));
    if (name.empty()) return absl::OkStatus();
  }
  RETURN_IF_ERROR(ResolveSurvey(view.reader, name, "survey").status());
  ASSIGN_OR_RETURN(*result.mutable_survey(), GetSurvey(view.reader, name));
  ASSIGN_OR_RETURN(*result.mutable_totals(), ReadTotals(view.reader, name));
  ASSIGN_OR_RETURN(const auto reports, ListReports(view.reader, name));
  AddFigures(reports, result);
  for (v1::PrefectureTotals& prefecture : TotalsByPrefecture(reports))
    *result.add_prefectures() = std::move(prefecture);
  return absl::OkStatus();
}

absl::Status LatestNationalTotals::Read(Ledger::View& view, v1::NationalTotals& result) {
  const std::lock_guard lock(mutex_);
  // What is kept goes forward only.
  if (view.revision.number < revision_) return ReadNationalTotals(view, "", result);
  ASSIGN_OR_RETURN(const bool caught_up, CatchUp(view));
  if (!caught_up) {
    survey_.Clear();
    ASSIGN_OR_RETURN(const std::string latest, LatestSurvey(view.reader));
    if (!latest.empty()) RETURN_IF_ERROR(ReadAll(view, latest));
  }
  revision_ = view.revision.number;
  SetRevision(view, result);
  if (survey_.name().empty()) return absl::OkStatus();
  *result.mutable_survey() = survey_;
  ASSIGN_OR_RETURN(*result.mutable_totals(), ReadTotals(view.reader, survey_.name()));
  AddFigures(reports_, result);
  result.mutable_prefectures()->Add(prefectures_.begin(), prefectures_.end());
  return absl::OkStatus();
}

absl::StatusOr<bool> LatestNationalTotals::CatchUp(Ledger::View& view) {
  if (survey_.name().empty()) return false;
  ASSIGN_OR_RETURN(const auto revisions,
                   RevisionsAfter(*view.session, revision_, view.revision.number, kMaxRevisions + 1));
  if (revisions.size() > kMaxRevisions) return false;
  std::vector<std::string> changed;
  for (const RecordedRevision& recorded : revisions) {
    for (const ChangedResource& change : recorded.entry.changes) {
      const auto report = ParseReportName(change.name);
      // Another survey may be the latest now.
      if (!report) return false;
      if (report->survey == survey_.name()) changed.push_back(change.name);
    }
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  for (const std::string& name : changed) {
    if (absl::Status status = Refresh(view, name); !status.ok()) {
      survey_.Clear();
      return status;
    }
  }
  return true;
}

absl::Status LatestNationalTotals::ReadAll(const Ledger::View& view, const std::string& survey) {
  ASSIGN_OR_RETURN(reports_, ListReports(view.reader, survey));
  prefectures_ = TotalsByPrefecture(reports_);
  ASSIGN_OR_RETURN(survey_, GetSurvey(view.reader, survey));
  return absl::OkStatus();
}

absl::Status LatestNationalTotals::Refresh(const Ledger::View& view, const std::string& name) {
  ASSIGN_OR_RETURN(auto report, FindReport(view.reader, name));
  const std::string code = ParseReportName(name)->prefecture_code;
  auto place = std::lower_bound(reports_.begin(), reports_.end(), name, IsBefore);
  const bool kept = place != reports_.end() && place->name() == name;
  if (report && kept) {
    *place = *std::move(report);
  } else if (report) {
    reports_.insert(place, *std::move(report));
  } else if (kept) {
    reports_.erase(place);
  }
  std::vector<v1::CouncilReport> of_prefecture;
  for (const v1::CouncilReport& each : reports_) {
    if (each.prefecture_code() == code) of_prefecture.push_back(each);
  }
  const size_t index = static_cast<size_t>(FindPrefecture(code)->number() - 1);
  prefectures_[index] = TotalsOfPrefecture(Prefectures()[index], of_prefecture);
  return absl::OkStatus();
}

}  // namespace zaitaku::council
