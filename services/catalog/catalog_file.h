// Reads resources from files. Pure functions of their arguments, total over all bytes, linear in the file's length.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/import_problems.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

// A resource of a file.
struct FileEntry {
  int32_t line = 0;  // Where it begins, from 1.
  v1::CatalogEntry entry;
  google::protobuf::FieldMask mask;  // The fields that the file states, such as `display_name.ja`; empty: all.
};

// The resources of a file in its order, or all that is wrong with it, in order of line and column.
struct FileContent {
  std::vector<FileEntry> entries;
  std::vector<type::v1::ImportProblem> problems;
};

// More resources in one file are a problem.
inline constexpr size_t kMaxFileEntries = 10'000;

// What a file looks like: JSON lines if its first character that is not blank is {, a table of budget lines if its
// first line has a head that only they have, or its second one their name, else a table of programmes.
v1::ImportEntriesRequest::Format FindFormat(std::string_view content);

// A CatalogEntry in proto3's JSON on each line; unknown fields are problems. The facts are checked, and each name may
// be there once.
FileContent ReadJsonLines(std::string_view content);

// Tables with the heads of domain/catalogue_table.h, in any order; `name` is required, and one row for each resource.
// Only the columns that the file has are in the masks, of which there must be one besides the name. The facts are not
// checked beyond their notation.
FileContent ReadProgramsCsv(std::string_view content);
FileContent ReadBudgetLinesCsv(std::string_view content);

}  // namespace zaitaku::catalog
