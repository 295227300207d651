// Fields of resources by name: what an update mask names, takes over and compares.
#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace zaitaku {

using Field = const google::protobuf::FieldDescriptor*;

// The top-level fields of a resource that clients change: all but `name`, `revision_id`, `revision_create_time`, `etag`
// and those in `output_only`. In order of their numbers.
std::vector<Field> ChangeableFields(const google::protobuf::Descriptor& resource,
                                    const std::set<std::string>& output_only);

// Those of `changeable` that the mask names: all of them if it is empty or `*`. INVALID_ARGUMENT naming `path` for any
// other path, and for more paths than there are fields.
absl::StatusOr<std::vector<Field>> MaskedFields(const std::vector<Field>& changeable,
                                                const google::protobuf::FieldMask& mask, const std::string& path);

// Makes these fields of `to` as they are in `from`, of the same type.
void CopyFields(const google::protobuf::Message& from, const std::vector<Field>& fields, google::protobuf::Message& to);

// Whether the two, of the same type, are the same in these fields, which are in order of their numbers.
bool SameFields(const google::protobuf::Message& a, const google::protobuf::Message& b,
                const std::vector<Field>& fields);

// Those of the fields in which the two, of the same type, differ.
std::vector<Field> DifferingFields(const google::protobuf::Message& a, const google::protobuf::Message& b,
                                   const std::vector<Field>& fields);

}  // namespace zaitaku
