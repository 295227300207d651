// Budget totals counted again from the lines, by a loop that shares nothing with the catalogue's own.
#pragma once

#include <vector>

#include "tests/system/flat_totals.h"
#include "zaitaku/catalog/v1/budget.pb.h"

namespace zaitaku {

// The figures of an answer, such as `2015/3/bureau 1`, a share of 0 yen too.
FlatTotals Flatten(const std::vector<catalog::v1::BudgetTotal>& totals);

// The same figures, counted.
FlatTotals Recount(const std::vector<catalog::v1::BudgetLine>& lines);

}  // namespace zaitaku
