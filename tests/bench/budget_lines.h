// Any number of budget lines for benchmarks, spread evenly over the same fiscal years, stages, bureaus, fields and
// funding sources however many they are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "zaitaku/catalog/v1/budget.pb.h"

namespace zaitaku::bench {

// The lines with these numbers have every combination that others have: whoever changes them moves every cell of the
// totals.
inline constexpr int kLinesOfAllCells = 400;

// The line of this number, from 0; it is the same in every catalogue. Refers to what data/catalog holds.
catalog::v1::BudgetLine NumberedLine(int number);

// What so many lines are in one fiscal year and stage.
struct LineSum {
  int64_t lines = 0;
  int64_t yen = 0;
};

// Added up line by line, by fiscal year and stage.
std::map<std::pair<int, int>, LineSum> AddUp(int lines);

}  // namespace zaitaku::bench
