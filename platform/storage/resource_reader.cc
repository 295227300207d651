#include "platform/storage/resource_reader.h"

#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

constexpr SqlInt kStillSo = std::numeric_limits<int64_t>::max();

constexpr std::string_view kFind =
    "SELECT v.payload, v.from_revision, v.to_revision, COALESCE(r.commit_micros, :uncommitted)\n"
    "FROM resource_version v LEFT JOIN revision r ON r.revision = v.from_revision\n"
    "WHERE v.name = :name AND v.from_revision <= :at ORDER BY v.from_revision DESC LIMIT 1";

// At any revision: walks the names of the collection and looks at the version of each that held then.
constexpr std::string_view kListByName =
    "SELECT n.name, v.payload, v.from_revision, COALESCE(r.commit_micros, :uncommitted)\n"
    "FROM resource_name n JOIN resource_version v ON v.name = n.name AND v.from_revision =\n"
    "(SELECT MAX(newest.from_revision) FROM resource_version newest\n"
    "WHERE newest.name = n.name AND newest.from_revision <= :at)\n"
    "LEFT JOIN revision r ON r.revision = v.from_revision\n"
    "WHERE n.collection = :collection AND n.name > :after AND v.to_revision > :until ORDER BY n.name LIMIT :most";

constexpr std::string_view kListByNameDescending =
    "SELECT n.name, v.payload, v.from_revision, COALESCE(r.commit_micros, :uncommitted)\n"
    "FROM resource_name n JOIN resource_version v ON v.name = n.name AND v.from_revision =\n"
    "(SELECT MAX(newest.from_revision) FROM resource_version newest\n"
    "WHERE newest.name = n.name AND newest.from_revision <= :at)\n"
    "LEFT JOIN revision r ON r.revision = v.from_revision\n"
    "WHERE n.collection = :collection AND n.name < :after AND v.to_revision > :until ORDER BY n.name DESC LIMIT :most";

// At a recent revision: what held then either still does, or ended after it, and of these there are few. Their own
// order, with a limit that limits nothing, keeps the engine from walking the whole collection by name for them.
constexpr std::string_view kListRecentByName =
    "SELECT v.name, v.payload, v.from_revision, COALESCE(r.commit_micros, :uncommitted) FROM (\n"
    "SELECT * FROM (SELECT name, payload, from_revision FROM resource_version\n"
    "WHERE collection = :collection AND to_revision = :still AND name > :after AND from_revision <= :at\n"
    "ORDER BY name LIMIT :most) holding\n"
    "UNION ALL\n"
    "SELECT * FROM (SELECT name, payload, from_revision FROM resource_version\n"
    "WHERE collection = :same_collection AND to_revision > :until AND to_revision < :before_still\n"
    "AND +name > :same_after AND from_revision <= :same_at\n"
    "ORDER BY to_revision LIMIT 9223372036854775807) ended\n"
    ") v LEFT JOIN revision r ON r.revision = v.from_revision ORDER BY v.name LIMIT :same_most";

constexpr std::string_view kListRecentByNameDescending =
    "SELECT v.name, v.payload, v.from_revision, COALESCE(r.commit_micros, :uncommitted) FROM (\n"
    "SELECT * FROM (SELECT name, payload, from_revision FROM resource_version\n"
    "WHERE collection = :collection AND to_revision = :still AND name < :after AND from_revision <= :at\n"
    "ORDER BY name DESC LIMIT :most) holding\n"
    "UNION ALL\n"
    "SELECT * FROM (SELECT name, payload, from_revision FROM resource_version\n"
    "WHERE collection = :same_collection AND to_revision > :until AND to_revision < :before_still\n"
    "AND +name < :same_after AND from_revision <= :same_at\n"
    "ORDER BY to_revision LIMIT 9223372036854775807) ended\n"
    ") v LEFT JOIN revision r ON r.revision = v.from_revision ORDER BY v.name DESC LIMIT :same_most";

constexpr std::string_view kTotal =
    "SELECT value FROM total_cell WHERE scope = :scope AND cell = :cell AND revision <= :at\n"
    "ORDER BY revision DESC LIMIT 1";

constexpr std::string_view kTotals =
    "SELECT n.cell, COALESCE((SELECT c.value FROM total_cell c WHERE c.scope = n.scope AND c.cell = n.cell\n"
    "AND c.revision <= :at ORDER BY c.revision DESC LIMIT 1), 0)\n"
    "FROM total_cell_name n WHERE n.scope = :scope ORDER BY n.cell";

constexpr std::string_view kAllTotals =
    "SELECT n.scope, n.cell, COALESCE((SELECT c.value FROM total_cell c WHERE c.scope = n.scope AND c.cell = n.cell\n"
    "AND c.revision <= :at ORDER BY c.revision DESC LIMIT 1), 0)\n"
    "FROM total_cell_name n ORDER BY n.scope, n.cell";

// Sorts after every name.
constexpr std::string_view kBeyondNames = "\x7f";

}  // namespace

