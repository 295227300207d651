// The database's schema, brought up to date when it is opened.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/storage/sql.h"

namespace zaitaku {

// One numbered step, such as `0001_ledger`, and its statements, each ending its line with a semicolon.
struct Migration {
  std::string name;
  std::string sql;
};

// The ledger's own steps, from platform/storage/migrations/.
const std::vector<Migration>& LedgerMigrations();

// Applies what is missing, each step in a transaction with the note that it was applied: a stop in between leaves whole
// steps, and the next start goes on from there. FAILED_PRECONDITION if the database has steps that are not in
// `migrations` (it was written by a newer release) or whose text was another.
absl::Status Migrate(SqlSession& session, const std::vector<Migration>& migrations);

}  // namespace zaitaku
