#include "tests/fuzz/parsed_survey_checks.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "domain/characters.h"
#include "domain/notation.h"
#include "domain/prefectures.h"
#include "domain/survey_table.h"
#include "services/council/council_names.h"

namespace zaitaku::council {
namespace {

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void CheckProblems(const std::vector<type::v1::ImportProblem>& problems) {
  Require(problems.size() <= kMaxImportProblems, "problems are few");
  int32_t line = 1;
  for (const type::v1::ImportProblem& problem : problems) {
    Require(problem.line() >= line, "problems are in order");
    line = problem.line();
    Require(problem.column() >= 1, "columns count from 1");
    Require(!problem.expected().empty() && !problem.expected_ja().empty(), "problems say what was expected");
    Require(IsValidUtf8(problem.read()) && problem.read().size() <= 300, "what was read is short text");
  }
}

void CheckReport(const v1::CouncilReport& report) {
  const auto name = ParseReportName(report.name());
  Require(name.has_value() && name->kind == report.kind() && name->prefecture_code == report.prefecture_code(),
          "names are those of kind and prefecture");
  Require(report.establishment() != v1::PRESENCE_UNSPECIFIED, "establishment is stated");
  Require((report.sub_prefectural() == v1::PRESENCE_PRESENT) == (report.coverages_size() > 0),
          "coverages are there exactly if they are said to be");
  Require(report.coverages_size() <= 6, "coverages are few");
  for (const v1::Coverage& coverage : report.coverages()) {
    Require(coverage.covered() >= 1 && coverage.covered() <= coverage.total() && coverage.total() <= kMaxCoverageTotal,
            "coverages are in range");
  }
  if (report.establishment() == v1::PRESENCE_ABSENT) {
    Require(report.prefecture_wide() != v1::PRESENCE_PRESENT && report.coverages().empty(),
            "what is absent has no scopes");
  }
  for (const v1::Plan& plan : report.plans()) {
    Require(plan.scope() != v1::PLAN_SCOPE_UNSPECIFIED, "plans have a scope");
    Require(plan.undecided() != plan.has_interval(), "plans are decided or not");
  }
  Require(IsValidUtf8(report.SerializeAsString().empty() ? "" : report.provenance().verbatim()),
          "verbatim lines are text");
  Require(report.provenance().first_line() >= 1 && report.provenance().first_line() <= report.provenance().last_line(),
          "lines are in order");
}

std::string Facts(v1::CouncilReport report) {
  report.clear_cells();
  report.clear_provenance();
  return report.SerializeAsString();
}

void CheckReadsBack(const ParsedSurvey& parsed) {
  const std::string csv = WriteSurveyCsv(parsed.survey, parsed.reports);
  const ParseResult again = ParseSurveyCsv(csv, "", parsed.survey.name());
  Require(again.problems.empty(), "the CSV that is written can be read");
  Require(again.parsed.reports.size() == parsed.reports.size(), "every report reads back");
  for (size_t i = 0; i < parsed.reports.size(); ++i) {
    Require(Facts(again.parsed.reports[i]) == Facts(parsed.reports[i]), "facts read back");
  }
}

}  // namespace

void CheckParseResult(const ParseResult& result) {
  CheckProblems(result.problems);
  if (!result.problems.empty()) {
    Require(result.parsed.reports.empty(), "there are facts or problems, not both");
    return;
  }
  Require(!result.parsed.reports.empty() && result.parsed.reports.size() <= 94, "reports are as many as can be");
  Require(ParseSurveyName(result.parsed.survey.name()).has_value(), "the survey has a name");
  for (const v1::CouncilReport& report : result.parsed.reports) CheckReport(report);
  CheckReadsBack(result.parsed);
}

}  // namespace zaitaku::council
