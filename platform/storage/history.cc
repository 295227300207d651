#include "platform/storage/history.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr std::string_view kAfter =
    "SELECT revision, commit_micros, caller, method, request_id, reason, digest FROM revision\n"
    "WHERE revision > :after AND revision <= :until ORDER BY revision LIMIT :most";
constexpr std::string_view kBefore =
    "SELECT revision, commit_micros, caller, method, request_id, reason, digest FROM revision\n"
    "WHERE revision < :before ORDER BY revision DESC LIMIT :most";
// A resource changes where its versions begin and end. Those of the newest versions are the newest changes. What never
// had a version, such as a person, was deleted all the same.
constexpr std::string_view kBeforeOfResource =
    "WITH newest AS (SELECT from_revision, to_revision FROM resource_version\n"
    "WHERE name = :name AND from_revision < :before ORDER BY from_revision DESC LIMIT :versions),\n"
    "deleted AS (SELECT revision FROM change\n"
    "WHERE name = :same_name AND payload_digest = '' AND revision < :at_last ORDER BY revision DESC LIMIT :deletions)\n"
    "SELECT r.revision, r.commit_micros, r.caller, r.method, r.request_id, r.reason, r.digest FROM\n"
    "(SELECT from_revision AS at FROM newest UNION SELECT to_revision FROM newest WHERE to_revision < :same_before\n"
    "UNION SELECT revision FROM deleted) c\n"
    "JOIN revision r ON r.revision = c.at ORDER BY r.revision DESC LIMIT :most";

absl::Status LoadChanges(SqlSession& session, AuditEntry& entry) {
  SqlInt at = entry.revision, value = 0;
  ChangedResource change;
  RETURN_IF_ERROR(session.Select(
      "SELECT name, payload_digest FROM change WHERE revision = :at ORDER BY ordinal",
      [&] { entry.changes.push_back(change); }, soci::use(at, "at"), soci::into(change.name),
      soci::into(change.payload_digest)));
  CellValue cell;
  return session.Select(
      "SELECT scope, cell, value FROM total_cell WHERE revision = :at ORDER BY scope, cell",
      [&] {
        cell.value = value;
        entry.cells.push_back(cell);
      },
      soci::use(at, "at"), soci::into(cell.scope), soci::into(cell.cell), soci::into(value));
}

// Runs one of the queries above and reads what belongs to each revision.
template <typename... Bound>
absl::StatusOr<std::vector<RecordedRevision>> Load(SqlSession& session, std::string_view sql, Bound&&... bound) {
  std::vector<RecordedRevision> revisions;
  RecordedRevision row;
  SqlInt number = 0, micros = 0;
  RETURN_IF_ERROR(session.Select(
      sql,
      [&] {
        row.revision.number = row.entry.revision = number;
        row.revision.commit_micros = row.entry.commit_micros = micros;
        revisions.push_back(row);
      },
      std::forward<Bound>(bound)..., soci::into(number), soci::into(micros), soci::into(row.entry.caller),
      soci::into(row.entry.method), soci::into(row.entry.request_id), soci::into(row.entry.reason),
      soci::into(row.revision.digest)));
  for (RecordedRevision& revision : revisions) RETURN_IF_ERROR(LoadChanges(session, revision.entry));
  return revisions;
}

// The version of a resource that was true at a revision, or nothing.
absl::StatusOr<std::optional<google::protobuf::Any>> LoadValue(SqlSession& session, const std::string& name,
                                                               int64_t revision, const std::string& type) {
  SqlInt at = revision, to = 0;
  std::string payload;
  bool found = false;
  // Only the newest version up to then is looked at, however many there are.
  RETURN_IF_ERROR(session.Select(
      "SELECT payload, to_revision FROM resource_version WHERE name = :name AND from_revision <= :at\n"
      "ORDER BY from_revision DESC LIMIT 1",
      [&] { found = to > at; }, soci::use(name, "name"), soci::use(at, "at"), soci::into(payload), soci::into(to)));
  if (!found) return std::nullopt;
  google::protobuf::Any value;
  value.set_type_url(absl::StrCat("type.googleapis.com/", type));
  if (absl::Base64Unescape(payload, value.mutable_value())) return value;
  return StoreDamaged({absl::StrCat("the stored version of '", name, "' is damaged"),
                       absl::StrCat("「", name, "」の保存内容が壊れています")},
                      name);
}

absl::Status AddValues(SqlSession& session, int64_t revision, const ResourceTypes& types,
                       type::v1::ResourceChange& change) {
  const std::string type = types(change.name());
  ASSIGN_OR_RETURN(auto before, LoadValue(session, change.name(), revision - 1, type));
  ASSIGN_OR_RETURN(auto after, LoadValue(session, change.name(), revision, type));
  if (before) *change.mutable_before() = *std::move(before);
  if (after) *change.mutable_after() = *std::move(after);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<RecordedRevision>> RevisionsAfter(SqlSession& session, int64_t after, int64_t until,
                                                             int limit) {
  SqlInt from = after, to = until, most = limit;
  return Load(session, kAfter, soci::use(from, "after"), soci::use(to, "until"), soci::use(most, "most"));
}

absl::StatusOr<std::vector<RecordedRevision>> RevisionsBefore(SqlSession& session, int64_t before,
                                                              const std::string& resource, int limit) {
  SqlInt from = before, most = limit;
  if (resource.empty()) return Load(session, kBefore, soci::use(from, "before"), soci::use(most, "most"));
  return Load(session, kBeforeOfResource, soci::use(resource, "name"), soci::use(from, "before"),
              soci::use(most, "versions"), soci::use(resource, "same_name"), soci::use(from, "at_last"),
              soci::use(most, "deletions"), soci::use(from, "same_before"), soci::use(most, "most"));
}

absl::StatusOr<Revision> RevisionAtTime(SqlSession& session, int64_t micros, int64_t until) {
  Revision revision;
  SqlInt time = micros, to = until, number = 0, committed = 0;
  RETURN_IF_ERROR(session.Select(
      "SELECT revision, commit_micros, digest FROM revision WHERE commit_micros <= :time AND revision <= :until\n"
      "ORDER BY commit_micros DESC, revision DESC LIMIT 1",
      [] {}, soci::use(time, "time"), soci::use(to, "until"), soci::into(number), soci::into(committed),
      soci::into(revision.digest)));
  revision.number = number;
  revision.commit_micros = committed;
  return revision;
}

absl::StatusOr<type::v1::RevisionRecord> ToProto(SqlSession& session, const RecordedRevision& recorded,
                                                 const ResourceTypes* types) {
  type::v1::RevisionRecord record;
  record.set_revision(recorded.revision.Token());
  record.set_revision_id(absl::StrCat(recorded.revision.number));
  *record.mutable_create_time() = recorded.revision.CommitTime();
  record.set_caller(recorded.entry.caller);
  record.set_method(recorded.entry.method);
  record.set_request_id(recorded.entry.request_id);
  record.set_reason(recorded.entry.reason);
  for (const ChangedResource& changed : recorded.entry.changes) {
    type::v1::ResourceChange& change = *record.add_changes();
    change.set_name(changed.name);
    if (types != nullptr) RETURN_IF_ERROR(AddValues(session, recorded.revision.number, *types, change));
  }
  for (const CellValue& value : recorded.entry.cells) {
    type::v1::TotalCell* cell = record.add_total_cells();
    cell->set_scope(value.scope);
    cell->set_cell(value.cell);
    cell->set_value(value.value);
  }
  return record;
}

}  // namespace zaitaku
