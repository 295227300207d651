// What a nationwide summary takes from the programme catalogue.
#pragma once

#include "absl/status/status.h"
#include "platform/storage/ledger.h"
#include "zaitaku/catalog/v1/totals.pb.h"

namespace zaitaku::catalog {

// Reads it at the view's revision.
absl::Status ReadNationalTotals(const Ledger::View& view, v1::NationalTotals& result);

}  // namespace zaitaku::catalog
