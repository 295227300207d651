#include "cli/import_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using type::v1::ImportProblem;

// The most that a server reads; refused here, so that a wrong file is not sent.
constexpr size_t kMaxFileBytes = 1024 * 1024;

// Reads at most one byte more than may be sent, which is enough to see that it is too much.
std::string ReadStream(std::istream& in) {
  std::string content(kMaxFileBytes + 1, '\0');
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(in.gcount()));
  return content;
}

std::string ProblemText(const ImportProblem& problem, Language language) {
  const std::string example = problem.example();
  if (language == Language::kJapanese) {
    return absl::StrCat("読み取り「", problem.read(), "」、期待：",
                        problem.expected_ja().empty() ? problem.expected() : problem.expected_ja(),
                        example.empty() ? "" : absl::StrCat("、例：", example));
  }
  return absl::StrCat("read '", problem.read(), "', expected ", problem.expected(),
                      example.empty() ? "" : absl::StrCat(", for example ", example));
}

void PrintProblems(Session& session, const ImportProblems& problems, const std::string& file) {
  for (const ImportProblem& problem : problems) {
    session.out() << Printable(file) << ':' << problem.line() << ':' << problem.column() << ": ";
    if (!problem.cell().empty()) session.out() << Printable(problem.cell()) << ": ";
    session.out() << Printable(ProblemText(problem, session.language())) << '\n';
  }
}

void PrintProblemsCsv(const ImportProblems& problems, const std::string& file, std::ostream& out) {
  WriteCsvRow(out, {"file", "line", "column", "cell", "read", "expected", "expected_ja", "example"});
  for (const ImportProblem& problem : problems) {
    WriteCsvRow(out, {file, absl::StrCat(problem.line()), absl::StrCat(problem.column()), problem.cell(),
                      problem.read(), problem.expected(), problem.expected_ja(), problem.example()});
  }
}

}  // namespace

std::string ImportFileName(const std::string& file) { return file == "-" ? "stdin" : file; }

absl::StatusOr<std::string> ReadImportFile(Session& session, const std::string& file) {
  std::string content;
  if (file == "-") {
    content = ReadStream(session.in());
  } else {
    std::ifstream in(file, std::ios::binary);
    if (in) content = ReadStream(in);
    if (!in.is_open() || in.bad() || (!in.eof() && content.size() <= kMaxFileBytes)) {
      return absl::NotFoundError(session.Say({absl::StrCat("ファイルを読めません：", Printable(file)),
                                              absl::StrCat("cannot read the file ", Printable(file))}));
    }
  }
  if (content.size() > kMaxFileBytes) {
    return absl::OutOfRangeError(session.Say({"ファイルが 1 MiB を超えています", "the file is larger than 1 MiB"}));
  }
  return content;
}

int ShowProblems(Session& session, const ImportProblems& problems, const google::protobuf::Message& response,
                 const std::string& file_name) {
  switch (session.settings().output) {
    case Output::kTable:
      PrintProblems(session, problems, file_name);
      break;
    case Output::kJson:
      session.out() << ToJson(response);
      break;
    case Output::kCsv:
      PrintProblemsCsv(problems, file_name, session.out());
      break;
  }
  session.out().flush();
  const int count = problems.size();
  session.Note({absl::StrCat(Printable(file_name), " に ", count, " 件の誤りがあります。何も変更していません"),
                absl::StrCat(Printable(file_name), " has ", count, count == 1 ? " problem" : " problems",
                             "; nothing was changed")});
  return kExitFindings;
}

}  // namespace zaitaku::cli
