#include "platform/service/resource_names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxIdCharacters = 63;

}  // namespace

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdCharacters && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

bool IsNameIn(const ResourceCollection& collection, std::string_view name) {
  const size_t size = collection.name.size();
  return name.size() > size && name.starts_with(collection.name) && name[size] == '/' && IsId(name.substr(size + 1));
}

std::string ExampleName(const ResourceCollection& collection) {
  return absl::StrCat(std::string(collection.name), "/", std::string(collection.example_id));
}

std::string ExpectedName(const ResourceCollection& collection, std::string_view read) {
  return absl::StrCat("read ", Quoted(read), ", expected ", std::string(collection.name),
                      "/ID with 1 to 63 characters of [a-z0-9-], such as '", ExampleName(collection), "'");
}

absl::Status CheckName(const ResourceCollection& collection, const std::string& name, const std::string& field) {
  if (IsNameIn(collection, name)) return absl::OkStatus();
  return InvalidField(field, ExpectedName(collection, name));
}

}  // namespace zaitaku
