// Facts of a resource by their paths, such as `parts[ア].title`: what `FactSource.fact` names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace zaitaku::data {

// The Japanese text of the fact at a path; empty if the fact is no printed text but a kind, a number, a month or a
// reference. INVALID_ARGUMENT if the path names no field or element; NOT_FOUND if what it names is not set.
absl::StatusOr<std::string> PrintedTextAt(const google::protobuf::Message& resource, std::string_view path);

// The paths of all texts that a resource holds in Japanese, its sources and reviews left out.
std::vector<std::string> PrintedTextPaths(const google::protobuf::Message& resource);

// `parts` of `parts[ア].title`.
std::string FirstFieldOf(std::string_view path);

}  // namespace zaitaku::data
