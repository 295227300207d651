#include "services/council/survey_import.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/digest/digest.h"
#include "platform/service/imports.h"
#include "platform/status/status.h"
#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_store.h"
#include "services/council/council_totals.h"

namespace zaitaku::council {
namespace {

absl::Status CheckRequest(const v1::ImportSurveyRequest& request, v1::ImportSurveyRequest::Format format) {
  RETURN_IF_ERROR(CheckImportedFile(request.content(), "the survey's text or CSV"));
  std::vector<FieldProblem> problems;
  if (!v1::ImportSurveyRequest::Format_IsValid(request.format())) {
    problems.push_back({"format", "expected a value of Format, such as FORMAT_CSV"});
  }
  const bool named = !request.survey().empty();
  if (format == v1::ImportSurveyRequest::FORMAT_CSV && !named) {
    problems.push_back({"survey", "CSV does not say its month; expected surveys/YYYY-MM, such as 'surveys/2015-12'"});
  }
  if (named && !ParseSurveyName(request.survey())) {
    problems.push_back({"survey", absl::StrCat("read ", Quoted(request.survey()),
                                               ", expected surveys/YYYY-MM, such as 'surveys/2015-12'")});
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

// Nothing but spaces, the ideographic one included, is no reason.
bool IsBlank(const std::string& text) {
  return absl::StripAsciiWhitespace(absl::StrReplaceAll(text, {{"\u3000", " "}})).empty();
}

absl::Status ApplyReport(const v1::CouncilReport& read, Transaction& transaction, v1::ImportSurveyResponse& response) {
  ASSIGN_OR_RETURN(const auto current, FindReport(transaction, read.name()));
  if (current && SameFacts(*current, read)) {
    response.set_unchanged_reports(response.unchanged_reports() + 1);
    return absl::OkStatus();
  }
  v1::CouncilReport report = read;
  Normalise(report);
  // Whatever the reader lets through, the registry holds nothing that its own rules refuse.
  if (const auto problems = CheckReport(report, report.name()); !problems.empty()) return InvalidFields(problems);
  RETURN_IF_ERROR(PutReport(transaction, report));
  v1::ReportChange& change = *response.add_report_changes();
  if (current) *change.mutable_before() = *current;
  *change.mutable_after() = report;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ParseResult> ReadFile(const v1::ImportSurveyRequest& request) {
  const auto format = request.format() == v1::ImportSurveyRequest::FORMAT_UNSPECIFIED ? FindFormat(request.content())
                                                                                      : request.format();
  RETURN_IF_ERROR(CheckRequest(request, format));
  const std::string digest = Sha256Hex(request.content());
  if (format == v1::ImportSurveyRequest::FORMAT_CSV) return ParseSurveyCsv(request.content(), digest, request.survey());
  ParseResult result = ParseSurveyDocument(request.content(), digest);
  if (result.problems.empty() && !request.survey().empty() && request.survey() != result.parsed.survey.name()) {
    return InvalidField("survey", absl::StrCat("read '", request.survey(), "', but the document is that of '",
                                               result.parsed.survey.name(), "'; leave it empty or mend it"));
  }
  return result;
}

absl::Status CheckReason(const v1::Survey& survey, const std::string& reason) {
  if (survey.state() != v1::Survey::STATE_PUBLISHED || !IsBlank(reason)) return absl::OkStatus();
  return Error(
      type::v1::ERROR_REASON_REASON_REQUIRED,
      {absl::StrCat(
           "'", survey.name(),
           "' is published: it changes only by corrections; say why in 'reason', such as '県からの訂正報告による'"),
       absl::StrCat("「", survey.name(), "」は公表済みです。訂正には理由（reason）が必要です")},
      {{"resource", survey.name()}});
}

absl::Status ApplyImport(const ParsedSurvey& read, const std::string& reason, bool trial, Transaction& transaction,
                         v1::ImportSurveyResponse& response) {
  ASSIGN_OR_RETURN(const auto current, transaction.Find<v1::Survey>(read.survey.name()));
  v1::Survey survey = MergeSurvey(current ? *current : v1::Survey(), read.survey);
  if (!current || !SameSurveyFacts(*current, survey)) {
    if (!current) survey.set_state(v1::Survey::STATE_OPEN);
    RETURN_IF_ERROR(transaction.Put(survey));
  }
  for (const v1::CouncilReport& report : read.reports) RETURN_IF_ERROR(ApplyReport(report, transaction, response));
  response.set_unchanged(!transaction.changed());
  if (transaction.changed() && current && !trial) RETURN_IF_ERROR(CheckReason(*current, reason));
  RETURN_IF_ERROR(transaction.WriteTotals());
  for (v1::TotalsChange& change : NationalChanges(transaction.cell_changes()))
    *response.add_totals_changes() = std::move(change);
  *response.mutable_survey() = survey;
  return absl::OkStatus();
}

}  // namespace zaitaku::council
