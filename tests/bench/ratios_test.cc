#include "tests/bench/ratios.h"

#include <gtest/gtest.h>

#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::bench {
namespace {

TEST(RatiosTest, SpreadOfOddAndEvenNumbersOfValues) {
  const Spread odd = SpreadOf({5, 1, 4, 2, 3});
  EXPECT_EQ(odd.least, 1);
  EXPECT_EQ(odd.lower_quartile, 2);
  EXPECT_EQ(odd.median, 3);
  EXPECT_EQ(odd.upper_quartile, 4);
  EXPECT_EQ(odd.most, 5);
  EXPECT_EQ(SpreadOf({4, 1, 2, 3}).median, 2.5);
  EXPECT_EQ(SpreadOf({}).median, 0);
}

TEST(RatiosTest, VerdictTakesTheMedianAndTheBarsDirection) {
  Ratio ratio;
  ratio.pairs = std::vector<double>(kPairsForAVerdict, 2.0);
  ratio.pairs.front() = 100;
  EXPECT_EQ(Judge(ratio), Verdict::kNoBar);
  ratio.bar = Bar{Bound::kAtMost, 2.0};
  EXPECT_EQ(Judge(ratio), Verdict::kMet);
  ratio.bar = Bar{Bound::kAtMost, 1.9};
  EXPECT_EQ(Judge(ratio), Verdict::kMissed);
  ratio.bar = Bar{Bound::kAtLeast, 2.0};
  EXPECT_EQ(Judge(ratio), Verdict::kMet);
  ratio.bar = Bar{Bound::kAtLeast, 2.1};
  EXPECT_EQ(Judge(ratio), Verdict::kMissed);
}

TEST(RatiosTest, FewPairsGetNoVerdict) {
  Ratio ratio;
  ratio.bar = Bar{Bound::kAtMost, 2.0};
  ratio.pairs = std::vector<double>(kPairsForAVerdict - 1, 9.0);
  EXPECT_EQ(Judge(ratio), Verdict::kTooFewPairs);
}

TEST(RatiosTest, EveryRoundBeginsWithAnotherSide) {
  std::string order;
  const auto side = [&order](char name) {
    return [&order, name]() -> absl::StatusOr<double> {
      order += name;
      return static_cast<double>(order.size());
    };
  };
  ASSERT_OK_AND_ASSIGN(const auto values, Alternate(3, {side('a'), side('b'), side('c')}));
  EXPECT_EQ(order, "abcbcacab");
  EXPECT_EQ(values, (std::vector<std::vector<double>>{{1, 6, 8}, {2, 4, 9}, {3, 5, 7}}));
}

TEST(RatiosTest, AnErrorEndsTheRounds) {
  const auto fails = []() -> absl::StatusOr<double> { return absl::UnavailableError("gone"); };
  EXPECT_THAT(Alternate(2, {fails}), HasCode(absl::StatusCode::kUnavailable));
}

TEST(RatiosTest, RatiosArePairByPair) {
  EXPECT_EQ(PairRatios({2, 9, 1}, {1, 3, 4}), (std::vector<double>{2, 3, 0.25}));
}

}  // namespace
}  // namespace zaitaku::bench
