#include "cli/applicants.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/import_file.h"
#include "cli/table_file.h"
#include "domain/training.h"

namespace zaitaku::cli {
namespace {

using training::v1::ParticipantRole;

// In place of what is somebody's name or address.
constexpr char kNotShown[] = "…";

std::string Trimmed(std::string_view text) {
  return std::string(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
}

// True if it may be an address; the service looks closer.
bool IsAddress(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

absl::Status WrongPerson(int number, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat("--person ", number, ": ", what,
                                                 "; expected NAME <address>:role, for example "
                                                 "'山田 花子 <hanako@example.jp>:地域医療担当'"));
}

constexpr FileColumn kColumns[] = {{"full_name", "氏名", true}, {"email", "メールアドレス", true}, {"role", "担当"}};

TypedApplicant ReadRow(const FileRow& row, const std::string& file, ProblemList& problems) {
  const FileCell& name = row[0];
  const FileCell& email = row[1];
  const FileCell& role = row[2];
  TypedApplicant typed;
  typed.where = absl::StrCat(file, ":", name.line);
  auto& person = *typed.applicant.mutable_person();
  person.set_full_name(name.text);
  if (name.text.empty()) problems.Add(name.line, name.column, kColumns[0].ja, "", {"a name", "氏名", "山田 花子"});
  person.set_email(email.text);
  if (!IsAddress(email.text)) {
    problems.Add(email.line, email.column, kColumns[1].ja, email.text.empty() ? "" : kNotShown,
                 {"an address", "メールアドレス", "hanako@example.jp"});
  }
  const auto* term = role.text.empty() ? nullptr : ReadTerm<ParticipantRole>(role.text);
  if (term != nullptr) typed.applicant.set_role(term->value);
  if (term == nullptr && !role.text.empty()) {
    problems.Add(role.line, role.column, kColumns[2].ja, role.text, {"a role", "担当", "地域医療担当"});
  }
  return typed;
}

}  // namespace

absl::StatusOr<TypedApplicant> ReadApplicant(const std::string& text, int number) {
  const std::string plain = absl::StrReplaceAll(text, {{"＜", "<"}, {"＞", ">"}, {"：", ":"}});
  const size_t open = plain.find('<');
  const size_t close = plain.find('>');
  if (open == std::string::npos || close == std::string::npos || close < open) {
    return WrongPerson(number, "read no address in < and >");
  }
  TypedApplicant typed;
  typed.where = absl::StrCat("--person ", number);
  auto& person = *typed.applicant.mutable_person();
  person.set_full_name(Trimmed(std::string_view(plain).substr(0, open)));
  if (person.full_name().empty()) return WrongPerson(number, "read no name");
  person.set_email(Trimmed(std::string_view(plain).substr(open + 1, close - open - 1)));
  if (!IsAddress(person.email())) return WrongPerson(number, "what is in < and > is no address");
  const std::string rest = Trimmed(std::string_view(plain).substr(close + 1));
  if (rest.empty()) return typed;
  const std::string role = rest.front() == ':' ? Trimmed(std::string_view(rest).substr(1)) : "";
  const auto* term = role.empty() ? nullptr : ReadTerm<ParticipantRole>(role);
  if (term == nullptr) {
    std::string known;
    for (const auto& one : Terms<ParticipantRole>()) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", std::string(one.slug), " (", std::string(one.ja), ")");
    }
    return WrongPerson(number, absl::StrCat("after > read no role; there are ", known).c_str());
  }
  typed.applicant.set_role(term->value);
  return typed;
}

int ReadApplicantFile(Session& session, const std::string& file, std::vector<TypedApplicant>& applicants) {
  const std::string name = ImportFileName(file);
  return ReadTableFile(session, file, kColumns, [&](const FileRow& row, ProblemList& problems) {
    applicants.push_back(ReadRow(row, name, problems));
  });
}

}  // namespace zaitaku::cli
