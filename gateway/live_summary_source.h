// Summaries computed from the services' answers.
#pragma once

#include "gateway/council_backend.h"
#include "gateway/summary_source.h"

namespace zaitaku::gateway {

// Asks each service at the question's revision and puts the answers together.
class LiveSummarySource final : public SummarySource {
 public:
  explicit LiveSummarySource(const CouncilBackend& council) : council_(council) {}
  absl::StatusOr<SummaryAnswer> Get(const SummaryQuestion& question) override;

 private:
  const CouncilBackend& council_;
};

}  // namespace zaitaku::gateway
