// Comma-separated values for programs.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace zaitaku::cli {

// One record as RFC 4180 has it, ended by CR LF.
void WriteCsvRow(std::ostream& out, const std::vector<std::string>& fields);

}  // namespace zaitaku::cli
