// Small tables that people keep as CSV and that commands take: who is to be registered, who came.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cli/session.h"
#include "domain/import_problems.h"

namespace zaitaku::cli {

// A column by its head, in either language, of any width.
struct FileColumn {
  const char* en;
  const char* ja;
  bool required = false;
};

// What a row has in a column.
struct FileCell {
  std::string text;  // Without blanks around it; empty if the file has no such column.
  int32_t line = 0;
  int32_t column = 0;  // From 1, in the file.
};

// A row's cells in the order of the columns that were asked for.
using FileRow = std::vector<FileCell>;

// Reads a file, `-` for stdin, and has `take` have each of its rows, or add to the problems. If there are any, all are
// shown. Returns the exit code: kExitOk if every row was taken.
int ReadTableFile(Session& session, const std::string& file, std::span<const FileColumn> columns,
                  const std::function<void(const FileRow&, ProblemList&)>& take);

}  // namespace zaitaku::cli
