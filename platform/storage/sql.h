// One connection to the database, with its statements kept prepared. All SQL of the project goes through here, and this
// is where SOCI's exceptions end.
#pragma once

#include <soci.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace zaitaku {

// SOCI's own 64-bit type, so that nothing is converted on the way.
using SqlInt = long long;  // NOLINT(runtime/int)

// Asked by long work before each stretch of it; an error ends the work, which then returns it.
using MayGoOn = std::function<absl::Status()>;

// True for an error that the engine itself reported, in any of the calls below, whatever its code.
bool IsStoreFailure(const absl::Status& status);

// The error that an exception of the engine's stands for.
absl::Status StoreError(const std::exception& error);

// Parameters are bound by name with soci::use(variable, "name") and results with soci::into(variable), in column order.
// The variables must outlive the call. Not thread-safe.
//
// Errors: UNAVAILABLE (STORE_UNAVAILABLE) for a disk that is full, read-only or failing, and for a database that stays
// locked; DATA_LOSS (STORE_DAMAGED) for a file that is damaged or no database; INTERNAL for everything else, which is a
// bug.
class SqlSession {
 public:
  explicit SqlSession(std::unique_ptr<soci::session> session) : session_(std::move(session)) {}

  // While it lives, a statement of the session's that takes long asks every few milliseconds whether it may go on; an
  // error ends it, and is what it then returns. One at a time.
  class Interruption {
   public:
    Interruption(SqlSession& session, MayGoOn may_go_on);
    ~Interruption();
    Interruption(const Interruption&) = delete;

   private:
    SqlSession& session_;
  };

  // Runs a statement that returns no rows.
  template <typename... Bound>
  absl::Status Run(std::string_view sql, Bound&&... bound) {
    return Select(
        sql, [] {}, std::forward<Bound>(bound)...);
  }

  // As Run, and says how many rows it changed.
  template <typename... Bound>
  absl::StatusOr<int64_t> Change(std::string_view sql, Bound&&... bound) {
    int64_t changed = 0;
    const absl::Status run = Execute(
        sql, [] {}, &changed, std::forward<Bound>(bound)...);
    if (!run.ok()) return run;
    return changed;
  }

  // Runs a query to its end (one left half-read would keep the transaction and the log file alive) and calls `row` for
  // each row.
  template <typename... Bound>
  absl::Status Select(std::string_view sql, absl::FunctionRef<void()> row, Bound&&... bound) {
    return Execute(sql, row, nullptr, std::forward<Bound>(bound)...);
  }

  // Runs one statement that is not worth keeping, such as a PRAGMA or a CREATE TABLE.
  absl::Status RunOnce(const std::string& sql);

 private:
  struct BindCleanUp {
    soci::statement& statement;
    ~BindCleanUp() { statement.bind_clean_up(); }
  };

  // Statements are found by their text without a copy of it.
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  // `changed`: where the number of rows that it changed goes, or null.
  template <typename... Bound>
  absl::Status Execute(std::string_view sql, absl::FunctionRef<void()> row, int64_t* changed, Bound&&... bound) {
    try {
      soci::statement& statement = Prepared(sql);
      const BindCleanUp clean_up{statement};
      (statement.exchange(std::forward<Bound>(bound)), ...);
      statement.define_and_bind();
      for (bool got = statement.execute(true); got; got = statement.fetch()) row();
      if (changed != nullptr) *changed = statement.get_affected_rows();
      return absl::OkStatus();
    } catch (const std::exception& error) {
      return Translate(error, sql);
    }
  }

  soci::statement& Prepared(std::string_view sql);
  absl::Status Translate(const std::exception& error, std::string_view sql);
  // Called by the engine: whether its statement ends now.
  static int Interrupt(void* session);

  std::unique_ptr<soci::session> session_;
  // Destroyed before the session.
  std::unordered_map<std::string, std::unique_ptr<soci::statement>, Hash, std::equal_to<>> statements_;
  MayGoOn may_go_on_;         // Of the interruption there is, if any.
  absl::Status interrupted_;  // Why the statement under way ended.
};

}  // namespace zaitaku
