#include "tests/unit/data/data_set.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace zaitaku::data {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using type::v1::FactSource;

void AddProblem(const std::string& path, int line, const std::string& what, DataSet* data) {
  data->problems.push_back(absl::StrCat(path, ":", line, ": ", what));
}

void ReadExclusion(int line, const std::string& json, DataSet* data) {
  const std::string& path = data->format->exclusions;
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &object);
  if (!status.ok()) return AddProblem(path, line, status.ToString(), data);
  const auto& fields = object.fields();
  for (const char* name : {"firstLine", "lastLine", "verbatim", "reason"}) {
    if (!fields.contains(name)) return AddProblem(path, line, absl::StrCat("no ", name), data);
  }
  if (fields.size() != 4) return AddProblem(path, line, "has other fields", data);
  data->exclusions.push_back({static_cast<int>(fields.at("firstLine").number_value()),
                              static_cast<int>(fields.at("lastLine").number_value()),
                              fields.at("verbatim").string_value(), fields.at("reason").string_value()});
}

// The field that the entry's oneof has set; null if none.
const FieldDescriptor* KindField(const Message& entry) {
  return entry.GetReflection()->GetOneofFieldDescriptor(entry, entry.GetDescriptor()->oneof_decl(0));
}

const FieldDescriptor* SourcesField(const Message& resource) {
  return resource.GetDescriptor()->FindFieldByName("sources");
}

}  // namespace

const Message& ResourceOf(const Message& entry) { return entry.GetReflection()->GetMessage(entry, KindField(entry)); }

Message* MutableResourceOf(Message* entry) { return entry->GetReflection()->MutableMessage(entry, KindField(*entry)); }

std::string NameOf(const Message& resource) {
  return resource.GetReflection()->GetString(resource, resource.GetDescriptor()->FindFieldByName("name"));
}

std::vector<const FactSource*> SourcesOf(const Message& resource) {
  const auto* reflection = resource.GetReflection();
  const FieldDescriptor* field = SourcesField(resource);
  std::vector<const FactSource*> sources;
  for (int i = 0; i < reflection->FieldSize(resource, field); ++i) {
    sources.push_back(static_cast<const FactSource*>(&reflection->GetRepeatedMessage(resource, field, i)));
  }
  return sources;
}

void RemoveSources(const std::function<bool(const FactSource&)>& is_removed, Message* resource) {
  std::vector<FactSource> kept;
  for (const FactSource* source : SourcesOf(*resource)) {
    if (!is_removed(*source)) kept.push_back(*source);
  }
  const FieldDescriptor* field = SourcesField(*resource);
  resource->GetReflection()->ClearField(resource, field);
  for (const FactSource& source : kept) resource->GetReflection()->AddMessage(resource, field)->CopyFrom(source);
}

bool ReadEntry(const DataFile& file, int line, const std::string& json, Message* entry, DataSet* data) {
  const auto status = google::protobuf::util::JsonStringToMessage(json, entry);
  if (!status.ok()) {
    AddProblem(file.path, line, status.ToString(), data);
  } else if (KindField(*entry) == nullptr || KindField(*entry)->message_type() != file.type) {
    AddProblem(file.path, line, "belongs in another file", data);
  } else {
    return true;
  }
  return false;
}

std::vector<std::string> ReadLines(const std::string& path, DataSet* data) {
  std::ifstream file(ZAITAKU_SOURCE_DIR "/" + path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) AddProblem(path, 0, "missing or empty", data);
  return lines;
}

void ReadExclusions(DataSet* data) {
  int number = 0;
  for (const std::string& line : ReadLines(data->format->exclusions, data)) ReadExclusion(++number, line, data);
}

}  // namespace zaitaku::data
