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

// One value of a resource.
struct Fact {
  std::string path;
  std::string text;  // As PrintedTextAt.
};

// All values that a resource holds, in order of path as declared. Left out: its sources and reviews, the English, and
// the codes that paths name elements by.
std::vector<Fact> FactsOf(const google::protobuf::Message& resource);

}  // namespace zaitaku::data
