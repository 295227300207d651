// What the stores hold, for tests that look for what must not be in them.
#pragma once

#include <string>

namespace zaitaku {

// All bytes of the databases in a folder, as they lie there; then the values of their tables that are in Base64, such
// as resources and the answers that are kept for repeated requests, decoded, a line for each that begins with
// `TABLE.COLUMN=`. Not decoded are the tables of people's data, which are the one place for it. Nobody may have the
// databases open. Ends the program if one cannot be read.
std::string StoredBytes(const std::string& folder);

}  // namespace zaitaku
