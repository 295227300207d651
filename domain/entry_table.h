#pragma once

#include <google/protobuf/repeated_field.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/terms.h"

// What tables of resources have in common, one resource in a row: an empty cell is what is not stated; values of enums
// are slugs (readers take the Japanese words too); items of a list are joined by `;`.
namespace zaitaku {

// A column's head as it is written, and the officials' word, which readers take as well.
struct ColumnHead {
  std::string_view name;
  std::string_view ja;
};

// What joins the items of a list.
inline constexpr char kListSeparator = ';';

// True if the two heads say the same, whatever their widths and blanks.
bool IsSameHead(std::string_view head, std::string_view other);

// The column with this head, in either language; nullopt if there is none. `Column` is the index of `heads`.
template <typename Column, size_t kSize>
std::optional<Column> FindColumn(const std::array<ColumnHead, kSize>& heads, std::string_view head) {
  for (size_t i = 0; i < kSize; ++i) {
    if (IsSameHead(head, heads[i].name) || IsSameHead(head, heads[i].ja)) return static_cast<Column>(i);
  }
  return std::nullopt;
}

// Cells: the slug of a value, empty for UNSPECIFIED; the slugs of a repeated enum field; names.
template <typename Enum>
std::string SlugOf(Enum value) {
  const Term<Enum>* term = FindTerm(value);
  return std::string(term == nullptr ? "" : term->slug);
}
template <typename Enum>
std::string SlugsOf(const google::protobuf::RepeatedField<int>& values) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += kListSeparator;
    text += SlugOf(static_cast<Enum>(value));
  }
  return text;
}
std::string JoinItems(const google::protobuf::RepeatedPtrField<std::string>& items);

// A row of a table as RFC 4180 has it, ended by CR LF; and the first one, of the heads' names.
void AppendRow(std::span<const std::string> cells, std::string* csv);
template <size_t kSize>
void AppendHeads(const std::array<ColumnHead, kSize>& heads, std::string* csv) {
  std::array<std::string, kSize> names;
  for (size_t i = 0; i < kSize; ++i) names[i] = heads[i].name;
  AppendRow(names, csv);
}

}  // namespace zaitaku
