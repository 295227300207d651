// The surveys and reports in the ledger, with their totals.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

// The name itself, checked; or for `surveys/latest` that of the published survey with the newest reference month.
// INVALID_ARGUMENT naming `field`; NOT_FOUND (NO_PUBLISHED_SURVEY). Whether a survey of that name exists is not looked
// up.
absl::StatusOr<std::string> ResolveSurvey(const ResourceReader& reader, const std::string& name,
                                          const std::string& field);

// The latest published survey's name; empty if none is published.
absl::StatusOr<std::string> LatestSurvey(const ResourceReader& reader);

// NOT_FOUND if there is no such survey.
absl::StatusOr<v1::Survey> GetSurvey(const ResourceReader& reader, const std::string& survey);

// A survey's reports, by kind, then prefecture.
absl::StatusOr<std::vector<v1::CouncilReport>> ListReports(const ResourceReader& reader, const std::string& survey);

// The report of that name, or null. DATA_LOSS (STORE_DAMAGED) if what is stored there is another's.
absl::StatusOr<std::shared_ptr<const v1::CouncilReport>> FindReport(const ResourceReader& reader,
                                                                    const std::string& name);

// The collection that holds a survey's reports.
std::string ReportCollection(const std::string& survey);

// Writes a report and moves the totals by the difference it makes.
absl::Status PutReport(Transaction& transaction, v1::CouncilReport& report);

// Every total there is, from the reports alone.
absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader);

// What a resource of this name is: `zaitaku.council.v1.Survey` or `zaitaku.council.v1.CouncilReport`.
std::string ResourceType(const std::string& name);

// A survey's totals from its cells.
absl::StatusOr<v1::SurveyTotals> ReadTotals(const ResourceReader& reader, const std::string& survey);

}  // namespace zaitaku::council
