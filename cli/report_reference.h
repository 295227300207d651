// Which report a command is about: by its name, or by survey, kind and prefecture.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace zaitaku::cli {

struct ReportReference {
  std::string name;
  std::string survey = "surveys/latest";
  std::string kind;
  std::string prefecture;
};

// Adds REPORT, --survey, --kind and --prefecture to a command.
void AddReportReference(Commands& commands, CLI::App& verb, ReportReference& reference);

// The report's resource name, `surveys/latest` resolved by asking the registry at a revision, empty for the newest.
// INVALID_ARGUMENT without details if the reference itself is wrong; then the command line is.
absl::StatusOr<std::string> ResolveReport(Session& session, const ReportReference& reference,
                                          const std::string& revision = "");

// Checks for options; the error is empty if the value can be read.
std::string CheckKind(const std::string& text);
std::string CheckPrefecture(const std::string& text);
std::string CheckRegion(const std::string& text);
std::string CheckUnit(const std::string& text);

}  // namespace zaitaku::cli
