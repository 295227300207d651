#include "services/catalog/catalog_cells.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "domain/catalogue_table.h"
#include "domain/characters.h"
#include "domain/fiscal_years.h"
#include "services/catalog/catalog_checks.h"
#include "services/catalog/catalog_names.h"

namespace zaitaku::catalog {
namespace {

const Expectation& ExpectedYear() {
  static const auto* const kExpected =
      new Expectation{absl::StrCat("a fiscal year, ", kFirstYear, " to ", kLastYear),
                      absl::StrCat("年度（", kFirstYear, "～", kLastYear, "、または平成28年度など）"), "2016"};
  return *kExpected;
}

const Expectation& ExpectedYen() {
  static const auto* const kExpected = new Expectation{
      absl::StrCat("whole yen in digits without commas, at most ", kMaxYen, ", after a minus sign if negative"),
      absl::StrCat("円単位の整数（桁区切りなし、", kMaxYen, "以下、負の額は先頭に-）"), "7000000"};
  return *kExpected;
}

Expectation ExpectedNameIn(std::string_view collection) {
  const std::string of(collection);
  return {absl::StrCat("a name such as ", of, "/ID with 1 to 63 characters of [a-z0-9-]"),
          absl::StrCat(of, "/ID の形の名前（IDは英小文字・数字・-の63字以内）"), ExampleName(collection)};
}

}  // namespace

bool IsBlankText(std::string_view text) {
  for (size_t offset = 0; offset < text.size();) {
    const CodePoint point = DecodeUtf8At(text, offset);
    if (!IsBlank(point.value)) return false;
    offset += point.size;
  }
  return true;
}

std::string ExampleName(std::string_view collection) {
  return absl::StrCat(std::string(collection), "/", std::string(ExampleId(collection)));
}

std::string TableRow::Word(size_t column) const { return EncodeUtf8(FoldNotation(Field(column).text)); }

std::vector<std::string> TableRow::Items(size_t column) const {
  const std::string text = Word(column);
  if (text.empty()) return {};
  return absl::StrSplit(text, kCatalogueListSeparator);
}

void TableRow::Add(size_t column, const Expectation& expected) {
  const CsvCell& field = Field(column);
  problems_->Add(field.line, static_cast<int32_t>(columns_[column]->index) + 1, columns_[column]->head, field.text,
                 expected);
}

std::string TableRow::Name(size_t column, std::string_view collection) {
  std::string name = Word(column);
  if (IsNameIn(collection, name)) return name;
  Add(column, ExpectedNameIn(collection));
  return "";
}

void TableRow::ReadNames(size_t column, std::string_view collection,
                         google::protobuf::RepeatedPtrField<std::string>& names) {
  std::set<std::string> seen;
  for (const std::string& name : Items(column)) {
    if (!IsNameIn(collection, name) || !seen.insert(name).second) {
      Expectation expected = ExpectedNameIn(collection);
      expected.en += "; several joined by ;, each once";
      expected.ja += "。複数は ; で区切り、各１回";
      Add(column, expected);
      return;
    }
    names.Add(std::string(name));
  }
}

std::optional<int32_t> TableRow::ReadYear(size_t column) {
  const std::string word = Word(column);
  int32_t year = 0;
  const bool digits = word.size() == 4 && std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(word, &year)) year = ParseFiscalYear(word).value_or(0);
  if (year >= kFirstYear && year <= kLastYear) return year;
  Add(column, ExpectedYear());
  return std::nullopt;
}

std::optional<UnitAmount> TableRow::ReadAmount(size_t column) {
  AmountFault fault = AmountFault::kNoNumber;
  const auto amount = ParseAmount(Field(column).text, &fault);
  if (amount) return amount;
  const AmountFaultEntry& entry = DescribeAmountFault(fault);
  Add(column, {std::string(entry.en), std::string(entry.ja), "7百万円"});
  return std::nullopt;
}

std::optional<int64_t> TableRow::ReadYen(size_t column) {
  const std::string word = Word(column);
  const std::string_view digits = std::string_view(word).substr(word.starts_with('-') ? 1 : 0);
  int64_t yen = 0;
  const bool right = !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) &&
                     absl::SimpleAtoi(word, &yen) && yen >= -kMaxYen && yen <= kMaxYen;
  if (right) return yen;
  Add(column, ExpectedYen());
  return std::nullopt;
}

}  // namespace zaitaku::catalog
