// What the ledger remembers of its revisions. Blocking; reads on the given session.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/revision/revision_token.h"
#include "platform/storage/audit_chain.h"
#include "platform/storage/sql.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

// A revision as recorded.
struct RecordedRevision {
  Revision revision;
  AuditEntry entry;
};

// The revisions after `after` up to `until`, in order, at most `limit`.
absl::StatusOr<std::vector<RecordedRevision>> RevisionsAfter(SqlSession& session, int64_t after, int64_t until,
                                                             int limit);

// The revisions before `before`, the newest first, at most `limit`; only those that changed `resource`, if it is not
// empty.
absl::StatusOr<std::vector<RecordedRevision>> RevisionsBefore(SqlSession& session, int64_t before,
                                                              const std::string& resource, int limit);

// The newest revision up to `until` that was committed by that time; the empty store's if there is none.
absl::StatusOr<Revision> RevisionAtTime(SqlSession& session, int64_t micros, int64_t until);

// The full name of the message that a resource of this name is, such as `google.protobuf.Empty`.
using ResourceTypes = std::function<std::string(const std::string& name)>;

// The record as the API shows it. With `types`, the changed resources before and after are added, as stored: without
// `revision_id`, `revision_create_time` and `etag`.
absl::StatusOr<type::v1::RevisionRecord> ToProto(SqlSession& session, const RecordedRevision& recorded,
                                                 const ResourceTypes* types);

}  // namespace zaitaku
