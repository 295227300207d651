// Errors that are about one field and say more than its problem.
#pragma once

#include "absl/status/status.h"
#include "platform/status/status.h"

namespace zaitaku {

// The error, which has no BadRequest yet, with one that says which field it is about.
absl::Status AtField(const absl::Status& error, const FieldProblem& problem);

}  // namespace zaitaku
