#include "cli/json.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_replace.h"

namespace zaitaku::cli {

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json,
                                                    options);  // Fails only for an Any of an unknown type.
  return json;
}

std::string ToJsonObject(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string json = "{";
  for (const auto& [name, text] : fields) {
    google::protobuf::Value name_value, text_value;
    name_value.set_string_value(name);
    text_value.set_string_value(text);
    if (json.size() > 1) json += ", ";
    json += ToJsonLine(name_value) + ": " + ToJsonLine(text_value);
  }
  return json + "}\n";
}

std::string ToJsonObject(const std::vector<std::pair<std::string, const google::protobuf::Message*>>& fields) {
  std::string json = "{\n";
  const char* separator = "";
  for (const auto& [name, message] : fields) {
    std::string value = ToJson(*message);
    value.pop_back();  // The line feed at its end.
    json += separator + (" \"" + name + "\": " + absl::StrReplaceAll(value, {{"\n", "\n "}}));
    separator = ",\n";
  }
  return json + "\n}\n";
}

std::string ToJsonLine(const google::protobuf::Message& message) {
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  return json;
}

}  // namespace zaitaku::cli
