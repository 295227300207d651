#include "domain/money.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "domain/catalogue.h"
#include "domain/characters.h"

namespace zaitaku {
namespace {

namespace v1 = catalog::v1;

constexpr std::array<AmountFaultEntry, 6> kFaults = {{
    {AmountFault::kNoNumber, "数字で始まる金額", "an amount that begins with a number"},
    {AmountFault::kMisplacedComma, "3桁ごとの桁区切り", "commas between groups of three digits"},
    {AmountFault::kNoUnit, "数字の後に単位（円、千円、百万円、億円）",
     "a unit after the number: 円, 千円, 百万円 or 億円"},
    {AmountFault::kUnknownUnit, "単位は円、千円、百万円、億円のいずれか", "one of the units 円, 千円, 百万円 and 億円"},
    {AmountFault::kNotWholeYen, "1円未満の端数のない金額", "a whole number of yen"},
    {AmountFault::kTooLarge, "100兆円以下の金額", "at most 100,000,000,000,000 yen"},
}};

bool IsMinus(char32_t c) { return c == U'△' || c == U'▲' || c == U'-' || c == U'−'; }

// The number before the unit: its digits without commas and point, and how many of them are decimals.
struct Number {
  std::u32string digits;
  size_t decimals = 0;
};

// Reads a number from the front of `rest` and takes it off. Commas count as right if there are none, or if every group
// but the first has three digits.
std::optional<Number> TakeNumber(std::u32string_view* rest, AmountFault* fault) {
  Number number;
  size_t group = 0;
  bool has_comma = false;
  bool commas_are_right = true;
  while (!rest->empty() && (IsAsciiDigit(rest->front()) || (rest->front() == U',' && !number.digits.empty()))) {
    if (rest->front() == U',') {
      commas_are_right &= has_comma ? group == 3 : group <= 3;
      has_comma = true;
      group = 0;
    } else {
      number.digits.push_back(rest->front());
      ++group;
    }
    rest->remove_prefix(1);
  }
  *fault = number.digits.empty() ? AmountFault::kNoNumber : AmountFault::kMisplacedComma;
  if (number.digits.empty() || !commas_are_right || (has_comma && group != 3)) return std::nullopt;
  if (rest->empty() || rest->front() != U'.') return number;
  rest->remove_prefix(1);
  while (!rest->empty() && IsAsciiDigit(rest->front())) {
    number.digits.push_back(rest->front());
    ++number.decimals;
    rest->remove_prefix(1);
  }
  *fault = AmountFault::kNoNumber;
  return number.decimals == 0 ? std::nullopt : std::optional(number);
}

// The number in yen, all in integers: each decimal must be a whole number of yen.
std::optional<int64_t> ToYen(const Number& number, int64_t yen_per_unit, AmountFault* fault) {
  int64_t yen = 0;
  int64_t weight = yen_per_unit;
  const size_t whole_digits = number.digits.size() - number.decimals;
  for (size_t i = 0; i < number.digits.size(); ++i) {
    const int64_t digit = number.digits[i] - U'0';
    if (i < whole_digits) {
      yen = yen * 10 + digit * yen_per_unit;
    } else if (weight % 10 == 0) {
      weight /= 10;
      yen += digit * weight;
    } else if (digit != 0) {
      *fault = AmountFault::kNotWholeYen;
      return std::nullopt;
    }
    if (yen > kMaxYen) {
      *fault = AmountFault::kTooLarge;
      return std::nullopt;
    }
  }
  return yen;
}

std::string GroupDigits(uint64_t value) {
  std::string text = absl::StrCat(value);
  for (size_t position = text.size(); position > 3; position -= 3) text.insert(position - 3, ",");
  return text;
}

}  // namespace

const AmountFaultEntry& DescribeAmountFault(AmountFault fault) { return kFaults[static_cast<size_t>(fault)]; }

int64_t YenPerUnit(v1::MoneyUnit unit) {
  switch (unit) {
    case v1::MONEY_UNIT_YEN:
      return 1;
    case v1::MONEY_UNIT_THOUSAND_YEN:
      return 1'000;
    case v1::MONEY_UNIT_MILLION_YEN:
      return 1'000'000;
    case v1::MONEY_UNIT_HUNDRED_MILLION_YEN:
      return 100'000'000;
    default:
      return 0;
  }
}

std::optional<UnitAmount> ParseAmount(std::string_view text, AmountFault* fault) {
  AmountFault unused_fault;
  if (fault == nullptr) fault = &unused_fault;
  const std::u32string folded = FoldNotation(text);
  std::u32string_view rest = folded;
  const bool is_negative = !rest.empty() && IsMinus(rest.front());
  if (is_negative) rest.remove_prefix(1);
  const std::optional<Number> number = TakeNumber(&rest, fault);
  if (!number.has_value()) return std::nullopt;
  const Term<v1::MoneyUnit>* unit = FindTermByName<v1::MoneyUnit>(EncodeUtf8(rest));
  if (unit == nullptr) {
    *fault = rest.empty() ? AmountFault::kNoUnit : AmountFault::kUnknownUnit;
    return std::nullopt;
  }
  const std::optional<int64_t> yen = ToYen(*number, YenPerUnit(unit->value), fault);
  if (!yen.has_value()) return std::nullopt;
  return UnitAmount{is_negative ? -*yen : *yen, unit->value};
}

std::string FormatAmount(int64_t yen, v1::MoneyUnit unit) {
  const Term<v1::MoneyUnit>* term = FindTerm(unit);
  if (term == nullptr) return FormatAmount(yen, v1::MONEY_UNIT_YEN);
  const auto per_unit = static_cast<uint64_t>(YenPerUnit(unit));
  // In unsigned arithmetic, because the smallest number has no positive counterpart.
  const uint64_t size = yen < 0 ? -static_cast<uint64_t>(yen) : static_cast<uint64_t>(yen);
  std::string text = (yen < 0 ? "△" : "") + GroupDigits(size / per_unit);
  if (size % per_unit != 0) {
    // The leading 1 keeps the zeros after the point.
    std::string decimals = absl::StrCat(per_unit + size % per_unit).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return text.append(term->ja);
}

}  // namespace zaitaku
