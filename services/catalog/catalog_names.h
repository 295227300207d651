// The names of the catalogue's resources, and what is the same for all four kinds of them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/catalog/v1/guideline.pb.h"

namespace zaitaku::catalog {

inline constexpr std::string_view kPrograms = "programs";
inline constexpr std::string_view kFundingSources = "fundingSources";
inline constexpr std::string_view kBudgetLines = "budgetLines";
inline constexpr std::string_view kGuidelines = "guidelines";

// The collection of a kind of resource, such as `programs`.
template <typename Resource>
constexpr std::string_view CollectionOf();
template <>
constexpr std::string_view CollectionOf<v1::Program>() {
  return kPrograms;
}
template <>
constexpr std::string_view CollectionOf<v1::FundingSource>() {
  return kFundingSources;
}
template <>
constexpr std::string_view CollectionOf<v1::BudgetLine>() {
  return kBudgetLines;
}
template <>
constexpr std::string_view CollectionOf<v1::Guideline>() {
  return kGuidelines;
}

// True for 1 to 63 characters of [a-z0-9-].
bool IsId(std::string_view text);

// True for COLLECTION/ID.
bool IsNameIn(std::string_view collection, std::string_view name);

// A right ID in that collection, for errors.
std::string_view ExampleId(std::string_view collection);

// What was read and a right example of a name in that collection.
std::string ExpectedName(std::string_view collection, std::string_view read);

// INVALID_ARGUMENT naming `field` unless it is a name in the collection.
absl::Status CheckName(std::string_view collection, const std::string& name, const std::string& field);

// The full name of the message that a resource of this name is, such as `zaitaku.catalog.v1.Program`.
std::string ResourceType(const std::string& name);

}  // namespace zaitaku::catalog
