// Collects what is wrong with the fields below one path of a request.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {

class FieldChecker {
 public:
  // `path` comes before every field, such as `items[3]`; empty for the request itself.
  explicit FieldChecker(std::string path) : path_(std::move(path)) {}

  // Notes a problem unless `right`. The description says what was read, what was expected, and gives a right example.
  void Require(bool right, const std::string& field, const std::string& description) {
    if (!right) problems_.push_back({path_.empty() ? field : absl::StrCat(path_, ".", field), description});
  }

  std::vector<FieldProblem> Take() { return std::move(problems_); }

 private:
  const std::string path_;
  std::vector<FieldProblem> problems_;
};

}  // namespace zaitaku