std::string_view ListQuery(Order order, Age age) {
  const bool descending = order == Order::kByNameDescending;
  if (age == Age::kRecent) return descending ? kListRecentByNameDescending : kListRecentByName;
  return descending ? kListByNameDescending : kListByName;
}

std::string EtagOf(const StoredVersion& version) {
  return Sha256Hex(absl::StrCat(version.name, "\n", version.revision_number, "\n", version.commit_micros, "\n",
                                version.payload))
      .substr(0, 16);
}

std::string_view CollectionOf(std::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

absl::StatusOr<std::optional<StoredVersion>> ResourceReader::FindVersion(std::string_view name) const {
  RETURN_IF_ERROR(AskWhether());
  StoredVersion version{std::string(name)};
  SqlInt at = revision_, uncommitted = uncommitted_micros_, from = 0, to = 0, micros = 0;
  bool found = false;
  RETURN_IF_ERROR(session_.Select(
      kFind, [&] { found = to > at; }, soci::use(uncommitted, "uncommitted"), soci::use(version.name, "name"),
      soci::use(at, "at"), soci::into(version.payload), soci::into(from), soci::into(to), soci::into(micros)));
  if (!found) return std::nullopt;
  version.revision_number = from;
  version.commit_micros = micros;
  return version;
}

absl::StatusOr<std::vector<StoredVersion>> ResourceReader::ListVersions(std::string_view collection,
                                                                        std::string_view after, int limit,
                                                                        Order order) const {
  RETURN_IF_ERROR(AskWhether());
  const bool descending = order == Order::kByNameDescending;
  const std::string from_collection(collection);
  const std::string after_name(descending && after.empty() ? kBeyondNames : after);
  SqlInt at = revision_, uncommitted = uncommitted_micros_, most = limit, from = 0, micros = 0;
  StoredVersion row;
  std::vector<StoredVersion> versions;
  const auto add = [&] {
    row.revision_number = from;
    row.commit_micros = micros;
    versions.push_back(row);
  };
  const std::string_view sql = ListQuery(order, age_);
  if (age_ == Age::kAny) {
    RETURN_IF_ERROR(session_.Select(sql, add, soci::use(uncommitted, "uncommitted"), soci::use(at, "at"),
                                    soci::use(from_collection, "collection"), soci::use(after_name, "after"),
                                    soci::use(at, "until"), soci::use(most, "most"), soci::into(row.name),
                                    soci::into(row.payload), soci::into(from), soci::into(micros)));
    return versions;
  }
  SqlInt still = kStillSo;
  RETURN_IF_ERROR(session_.Select(
      sql, add, soci::use(uncommitted, "uncommitted"), soci::use(from_collection, "collection"),
      soci::use(still, "still"), soci::use(after_name, "after"), soci::use(at, "at"), soci::use(most, "most"),
      soci::use(from_collection, "same_collection"), soci::use(at, "until"), soci::use(still, "before_still"),
      soci::use(after_name, "same_after"), soci::use(at, "same_at"), soci::use(most, "same_most"), soci::into(row.name),
      soci::into(row.payload), soci::into(from), soci::into(micros)));
  return versions;
}

absl::StatusOr<int64_t> ResourceReader::Total(std::string_view scope, std::string_view cell) const {
  const std::string of_scope(scope), of_cell(cell);
  SqlInt at = revision_, value = 0;
  RETURN_IF_ERROR(session_.Select(
      kTotal, [] {}, soci::use(of_scope, "scope"), soci::use(of_cell, "cell"), soci::use(at, "at"), soci::into(value)));
  return value;
}

absl::StatusOr<std::map<std::string, int64_t>> ResourceReader::Totals(std::string_view scope) const {
  const std::string of_scope(scope);
  SqlInt at = revision_, value = 0;
  std::string cell;
  std::map<std::string, int64_t> totals;
  RETURN_IF_ERROR(session_.Select(
      kTotals, [&] { totals.emplace_hint(totals.end(), cell, value); }, soci::use(at, "at"),
      soci::use(of_scope, "scope"), soci::into(cell), soci::into(value)));
  return totals;
}

absl::StatusOr<std::map<CellName, int64_t>> ResourceReader::AllTotals() const {
  RETURN_IF_ERROR(AskWhether());
  SqlInt at = revision_, value = 0;
  CellName name;
  std::map<CellName, int64_t> totals;
  RETURN_IF_ERROR(session_.Select(
      kAllTotals, [&] { totals.emplace_hint(totals.end(), name, value); }, soci::use(at, "at"), soci::into(name.first),
      soci::into(name.second), soci::into(value)));
  return totals;
}

absl::Status ResourceReader::ParsePayload(const StoredVersion& version, google::protobuf::Message& resource) {
  std::string bytes;
  if (absl::Base64Unescape(version.payload, &bytes) && resource.ParseFromString(bytes)) return absl::OkStatus();
  return Damaged(version);
}

absl::Status ResourceReader::Damaged(const StoredVersion& version) {
  return StoreDamaged({absl::StrCat("the stored version of '", version.name, "' is damaged"),
                       absl::StrCat("「", version.name, "」の保存内容が壊れています")},
                      version.name);
}

}  // namespace zaitaku
