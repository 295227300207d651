// What one mutation does to the ledger.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "platform/revision/revision_token.h"
#include "platform/storage/audit_chain.h"
#include "platform/storage/resource_reader.h"

namespace zaitaku {

// Who does what and why, for the audit row.
struct MutationOrigin {
  std::string caller;      // Whose request ids they are: the same whatever they call with and from.
  std::string described;   // Who, by what proof and from where, for the audit; empty: the same as `caller`.
  std::string method;      // The RPC's full name, `package.v1.Method`.
  std::string request_id;  // The caller's, or empty.
  std::string reason;      // The caller's, or empty.
};

// How a cell of the totals moved.
struct CellChange {
  int64_t before;
  int64_t after;
};

// One revision in the making: reads see what it wrote so far. Runs on the writer's thread inside a savepoint; the
// ledger makes it and closes it.
class Transaction : public ResourceReader {
 public:
  // `memory` is the batch's; `head` is the revision before this one, `private_secret` the database's.
  Transaction(SqlSession& session, BatchMemory& memory, const Revision& head, int64_t now_micros,
              std::string_view private_secret);

  // When this revision is made.
  google::protobuf::Timestamp time() const {
    return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(uncommitted_micros_);
  }

  // Writes a new version of the resource, or its first; the fields `revision_id`, `revision_create_time` and `etag` are
  // not stored but filled in, in `resource` too.
  template <typename Resource>
  absl::Status Put(Resource& resource) {
    resource.clear_revision_id();
    resource.clear_revision_create_time();
    resource.clear_etag();
    ASSIGN_OR_RETURN(const StoredVersion version, Write(resource.name(), resource));
    FillIn(version, resource);
    memory_->Keep(std::make_shared<const Resource>(resource));
    return absl::OkStatus();
  }

  // Ends the resource: from this revision on there is none of that name. Its versions before remain. NOT_FOUND.
  absl::Status Delete(const std::string& name);

  // Says what the resource is found by from now on, instead of what was said before. Delete does it with nothing.
  absl::Status Index(const std::string& name, const IndexEntries& entries) {
    return WriteIndex(session_, revision_, name, entries);
  }

  // ABORTED (ETAG_MISMATCH) unless `given` is empty or the resource's own etag.
  template <typename Resource>
  static absl::Status CheckEtag(std::string_view given, const Resource& resource) {
    return given.empty() || given == resource.etag() ? absl::OkStatus() : EtagMismatch(resource.name());
  }

  // The name of the private record that is looked up by that text, or nothing.
  absl::StatusOr<std::optional<std::string>> FindPrivateName(std::string_view collection,
                                                             std::string_view lookup) const;

  // Keeps a private record, and returns its name: a new one in the collection, or that of the record that is looked up
  // by the same text, which this takes the place of. No revision is made by it.
  absl::StatusOr<std::string> PutPrivate(std::string_view collection, std::string_view lookup,
                                         const google::protobuf::Message& data);

  // Erases the private record for good; that it was is noted in the audit row, as a deletion.
  absl::StatusOr<Erasure> ErasePrivate(const std::string& name);

  // True if private data was erased or written over.
  bool erased() const { return erased_; }

  // A cell of the totals as this revision will have it.
  absl::StatusOr<int64_t> Total(std::string_view scope, std::string_view cell) const;

  // Adds to a cell of the totals. Additions to one cell are summed up and written once.
  void AddToTotal(std::string_view scope, std::string_view cell, int64_t amount);

  // Writes the summed additions. Called by the ledger at the end, or earlier by who wants to see `cell_changes`.
  absl::Status WriteTotals();

  // The cells that moved. Complete once the totals are written.
  const std::map<CellName, CellChange>& cell_changes() const { return cell_changes_; }

  // Has a revision made although nothing changes.
  void RecordUnchanged() { record_unchanged_ = true; }

  // True if there is anything to commit.
  bool changed() const {
    return record_unchanged_ || !entry_.changes.empty() || !cell_changes_.empty() || !additions_.empty();
  }

  // True if totals move by it.
  bool moves_totals() const { return !cell_changes_.empty() || !additions_.empty(); }

  // Writes the audit row and returns the revision made. Called by the ledger.
  absl::StatusOr<Revision> Close(const MutationOrigin& origin);

 private:
  absl::StatusOr<StoredVersion> Write(const std::string& name, const google::protobuf::Message& resource);
  // Ends the version that holds. False if there is none.
  absl::StatusOr<bool> EndVersion(const std::string& name);
  // Notes for the audit row that the resource changed; an empty digest says that it was deleted.
  void NoteChange(const std::string& name, const std::string& payload_digest);
  // The newest value of a cell; one that there never was is added, with none.
  absl::StatusOr<int64_t> OpenCell(const CellName& name);
  absl::Status WriteCell(const CellName& name, int64_t amount);
  static absl::Status EtagMismatch(const std::string& name);

  const Revision head_;
  const std::string private_secret_;
  AuditEntry entry_;
  std::map<std::string, size_t, std::less<>> noted_;  // Where in the entry's changes a resource is.
  bool erased_ = false;
  bool record_unchanged_ = false;
  std::map<CellName, int64_t> additions_;  // Not yet written.
  std::map<CellName, CellChange> cell_changes_;
};

}  // namespace zaitaku
