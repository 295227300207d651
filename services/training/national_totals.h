// What a nationwide summary takes from the training events.
#pragma once

#include "absl/status/status.h"
#include "platform/storage/ledger.h"
#include "zaitaku/training/v1/totals.pb.h"

namespace zaitaku::training {

// Reads it at the view's revision.
absl::Status ReadNationalTotals(const Ledger::View& view, v1::NationalTotals& result);

}  // namespace zaitaku::training
