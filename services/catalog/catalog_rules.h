// What makes the catalogue's resources right, as pure functions on the messages. Whether what they refer to exists is
// the store's to say.
#pragma once

#include <string>
#include <vector>

#include "platform/status/status.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/catalog/v1/guideline.pb.h"

namespace zaitaku::catalog {

// What is wrong with a resource; empty if nothing. Paths begin with `prefix`, such as `program`.
std::vector<FieldProblem> Check(const v1::Program& program, const std::string& prefix);
std::vector<FieldProblem> Check(const v1::FundingSource& source, const std::string& prefix);
std::vector<FieldProblem> Check(const v1::BudgetLine& line, const std::string& prefix);
std::vector<FieldProblem> Check(const v1::Guideline& guideline, const std::string& prefix);

// True if a document of that fiscal year lists the programme, or it runs from a stated first year to its last one.
bool ExistsIn(const v1::Program& program, int fiscal_year);

}  // namespace zaitaku::catalog
