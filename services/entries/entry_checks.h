// Checks of what several kinds of resources and requests have: names, texts, years, enums, sources.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/repeated_field.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "platform/service/resource_names.h"
#include "platform/status/characters.h"
#include "platform/status/field_checker.h"
#include "zaitaku/type/v1/fact.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku {

inline constexpr int kFirstYear = 1868;  // 明治元年
inline constexpr int kLastYear = 2999;
inline constexpr size_t kMaxNameCharacters = 200;
inline constexpr size_t kMaxTextCharacters = 4000;

// At most so many characters, and none that shows nothing but a private bullet.
void CheckText(std::string_view text, size_t max_characters, const std::string& field, FieldChecker& check);

// The same for both languages, either of which may be empty.
void CheckLocalizedText(const type::v1::LocalizedText& text, size_t max_characters, const std::string& field,
                        FieldChecker& check);

// Japanese is required, English is not. `example` is a right name.
void CheckDisplayName(const type::v1::LocalizedText& text, const std::string& field, const std::string& example,
                      FieldChecker& check);

// At most `most` entries.
void CheckCount(int count, int most, const std::string& field, FieldChecker& check);

// A fiscal year in range.
void CheckYear(int year, const std::string& field, FieldChecker& check);

// Empty, or YYYY-MM.
void CheckMonth(const std::string& month, const std::string& field, FieldChecker& check);

// No resource is larger, so that no answer and no watch comes near a client's limit of 4 MiB.
inline constexpr size_t kMaxResourceBytes = 512 << 10;

// Of a message too large nothing else is said.
bool IsTooLarge(const google::protobuf::Message& resource, FieldChecker& check);

// The resource's own name.
void CheckName(const ResourceCollection& collection, const std::string& name, FieldChecker& check);

// Empty, or a name in the collection: a reference of a resource, or a filter.
void CheckReference(const ResourceCollection& collection, const std::string& name, const std::string& field,
                    FieldChecker& check);

// Resource names in a collection, at most `most`, each once.
void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, const ResourceCollection& collection,
                int most, const std::string& field, FieldChecker& check);

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

// Of requests
// -----------------------------------------------------------------------------------------------------------------

// INVALID_ARGUMENT naming what was found wrong; OK if nothing was.
absl::Status ToStatus(FieldChecker& check);

// A value that this release does not know would find nothing, which would look like an answer.
void RequireKnown(bool known, const std::string& field, const std::string& example, FieldChecker& check);

// 0, or a fiscal year in range.
void CheckYearFilter(int year, const std::string& field, FieldChecker& check);

// UNSPECIFIED and the empty string let everything pass.
template <typename Value>
bool Matches(Value filter, Value value) {
  return filter == Value{} || filter == value;
}

template <typename Values, typename Value>
bool Contains(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace zaitaku
