#include "platform/storage/migrations.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

absl::Status Apply(SqlSession& session, const Migration& migration, const std::string& digest) {
  const std::vector<std::string> statements = absl::StrSplit(migration.sql, ";\n", absl::SkipWhitespace());
  for (const std::string& statement : statements) {
    RETURN_IF_ERROR(session.RunOnce(statement));
  }
  return session.Run("INSERT INTO schema_migration (name, digest) VALUES (:name, :digest)",
                     soci::use(migration.name, "name"), soci::use(digest, "digest"));
}

absl::Status ApplyInTransaction(SqlSession& session, const Migration& migration, const std::string& digest) {
  RETURN_IF_ERROR(session.RunOnce("BEGIN"));
  if (absl::Status applied = Apply(session, migration, digest); !applied.ok()) {
    session.RunOnce("ROLLBACK").IgnoreError();
    return applied;
  }
  return session.RunOnce("COMMIT");
}

}  // namespace

absl::Status Migrate(SqlSession& session, const std::vector<Migration>& migrations) {
  RETURN_IF_ERROR(
      session.RunOnce("CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL)"));
  std::map<std::string, std::string> applied;
  std::string name, digest;
  RETURN_IF_ERROR(session.Select(
      "SELECT name, digest FROM schema_migration", [&] { applied[name] = digest; }, soci::into(name),
      soci::into(digest)));

  for (const Migration& migration : migrations) {
    const std::string expected = Sha256Hex(migration.sql);
    const auto found = applied.find(migration.name);
    if (found == applied.end()) {
      RETURN_IF_ERROR(ApplyInTransaction(session, migration, expected));
    } else if (found->second != expected) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database applied another migration ", migration.name, " than this release has"));
    } else {
      applied.erase(found);
    }
  }
  if (applied.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the database was written by a newer release: this one does not know migration ", applied.begin()->first));
}

}  // namespace zaitaku
