// What makes a report right, as pure functions on the messages.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/service/resource_fields.h"
#include "platform/status/status.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::council {

// The survey that can be named instead of a month: the published one with the newest reference month.
inline constexpr char kLatestSurvey[] = "surveys/latest";

// Every survey asks every prefecture about every kind of council.
int ExpectedReports();

// Puts coverages in order of unit and plans in order of scope, so that equal facts are equal messages.
void Normalise(v1::CouncilReport& report);

// Too many coverages or plans; checked before anything is done with a report.
std::vector<FieldProblem> CheckSizes(const v1::CouncilReport& report, const std::string& prefix);

// What is wrong with a report's facts; empty if nothing. Paths begin with `prefix`, such as `council_report`.
std::vector<FieldProblem> CheckReport(const v1::CouncilReport& report, const std::string& prefix);

// True if both say the same about the council. Names, cells, provenance and versions are not compared.
bool SameFacts(v1::CouncilReport a, v1::CouncilReport b);

// The fields that are facts; equal facts are equal in them where both reports are normalised.
const std::vector<Field>& FactFields();

// `current` with the fields of `mask` taken from `change`; empty or `*` takes all facts. Where the mask names only one
// of `sub_prefectural` and `coverages`, the other follows. The result no longer has cells and provenance: it is not
// what was read in the document. INVALID_ARGUMENT for a path that cannot be changed.
absl::StatusOr<v1::CouncilReport> MergeReport(const v1::CouncilReport& current, const v1::CouncilReport& change,
                                              const google::protobuf::FieldMask& mask, const std::string& field);

// INVALID_ARGUMENT if a filter is wrong.
absl::Status CheckFilters(const v1::ListCouncilReportsRequest& request);

// True if the report passes all filters of the request.
bool PassesFilters(const v1::CouncilReport& report, const v1::ListCouncilReportsRequest& request);

// The survey with what a newly read one knows: a table without definitions does not erase those that are known.
v1::Survey MergeSurvey(const v1::Survey& current, const v1::Survey& read);

// True if both hold the same notes and words. State and versions are not compared, nor where they were read.
bool SameSurveyFacts(const v1::Survey& a, const v1::Survey& b);

}  // namespace zaitaku::council
