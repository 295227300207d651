#include "platform/storage/audit_verification.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"
#include "platform/storage/history.h"

namespace zaitaku {
namespace {

constexpr int kStretch = 200;
constexpr int kMaxProblems = 100;

// Each counts rows that no honest history has, in one statement, so that a commit meanwhile is seen whole or not at
// all; in one pass with searches by key, and without a sorter, which would be as large as the table.
struct StrayRows {
  std::string_view sql;
  const char* problem;
};
constexpr StrayRows kStrayRows[] = {
    // Revisions count from 1, and so does the walk along the chain: what is below is seen here only. The column may
    // hold a NULL or a text where the engine lets it.
    {"SELECT COUNT(*) FROM revision WHERE COALESCE(CAST(revision AS BIGINT), 0) < 1", "revisions numbered below 1"},
    {"SELECT COUNT(*) FROM change WHERE CAST(revision AS BIGINT) < 1", "changes at revisions below 1"},
    {"SELECT COUNT(*) FROM resource_version WHERE CAST(from_revision AS BIGINT) < 1",
     "versions from revisions below 1"},
    {"SELECT COUNT(*) FROM total_cell WHERE CAST(revision AS BIGINT) < 1", "cells of totals at revisions below 1"},
    {"SELECT COUNT(*) FROM resource_label l WHERE NOT EXISTS\n"
     "(SELECT 1 FROM revision r WHERE r.revision = l.from_revision AND r.revision > 0)",
     "labels that no revision gave"},
    {"SELECT COUNT(*) FROM resource_text t WHERE NOT EXISTS\n"
     "(SELECT 1 FROM revision r WHERE r.revision = t.from_revision AND r.revision > 0)",
     "texts that no revision gave"},
    {"SELECT COUNT(*) FROM total_cell_name n WHERE NOT EXISTS\n"
     "(SELECT 1 FROM total_cell t WHERE t.scope = n.scope AND t.cell = n.cell)",
     "names of totals that never had a value"},
    {"SELECT COUNT(*) FROM resource_name n WHERE NOT EXISTS\n"
     "(SELECT 1 FROM resource_version v WHERE v.name = n.name AND +v.collection = n.collection)",
     "names of resources that never had a version"},
    {"SELECT COUNT(*) FROM resource_version v WHERE NOT EXISTS\n"
     "(SELECT 1 FROM resource_name n WHERE n.collection = v.collection AND n.name = v.name)",
     "versions whose name is missing"},
    // Each version that a revision made was looked up along the chain: there must be no more of them.
    {"SELECT (SELECT COUNT(*) FROM resource_version) - (SELECT COUNT(*) FROM change WHERE payload_digest <> '')",
     "versions that no revision made"},
    {"SELECT COUNT(*) FROM change c WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.revision = c.revision)",
     "changes that belong to no revision"},
    {"SELECT COUNT(*) FROM total_cell t WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.revision = t.revision)",
     "cells of totals that belong to no revision"},
    // The next change is where the next version begins, or a deletion.
    {"SELECT COUNT(*) FROM resource_version v WHERE v.to_revision <> COALESCE((SELECT MIN(next.at) FROM\n"
     "(SELECT MIN(n.from_revision) AS at FROM resource_version n\n"
     "WHERE n.name = v.name AND n.from_revision > v.from_revision UNION ALL\n"
     "SELECT MIN(d.revision) FROM change d\n"
     "WHERE d.name = v.name AND d.payload_digest = '' AND d.revision > v.from_revision) AS next),\n"
     "9223372036854775807)",
     "versions that do not end where the next change is"},
    {"SELECT COUNT(*) FROM total_cell t WHERE NOT EXISTS\n"
     "(SELECT 1 FROM total_cell_name n WHERE n.scope = t.scope AND n.cell = t.cell)",
     "cells of totals whose name is missing"},
};

class Verification {
 public:
  Verification(SqlSession& session, const std::string& exported_head, const MayGoOn& may_go_on)
      : session_(session), exported_head_(exported_head), may_go_on_(may_go_on) {}

  absl::StatusOr<type::v1::VerifyAuditResponse> Run() {
    RETURN_IF_ERROR(LoadHead());
    RETURN_IF_ERROR(CheckChain());
    CheckHead();
    for (const StrayRows& stray : kStrayRows) RETURN_IF_ERROR(CheckStrayRows(stray));
    if (!exported_head_.empty() && !exported_head_found_) {
      AddProblem(absl::StrCat("the exported head ", exported_head_,
                              " is not in this history: it was cut off, or belongs to another"));
    }
    response_.set_head(last_.Token());
    response_.set_whole(response_.problems().empty());
    return response_;
  }

 private:
  void AddProblem(const std::string& problem) {
    if (response_.problems_size() < kMaxProblems) response_.add_problems(problem);
  }

