// The answers to questions about programmes, as pure functions on the messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

// The overview of a fiscal year from all programmes, in order of name.
void FillMatrix(const std::vector<v1::Program>& programs, v1::GetProgramMatrixResponse& response);

// The programmes counted by level and field, for each fiscal year with an overview.
std::vector<v1::ProgramTotals> CountPrograms(const std::vector<v1::Program>& programs);

// The kinds of government that one is as well: a city of any kind is a municipality. The kind itself comes first.
std::vector<v1::GovernmentKind> KindsOf(v1::GovernmentKind kind);

// The programmes that the government asked for may use; `funding_sources` are left to the caller.
void FillEligible(const std::vector<v1::Program>& programs, const v1::FindEligibleProgramsRequest& request,
                  v1::FindEligibleProgramsResponse& response);

// INVALID_ARGUMENT if a filter or a year is wrong.
absl::Status CheckRequest(const v1::ListProgramsRequest& request);
absl::Status CheckRequest(const v1::ListFundingSourcesRequest& request);
absl::Status CheckRequest(const v1::ListBudgetLinesRequest& request);
absl::Status CheckRequest(const v1::ListGuidelinesRequest& request);
absl::Status CheckRequest(const v1::GetProgramMatrixRequest& request);
absl::Status CheckRequest(const v1::FindEligibleProgramsRequest& request);
absl::Status CheckRequest(const v1::GetBudgetTotalsRequest& request);

// True if the resource passes all filters of the request.
bool Passes(const v1::Program& program, const v1::ListProgramsRequest& request);
bool Passes(const v1::FundingSource& source, const v1::ListFundingSourcesRequest& request);
bool Passes(const v1::BudgetLine& line, const v1::ListBudgetLinesRequest& request);
bool Passes(const v1::Guideline& guideline, const v1::ListGuidelinesRequest& request);

// The words of a query, folded. INVALID_ARGUMENT if there are none, or too many.
absl::StatusOr<std::vector<std::string>> QueryWords(const std::string& query);

// The part of a text around the first of the words that is in it, whole if it is short; … where it is cut.
std::string Excerpt(std::string_view text, const std::vector<std::string>& words);

}  // namespace zaitaku::catalog
