#include "tests/bench/ratios.h"

#include <algorithm>
#include <cmath>

#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

// `values` in order; `part` 0.5 is the median.
double Quantile(const std::vector<double>& values, double part) {
  const double place = part * static_cast<double>(values.size() - 1);
  const size_t below = static_cast<size_t>(std::floor(place));
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

}  // namespace

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {values.front(), Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75), values.back()};
}

Verdict Judge(const Ratio& ratio) {
  if (!ratio.bar) return Verdict::kNoBar;
  if (ratio.pairs.size() < kPairsForAVerdict) return Verdict::kTooFewPairs;
  const double median = SpreadOf(ratio.pairs).median;
  const bool met = ratio.bar->bound == Bound::kAtLeast ? median >= ratio.bar->ratio : median <= ratio.bar->ratio;
  return met ? Verdict::kMet : Verdict::kMissed;
}

absl::StatusOr<std::vector<std::vector<double>>> Alternate(int rounds, const std::vector<Side>& sides) {
  std::vector<std::vector<double>> values(sides.size());
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < sides.size(); ++i) {
      const size_t side = (round + i) % sides.size();
      ASSIGN_OR_RETURN(const double value, sides[side]());
      values[side].push_back(value);
    }
  }
  return values;
}

std::vector<double> PairRatios(const std::vector<double>& over, const std::vector<double>& under) {
  std::vector<double> ratios;
  for (size_t i = 0; i < std::min(over.size(), under.size()); ++i) ratios.push_back(over[i] / under[i]);
  return ratios;
}

}  // namespace zaitaku::bench