  absl::Status AskWhether() const { return may_go_on_ ? may_go_on_() : absl::OkStatus(); }

  // The head as noted, and whether anything is chained behind it: in one statement, as both move on together.
  absl::Status LoadHead() {
    SqlInt rows = 0, number = 0, end = 0;
    RETURN_IF_ERROR(session_.Select(
        "SELECT revision, digest, (SELECT COALESCE(MAX(revision), 0) FROM revision) FROM ledger_head ORDER BY id DESC",
        [&] { ++rows; }, soci::into(number), soci::into(head_.digest), soci::into(end)));
    head_.number = number;
    if (rows != 1) AddProblem(absl::StrCat("there are ", rows, " notes of the head, not one"));
    if (end > number)
      AddProblem(absl::StrCat("the head is noted as revision ", number, ", but the chain ends at ", end));
    return absl::OkStatus();
  }

  // What is written down up to the head never changes, so that it can be read without a transaction.
  absl::Status CheckChain() {
    exported_head_found_ = exported_head_ == last_.Token();
    while (true) {
      RETURN_IF_ERROR(AskWhether());
      ASSIGN_OR_RETURN(const auto revisions, RevisionsAfter(session_, last_.number, head_.number, kStretch));
      const int64_t before = last_.number;
      for (const RecordedRevision& recorded : revisions) RETURN_IF_ERROR(CheckRevision(recorded));
      // A row whose number reads as less than it sorts by, such as a text, must not lead back.
      if (revisions.size() < kStretch || last_.number <= before) return absl::OkStatus();
    }
  }

  absl::Status CheckRevision(const RecordedRevision& recorded) {
    const int64_t number = recorded.revision.number;
    if (number != last_.number + 1)
      AddProblem(absl::StrCat("revisions ", last_.number + 1, " to ", number - 1, " are missing"));
    if (recorded.revision.commit_micros < last_.commit_micros)
      AddProblem(absl::StrCat("revision ", number, " is dated before its predecessor"));
    // Each link is checked against the stored digest before it, so that one edit is reported where it is and not ever
    // after.
    if (recorded.revision.digest != ChainDigest(last_.digest, recorded.entry)) {
      AddProblem(absl::StrCat("revision ", number, " does not have the digest of what it says"));
    }
    for (const ChangedResource& change : recorded.entry.changes) RETURN_IF_ERROR(CheckPayload(number, change));
    exported_head_found_ |= exported_head_ == recorded.revision.Token();
    last_ = recorded.revision;
    response_.set_verified_revisions(response_.verified_revisions() + 1);
    return absl::OkStatus();
  }

  absl::Status CheckPayload(int64_t revision, const ChangedResource& change) {
    SqlInt at = revision;
    std::string payload, collection;
    bool found = false;
    RETURN_IF_ERROR(session_.Select(
        "SELECT payload, collection FROM resource_version WHERE name = :name AND from_revision = :at",
        [&] { found = true; }, soci::use(change.name, "name"), soci::use(at, "at"), soci::into(payload),
        soci::into(collection)));
    const bool deleted = change.payload_digest.empty();
    const bool as_written =
        deleted ? !found
                : found && Sha256Hex(payload) == change.payload_digest && collection == CollectionOf(change.name);
    if (!as_written) {
      AddProblem(
          absl::StrCat("revision ", revision, ": the version of ", change.name, " is not the one that was written"));
    }
    return absl::OkStatus();
  }

  void CheckHead() {
    if (head_.number != last_.number || head_.digest != last_.digest) {
      AddProblem(absl::StrCat("the head is noted as ", head_.Token(), ", but the chain leads to ", last_.Token()));
    }
  }

  absl::Status CheckStrayRows(const StrayRows& stray) {
    RETURN_IF_ERROR(AskWhether());
    SqlInt rows = 0;
    RETURN_IF_ERROR(session_.Select(
        stray.sql, [] {}, soci::into(rows)));
    if (rows > 0) AddProblem(absl::StrCat(rows, " ", stray.problem));
    return absl::OkStatus();
  }

  SqlSession& session_;
  const std::string exported_head_;
  const MayGoOn may_go_on_;
  const SqlSession::Interruption interruption_{session_, may_go_on_};
  Revision head_;  // As noted.
  Revision last_;  // The last one verified.
  bool exported_head_found_ = false;
  type::v1::VerifyAuditResponse response_;
};

}  // namespace

absl::StatusOr<type::v1::VerifyAuditResponse> VerifyAudit(SqlSession& session, const std::string& exported_head,
                                                          const MayGoOn& may_go_on) {
  return Verification(session, exported_head, may_go_on).Run();
}

std::vector<std::string_view> StrayRowQueries() {
  std::vector<std::string_view> queries;
  for (const StrayRows& stray : kStrayRows) queries.push_back(stray.sql);
  return queries;
}

}  // namespace zaitaku
