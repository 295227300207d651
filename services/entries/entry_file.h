// Resources read from files.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <cstdint>
#include <vector>

#include "domain/import_problems.h"

namespace zaitaku {

// A resource of a file.
template <typename Entry>
struct FileEntry {
  int32_t line = 0;  // Where it begins, from 1.
  Entry entry;
  google::protobuf::FieldMask mask;  // The fields that the file states, such as `display_name.ja`; empty: all.
};

// The resources of a file in its order, or all that is wrong with it, in order of line and column.
template <typename Entry>
struct FileContent {
  std::vector<FileEntry<Entry>> entries;
  std::vector<type::v1::ImportProblem> problems;
};

// More resources in one file are a problem.
inline constexpr size_t kMaxFileEntries = 10'000;

}  // namespace zaitaku
