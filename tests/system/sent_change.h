// What came of a change that a test sent, and what was recorded of it.
#pragma once

#include <google/protobuf/any.pb.h>

#include <string>

namespace zaitaku {

struct Answer {
  std::string revision;   // The token.
  bool as_asked = false;  // It is a change, and the answer says just what was asked for.
  std::string text;       // All of it, for messages.
};

// True if a value of a revision's record is the resource, as `same` compares, or absent where it has no name.
template <typename Resource>
bool IsValue(bool has_value, const google::protobuf::Any& value, const Resource& resource,
             bool (*same)(const Resource&, const Resource&)) {
  Resource shown;
  if (resource.name().empty() || !has_value) return resource.name().empty() && !has_value;
  return value.UnpackTo(&shown) && same(shown, resource);
}

}  // namespace zaitaku
