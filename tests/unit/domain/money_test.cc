#include "domain/money.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string_view>

#include "domain/catalogue.h"

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

UnitAmount Parsed(std::string_view text) {
  const std::optional<UnitAmount> amount = ParseAmount(text);
  EXPECT_TRUE(amount.has_value()) << text;
  return amount.value_or(UnitAmount{});
}

TEST(MoneyTest, AmountsOfTheDocumentAreRead) {
  EXPECT_EQ((UnitAmount{11'000'000, v1::MONEY_UNIT_MILLION_YEN}), Parsed("11百万円"));
  EXPECT_EQ((UnitAmount{16'000'000, v1::MONEY_UNIT_MILLION_YEN}), Parsed("１６百万円"));
  EXPECT_EQ((UnitAmount{20'600'000'000, v1::MONEY_UNIT_HUNDRED_MILLION_YEN}), Parsed("206億円"));
}

TEST(MoneyTest, CommasDecimalsSignsWidthsAndBlanksAreRead) {
  EXPECT_EQ((UnitAmount{1'234'000, v1::MONEY_UNIT_THOUSAND_YEN}), Parsed("1,234千円"));
  EXPECT_EQ((UnitAmount{1'234'567, v1::MONEY_UNIT_YEN}), Parsed("１，２３４，５６７円"));
  EXPECT_EQ((UnitAmount{50'000'000, v1::MONEY_UNIT_HUNDRED_MILLION_YEN}), Parsed("0.5億円"));
  EXPECT_EQ((UnitAmount{1, v1::MONEY_UNIT_HUNDRED_MILLION_YEN}), Parsed("0.00000001億円"));
  EXPECT_EQ((UnitAmount{500, v1::MONEY_UNIT_YEN}), Parsed("500円"));
  EXPECT_EQ((UnitAmount{7, v1::MONEY_UNIT_YEN}), Parsed("7.00円"));
  EXPECT_EQ((UnitAmount{0, v1::MONEY_UNIT_MILLION_YEN}), Parsed("0百万円"));
  for (const char* negative : {"△3百万円", "▲3百万円", "-3百万円", "－３百万円", "−3百万円", " △ 3 百万\n円"}) {
    EXPECT_EQ((UnitAmount{-3'000'000, v1::MONEY_UNIT_MILLION_YEN}), Parsed(negative)) << negative;
  }
}

TEST(MoneyTest, WhatIsNoAmountIsRefusedWithItsFault) {
  const struct {
    const char* text;
    AmountFault fault;
  } kCases[] = {
      {"", AmountFault::kNoNumber},
      {"百万円", AmountFault::kNoNumber},
      {"約3百万円", AmountFault::kNoNumber},
      {"①3百万円", AmountFault::kNoNumber},
      {"△△3百万円", AmountFault::kNoNumber},
      {",123円", AmountFault::kNoNumber},
      {"1.円", AmountFault::kNoNumber},
      {".5億円", AmountFault::kNoNumber},
      {"1,23千円", AmountFault::kMisplacedComma},
      {"1234,567円", AmountFault::kMisplacedComma},
      {"1,,234円", AmountFault::kMisplacedComma},
      {"1,234,円", AmountFault::kMisplacedComma},
      {"11", AmountFault::kNoUnit},
      {"11百万", AmountFault::kUnknownUnit},
      {"11万円", AmountFault::kUnknownUnit},
      {"1億2千円", AmountFault::kUnknownUnit},
      {"1.2.3億円", AmountFault::kUnknownUnit},
      {"0.5円", AmountFault::kNotWholeYen},
      {"1.2345千円", AmountFault::kNotWholeYen},
      {"0.000000001億円", AmountFault::kNotWholeYen},
      {"100000000000001円", AmountFault::kTooLarge},
      {"1000000.1億円", AmountFault::kTooLarge},
      {"99999999999999999999999999億円", AmountFault::kTooLarge},
  };
  for (const auto& wrong : kCases) {
    AmountFault fault{};
    EXPECT_EQ(std::nullopt, ParseAmount(wrong.text, &fault)) << wrong.text;
    EXPECT_EQ(static_cast<int>(wrong.fault), static_cast<int>(fault)) << wrong.text;
    EXPECT_EQ(fault, DescribeAmountFault(fault).fault);
  }
}

TEST(MoneyTest, TheLargestAmountsAreRead) {
  EXPECT_EQ(kMaxYen, Parsed("1,000,000億円").yen);
  EXPECT_EQ(-kMaxYen, Parsed("△100,000,000,000,000円").yen);
}

TEST(MoneyTest, AmountsAreWrittenExactlyInEveryUnit) {
  EXPECT_EQ("11,000,000円", FormatAmount(11'000'000, v1::MONEY_UNIT_YEN));
  EXPECT_EQ("11,000千円", FormatAmount(11'000'000, v1::MONEY_UNIT_THOUSAND_YEN));
  EXPECT_EQ("11百万円", FormatAmount(11'000'000, v1::MONEY_UNIT_MILLION_YEN));
  EXPECT_EQ("0.11億円", FormatAmount(11'000'000, v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ("20,600百万円", FormatAmount(20'600'000'000, v1::MONEY_UNIT_MILLION_YEN));
  EXPECT_EQ("206億円", FormatAmount(20'600'000'000, v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ("0.00000001億円", FormatAmount(1, v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ("1,234,567,890.000001百万円", FormatAmount(1'234'567'890'000'001, v1::MONEY_UNIT_MILLION_YEN));
  EXPECT_EQ("△3百万円", FormatAmount(-3'000'000, v1::MONEY_UNIT_MILLION_YEN));
  EXPECT_EQ("△0.03億円", FormatAmount(-3'000'000, v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ("0億円", FormatAmount(0, v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ("500円", FormatAmount(500, v1::MONEY_UNIT_UNSPECIFIED));
  EXPECT_EQ("△9,223,372,036,854,775,808円", FormatAmount(std::numeric_limits<int64_t>::min(), v1::MONEY_UNIT_YEN));
}

TEST(MoneyTest, WhatIsWrittenReadsBackAsTheSame) {
  std::mt19937_64 random(20160316);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t yen = static_cast<int64_t>(random() % (2 * kMaxYen + 1) >> random() % 48) - kMaxYen / 1000;
    for (const Term<v1::MoneyUnit>& unit : Terms<v1::MoneyUnit>()) {
      if (yen > kMaxYen) continue;
      ASSERT_EQ((UnitAmount{yen, unit.value}), ParseAmount(FormatAmount(yen, unit.value))) << yen << unit.slug;
    }
  }
}

TEST(MoneyTest, UnitsAreWorthWhatTheirNamesSay) {
  EXPECT_EQ(1, YenPerUnit(v1::MONEY_UNIT_YEN));
  EXPECT_EQ(1'000, YenPerUnit(v1::MONEY_UNIT_THOUSAND_YEN));
  EXPECT_EQ(1'000'000, YenPerUnit(v1::MONEY_UNIT_MILLION_YEN));
  EXPECT_EQ(100'000'000, YenPerUnit(v1::MONEY_UNIT_HUNDRED_MILLION_YEN));
  EXPECT_EQ(0, YenPerUnit(v1::MONEY_UNIT_UNSPECIFIED));
  EXPECT_EQ(0, YenPerUnit(static_cast<v1::MoneyUnit>(77)));
}

}  // namespace
}  // namespace zaitaku
