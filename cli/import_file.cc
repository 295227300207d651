#include "cli/import_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/table.h"
#include "domain/characters.h"

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

// Why the file cannot be read.
Text Unreadable(const std::string& file) {
  std::error_code ignored;
  Text why = {"読み取れない内容です", "reading it failed"};
  if (std::filesystem::is_directory(file, ignored)) {
    why = {"フォルダーです", "it is a folder"};
  } else if (!std::filesystem::exists(file, ignored)) {
    why = {"そのファイルはありません", "there is no such file"};
  } else if (access(file.c_str(), R_OK) != 0) {
    why = {"読み取る権限がありません", "you may not read it"};
  }
  return {absl::StrCat("ファイルを読めません：", Printable(file), "（", why.ja, "）"),
          absl::StrCat("cannot read the file ", Printable(file), ": ", why.en)};
}

// What Excel saves as "CSV" in Japan: every byte or pair of bytes is one of Shift_JIS, and most are no UTF-8. A file in
// UTF-8 with some damage is told of line by line.
bool LooksLikeShiftJis(std::string_view content) {
  int valid = 0, invalid = 0;
  for (const CodePoint& character : DecodeUtf8(content)) {
    if (!character.is_valid) ++invalid;
    if (character.is_valid && character.size > 1) ++valid;
  }
  if (invalid <= valid) return false;
  const auto byte = [content](size_t at) { return static_cast<unsigned char>(content[at]); };
  for (size_t i = 0; i < content.size(); ++i) {
    const unsigned char lead = byte(i);
    const bool single = lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF);
    if (single) continue;
    const bool starts_pair = (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xFC);
    // A file that is cut off ends within a pair.
    if (!starts_pair || i + 1 == content.size()) return false;
    const unsigned char trail = byte(++i);
    if (trail < 0x40 || trail > 0xFC || trail == 0x7F) return false;
  }
  return true;
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
      return absl::NotFoundError(session.Say(Unreadable(file)));
    }
  }
  if (content.size() > kMaxFileBytes) {
    return absl::OutOfRangeError(session.Say({"ファイルが 1 MiB を超えています", "the file is larger than 1 MiB"}));
  }
  if (LooksLikeShiftJis(content)) {
    const std::string name = Printable(ImportFileName(file));
    return absl::InvalidArgumentError(session.Say(
        {absl::StrCat(name,
                      " は UTF-8 ではなく、Shift_JIS（CP932）のようです。Excel では「CSV UTF-8」を選んで保存し、"
                      "または `iconv -f CP932 -t UTF-8` で変換してください"),
         absl::StrCat(name,
                      " is not UTF-8 but looks like Shift_JIS (CP932): have Excel save it as 'CSV UTF-8', or "
                      "convert it with `iconv -f CP932 -t UTF-8`")}));
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
