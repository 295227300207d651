#include "services/entries/field_problems.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace zaitaku {
namespace {

std::string ExpectedJa(std::string_view field, const FieldWords& words, const std::string& expected) {
  // The kind of resource stands before the field.
  const size_t dot = field.find('.');
  std::string_view root = dot == std::string_view::npos ? field : field.substr(dot + 1);
  root = root.substr(0, root.find_first_of(".["));
  for (const FieldWord& word : words) {
    if (word.field == root) return std::string(word.ja);
  }
  return absl::StrCat("次の内容：", expected);
}

bool Unquote(std::string_view& text) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return false;
  text = text.substr(1, text.size() - 2);
  return true;
}

}  // namespace

void AddFieldProblem(int32_t line, const FieldProblem& problem, const std::string& read, const FieldWords& words,
                     ProblemList& problems) {
  constexpr std::string_view kRead = "read ", kExpected = "expected ", kSuchAs = ", such as ";
  std::string_view rest = problem.description, was_read = read, example;
  const size_t at = rest.find(kExpected);
  if (at != std::string_view::npos && rest.starts_with(kRead) && at > kRead.size() + 2) {
    was_read = rest.substr(kRead.size(), at - kRead.size() - 2);  // Less the comma.
    Unquote(was_read);
  }
  if (at == 0 || (at != std::string_view::npos && rest.starts_with(kRead))) rest.remove_prefix(at + kExpected.size());
  if (const size_t such = rest.rfind(kSuchAs); such != std::string_view::npos) {
    example = rest.substr(such + kSuchAs.size());
    rest = rest.substr(0, such);
    Unquote(example);
  }
  const std::string expected(rest);
  problems.Add(line, 1, problem.field, was_read,
               {expected, ExpectedJa(problem.field, words, expected), std::string(example)});
}

}  // namespace zaitaku
