#include "services/catalog/catalog_names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::catalog {
namespace {

constexpr size_t kMaxIdCharacters = 63;

}  // namespace

std::string_view ExampleId(std::string_view collection) {
  if (collection == kPrograms) return "home-care-coordination";
  if (collection == kFundingSources) return "regional-care-fund";
  if (collection == kBudgetLines) return "2016-draft-training";
  return "regional-medical-vision-2015";
}

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdCharacters && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

bool IsNameIn(std::string_view collection, std::string_view name) {
  return name.size() > collection.size() && name.starts_with(collection) && name[collection.size()] == '/' &&
         IsId(name.substr(collection.size() + 1));
}

std::string ExpectedName(std::string_view collection, std::string_view read) {
  const std::string of(collection);
  return absl::StrCat("read ", Quoted(read), ", expected ", of, "/ID with 1 to 63 characters of [a-z0-9-], such as '",
                      of, "/", std::string(ExampleId(collection)), "'");
}

absl::Status CheckName(std::string_view collection, const std::string& name, const std::string& field) {
  if (IsNameIn(collection, name)) return absl::OkStatus();
  return InvalidField(field, ExpectedName(collection, name));
}

std::string ResourceType(const std::string& name) {
  if (name.starts_with(kFundingSources)) return v1::FundingSource::descriptor()->full_name();
  if (name.starts_with(kBudgetLines)) return v1::BudgetLine::descriptor()->full_name();
  if (name.starts_with(kGuidelines)) return v1::Guideline::descriptor()->full_name();
  return v1::Program::descriptor()->full_name();
}

}  // namespace zaitaku::catalog
