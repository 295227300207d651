// How cited figures compare with the newest ones. Pure functions.
#pragma once

#include "gateway/summary_question.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// Fills in `standing`, `services` and `newest_citation` of a response that has the cited `summary`. `newest` answers
// the same question today.
void CompareWithNewest(const FixedQuestion& cited, const summary::v1::NationwideSummary& newest,
                       summary::v1::ResolveCitationResponse& response);

}  // namespace zaitaku::gateway
