// The files of data/catalog and the document that they were read from.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku::data {

// Lines of the document that state no fact.
struct Exclusion {
  int first_line = 0;  // From 1.
  int last_line = 0;   // Included.
  std::string verbatim;
  std::string reason;
};

// One kind of resource: a file of data/catalog, and the oneof case that all of its lines must have.
struct CatalogFile {
  const char* path;        // From the repository's root.
  const char* collection;  // What the resources' names begin with.
  catalog::v1::CatalogEntry::EntryCase kind;
};
inline constexpr CatalogFile kCatalogFiles[] = {
    {"data/catalog/programs.jsonl", "programs", catalog::v1::CatalogEntry::kProgram},
    {"data/catalog/funding_sources.jsonl", "fundingSources", catalog::v1::CatalogEntry::kFundingSource},
    {"data/catalog/budget_lines.jsonl", "budgetLines", catalog::v1::CatalogEntry::kBudgetLine},
    {"data/catalog/guidelines.jsonl", "guidelines", catalog::v1::CatalogEntry::kGuideline},
};

struct CatalogData {
  std::vector<std::string> lines;  // The document's lines, without line feeds; line 1 is the first.
  std::string document_sha256;     // Of its bytes, in hexadecimal.
  std::vector<catalog::v1::CatalogEntry> entries;
  std::vector<Exclusion> exclusions;
  std::vector<std::string> problems;  // Lines that cannot be read, as `path:line: what`.
};

// Reads the files as they are in the repository. What cannot be read is among the problems.
CatalogData ReadCatalogData();

// Reads one line of a catalogue file into an entry of that kind. Adds a problem if it is none.
void ReadEntry(const CatalogFile& file, int line, const std::string& json, CatalogData* data);

// The resource that an entry holds; it must hold one.
const google::protobuf::Message& ResourceOf(const catalog::v1::CatalogEntry& entry);

// What every resource has.
std::string NameOf(const catalog::v1::CatalogEntry& entry);
using FactSources = google::protobuf::RepeatedPtrField<type::v1::FactSource>;
const FactSources& SourcesOf(const catalog::v1::CatalogEntry& entry);
FactSources* MutableSourcesOf(catalog::v1::CatalogEntry* entry);

}  // namespace zaitaku::data
