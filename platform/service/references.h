// References between resources. What refers to a resource is filed under a label of its, so that what is in use stays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "platform/storage/resource_reader.h"

namespace zaitaku {

// A resource that another one names.
struct Reference {
  std::string field;  // Where, such as `funding_sources[0]`.
  std::string name;   // Which.
};

// A field that refers to what it must not.
struct WrongReference {
  std::string path;  // Of the resource in the request, for errors.
  std::string field;
  std::string description;
  std::string missing;  // The name, if it is one of what does not exist.
};

// Everything that refers to a resource is filed under this.
std::string ReferrerLabel(std::string_view name);

// The labels of a resource with these references.
std::vector<std::string> ReferrerLabels(const std::vector<Reference>& references);

// FAILED_PRECONDITION (RESOURCE_IN_USE): `user` refers to it.
absl::Status InUse(const std::string& name, const std::string& user);

// FAILED_PRECONDITION (RESOURCE_IN_USE) if anything refers to it.
absl::Status CheckUnused(const ResourceReader& reader, const std::string& name);

// Adds the references to what does not exist. `path` is that of the resource that has them.
absl::Status FindMissing(const ResourceReader& reader, const std::vector<Reference>& references,
                         const std::string& path, std::vector<WrongReference>& wrong);

// INVALID_ARGUMENT naming the fields; OK if there are none.
absl::Status ToStatus(const std::vector<WrongReference>& wrong);

}  // namespace zaitaku
