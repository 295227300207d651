#include "services/entries/table_row.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "domain/characters.h"
#include "domain/entry_table.h"
#include "domain/fiscal_years.h"
#include "services/entries/entry_checks.h"

namespace zaitaku {
namespace {

const Expectation& ExpectedYear() {
  static const auto* const kExpected =
      new Expectation{absl::StrCat("a fiscal year, ", kFirstYear, " to ", kLastYear),
                      absl::StrCat("年度（", kFirstYear, "～", kLastYear, "、または平成28年度など）"), "2016"};
  return *kExpected;
}

Expectation ExpectedNameIn(const ResourceCollection& collection) {
  const std::string of(collection.name);
  return {absl::StrCat("a name such as ", of, "/ID with 1 to 63 characters of [a-z0-9-]"),
          absl::StrCat(of, "/ID の形の名前（IDは英小文字・数字・-の63字以内）"), ExampleName(collection)};
}

}  // namespace

std::string TableRow::WordOf(size_t column) const { return EncodeUtf8(FoldNotation(Field(column).text)); }

std::vector<std::string> TableRow::Items(size_t column) const {
  const std::string text = WordOf(column);
  if (text.empty()) return {};
  return absl::StrSplit(text, kListSeparator);
}

void TableRow::Add(size_t column, const Expectation& expected) {
  const CsvCell& field = Field(column);
  problems_->Add(field.line, static_cast<int32_t>(columns_[column]->index) + 1, columns_[column]->head, field.text,
                 expected);
}

std::string TableRow::Name(size_t column, const ResourceCollection& collection) {
  std::string name = WordOf(column);
  if (IsNameIn(collection, name)) return name;
  Add(column, ExpectedNameIn(collection));
  return "";
}

void TableRow::ReadNames(size_t column, const ResourceCollection& collection,
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
  const std::string word = WordOf(column);
  int32_t year = 0;
  const bool digits = word.size() == 4 && std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(word, &year)) year = ParseFiscalYear(word).value_or(0);
  if (year >= kFirstYear && year <= kLastYear) return year;
  Add(column, ExpectedYear());
  return std::nullopt;
}

}  // namespace zaitaku
