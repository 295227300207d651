// Names of resources: COLLECTION/ID.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace zaitaku {

// What resources of one kind are named after, and a right ID among them, for errors.
struct ResourceCollection {
  std::string_view name;        // Such as `programs`.
  std::string_view example_id;  // Such as `home-care-coordination`.

  constexpr operator std::string_view() const { return name; }  // NOLINT: it is its name, with an example.
};

// The collection of a kind of resource. Each service says it of its own.
template <typename Resource>
inline constexpr ResourceCollection kCollectionOf = {};

// True for 1 to 63 characters of [a-z0-9-].
bool IsId(std::string_view text);

// True for COLLECTION/ID.
bool IsNameIn(const ResourceCollection& collection, std::string_view name);

// A right name, such as programs/home-care-coordination.
std::string ExampleName(const ResourceCollection& collection);

// What was read and a right example of a name in that collection.
std::string ExpectedName(const ResourceCollection& collection, std::string_view read);

// INVALID_ARGUMENT naming `field` unless it is a name in the collection.
absl::Status CheckName(const ResourceCollection& collection, const std::string& name, const std::string& field);

}  // namespace zaitaku
