// The cells of a table's row: what each says, and what is wrong with it.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/csv_reader.h"
#include "domain/import_problems.h"
#include "domain/terms.h"
#include "platform/service/resource_names.h"
#include "services/entries/lines.h"

namespace zaitaku {

// Where a file has a column, and its head as it stands there.
struct TableColumn {
  size_t index = 0;
  std::string head;
};

// One row. Columns are given by their number or enum; the file must have them, Has() says. What cannot be read becomes
// a problem, and then nothing is returned.
class TableRow {
 public:
  TableRow(const CsvRecord& record, std::span<const std::optional<TableColumn>> columns, ProblemList* problems)
      : record_(record), columns_(columns), problems_(problems) {}

  template <typename Column>
  bool Has(Column column) const {
    return columns_[Number(column)].has_value();
  }
  template <typename Column>
  bool IsEmpty(Column column) const {
    return IsBlankText(Field(Number(column)).text);
  }
  template <typename Column>
  void AddProblem(Column column, const Expectation& expected) {
    Add(Number(column), expected);
  }

  // The cell without blanks, widths folded.
  template <typename Column>
  std::string Word(Column column) const {
    return WordOf(Number(column));
  }

  // The cell as it is; empty if it is blank.
  template <typename Column>
  std::string Text(Column column) const {
    return IsEmpty(column) ? "" : Field(Number(column)).text;
  }

  // The word's value, or UNSPECIFIED for an empty cell.
  template <typename Enum, typename Column>
  Enum Term(Column column) {
    const std::string word = Word(column);
    const auto* term = word.empty() ? nullptr : ReadTerm<Enum>(word);
    if (term == nullptr && !word.empty()) Add(Number(column), ExpectedTerm<Enum>(true));
    return term == nullptr ? Enum{} : term->value;
  }

  // The same where the cell must say something.
  template <typename Enum, typename Column>
  Enum Required(Column column) {
    if (IsEmpty(column)) Add(Number(column), ExpectedTerm<Enum>(false));
    return Term<Enum>(column);
  }

  // The values of a list, each once.
  template <typename Enum, typename Column>
  void Terms(Column column, google::protobuf::RepeatedField<int>& values) {
    for (const std::string& word : Items(Number(column))) {
      const auto* term = ReadTerm<Enum>(word);
      if (term == nullptr || std::find(values.begin(), values.end(), term->value) != values.end()) {
        Expectation expected = ExpectedTerm<Enum>(true);
        expected.en += "; several joined by ;, each once";
        expected.ja += "。複数は ; で区切り、各１回";
        Add(Number(column), expected);
        return;
      }
      values.Add(term->value);
    }
  }

  // A resource's name in the collection, which must be there, and one that may be.
  std::string Name(size_t column, const ResourceCollection& collection);
  template <typename Column>
  std::string Reference(Column column, const ResourceCollection& collection) {
    return IsEmpty(column) ? "" : Name(Number(column), collection);
  }
  template <typename Column>
  void Names(Column column, const ResourceCollection& collection,
             google::protobuf::RepeatedPtrField<std::string>& names) {
    ReadNames(Number(column), collection, names);
  }

  // A fiscal year such as 2015 or 平成27年度; nullopt for an empty cell, and where it must be there 0.
  template <typename Column>
  std::optional<int32_t> Year(Column column) {
    return IsEmpty(column) ? std::nullopt : ReadYear(Number(column));
  }
  template <typename Column>
  int32_t RequiredYear(Column column) {
    return ReadYear(Number(column)).value_or(0);
  }

 private:
  template <typename Column>
  static size_t Number(Column column) {
    return static_cast<size_t>(column);
  }

  template <typename Enum>
  static Expectation ExpectedTerm(bool may_be_empty) {
    std::string en = "one of", ja;
    for (const auto& term : zaitaku::Terms<Enum>()) {
      absl::StrAppend(&en, &term == &zaitaku::Terms<Enum>().front() ? " " : ", ", std::string(term.slug));
      absl::StrAppend(&ja, ja.empty() ? "" : "、", std::string(term.ja));
    }
    const std::string example(zaitaku::Terms<Enum>().front().slug);
    return {en + (may_be_empty ? ", or nothing" : ""), ja + (may_be_empty ? "のいずれか、または空欄" : "のいずれか"),
            example};
  }

  const CsvCell& Field(size_t column) const { return record_.fields[columns_[column]->index]; }
  std::string WordOf(size_t column) const;
  // The words of a list; a blank cell has none.
  std::vector<std::string> Items(size_t column) const;
  void Add(size_t column, const Expectation& expected);
  void ReadNames(size_t column, const ResourceCollection& collection,
                 google::protobuf::RepeatedPtrField<std::string>& names);
  std::optional<int32_t> ReadYear(size_t column);

  const CsvRecord& record_;
  const std::span<const std::optional<TableColumn>> columns_;
  ProblemList* const problems_;
};

}  // namespace zaitaku
