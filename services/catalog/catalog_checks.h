// Checks of what several kinds of resources have: texts, parts, conditions, sources.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <string_view>

#include "platform/status/field_checker.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/type/v1/fact.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::catalog {

inline constexpr int kFirstYear = 1868;  // 明治元年
inline constexpr int kLastYear = 2999;
inline constexpr size_t kMaxNameCharacters = 200;
inline constexpr size_t kMaxTextCharacters = 4000;

size_t CountCharacters(std::string_view text);

// At most so many characters, and none that shows nothing but a private bullet.
void CheckText(std::string_view text, size_t max_characters, const std::string& field, FieldChecker& check);

// Japanese is required, English is not.
void CheckDisplayName(const type::v1::LocalizedText& text, const std::string& field, FieldChecker& check);

// At most `most` entries.
void CheckCount(int count, int most, const std::string& field, FieldChecker& check);

// A fiscal year in range.
void CheckYear(int year, const std::string& field, FieldChecker& check);

// Empty, or YYYY-MM.
void CheckMonth(const std::string& month, const std::string& field, FieldChecker& check);

void CheckAliases(const google::protobuf::RepeatedPtrField<v1::Alias>& aliases, FieldChecker& check);
void CheckParts(const google::protobuf::RepeatedPtrField<v1::Part>& parts, FieldChecker& check);
void CheckConditions(const google::protobuf::RepeatedPtrField<v1::Condition>& conditions, FieldChecker& check);

// Resource names in a collection, at most `most`, each once.
void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, std::string_view collection, int most,
                const std::string& field, FieldChecker& check);

// Facts' paths begin with a field of `resource` that can be changed; provenance is whole.
void CheckSources(const google::protobuf::RepeatedPtrField<type::v1::FactSource>& sources,
                  const google::protobuf::Descriptor& resource, FieldChecker& check);

// No enum has more values.
inline constexpr int kMaxValues = 20;

// Known values of an enum, each once, UNSPECIFIED not among them. `example` is a right one.
template <typename Values, typename IsValid>
void CheckValues(const Values& values, IsValid is_valid, const std::string& field, const std::string& example,
                 FieldChecker& check) {
  // More than there can be of each once: nothing else is said of them.
  CheckCount(values.size(), kMaxValues, field, check);
  for (int i = 0; i < values.size() && i <= kMaxValues; ++i) {
    const bool known = values[i] != 0 && is_valid(values[i]);
    const bool once = std::find(values.begin(), values.begin() + i, values[i]) == values.begin() + i;
    check.Require(known && once, absl::StrCat(field, "[", i, "]"),
                  absl::StrCat("read ", values[i], ", expected known values, each once, such as ", example));
  }
}

}  // namespace zaitaku::catalog
