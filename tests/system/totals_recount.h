// Totals counted again from the reports, by a loop that shares nothing with the registry's own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"
#include "zaitaku/type/v1/place.pb.h"

namespace zaitaku {

// Figures by name, such as `nation/1/established`; those that are 0 left out.
using FlatTotals = std::map<std::string, int64_t>;

// The figures of an answer.
FlatTotals Flatten(const council::v1::SurveyTotals& totals);

// The same figures, counted.
FlatTotals Recount(const std::vector<type::v1::Prefecture>& prefectures,
                   const std::vector<council::v1::CouncilReport>& reports);

}  // namespace zaitaku
