#include "gateway/live_summary_source.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/server/arena_message.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

// What is answered is kept under the revision that was asked for.
absl::Status CheckIsOf(const std::string& revision, const ServiceEntry& service, const TotalsPtr& totals) {
  if (totals != nullptr && totals->revision == revision) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the ", std::string(service.name), " was asked for its totals at ", revision,
                                          " and answered ", totals == nullptr ? "none" : totals->revision));
}

}  // namespace

SummaryBody MakeBody(const SummaryQuestion& question, const TotalsVector& totals) {
  const auto response = MakeArenaMessage<summary::v1::GetNationwideSummaryResponse>();
  SumUp(question, totals, *response->mutable_summary());
  return std::make_shared<const std::string>(response->SerializeAsString());
}

absl::StatusOr<SummaryAnswer> LiveSummarySource::Get(const FixedQuestion& question, absl::Time deadline) {
  TotalsVector totals;
  PerService<std::optional<TotalsQuery>> queries;
  for (const ServiceEntry& service : Services()) {
    const std::string& revision = question.revisions[service.id];
    if (!question.question.Uses(service.id)) continue;
    const TotalsPtr newest = backends_[service.id].Look().newest;
    const bool of_survey = service.id != ServiceId::kCouncil || SurveyOf(newest) == question.question.survey;
    if (newest != nullptr && newest->revision == revision && of_survey) {
      totals[service.id] = newest;
    } else {
      queries[service.id] = TotalsQuery{question.question.survey, revision, "", {}};
    }
  }
  auto answers = backends_.Ask(queries, std::min(deadline, absl::Now() + timeout_));
  for (const ServiceEntry& service : Services()) {
    if (!queries[service.id]) continue;
    ASSIGN_OR_RETURN(totals[service.id], std::move(*answers[service.id]));
    RETURN_IF_ERROR(CheckIsOf(question.revisions[service.id], service, totals[service.id]));
  }
  return SummaryAnswer{MakeBody(question.question, totals), summary::v1::CallInfo::LEVEL_COMPUTED};
}

}  // namespace zaitaku::gateway
