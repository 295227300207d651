// What a nationwide summary takes from the council registry.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "platform/storage/ledger.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

// Reads it at the view's revision. An empty `survey`: the latest published one, and if there is none, nothing beyond
// the revision. INVALID_ARGUMENT naming `survey`; NOT_FOUND.
absl::Status ReadNationalTotals(const Ledger::View& view, const std::string& survey, v1::NationalTotals& result);

}  // namespace zaitaku::council
