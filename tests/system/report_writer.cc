#include "tests/system/report_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using council::v1::CouncilReport;
using council::v1::UpdateCouncilReportRequest;
using council::v1::UpdateCouncilReportResponse;

constexpr absl::Duration kPatience = absl::Seconds(5);     // For one attempt.
constexpr absl::Duration kEndurance = absl::Seconds(120);  // For all attempts at one change.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);
constexpr int kMaxAreas = 2000;  // The largest total of a coverage.

}  // namespace

ReportWriter::ReportWriter(const std::string& address, int number, std::vector<std::string> reports, unsigned int seed)
    : client_(address), number_(number), reports_(std::move(reports)), random_(seed) {}

UpdateCouncilReportRequest ReportWriter::NextRequest() {
  UpdateCouncilReportRequest request;
  request.set_request_id(absl::StrCat("writer-", number_, ".", sequence_));
  request.set_reason(absl::StrCat("変更", sequence_));
  CouncilReport& report = *request.mutable_council_report();
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
  return request;
}

absl::StatusOr<UpdateCouncilReportResponse> ReportWriter::Send(const UpdateCouncilReportRequest& request) {
  const absl::Time end = absl::Now() + kEndurance;
  while (true) {
    auto response = client_.Call(&RegistryClient::Stub::UpdateCouncilReport, request, kPatience);
    if (response.ok() || !OutcomeUnknown(response.status()) || absl::Now() > end) return response;
    ++unknown_outcomes_;
    if (ReasonOf(response.status()) == type::v1::ERROR_REASON_STORE_UNAVAILABLE) ++store_failures_;
    absl::SleepFor(kRetryAfter);
  }
}

absl::StatusOr<Acknowledged> ReportWriter::WriteOne() {
  const UpdateCouncilReportRequest request = NextRequest();
  ASSIGN_OR_RETURN(const UpdateCouncilReportResponse response, Send(request));
  if (response.unchanged() || !SameFacts(response.council_report(), request.council_report())) {
    return absl::InternalError(absl::StrCat("a new change was answered as unchanged, or with other facts: ",
                                            request.ShortDebugString(), " ", response.ShortDebugString()));
  }
  acknowledged_.push_back({request, response.revision()});
  return acknowledged_.back();
}

absl::Status ReportWriter::SendLateDuplicate() {
  const Acknowledged& old = acknowledged_[Below(static_cast<int>(acknowledged_.size()))];
  ASSIGN_OR_RETURN(const UpdateCouncilReportResponse response, Send(old.request));
  if (response.revision() == old.revision && !response.unchanged() &&
      SameFacts(response.council_report(), old.request.council_report())) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("a late duplicate of revision ", old.revision,
                                          " got another answer: ", response.ShortDebugString()));
}

absl::Status ReportWriter::Write(int count, std::atomic<int>& progress) {
  for (int i = 0; i < count; ++i) {
    RETURN_IF_ERROR(WriteOne().status());
    ++progress;
    if (Below(10) == 0) RETURN_IF_ERROR(SendLateDuplicate());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::vector<std::string>>> DealReports(RegistryClient& client, int writers) {
  ASSIGN_OR_RETURN(const auto reports, client.Reports(""));
  std::vector<std::vector<std::string>> dealt(writers);
  for (size_t i = 0; i < reports.size(); ++i) dealt[i % writers].push_back(reports[i].name());
  return dealt;
}

}  // namespace zaitaku
