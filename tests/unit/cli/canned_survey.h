// The survey of 2015-12 as the registry and the gateway answer it: what a server would send, made here from the rows.
#pragma once

#include "zaitaku/council/v1/council_service.pb.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::cli {

inline constexpr char kCannedRevision[] = "12-9f0c2a61b7d4";

// The published survey, with its printed totals.
council::v1::Survey CannedSurvey();

// Its 94 reports, by kind, then prefecture.
council::v1::ListCouncilReportsResponse CannedReports();

// Each printed figure beside the computed one.
council::v1::ReconcileSurveyResponse CannedReconciliation();

// The nation in figures.
summary::v1::GetNationwideSummaryResponse CannedSummary();

}  // namespace zaitaku::cli
