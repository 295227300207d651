#include "tests/system/council.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/generators/source_document.h"

namespace zaitaku {
namespace {

using council::v1::CouncilReport;

constexpr int kMaxAreas = 2000;  // The largest total of a coverage.
constexpr int kContendedReports = 50;

// The facts of a report: what a caller may set.
bool SameFacts(const CouncilReport& a, const CouncilReport& b) {
  const auto facts = [](const CouncilReport& report) {
    CouncilReport facts;
    facts.set_name(report.name());
    facts.set_establishment(report.establishment());
    facts.set_prefecture_wide(report.prefecture_wide());
    facts.set_sub_prefectural(report.sub_prefectural());
    *facts.mutable_coverages() = report.coverages();
    *facts.mutable_plans() = report.plans();
    return facts.SerializeAsString();
  };
  return facts(a) == facts(b);
}

}  // namespace

std::string Council::Binary() { return BinaryOr("ZAITAKU_REGISTRY_BINARY", ZAITAKU_REGISTRY_BINARY); }

absl::Status Council::Seed(Client& client) {
  council::v1::ImportSurveyRequest request;
  request.set_content(generators::ReadSourceDocument());
  return client.Call(&Stub::ImportSurvey, request).status();
}

absl::StatusOr<std::vector<CouncilReport>> Council::Reports(Client& client, const std::string& revision) {
  council::v1::ListCouncilReportsRequest request;
  request.set_parent(kSurvey);
  request.set_page_size(1000);
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::ListCouncilReports, request));
  return std::vector<CouncilReport>(response.council_reports().begin(), response.council_reports().end());
}

absl::StatusOr<std::vector<std::vector<std::string>>> Council::Deal(Client& client, int writers) {
  ASSIGN_OR_RETURN(const auto reports, Reports(client, ""));
  std::vector<std::vector<std::string>> dealt(writers);
  for (size_t i = 0; i < reports.size(); ++i) dealt[i % writers].push_back(reports[i].name());
  return dealt;
}

Council::Change Council::Changes::Next() {
  Change change;
  change.request.set_request_id(absl::StrCat("writer-", number_, ".", sequence_));
  change.request.set_reason(absl::StrCat("変更", sequence_));
  CouncilReport& report = *change.request.mutable_council_report();
  report.set_name(reports_[Below(static_cast<int>(reports_.size()))]);
  // One that was closed last time must be opened now, or the change might change nothing.
  council::v1::Presence& establishment = establishment_[report.name()];
  const bool close = establishment == council::v1::PRESENCE_PRESENT && Below(6) == 0;
  establishment = close ? council::v1::PRESENCE_ABSENT : council::v1::PRESENCE_PRESENT;
  report.set_establishment(establishment);
  if (close) {
    council::v1::Plan& plan = *report.add_plans();
    plan.set_scope(council::v1::PLAN_SCOPE_COUNCIL);
    if (Below(2) == 0) {
      plan.set_undecided(true);
    } else {
      plan.mutable_interval()->set_first_fiscal_year(2016 + Below(4));
    }
  } else {
    report.set_prefecture_wide(Below(2) == 0 ? council::v1::PRESENCE_PRESENT : council::v1::PRESENCE_ABSENT);
    report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
    const int units[] = {1 + Below(3), 4 + Below(3)};
    const int covered[] = {sequence_ % kMaxAreas + 1, sequence_ / kMaxAreas + 1};
    for (int i = 0; i < 2; ++i) {
      council::v1::Coverage& coverage = *report.add_coverages();
      coverage.set_unit(static_cast<council::v1::AreaUnit>(units[i]));
      coverage.set_covered(covered[i]);
      coverage.set_total(kMaxAreas);
    }
  }
  ++sequence_;
  return change;
}

absl::StatusOr<Answer> Council::Send(Client& client, const Change& change, absl::Duration patience) {
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateCouncilReport, change.request, patience));
  return Answer{response.revision(),
                !response.unchanged() && SameFacts(response.council_report(), change.request.council_report()),
                response.ShortDebugString()};
}

absl::StatusOr<bool> Council::IsHeld(Client& client, const Change& change, const std::string& revision) {
  council::v1::GetCouncilReportRequest request;
  request.set_name(change.request.council_report().name());
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto report, client.Call(&Stub::GetCouncilReport, request));
  return SameFacts(report, change.request.council_report());
}

bool Council::IsShown(const type::v1::RevisionRecord& record, const Change& change) {
  CouncilReport report;
  return record.changes_size() == 1 && record.changes(0).after().UnpackTo(&report) &&
         SameFacts(report, change.request.council_report());
}

absl::StatusOr<FlatTotals> Council::TotalsAt(Client& client, const std::string& revision) {
  council::v1::GetTotalsRequest request;
  request.set_survey(kSurvey);
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto answer, client.Call(&Stub::GetTotals, request));
  return Flatten(answer.totals());
}

absl::StatusOr<FlatTotals> Council::RecountAt(Client& client, const std::string& revision) {
  ASSIGN_OR_RETURN(const auto listed, client.Call(&Stub::ListPrefectures, {}));
  const std::vector<type::v1::Prefecture> prefectures(listed.prefectures().begin(), listed.prefectures().end());
  if (prefectures.size() != 47) return absl::InternalError(absl::StrCat(prefectures.size(), " prefectures"));
  ASSIGN_OR_RETURN(const auto reports, Reports(client, revision));
  return Recount(prefectures, reports);
}

absl::StatusOr<std::vector<std::string>> Council::Contended(Client& client) {
  ASSIGN_OR_RETURN(const auto reports, Reports(client, ""));
  std::vector<std::string> names;
  for (int i = 0; i < kContendedReports; ++i) names.push_back(reports[i].name());
  return names;
}

absl::StatusOr<std::string> Council::EtagOf(Client& client, const std::string& name) {
  council::v1::GetCouncilReportRequest request;
  request.set_name(name);
  ASSIGN_OR_RETURN(const auto report, client.Call(&Stub::GetCouncilReport, request));
  return report.etag();
}

absl::StatusOr<bool> Council::UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                          int sequence) {
  council::v1::UpdateCouncilReportRequest update;
  CouncilReport& report = *update.mutable_council_report();
  report.set_name(name);
  report.set_etag(etag);
  report.set_establishment(council::v1::PRESENCE_PRESENT);
  report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
  council::v1::Coverage& coverage = *report.add_coverages();
  coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
  coverage.set_covered(sequence + 1);
  coverage.set_total(1000 + number);
  update.set_request_id(absl::StrCat("client-", number, ".", sequence));
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateCouncilReport, update));
  return !response.unchanged();
}

}  // namespace zaitaku
