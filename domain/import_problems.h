#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "zaitaku/type/v1/imports.pb.h"

// What is wrong with an imported file, whatever it holds.
namespace zaitaku {

// What should have been there: a sentence in both languages and a right example.
struct Expectation {
  std::string en;
  std::string ja;
  std::string example;
};

// Further problems are counted in the last one, so that an answer stays small whatever was sent.
inline constexpr size_t kMaxImportProblems = 500;

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

}  // namespace zaitaku
