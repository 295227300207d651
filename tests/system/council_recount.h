// Totals counted again from the reports, by a loop that shares nothing with the registry's own.
#pragma once

#include <vector>

#include "tests/system/flat_totals.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"
#include "zaitaku/type/v1/place.pb.h"

namespace zaitaku {

// The figures of an answer, those that are 0 left out.
FlatTotals Flatten(const council::v1::SurveyTotals& totals);

// The same figures, counted.
FlatTotals Recount(const std::vector<type::v1::Prefecture>& prefectures,
                   const std::vector<council::v1::CouncilReport>& reports);

}  // namespace zaitaku
