#include "domain/import_problems.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"

namespace zaitaku {
namespace {

// More than are shown, so that the first ones in order are among them though they may be found late.
constexpr size_t kMaxKept = 4 * kMaxImportProblems;

std::string Shorten(std::string_view text) {
  std::string shortened;
  size_t count = 0;
  for (size_t offset = 0; offset < text.size();) {
    if (count++ == ProblemList::kMaxReadCharacters) return shortened + "…";
    const CodePoint code_point = DecodeUtf8At(text, offset);
    AppendUtf8(code_point.value, &shortened);
    offset += code_point.size;
  }
  return shortened;
}

}  // namespace

const Expectation& ExpectedUtf8() {
  static const auto* const kExpected =
      new Expectation{"text in UTF-8; spreadsheets call it CSV UTF-8",
                      "UTF-8の文字（表計算ソフトでは「CSV UTF-8」で保存）", "在宅医療推進協議会"};
  return *kExpected;
}

const Expectation& ExpectedNoNul() {
  static const auto* const kExpected =
      new Expectation{"text without NUL bytes", "NUL（0x00）を含まない文字", "在宅医療推進協議会"};
  return *kExpected;
}

void ProblemList::Add(int32_t line, int32_t column, std::string_view cell, std::string_view read,
                      const Expectation& expected) {
  if (problems_.size() >= kMaxKept) {
    ++dropped_;
    return;
  }
  type::v1::ImportProblem& problem = problems_.emplace_back();
  problem.set_line(line);
  problem.set_column(column);
  problem.set_cell(std::string(cell));
  problem.set_read(Shorten(read));
  problem.set_expected(expected.en);
  problem.set_expected_ja(expected.ja);
  problem.set_example(expected.example);
}

std::vector<type::v1::ImportProblem> ProblemList::Take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const type::v1::ImportProblem& a, const type::v1::ImportProblem& b) {
                     return std::make_tuple(a.line(), a.column()) < std::make_tuple(b.line(), b.column());
                   });
  std::vector<type::v1::ImportProblem> taken = std::move(problems_);
  const size_t total = taken.size() + dropped_;
  if (total > kMaxImportProblems) {
    taken.resize(kMaxImportProblems);
    const size_t further = total - kMaxImportProblems + 1;
    type::v1::ImportProblem& last = taken.back();
    last.clear_cell();
    last.set_read(absl::StrCat(further));
    last.set_expected(absl::StrCat("no further problems, of which there are ", further, " from here on"));
    last.set_expected_ja(absl::StrCat("ここから先、さらに", further, "件の誤りがあります"));
    last.clear_example();
  }
  problems_.clear();
  dropped_ = 0;
  return taken;
}

}  // namespace zaitaku
