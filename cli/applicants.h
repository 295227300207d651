// People who are to be registered, as they are typed or in a file. What is wrong is told without their names and
// addresses.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "zaitaku/training/v1/application.pb.h"

namespace zaitaku::cli {

// A person, and where the command line has them: `--person 2`, `people.csv:3`.
struct TypedApplicant {
  training::v1::Applicant applicant;
  std::string where;
};

// Reads `NAME <address>:role`, or without the role; full-width signs too. INVALID_ARGUMENT says what is wrong with the
// `number`th of them.
absl::StatusOr<TypedApplicant> ReadApplicant(const std::string& text, int number);

// Reads a file of people with the heads 氏名, メールアドレス and 担当, or full_name, email and role; the role may be
// left out. What is wrong is shown. Returns the exit code.
int ReadApplicantFile(Session& session, const std::string& file, std::vector<TypedApplicant>& applicants);

}  // namespace zaitaku::cli
