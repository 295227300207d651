#include "platform/service/resource_fields.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

using google::protobuf::Message;

std::string NamesOf(const std::vector<Field>& fields) {
  return absl::StrJoin(fields, ", ", [](std::string* out, Field field) { out->append(field->name()); });
}

}  // namespace

std::vector<Field> ChangeableFields(const google::protobuf::Descriptor& resource,
                                    const std::set<std::string>& output_only) {
  static const auto* const kFixed = new std::set<std::string>{"name", "revision_id", "revision_create_time", "etag"};
  std::vector<Field> fields;
  for (int i = 0; i < resource.field_count(); ++i) {
    Field field = resource.field(i);
    if (!kFixed->contains(field->name()) && !output_only.contains(field->name())) fields.push_back(field);
  }
  return fields;
}

absl::StatusOr<std::vector<Field>> MaskedFields(const std::vector<Field>& changeable,
                                                const google::protobuf::FieldMask& mask, const std::string& path) {
  if (mask.paths_size() > static_cast<int>(changeable.size())) {
    return InvalidField(path, absl::StrCat("read ", mask.paths_size(), " paths, expected at most ", changeable.size()));
  }
  if (mask.paths().empty() || (mask.paths_size() == 1 && mask.paths(0) == "*")) return changeable;
  std::vector<Field> fields;
  for (const std::string& name : mask.paths()) {
    const auto field =
        std::find_if(changeable.begin(), changeable.end(), [&](Field known) { return known->name() == name; });
    if (field == changeable.end()) {
      return InvalidField(
          path, absl::StrCat("read ", Quoted(name), ", expected some of ", NamesOf(changeable), ", or * alone"));
    }
    fields.push_back(*field);
  }
  return fields;
}

void CopyFields(const Message& from, const std::vector<Field>& fields, Message& to) {
  std::unique_ptr<Message> chosen(from.New());
  chosen->CopyFrom(from);
  const auto* reflection = from.GetReflection();
  std::vector<Field> present;
  reflection->ListFields(from, &present);
  for (Field field : present) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) reflection->ClearField(chosen.get(), field);
  }
  for (Field field : fields) reflection->ClearField(&to, field);
  to.MergeFrom(*chosen);
}

bool SameFields(const Message& a, const Message& b, const std::vector<Field>& fields) {
  return google::protobuf::util::MessageDifferencer().CompareWithFields(a, b, fields, fields);
}

std::vector<Field> DifferingFields(const Message& a, const Message& b, const std::vector<Field>& fields) {
  std::vector<Field> differing;
  for (Field field : fields) {
    if (!SameFields(a, b, {field})) differing.push_back(field);
  }
  return differing;
}

}  // namespace zaitaku
