#include "tests/unit/data/fact_paths.h"

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::data {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// One component of a path: `parts[ア]`.
struct Component {
  std::string field;
  std::optional<std::string> key;
};

absl::StatusOr<std::vector<Component>> ComponentsOf(std::string_view path) {
  std::vector<Component> components;
  for (const auto& text : absl::StrSplit(absl::string_view(path.data(), path.size()), '.')) {
    const std::string component(text);
    const size_t bracket = component.find('[');
    if (bracket == std::string::npos) {
      components.push_back({component, std::nullopt});
    } else if (component.back() == ']') {
      const size_t key = bracket + 1;
      components.push_back({component.substr(0, bracket), component.substr(key, component.size() - 1 - key)});
    } else {
      return absl::InvalidArgumentError(absl::StrCat("unreadable component ", component));
    }
  }
  return components;
}

// The field that names an element in brackets: its code or id; null if it has neither. The code of a timetable's block
// is printed and may repeat, so that it names nothing.
const FieldDescriptor* KeyFieldOf(const Descriptor* type) {
  if (type == training::v1::TimetableBlock::descriptor()) return nullptr;
  const FieldDescriptor* code = type->FindFieldByName("code");
  return code != nullptr ? code : type->FindFieldByName("id");
}

// What names an element in brackets; empty if nothing does.
std::string KeyOf(const Message& element) {
  const FieldDescriptor* field = KeyFieldOf(element.GetDescriptor());
  return field == nullptr ? "" : element.GetReflection()->GetString(element, field);
}

// The position of the element; -1 if there is none.
int PositionOf(const Message& message, const FieldDescriptor* field, const std::string& key) {
  const Reflection* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, field);
  if (field->message_type() != nullptr) {
    for (int i = 0; i < size; ++i) {
      if (KeyOf(reflection->GetRepeatedMessage(message, field, i)) == key) return i;
    }
  }
  int position = -1;
  return absl::SimpleAtoi(key, &position) && position >= 0 && position < size ? position : -1;
}

// The field of a message that stands for the message as a whole; null if none does.
const FieldDescriptor* TextFieldOf(const Descriptor* type) {
  if (type == type::v1::LocalizedText::descriptor()) return type->FindFieldByName("ja");
  if (type == catalog::v1::PrintedAmount::descriptor()) return type->FindFieldByName("text");
  return nullptr;
}

std::string TextOf(const Message& message) {
  const FieldDescriptor* field = TextFieldOf(message.GetDescriptor());
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// References, months and marks are ASCII; printed texts of this document never are.
std::string OrEmptyIfAscii(const std::string& text) {
  const bool ascii = std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
  return ascii ? "" : text;
}

// The text of the value, an element of a repeated field if `position` is not -1.
std::string TextOfValue(const Message& message, const FieldDescriptor* field, int position) {
  const Reflection* reflection = message.GetReflection();
  if (field->is_repeated() && position < 0) return "";
  if (field->message_type() != nullptr) {
    return TextOf(position < 0 ? reflection->GetMessage(message, field)
                               : reflection->GetRepeatedMessage(message, field, position));
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return OrEmptyIfAscii(position < 0 ? reflection->GetString(message, field)
                                     : reflection->GetRepeatedString(message, field, position));
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
}

// What is not printed in Japanese: the English, and what is kept about the facts rather than being one.
bool IsAboutFacts(const FieldDescriptor* field) {
  return field->name() == "sources" || field->name() == "reviews" || field->name().ends_with("_en");
}

void AppendFacts(const Message& message, const std::string& prefix, std::vector<Fact>* facts);

// One value and what is in it.
void AppendValue(const Message& message, const FieldDescriptor* field, int position, const std::string& path,
                 std::vector<Fact>* facts) {
  const Reflection* reflection = message.GetReflection();
  if (field->message_type() != nullptr && TextFieldOf(field->message_type()) == nullptr) {
    AppendFacts(position < 0 ? reflection->GetMessage(message, field)
                             : reflection->GetRepeatedMessage(message, field, position),
                path + ".", facts);
  } else {
    facts->push_back({path, TextOfValue(message, field, position)});
  }
}

void AppendFacts(const Message& message, const std::string& prefix, std::vector<Fact>* facts) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsAboutFacts(field) || field == KeyFieldOf(message.GetDescriptor())) continue;
    const std::string path = prefix + field->name();
    if (!field->is_repeated()) {
      AppendValue(message, field, -1, path, facts);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      std::string key;
      if (field->message_type() != nullptr) key = KeyOf(reflection->GetRepeatedMessage(message, field, i));
      if (key.empty()) key = std::to_string(i);
      AppendValue(message, field, i, absl::StrCat(path, "[", key, "]"), facts);
    }
  }
}

}  // namespace

absl::StatusOr<std::string> PrintedTextAt(const Message& resource, std::string_view path) {
  const absl::StatusOr<std::vector<Component>> components = ComponentsOf(path);
  if (!components.ok()) return components.status();
  const Message* message = &resource;
  for (size_t i = 0; i < components->size(); ++i) {
    const Component& component = (*components)[i];
    const bool last = i + 1 == components->size();
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(component.field);
    if (field == nullptr || IsAboutFacts(field)) {
      return absl::InvalidArgumentError(absl::StrCat("no fact is called ", component.field));
    }
    if (!IsSet(*message, field)) return absl::NotFoundError(absl::StrCat(component.field, " is not set"));
    if (component.key.has_value() && !field->is_repeated()) {
      return absl::InvalidArgumentError(absl::StrCat(component.field, " has no elements"));
    }
    const int position = component.key.has_value() ? PositionOf(*message, field, *component.key) : -1;
    if (component.key.has_value() && position < 0) {
      return absl::InvalidArgumentError(absl::StrCat(component.field, " has no element ", *component.key));
    }
    if (last) return TextOfValue(*message, field, position);
    if (field->message_type() == nullptr || (field->is_repeated() && position < 0)) {
      return absl::InvalidArgumentError(absl::StrCat("nothing is inside ", component.field));
    }
    const Reflection* reflection = message->GetReflection();
    message = position < 0 ? &reflection->GetMessage(*message, field)
                           : &reflection->GetRepeatedMessage(*message, field, position);
  }
  return absl::InvalidArgumentError("empty path");
}

std::vector<Fact> FactsOf(const Message& resource) {
  std::vector<Fact> facts;
  AppendFacts(resource, "", &facts);
  return facts;
}

}  // namespace zaitaku::data
