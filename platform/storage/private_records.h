// Private records: what must be erasable, such as people's names and addresses. Kept in a table of their own, without
// history: they are not in versions, the audit chain, watches or kept answers, all of which know a record by its name.
//
// A record is found by its name, which is random, or by a lookup text, such as an address, of which only an HMAC under
// the database's secret is kept: neither says anything of whom it is about.
//
// What is erased leaves the files, too:
//   - at the commit, its row is written over in place, and its key leaves the index; SQLite zeroes what it frees
//     (PRAGMA secure_delete). The write-ahead log still holds the pages as they were.
//   - before the caller is answered, the log is copied into the file and cut to nothing. Where a reader keeps that from
//     being done within a tenth of a second, it is tried every second until it is done, and when the database is
//     opened.
//   - within a minute after the answer, or when the database is next opened, the index of keys is written anew, for
//     SQLite may have left copies of keys in it when it moved them. Until then somebody who has the file may find out
//     that a text that they guessed was once looked up by.
// What copies of the file, its file system or the disk keep is beyond this.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/storage/sql.h"

namespace zaitaku {

// What becomes of a record that is to be erased.
enum class Erasure { kErased, kErasedBefore, kNeverThere };

// A record's payload may be any text but an empty one.
struct PrivateRecord {
  std::string name;
  std::string payload;
};

// The database's own secret, as hexadecimal digits; made at the first call.
absl::StatusOr<std::string> LoadPrivateSecret(SqlSession& session);

// The key under which a record of that collection is looked up: 64 hexadecimal digits.
std::string PrivateKey(std::string_view secret, std::string_view collection, std::string_view lookup);

// A digest of a request that may hold what is private. Without the secret nobody can compare it with a guess.
std::string PrivateDigest(std::string_view secret, std::string_view digest);

// A new name in the collection: 32 random hexadecimal digits.
std::string NewPrivateName(std::string_view collection);

absl::StatusOr<std::optional<std::string>> FindPrivatePayload(SqlSession& session, const std::string& name);
absl::StatusOr<std::optional<PrivateRecord>> FindPrivateByKey(SqlSession& session, const std::string& key);

// Adds a record. There must be none with that name or key.
absl::Status InsertPrivate(SqlSession& session, const PrivateRecord& record, const std::string& key);

// Writes over a record.
absl::StatusOr<Erasure> ErasePrivateRecord(SqlSession& session, const std::string& name);

// Copies the log into the file and cuts it to nothing. False if somebody who reads kept it from being done that long.
absl::StatusOr<bool> CutLog(SqlSession& session, absl::Duration wait);

// Whether something was erased since the index of keys was last written, and writing it anew.
absl::StatusOr<bool> PrivateIndexIsStale(SqlSession& session);
absl::Status RewritePrivateIndex(SqlSession& session);

}  // namespace zaitaku
