#include "platform/storage/transaction.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

constexpr SqlInt kStillSo = std::numeric_limits<int64_t>::max();
constexpr SqlInt kMaxTotal = SqlInt{1} << 62;

// The same message always gives the same bytes, so that the audit chain's digests can be recomputed.
std::string DeterministicBytes(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// Protobuf writes text that is not UTF-8 and then refuses to read it: what could never be read again is not stored.
absl::StatusOr<std::string> ReadableBytes(const std::string& name, const google::protobuf::Message& message) {
  std::string bytes = DeterministicBytes(message);
  char room[4096];  // What is read is thrown away at once; most of it needs no memory but this.
  google::protobuf::ArenaOptions options;
  options.initial_block = room;
  options.initial_block_size = sizeof(room);
  google::protobuf::Arena arena(options);
  if (message.New(&arena)->ParseFromString(bytes)) return bytes;
  return InvalidField("",
                      absl::StrCat("a text of '", name, "' is not UTF-8; expected Unicode text, such as '在宅医療'"));
}

absl::Status TotalTooLarge(const CellName& name) {
  return InvalidField("", absl::StrCat("the total ", name.first, " ", name.second, " would be larger than 2^62"));
}

}  // namespace

Transaction::Transaction(SqlSession& session, BatchMemory& memory, const Revision& head, int64_t now_micros,
                         std::string_view private_secret)
    : ResourceReader(session, head.number + 1, Age::kRecent), head_(head), private_secret_(private_secret) {
  memory_ = &memory;
  entry_.revision = revision_;
  // A clock that was set back must not put a revision before its predecessor.
  entry_.commit_micros = uncommitted_micros_ = std::max(now_micros, head.commit_micros);
}

absl::StatusOr<StoredVersion> Transaction::Write(const std::string& name, const google::protobuf::Message& resource) {
  const std::string collection(CollectionOf(name));
  ASSIGN_OR_RETURN(const std::string bytes, ReadableBytes(name, resource));
  StoredVersion version{name, absl::Base64Escape(bytes), revision_, uncommitted_micros_};
  SqlInt at = revision_, still = kStillSo;
  memory_->ForgetResource(name);
  ASSIGN_OR_RETURN(const bool known, EndVersion(name));
  if (!known) {
    RETURN_IF_ERROR(
        session_.Run("INSERT INTO resource_name (collection, name) VALUES (:collection, :name) ON CONFLICT DO NOTHING",
                     soci::use(collection, "collection"), soci::use(name, "name")));
  }
  // A second version within one revision replaces the first: nobody could ever have read that.
  RETURN_IF_ERROR(
      session_.Run("INSERT INTO resource_version (name, collection, from_revision, to_revision, payload)\n"
                   "VALUES (:name, :collection, :at, :still, :payload)\n"
                   "ON CONFLICT (name, from_revision) DO UPDATE SET payload = excluded.payload",
                   soci::use(name, "name"), soci::use(collection, "collection"), soci::use(at, "at"),
                   soci::use(still, "still"), soci::use(version.payload, "payload")));
  NoteChange(name, Sha256Hex(version.payload));
  return version;
}

// Only the newest version can still hold; named by its key, so that a long history costs nothing.
absl::StatusOr<bool> Transaction::EndVersion(const std::string& name) {
  SqlInt at = revision_, still = kStillSo;
  ASSIGN_OR_RETURN(
      const int64_t ended,
      session_.Change("UPDATE resource_version SET to_revision = :at WHERE name = :name AND to_revision = :still AND "
                      "from_revision =\n"
                      "(SELECT MAX(newest.from_revision) FROM resource_version newest WHERE newest.name = :of_name AND "
                      "newest.from_revision < :before)",
                      soci::use(at, "at"), soci::use(name, "name"), soci::use(still, "still"),
                      soci::use(name, "of_name"), soci::use(at, "before")));
  return ended > 0;
}

void Transaction::NoteChange(const std::string& name, const std::string& payload_digest) {
  const auto [noted, first] = noted_.try_emplace(name, entry_.changes.size());
  if (first) entry_.changes.push_back({name, ""});
  entry_.changes[noted->second].payload_digest = payload_digest;
}

absl::Status Transaction::Delete(const std::string& name) {
  ASSIGN_OR_RETURN(const auto version, FindVersion(name));
  if (!version) return ResourceNotFound(name);
  SqlInt at = revision_;
  memory_->ForgetResource(name);
  RETURN_IF_ERROR(EndVersion(name).status());
  // A version of this very revision has never been read by anybody, nor has a name that has no other.
  RETURN_IF_ERROR(session_.Run("DELETE FROM resource_version WHERE name = :name AND from_revision = :at",
                               soci::use(name, "name"), soci::use(at, "at")));
  const std::string collection(CollectionOf(name));
  RETURN_IF_ERROR(
      session_.Run("DELETE FROM resource_name WHERE collection = :collection AND name = :name AND NOT EXISTS\n"
                   "(SELECT 1 FROM resource_version v WHERE v.name = :of_name)",
                   soci::use(collection, "collection"), soci::use(name, "name"), soci::use(name, "of_name")));
  NoteChange(name, "");
  return Index(name, {});
}

absl::StatusOr<std::optional<std::string>> Transaction::FindPrivateName(std::string_view collection,
                                                                        std::string_view lookup) const {
  ASSIGN_OR_RETURN(const auto record, FindPrivateByKey(session_, PrivateKey(private_secret_, collection, lookup)));
  if (!record) return std::nullopt;
  return record->name;
}

