// What is wrong with a resource's field, as what is wrong with a file's line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/import_problems.h"
#include "platform/status/status.h"

namespace zaitaku {

// What is expected of a field of any of a service's resources, in Japanese.
struct FieldWord {
  std::string_view field;  // The first field of a path.
  std::string_view ja;
};
using FieldWords = std::span<const FieldWord>;

// Takes the description apart into what was read, what was expected and an example, and says in Japanese what the field
// is expected to be. `field` is a path such as `program.parts[3].title`. `read` is what was read where the description
// does not say.
void AddFieldProblem(int32_t line, const FieldProblem& problem, const std::string& read, const FieldWords& words,
                     ProblemList& problems);

}  // namespace zaitaku
