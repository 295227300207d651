#include "services/council/national_totals.h"

#include <google/protobuf/util/message_differencer.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <set>

#include "domain/prefectures.h"
#include "platform/storage/history.h"
#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_store.h"
#include "services/council/council_totals.h"
#include "services/council/reconciliation.h"

namespace zaitaku::council {
namespace {

using google::protobuf::util::MessageDifferencer;

// Looking through more revisions than these costs more than reading all.
constexpr int kMaxRevisions = 32;

void SetRevision(const Ledger::View& view, v1::NationalTotals& result) {
  result.set_revision(view.revision.Token());
  if (view.revision.number > 0) *result.mutable_revision_create_time() = view.revision.CommitTime();
}

// What the cells and the reports of the result's survey add up to.
void AddTotals(const std::map<std::string, int64_t>& cells, const std::vector<v1::CouncilReport>& reports,
               v1::NationalTotals& result) {
  *result.mutable_totals() = TotalsFromCells(result.survey().name(), cells);
  for (v1::FigureReconciliation& figure : Reconcile(result.survey(), reports))
    *result.add_figures() = std::move(figure);
  for (v1::PrefectureTotals& prefecture : TotalsByPrefecture(reports))
    *result.add_prefectures() = std::move(prefecture);
}

// What some revisions changed in a survey.
struct SurveyChanges {
  std::map<std::string, ReportNameParts> reports;
  std::map<std::string, int64_t> cells;  // As they are after the last of the revisions.
};

// Nothing if they changed a survey itself: another may be the latest now.
std::optional<SurveyChanges> ChangesOf(const std::string& survey, const std::vector<RecordedRevision>& revisions) {
  SurveyChanges changes;
  for (const RecordedRevision& recorded : revisions) {
    for (const ChangedResource& change : recorded.entry.changes) {
      const auto report = ParseReportName(change.name);
      if (!report) return std::nullopt;
      if (report->survey == survey) changes.reports.emplace(change.name, *report);
    }
    for (const CellValue& moved : recorded.entry.cells) {
      if (moved.scope == survey) changes.cells[moved.cell] = moved.value;
    }
  }
  return changes;
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
  ASSIGN_OR_RETURN(const auto cells, view.reader.Totals(name));
  ASSIGN_OR_RETURN(const auto reports, ListReports(view.reader, name));
  AddTotals(cells, reports, result);
  return absl::OkStatus();
}

absl::Status LatestNationalTotals::Read(Ledger::View& view, v1::NationalTotals& result) {
  const std::lock_guard lock(mutex_);
  // What is kept goes forward only.
  if (view.revision.number < revision_.number) return ReadNationalTotals(view, "", result);
  if (absl::Status status = Refresh(view); !status.ok()) {
    totals_.Clear();
    return status;
  }
  result = totals_;
  return absl::OkStatus();
}

absl::Status LatestNationalTotals::Refresh(Ledger::View& view) {
  ASSIGN_OR_RETURN(const bool caught_up, CatchUp(view));
  const int64_t checks = checks_();
  if (!caught_up || checks != checks_seen_) {
    const v1::NationalTotals kept = totals_;
    RETURN_IF_ERROR(ReadAll(view));
    if (caught_up && !MessageDifferencer::Equals(kept, totals_)) {
      spdlog::error("the totals in memory were wrong at revision {} and were read anew", view.revision.Token());
    }
    checks_seen_ = checks;
  }
  revision_ = view.revision;
  return absl::OkStatus();
}

absl::Status LatestNationalTotals::ReadAll(const Ledger::View& view) {
  totals_.Clear();
  SetRevision(view, totals_);
  ASSIGN_OR_RETURN(const std::string survey, LatestSurvey(view.reader));
  if (survey.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*totals_.mutable_survey(), GetSurvey(view.reader, survey));
  ASSIGN_OR_RETURN(cells_, view.reader.Totals(survey));
  ASSIGN_OR_RETURN(reports_, ListReports(view.reader, survey));
  AddTotals(cells_, reports_, totals_);
  return absl::OkStatus();
}

absl::StatusOr<bool> LatestNationalTotals::CatchUp(Ledger::View& view) {
  if (!totals_.has_survey()) return false;
  const std::string& survey = totals_.survey().name();
  ASSIGN_OR_RETURN(const auto revisions,
                   RevisionsAfter(*view.session, revision_.number, view.revision.number, kMaxRevisions + 1));
  if (revisions.size() > kMaxRevisions) return false;
  // A gap, or another history than before.
  const Revision& last = revisions.empty() ? revision_ : revisions.back().revision;
  if (static_cast<int64_t>(revisions.size()) != view.revision.number - revision_.number) return false;
  if (last.digest != view.revision.digest) return false;
  const auto changes = ChangesOf(survey, revisions);
  if (!changes) return false;
  std::set<std::string> areas, prefectures;
  std::set<v1::CouncilKind> kinds;
  for (const auto& [cell, value] : changes->cells) {
    cells_[cell] = value;
    areas.emplace(AreaOf(cell));
  }
  for (const auto& [name, report] : changes->reports) {
    RETURN_IF_ERROR(ReadReport(view, name));
    prefectures.insert(report.prefecture_code);
    kinds.insert(report.kind);
  }
  for (const std::string& area : areas) RefreshArea(cells_, area, *totals_.mutable_totals());
  for (const std::string& code : prefectures) RefreshPrefecture(code);
  for (v1::FigureReconciliation& figure : *totals_.mutable_figures()) {
    if (kinds.contains(figure.kind())) ReconcileAnew(totals_.survey(), reports_, figure);
  }
  SetRevision(view, totals_);
  return true;
}

absl::Status LatestNationalTotals::ReadReport(const Ledger::View& view, const std::string& name) {
  ASSIGN_OR_RETURN(const auto report, FindReport(view.reader, name));
  auto place = std::lower_bound(reports_.begin(), reports_.end(), name, IsBefore);
  const bool kept = place != reports_.end() && place->name() == name;
  if (report && kept) {
    *place = *report;
  } else if (report) {
    reports_.insert(place, *report);
  } else if (kept) {
    reports_.erase(place);
  }
  return absl::OkStatus();
}

void LatestNationalTotals::RefreshPrefecture(const std::string& code) {
  std::vector<const v1::CouncilReport*> reports;
  for (const v1::CouncilReport& report : reports_) {
    if (report.prefecture_code() == code) reports.push_back(&report);
  }
  const PrefectureEntry& prefecture = *FindPrefecture(code);
  *totals_.mutable_prefectures(prefecture.number() - 1) = TotalsOfPrefecture(prefecture, reports);
}

}  // namespace zaitaku::council
