#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/notation.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::council {

// What should have been there: a sentence in both languages and a right example.
struct Expectation {
  std::string en;
  std::string ja;
  std::string example;
};

// What a cell's notation should have been.
const Expectation& ExpectationOf(NotationFault fault);

// The file is not text in UTF-8, or has NUL in it.
const Expectation& ExpectedUtf8();
const Expectation& ExpectedNoNul();

// Gathers a file's problems and puts them in order.
class ProblemList {
 public:
  // Line and column count from 1. Of what was read, the first kMaxReadCharacters are kept.
  void Add(int32_t line, int32_t column, std::string_view cell, std::string_view read, const Expectation& expected);

  bool empty() const { return problems_.empty(); }

  // In order of line and column, at most kMaxImportProblems; if there were more, the last one says how many. Leaves the
  // list empty.
  std::vector<type::v1::ImportProblem> Take();

  static constexpr size_t kMaxReadCharacters = 60;

 private:
  std::vector<type::v1::ImportProblem> problems_;
  size_t dropped_ = 0;
};

}  // namespace zaitaku::council
