// Imported files: their size, and the error that says what is wrong with them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "zaitaku/type/v1/imports.pb.h"

namespace zaitaku {

inline constexpr size_t kMaxFileBytes = 1 << 20;

// INVALID_ARGUMENT naming `content` if there is nothing in it or too much. `expected` says what files hold.
absl::Status CheckImportedFile(std::string_view content, const std::string& expected);

// INVALID_ARGUMENT (INVALID_FILE) with as many of the problems as fit. Needs at least one.
absl::Status ProblemsError(const std::vector<type::v1::ImportProblem>& problems);

}  // namespace zaitaku
