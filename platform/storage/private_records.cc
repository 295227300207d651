#include "platform/storage/private_records.h"

#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kNameBytes = 16;

// What stands where something was erased: as long as that, so that the row stays where it is.
std::string Blank(size_t size) { return std::string(size, '0'); }

absl::Status RewriteIndexInTransaction(SqlSession& session) {
  RETURN_IF_ERROR(session.RunOnce("REINDEX private_record_by_key"));
  RETURN_IF_ERROR(session.RunOnce("UPDATE private_secret SET index_stale = 0"));
  return session.RunOnce("COMMIT");
}

}  // namespace

absl::StatusOr<std::string> LoadPrivateSecret(SqlSession& session) {
  std::string secret;
  RETURN_IF_ERROR(session.Select(
      "SELECT secret FROM private_secret WHERE id = 1", [] {}, soci::into(secret)));
  if (!secret.empty()) return secret;
  secret = HexEncode(RandomBytes(kSecretBytes));
  RETURN_IF_ERROR(session.Run("INSERT INTO private_secret (id, secret, index_stale) VALUES (1, :secret, 0)",
                              soci::use(secret, "secret")));
  return secret;
}

// The first word keeps keys and digests apart; the line feed can be in no collection.
std::string PrivateKey(std::string_view secret, std::string_view collection, std::string_view lookup) {
  return HexEncode(HmacSha256(secret, absl::StrCat("key\n", std::string(collection), "\n", std::string(lookup))));
}

std::string PrivateDigest(std::string_view secret, std::string_view digest) {
  return HexEncode(HmacSha256(secret, absl::StrCat("request\n", std::string(digest))));
}

std::string NewPrivateName(std::string_view collection) {
  return absl::StrCat(std::string(collection), "/", HexEncode(RandomBytes(kNameBytes)));
}

absl::StatusOr<std::optional<std::string>> FindPrivatePayload(SqlSession& session, const std::string& name) {
  std::string payload;
  bool found = false;
  RETURN_IF_ERROR(session.Select(
      "SELECT payload FROM private_record WHERE name = :name AND erased = 0", [&] { found = true; },
      soci::use(name, "name"), soci::into(payload)));
  if (!found) return std::nullopt;
  return payload;
}

absl::StatusOr<std::optional<PrivateRecord>> FindPrivateByKey(SqlSession& session, const std::string& key) {
  PrivateRecord record;
  bool found = false;
  RETURN_IF_ERROR(session.Select(
      "SELECT name, payload FROM private_record WHERE lookup_key = :key AND erased = 0", [&] { found = true; },
      soci::use(key, "key"), soci::into(record.name), soci::into(record.payload)));
  if (!found) return std::nullopt;
  return record;
}

absl::Status InsertPrivate(SqlSession& session, const PrivateRecord& record, const std::string& key) {
  return session.Run("INSERT INTO private_record (name, lookup_key, payload, erased) VALUES (:name, :key, :payload, 0)",
                     soci::use(record.name, "name"), soci::use(key, "key"), soci::use(record.payload, "payload"));
}

absl::StatusOr<Erasure> ErasePrivateRecord(SqlSession& session, const std::string& name) {
  SqlInt row = 0, erased = 0, key_size = 0, payload_size = 0;
  bool found = false;
  RETURN_IF_ERROR(session.Select(
      "SELECT rowid, erased, LENGTH(lookup_key), LENGTH(payload) FROM private_record WHERE name = :name\n"
      "ORDER BY erased LIMIT 1",
      [&] { found = true; }, soci::use(name, "name"), soci::into(row), soci::into(erased), soci::into(key_size),
      soci::into(payload_size)));
  if (!found) return Erasure::kNeverThere;
  if (erased != 0) return Erasure::kErasedBefore;
  const std::string key = Blank(key_size), payload = Blank(payload_size);
  RETURN_IF_ERROR(
      session.Run("UPDATE private_record SET lookup_key = :key, payload = :payload, erased = 1 WHERE rowid = :row",
                  soci::use(key, "key"), soci::use(payload, "payload"), soci::use(row, "row")));
  RETURN_IF_ERROR(session.Run("UPDATE private_secret SET index_stale = 1"));
  return Erasure::kErased;
}

absl::StatusOr<bool> CutLog(SqlSession& session, absl::Duration wait) {
  SqlInt busy = 1, frames = 0, moved = 0, timeout = 0;
  RETURN_IF_ERROR(session.Select(
      "PRAGMA busy_timeout", [] {}, soci::into(timeout)));
  RETURN_IF_ERROR(session.RunOnce(absl::StrCat("PRAGMA busy_timeout=", absl::ToInt64Milliseconds(wait))));
  const absl::Status cut = session.Select(
      "PRAGMA wal_checkpoint(TRUNCATE)", [] {}, soci::into(busy), soci::into(frames), soci::into(moved));
  RETURN_IF_ERROR(session.RunOnce(absl::StrCat("PRAGMA busy_timeout=", timeout)));
  RETURN_IF_ERROR(cut);
  return busy == 0;
}

absl::StatusOr<bool> PrivateIndexIsStale(SqlSession& session) {
  SqlInt stale = 0;
  RETURN_IF_ERROR(session.Select(
      "SELECT index_stale FROM private_secret WHERE id = 1", [] {}, soci::into(stale)));
  return stale != 0;
}

absl::Status RewritePrivateIndex(SqlSession& session) {
  RETURN_IF_ERROR(session.RunOnce("BEGIN IMMEDIATE"));
  const absl::Status rewritten = RewriteIndexInTransaction(session);
  if (!rewritten.ok()) session.RunOnce("ROLLBACK").IgnoreError();
  return rewritten;
}

}  // namespace zaitaku
