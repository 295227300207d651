#pragma once

#include "domain/import_problems.h"
#include "domain/notation.h"

namespace zaitaku::council {

// What a cell's notation should have been.
const Expectation& ExpectationOf(NotationFault fault);

}  // namespace zaitaku::council
