// What makes events and training programmes right, as pure functions on the messages. Whether what they refer to exists
// is the store's to say.
#pragma once

#include <string>
#include <vector>

#include "platform/status/status.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

// What is wrong with a resource; empty if nothing. Paths begin with `prefix`, such as `event`.
std::vector<FieldProblem> Check(const v1::Event& event, const std::string& prefix);
std::vector<FieldProblem> Check(const v1::TrainingProgram& program, const std::string& prefix);

// True if an event with applications may go from one state to the other: any but being announced again.
bool MayFollowWithApplications(v1::Event::State before, v1::Event::State after);

// True if the programme is known to exist in that fiscal year: it runs from a stated first year to its last one, or is
// marked as new in it.
bool ExistsIn(const v1::TrainingProgram& program, int fiscal_year);

}  // namespace zaitaku::training
