// Results kept in files. ZAITAKU_UPDATE_GOLDEN=1 writes them anew.
#pragma once

#include <string>

namespace zaitaku::cli {

// Compares with a golden file, or writes it if the variable asks for that. The files have plain line ends; that CSV's
// are CR LF is tested apart.
void ExpectGolden(const std::string& name, std::string actual);

}  // namespace zaitaku::cli
