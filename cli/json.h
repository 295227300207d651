// JSON of messages, as protobuf has it: lowerCamelCase names, enums by name.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

namespace zaitaku::cli {

// An Any must hold a type that this program knows.
//
// Over several lines, with a line feed at the end. Zero counts and empty lists are written; absent optional fields are
// not, since unknown is not zero.
std::string ToJson(const google::protobuf::Message& message);

// An object of texts in one line with a line feed, its fields in the order given.
std::string ToJsonObject(const std::vector<std::pair<std::string, std::string>>& fields);

// An object of messages, each as above, its fields in the order given.
std::string ToJsonObject(const std::vector<std::pair<std::string, const google::protobuf::Message*>>& fields);

// In one line, without a line feed, and without empty fields.
std::string ToJsonLine(const google::protobuf::Message& message);

}  // namespace zaitaku::cli
