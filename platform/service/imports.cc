#include "platform/service/imports.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {

absl::Status CheckImportedFile(std::string_view content, const std::string& expected) {
  if (content.empty()) return InvalidField("content", absl::StrCat("the file is empty; expected ", expected));
  if (content.size() <= kMaxFileBytes) return absl::OkStatus();
  return InvalidField("content",
                      absl::StrCat("the file has ", content.size(), " bytes, expected at most ", kMaxFileBytes));
}

absl::Status ProblemsError(const std::vector<type::v1::ImportProblem>& problems) {
  std::vector<FieldProblem> fields;
  for (const type::v1::ImportProblem& problem : problems) {
    const std::string cell = problem.cell().empty() ? "" : absl::StrCat(" (", problem.cell(), ")");
    fields.push_back({absl::StrCat("content:", problem.line(), ":", problem.column(), cell),
                      absl::StrCat("read '", problem.read(), "', expected ", problem.expected(), ", such as '",
                                   problem.example(), "'")});
  }
  const type::v1::ImportProblem& first = problems.at(0);
  return InvalidFile(
      {absl::StrCat("the file has ", problems.size(), " problem(s), the first in line ", first.line(), ": read '",
                    first.read(), "', expected ", first.expected(), ". Nothing was changed; validate_only lists all"),
       absl::StrCat("ファイルに", problems.size(), "件の誤りがあります。最初は", first.line(), "行目：",
                    first.expected_ja(), "。変更はありません")},
      fields);
}

}  // namespace zaitaku
