// Brings a file's survey into the registry.
#pragma once

#include "absl/status/statusor.h"
#include "platform/storage/transaction.h"
#include "services/council/survey_parsing.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::council {

// Reads the file of a request. INVALID_ARGUMENT if the request is wrong (empty, larger than 1 MiB, format, survey);
// what is wrong within the file is in the result's problems.
absl::StatusOr<ParseResult> ReadFile(const v1::ImportSurveyRequest& request);

// Writes what is new in `read` and reports it in `response`. FAILED_PRECONDITION (REASON_REQUIRED), but not for a
// trial.
absl::Status ApplyImport(const ParsedSurvey& read, const std::string& reason, bool trial, Transaction& transaction,
                         v1::ImportSurveyResponse& response);

// FAILED_PRECONDITION (REASON_REQUIRED) if the survey is published and no reason is given.
absl::Status CheckReason(const v1::Survey& survey, const std::string& reason);

}  // namespace zaitaku::council
