// The short texts that stand for a resource, or for a message or an enum in it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "cli/language.h"

namespace zaitaku::cli {

// An enum's value: in Japanese the officials' word, in English the word that options take.
std::string EnumWord(const google::protobuf::FieldDescriptor& field, int value, Language language);

// The text that stands for a nested message: a name, an amount, a mark.
std::string MessageText(const google::protobuf::Message& message, Language language);

// The resource's official name; for a budget line its year, stage and amount; for an application its government and
// state.
std::string EntryTitle(const google::protobuf::Message& entry, Language language);

}  // namespace zaitaku::cli
