// Council reports as text.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/field_change.h"
#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::cli {

// Reports, one in a row.
void RenderReports(const google::protobuf::RepeatedPtrField<council::v1::CouncilReport>& reports, Language language,
                   const Style& style, std::ostream& out);

// The same for programs. Coverages and plans are in the officials' notation, several separated by a space.
void RenderReportsCsv(const google::protobuf::RepeatedPtrField<council::v1::CouncilReport>& reports, std::ostream& out);

// One report with everything that is known about it.
void RenderReport(const council::v1::CouncilReport& report, Language language, const Style& style, std::ostream& out);

// The facts that differ, in order of the table's columns. `before` is null for a new report: then every fact that is
// stated.
std::vector<FieldChange> FieldChanges(const council::v1::CouncilReport* before, const council::v1::CouncilReport& after,
                                      Language language);

// Each report that changes, with its facts before and after; `indent` spaces in.
void RenderReportChanges(const google::protobuf::RepeatedPtrField<council::v1::ReportChange>& changes,
                         Language language, const Style& style, std::ostream& out, int indent = 0);

// Changes for programs: one row for each fact and each national figure.
void RenderChangesCsv(const google::protobuf::RepeatedPtrField<council::v1::ReportChange>& changes,
                      const google::protobuf::RepeatedPtrField<council::v1::TotalsChange>& totals, std::ostream& out);

}  // namespace zaitaku::cli