absl::StatusOr<std::string> Transaction::PutPrivate(std::string_view collection, std::string_view lookup,
                                                    const google::protobuf::Message& data) {
  const std::string key = PrivateKey(private_secret_, collection, lookup);
  ASSIGN_OR_RETURN(const std::string bytes, ReadableBytes(std::string(collection), data));
  const std::string payload = absl::Base64Escape(bytes);
  ASSIGN_OR_RETURN(const auto record, FindPrivateByKey(session_, key));
  if (record && record->payload == payload) return record->name;
  const std::string name = record ? record->name : NewPrivateName(collection);
  if (record) {
    RETURN_IF_ERROR(ErasePrivateRecord(session_, name).status());
    erased_ = true;
  }
  RETURN_IF_ERROR(InsertPrivate(session_, {name, payload}, key));
  return name;
}

absl::StatusOr<Erasure> Transaction::ErasePrivate(const std::string& name) {
  ASSIGN_OR_RETURN(const Erasure erasure, ErasePrivateRecord(session_, name));
  if (erasure == Erasure::kErased) {
    erased_ = true;
    NoteChange(name, "");
  }
  return erasure;
}

absl::StatusOr<int64_t> Transaction::Total(std::string_view scope, std::string_view cell) const {
  ASSIGN_OR_RETURN(const int64_t written, ResourceReader::Total(scope, cell));
  const auto added = additions_.find(CellName{scope, cell});
  return added == additions_.end() ? written : written + added->second;
}

void Transaction::AddToTotal(std::string_view scope, std::string_view cell, int64_t amount) {
  const CellName key{scope, cell};
  if ((additions_[key] += amount) == 0) additions_.erase(key);
}

absl::Status Transaction::WriteTotals() {
  const auto additions = std::move(additions_);
  additions_.clear();
  for (const auto& [name, amount] : additions) RETURN_IF_ERROR(WriteCell(name, amount));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Transaction::OpenCell(const CellName& name) {
  if (const auto kept = memory_->FindCell(name)) return *kept;
  const auto& [scope, cell] = name;
  SqlInt value = 0;
  bool found = false;
  RETURN_IF_ERROR(session_.Select(
      "SELECT value FROM total_cell WHERE scope = :scope AND cell = :cell ORDER BY revision DESC LIMIT 1",
      [&] { found = true; }, soci::use(scope, "scope"), soci::use(cell, "cell"), soci::into(value)));
  if (!found) {
    RETURN_IF_ERROR(
        session_.Run("INSERT INTO total_cell_name (scope, cell) VALUES (:scope, :cell) ON CONFLICT DO NOTHING",
                     soci::use(scope, "scope"), soci::use(cell, "cell")));
  }
  return value;
}

absl::Status Transaction::WriteCell(const CellName& name, int64_t amount) {
  const auto& [scope, cell] = name;
  ASSIGN_OR_RETURN(const SqlInt before, OpenCell(name));
  SqlInt at = revision_, after = 0;
  if (__builtin_add_overflow(before, SqlInt{amount}, &after) || after > kMaxTotal || after < -kMaxTotal) {
    return TotalTooLarge(name);
  }
  RETURN_IF_ERROR(
      session_.Run("INSERT INTO total_cell (scope, cell, revision, value) VALUES (:scope, :cell, :at, :after)\n"
                   "ON CONFLICT (scope, cell, revision) DO UPDATE SET value = excluded.value",
                   soci::use(scope, "scope"), soci::use(cell, "cell"), soci::use(at, "at"), soci::use(after, "after")));
  memory_->KeepCell(name, after);
  const auto [change, first] = cell_changes_.try_emplace(name, CellChange{before, after});
  if (!first) change->second.after = after;
  return absl::OkStatus();
}

absl::StatusOr<Revision> Transaction::Close(const MutationOrigin& origin) {
  RETURN_IF_ERROR(WriteTotals());
  entry_.caller = origin.described.empty() ? origin.caller : origin.described;
  entry_.method = origin.method;
  entry_.request_id = origin.request_id;
  entry_.reason = origin.reason;
  for (const auto& [name, change] : cell_changes_) entry_.cells.push_back({name.first, name.second, change.after});
  const Revision made{entry_.revision, ChainDigest(head_.digest, entry_), entry_.commit_micros};
  SqlInt at = revision_, micros = entry_.commit_micros, ordinal = 0;
  for (const ChangedResource& change : entry_.changes) {
    RETURN_IF_ERROR(session_.Run(
        "INSERT INTO change (revision, ordinal, name, payload_digest) VALUES (:at, :ordinal, :name, :digest)",
        soci::use(at, "at"), soci::use(ordinal, "ordinal"), soci::use(change.name, "name"),
        soci::use(change.payload_digest, "digest")));
    ++ordinal;
  }
  RETURN_IF_ERROR(
      session_.Run("INSERT INTO revision (revision, commit_micros, caller, method, request_id, reason, digest)\n"
                   "VALUES (:at, :micros, :caller, :method, :request_id, :reason, :digest)",
                   soci::use(at, "at"), soci::use(micros, "micros"), soci::use(entry_.caller, "caller"),
                   soci::use(origin.method, "method"), soci::use(origin.request_id, "request_id"),
                   soci::use(origin.reason, "reason"), soci::use(made.digest, "digest")));
  return made;
}

absl::Status Transaction::EtagMismatch(const std::string& name) {
  return Error(
      type::v1::ERROR_REASON_ETAG_MISMATCH,
      {absl::StrCat("'", name, "' has changed since it was read: the etag is not the newest version's. Read it again"),
       absl::StrCat("「", name, "」は読み取り後に変更されています。もう一度読み取ってください")},
      {{"resource", name}});
}

}  // namespace zaitaku
