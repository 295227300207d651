// What a summary says, from the services' totals. Pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "gateway/backend.h"
#include "gateway/revision_vector.h"
#include "gateway/summary_question.h"
#include "zaitaku/catalog/v1/totals.pb.h"
#include "zaitaku/council/v1/totals.pb.h"
#include "zaitaku/summary/v1/summary_service.pb.h"
#include "zaitaku/training/v1/totals.pb.h"

namespace zaitaku::gateway {

// Null where nothing is known.
using TotalsVector = PerService<TotalsPtr>;

// A second opinion, by other code, on the very figures that were received: running totals beside the rows counted,
// splits beside their sums. The services answer no totals that their checkers found wrong, but those look every few
// minutes and at the newest revision only. DATA_LOSS (STORE_DAMAGED) if they disagree.
absl::Status CheckAgreement(const council::v1::NationalTotals& totals);
absl::Status CheckAgreement(const catalog::v1::NationalTotals& totals);
absl::Status CheckAgreement(const training::v1::NationalTotals& totals);

// The survey that the totals are of; empty if they are of none.
std::string SurveyOf(const TotalsPtr& council);

// The question at the revisions of these totals.
FixedQuestion FixAt(SummaryQuestion question, const TotalsVector& totals);

// Fills in the answer. Parts whose totals are null are left out, and then there is no citation. A function of the
// question and the totals alone. One in an arena must not outlive the totals, nor be changed: parts of them are lent to
// it.
void SumUp(const SummaryQuestion& question, const TotalsVector& totals, summary::v1::NationwideSummary& summary);

}  // namespace zaitaku::gateway
