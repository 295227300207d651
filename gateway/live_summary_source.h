// Summaries computed from the services' answers.
#pragma once

#include "gateway/backends.h"
#include "gateway/summary_source.h"
#include "gateway/summary_totals.h"

namespace zaitaku::gateway {

// The body that answers the question with these totals, which must be all that it uses.
SummaryBody MakeBody(const SummaryQuestion& question, const TotalsVector& totals);

// Asks each service at the question's revision, all at a time, but for totals that are at hand.
class LiveSummarySource final : public SummarySource {
 public:
  // `timeout`: for each question, if its caller does not want to wait less.
  LiveSummarySource(Backends& backends, absl::Duration timeout) : backends_(backends), timeout_(timeout) {}
  absl::StatusOr<SummaryAnswer> Get(const FixedQuestion& question, absl::Time deadline) override;

 private:
  Backends& backends_;
  const absl::Duration timeout_;
};

}  // namespace zaitaku::gateway
