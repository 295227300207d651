#pragma once

#include "services/council/survey_parsing.h"

namespace zaitaku::council {

// What holds of every result whatever was parsed: problems are in order, few, small and complete; without problems the
// facts are such as the registry may store, and read back from CSV. Aborts if something does not hold.
void CheckParseResult(const ParseResult& result);

}  // namespace zaitaku::council
