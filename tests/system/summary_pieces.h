// What a nationwide summary says of each service, taken apart to be compared with counts of that service's resources.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/revision_vector.h"
#include "tests/system/flat_totals.h"
#include "zaitaku/summary/v1/summary.pb.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku {

enum class PieceKind { kCouncils, kPrefectures, kCatalog, kTraining, kApplicants };

// The figures that come from one service at one revision.
struct SummaryPiece {
  PieceKind kind;
  gateway::ServiceId service;
  std::string revision;                    // The token that the summary states.
  summary::v1::NationwideSummary figures;  // Nothing but the piece's own fields.
};

// All pieces that the summary has. An error if it has figures of a service whose revision it does not state, or a
// revision without figures. Parts of one service must have been asked for together.
absl::StatusOr<std::vector<SummaryPiece>> TakeApart(const summary::v1::NationwideSummary& summary);

// The piece's figures by the names of the recounts (council_recount.h and so on). Prefectures' are added up to those of
// their regions and the nation. An error if lists that belong together do not fit together.
absl::StatusOr<FlatTotals> Flatten(const SummaryPiece& piece);

// Those figures of a recount that such a piece has.
FlatTotals FiguresOf(PieceKind kind, const FlatTotals& recount);

}  // namespace zaitaku
