// Budget lines and their totals as text.
#pragma once

#include <ostream>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::cli {

// Budget lines, one in a row. An amount that is not printed is shown in its unit.
using BudgetLines = google::protobuf::RepeatedPtrField<catalog::v1::BudgetLine>;
void RenderBudgetLines(const BudgetLines& lines, Language language, const Style& style, std::ostream& out,
                       int indent = 0);

// For programs: the columns of domain/catalogue_table.h, then revision_id and etag.
void RenderBudgetLinesCsv(const BudgetLines& lines, std::ostream& out);

void RenderBudgetLine(const catalog::v1::BudgetLine& line, bool verbatim, Language language, const Style& style,
                      std::ostream& out);

// Each fiscal year and stage apart, with its splits, printed sums and lines.
void RenderBudgetTotals(const catalog::v1::GetBudgetTotalsResponse& response, Language language, const Style& style,
                        std::ostream& out);

// For programs: one amount in a row. `figure` is total, bureau, field, funding_source, printed_sum, computed_sum,
// sum_term or line; `subject` says of what.
void RenderBudgetTotalsCsv(const catalog::v1::GetBudgetTotalsResponse& response, std::ostream& out);

}  // namespace zaitaku::cli
