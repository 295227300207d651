#include "tests/stored_bytes/stored_bytes.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

constexpr char kTables[] =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'private\\_%' ESCAPE '\\'";

void Must(bool done, const std::string& what) {
  if (done) return;
  std::fprintf(stderr, "cannot read %s\n", what.c_str());
  std::exit(1);
}

void ForEachRow(sqlite3* database, const std::string& sql, const std::function<void(sqlite3_stmt*)>& use) {
  sqlite3_stmt* statement = nullptr;
  Must(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK, sql);
  int result = 0;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) use(statement);
  Must(result == SQLITE_DONE, sql);
  sqlite3_finalize(statement);
}

std::string Value(sqlite3_stmt* row, int column) {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(row, column));
  return text == nullptr ? "" : std::string(text, static_cast<size_t>(sqlite3_column_bytes(row, column)));
}

// The values in Base64 of all tables but of people's.
std::string Decoded(const std::string& file) {
  sqlite3* opened = nullptr;
  Must(sqlite3_open(file.c_str(), &opened) == SQLITE_OK, file);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
  std::vector<std::string> tables;
  ForEachRow(opened, kTables, [&](sqlite3_stmt* row) { tables.push_back(Value(row, 0)); });
  std::string bytes;
  for (const std::string& table : tables) {
    ForEachRow(opened, absl::StrCat("SELECT * FROM \"", table, "\""), [&](sqlite3_stmt* row) {
      for (int column = 0; column < sqlite3_column_count(row); ++column) {
        std::string value;
        if (sqlite3_column_type(row, column) != SQLITE_TEXT || !absl::Base64Unescape(Value(row, column), &value))
          continue;
        absl::StrAppend(&bytes, table, ".", sqlite3_column_name(row, column), "=", value, "\n");
      }
    });
  }
  return bytes;
}

}  // namespace

std::string StoredBytes(const std::string& folder) {
  std::string bytes;
  std::vector<std::string> databases;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().string();
    if (!absl::StrContains(entry.path().filename().string(), ".db")) continue;
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    absl::StrAppend(&bytes, out.str());
    if (absl::EndsWith(file, ".db")) databases.push_back(file);
  }
  for (const std::string& database : databases) bytes += Decoded(database);
  return bytes;
}

}  // namespace zaitaku
