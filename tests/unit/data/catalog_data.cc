#include "tests/unit/data/catalog_data.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "platform/digest/digest.h"
#include "tests/generators/source_document.h"

namespace zaitaku::data {
namespace {

using catalog::v1::CatalogEntry;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kExclusions[] = "data/catalog/exclusions.jsonl";

void AddProblem(const std::string& path, int line, const std::string& what, CatalogData* data) {
  data->problems.push_back(absl::StrCat(path, ":", line, ": ", what));
}

// Calls `read(number, line)` for each line of the file. A file that is missing or empty is a problem.
template <typename Read>
void ForEachLine(const std::string& path, CatalogData* data, Read read) {
  std::ifstream file(ZAITAKU_SOURCE_DIR "/" + path, std::ios::binary);
  int number = 0;
  for (std::string line; std::getline(file, line);) read(++number, line);
  if (number == 0) AddProblem(path, 0, "missing or empty", data);
}

void ReadExclusion(int line, const std::string& json, CatalogData* data) {
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &object);
  if (!status.ok()) return AddProblem(kExclusions, line, status.ToString(), data);
  const auto& fields = object.fields();
  for (const char* name : {"firstLine", "lastLine", "verbatim", "reason"}) {
    if (!fields.contains(name)) return AddProblem(kExclusions, line, absl::StrCat("no ", name), data);
  }
  if (fields.size() != 4) return AddProblem(kExclusions, line, "has other fields", data);
  data->exclusions.push_back({static_cast<int>(fields.at("firstLine").number_value()),
                              static_cast<int>(fields.at("lastLine").number_value()),
                              fields.at("verbatim").string_value(), fields.at("reason").string_value()});
}

}  // namespace

void ReadEntry(const CatalogFile& file, int line, const std::string& json, CatalogData* data) {
  CatalogEntry entry;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &entry);
  if (!status.ok()) return AddProblem(file.path, line, status.ToString(), data);
  if (entry.entry_case() != file.kind) return AddProblem(file.path, line, "belongs in another file", data);
  data->entries.push_back(std::move(entry));
}

CatalogData ReadCatalogData() {
  CatalogData data;
  const std::string document = generators::ReadSourceDocument();
  data.lines = absl::StrSplit(document, '\n');
  data.document_sha256 = Sha256Hex(document);
  for (const CatalogFile& file : kCatalogFiles) {
    ForEachLine(file.path, &data, [&](int line, const std::string& json) { ReadEntry(file, line, json, &data); });
  }
  ForEachLine(kExclusions, &data, [&](int line, const std::string& json) { ReadExclusion(line, json, &data); });
  return data;
}

const Message& ResourceOf(const CatalogEntry& entry) {
  const FieldDescriptor* field = CatalogEntry::descriptor()->FindFieldByNumber(entry.entry_case());
  return entry.GetReflection()->GetMessage(entry, field);
}

std::string NameOf(const CatalogEntry& entry) {
  const Message& resource = ResourceOf(entry);
  return resource.GetReflection()->GetString(resource, resource.GetDescriptor()->FindFieldByName("name"));
}

const FactSources& SourcesOf(const CatalogEntry& entry) {
  switch (entry.entry_case()) {
    case CatalogEntry::kProgram:
      return entry.program().sources();
    case CatalogEntry::kFundingSource:
      return entry.funding_source().sources();
    case CatalogEntry::kBudgetLine:
      return entry.budget_line().sources();
    default:
      return entry.guideline().sources();
  }
}

FactSources* MutableSourcesOf(CatalogEntry* entry) {
  switch (entry->entry_case()) {
    case CatalogEntry::kProgram:
      return entry->mutable_program()->mutable_sources();
    case CatalogEntry::kFundingSource:
      return entry->mutable_funding_source()->mutable_sources();
    case CatalogEntry::kBudgetLine:
      return entry->mutable_budget_line()->mutable_sources();
    default:
      return entry->mutable_guideline()->mutable_sources();
  }
}

}  // namespace zaitaku::data
