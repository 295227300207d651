// What of the history is shown to whom.
#pragma once

#include "platform/auth/caller.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// Whether the caller may see where others called from: those who look into what happened, and nobody else.
bool SeesAddresses(const Caller& caller);

// Takes the callers' addresses out: of who made the change, and of those whose refused writes its reason counts. In the
// chain they stay.
void HideAddresses(type::v1::RevisionRecord& record);

}  // namespace zaitaku
