// Ratios measured in pairs, and what they say about a bar.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace zaitaku::bench {

// One round spans 0.77 to 1.42 where nothing differs, the median of so many ±4 %: with fewer, no verdict is given.
inline constexpr int kPairsForAVerdict = 15;

// How the ratios of the pairs are spread.
struct Spread {
  double least = 0;
  double lower_quartile = 0;
  double median = 0;
  double upper_quartile = 0;
  double most = 0;
};

// All zero for no values. Quartiles and median lie between values where no value is in the middle.
Spread SpreadOf(std::vector<double> values);

enum class Bound { kAtLeast, kAtMost };

// What the median ratio must keep to.
struct Bar {
  Bound bound;
  double ratio;
};

// One measured ratio.
struct Ratio {
  std::string name;
  std::vector<double> pairs;  // One ratio for each pair.
  std::optional<Bar> bar;     // Nothing: only shown.
  std::string note;           // What the sides were, such as `0.42 ms after 0.31 ms`.
};

enum class Verdict { kMet, kMissed, kTooFewPairs, kNoBar };

Verdict Judge(const Ratio& ratio);

// Measures one side of the pairs once; larger or smaller is better, as the bench likes.
using Side = std::function<absl::StatusOr<double>()>;

// Measures every side once in each of so many rounds, beginning with another side each round, so that what drifts
// falls on all alike. Returns each side's values, in order of rounds. The first error ends it.
absl::StatusOr<std::vector<std::vector<double>>> Alternate(int rounds, const std::vector<Side>& sides);

// `over` divided by `under`, pair by pair.
std::vector<double> PairRatios(const std::vector<double>& over, const std::vector<double>& under);

}  // namespace zaitaku::bench
