// Printed figures beside the computed ones.
#pragma once

#include <ostream>
#include <vector>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/council/v1/council_service.pb.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::cli {

// Figures of one kind of council: what, computed, printed, verdict.
void RenderFigureTable(const std::vector<const council::v1::FigureReconciliation*>& figures, Language language,
                       const Style& style, std::ostream& out);

// The whole reconciliation: each figure with the rows that make it and their lines in the document.
void RenderReconciliation(const council::v1::ReconcileSurveyResponse& response, Language language, const Style& style,
                          std::ostream& out);

// One row for each row that contributes to a figure, and one for a figure to which none does.
void RenderReconciliationCsv(const council::v1::ReconcileSurveyResponse& response, std::ostream& out);

// True if any printed figure differs from the rows.
bool AnyDiffers(const council::v1::ReconcileSurveyResponse& response);

// National figures that moved, before -> after; nothing if none did.
void RenderTotalsChanges(const google::protobuf::RepeatedPtrField<council::v1::TotalsChange>& changes,
                         Language language, const Style& style, std::ostream& out);

}  // namespace zaitaku::cli
