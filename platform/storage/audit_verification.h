// Recomputes the audit chain from what is stored.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/sql.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// Checks that revisions are numbered without a gap, each digest follows from the one before and from what is stored
// (audit row, changed resources, cells of the totals), that versions begin and end where the chain says, that nothing
// is stored that no revision made, be it below the first revision or beyond the head, and that the head is the chain's
// end. `exported_head`, if not empty, must be in the chain: only that shows a tail that was cut off cleanly.
//
// Verifies what is there when it begins; what is committed meanwhile neither disturbs it nor waits for it, as no
// transaction is held longer than a stretch. `may_go_on` is asked before each and within long ones. An error only if it
// says so or the store fails.
absl::StatusOr<type::v1::VerifyAuditResponse> VerifyAudit(SqlSession& session, const std::string& exported_head,
                                                          const MayGoOn& may_go_on = nullptr);

// Its queries over whole tables, for who wants to see their plans.
std::vector<std::string_view> StrayRowQueries();

}  // namespace zaitaku
