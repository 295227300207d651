#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zaitaku/catalog/v1/budget.pb.h"

// Amounts of money as budgets print them: 11百万円, 206億円, 1,234千円, △3百万円. Everything is exact; nothing is
// rounded.
namespace zaitaku {

// No amount is larger, in yen, whatever its sign: more than the general account of any year.
inline constexpr int64_t kMaxYen = 100'000'000'000'000;

// An amount in whole yen and the unit that it is printed in.
struct UnitAmount {
  int64_t yen = 0;  // -kMaxYen to kMaxYen.
  catalog::v1::MoneyUnit unit = catalog::v1::MONEY_UNIT_UNSPECIFIED;

  friend bool operator==(const UnitAmount&, const UnitAmount&) = default;
};

// Why an amount cannot be read.
enum class AmountFault {
  kNoNumber,        // 百万円, 約3百万円, nothing
  kMisplacedComma,  // 1,23千円
  kNoUnit,          // 11
  kUnknownUnit,     // 11万円, 11百万
  kNotWholeYen,     // 0.5円
  kTooLarge,        // Beyond kMaxYen.
};

// What was expected instead, as a phrase without a full stop.
struct AmountFaultEntry {
  AmountFault fault;
  std::string_view ja;
  std::string_view en;
};
const AmountFaultEntry& DescribeAmountFault(AmountFault fault);

// How many yen one of the unit is, 1 to 10^8; 0 for UNSPECIFIED and values that are not in the enum.
int64_t YenPerUnit(catalog::v1::MoneyUnit unit);

// Reads an amount of any width with blanks anywhere: digits, with commas between groups of three or none at all, at
// most one decimal point, the unit; before them △, ▲ or a minus sign if it is negative. Nullopt if it cannot be read,
// and then `fault` says why; it may be null.
std::optional<UnitAmount> ParseAmount(std::string_view text, AmountFault* fault = nullptr);

// Writes an amount in a unit, with commas between groups of three and as many decimals as it takes: 11,000,000円,
// 20,600百万円, 0.11億円, △3百万円. In yen for UNSPECIFIED. Reads back as the same amount.
std::string FormatAmount(int64_t yen, catalog::v1::MoneyUnit unit);

}  // namespace zaitaku
