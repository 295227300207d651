// Totals of any service, to be compared.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace zaitaku {

// Figures by name, such as `nation/1/established`.
using FlatTotals = std::map<std::string, int64_t>;

// The figures that are not 0.
inline FlatTotals WithoutZeros(FlatTotals flat) {
  std::erase_if(flat, [](const auto& figure) { return figure.second == 0; });
  return flat;
}

}  // namespace zaitaku
