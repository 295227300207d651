// The cells of a scope of totals, as they are read.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace zaitaku {

// Amounts by cell, within a scope.
using ScopeCells = std::map<std::string, int64_t>;

// The cell, or 0.
inline int64_t CellOr0(const ScopeCells& cells, const std::string& cell) {
  const auto found = cells.find(cell);
  return found == cells.end() ? 0 : found->second;
}

}  // namespace zaitaku
