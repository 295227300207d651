// Totals of any service, to be compared.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace zaitaku {

// Figures by name, such as `nation/1/established`.
using FlatTotals = std::map<std::string, int64_t>;

}  // namespace zaitaku
