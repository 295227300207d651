// What events and applications add up to, read from the ledger's totals; and the same from the rows, for the checker.
#pragma once

#include <cstdint>
#include <map>

#include "absl/status/statusor.h"
#include "platform/storage/resource_reader.h"
#include "services/training/training_cells.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// One total from the cells of a year's scope below `prefix`, such as `field/home-visit-nursing/`.
v1::EventTotal TotalFromCells(const ScopeCells& cells, const std::string& prefix);

// The totals that the request asks for. The cost depends on the number of years only.
absl::Status ReadEventTotals(const ResourceReader& reader, const v1::GetEventTotalsRequest& request,
                             v1::GetEventTotalsResponse& response);

// Every total there is, from the events and applications alone.
absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader);

}  // namespace zaitaku::training
