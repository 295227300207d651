#include "platform/storage/sql.h"

#include <spdlog/spdlog.h>
#include <sqlite3/soci-sqlite3.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

absl::Status Unavailable(const std::string& en, const std::string& ja) {
  return Error(type::v1::ERROR_REASON_STORE_UNAVAILABLE,
               {absl::StrCat(en, "; repeat the call, a change with the same request_id"),
                absl::StrCat(ja, "。同じ request_id でやり直してください")});
}

absl::Status FromSqlite(int result) {
  switch (result & 0xff) {
    case SQLITE_FULL:
      return Unavailable("the store's disk is full", "保存先のディスクがいっぱいです");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return Unavailable("the store cannot be written to", "保存先に書き込めません");
    case SQLITE_IOERR:
      return Unavailable("the store's disk reports an I/O error", "保存先のディスクで入出力エラーが発生しました");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable("the store is locked by another process", "保存先が他の処理により使用中です");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreDamaged({"the store's file is damaged. An operator must look",
                           "保存先のファイルが壊れています。運用担当者の確認が必要です"},
                          "database");
    default:
      return absl::InternalError("the store failed");
  }
}

// Marks an error as the engine's own. Stays inside: errors are sent without it.
constexpr char kStoreFailure[] = "zaitaku/store-failure";

// So many steps of the engine's take a few milliseconds.
constexpr int kStepsBetweenQuestions = 100'000;

sqlite_api::sqlite3* ConnectionOf(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

}  // namespace

bool IsStoreFailure(const absl::Status& status) { return status.GetPayload(kStoreFailure).has_value(); }

absl::Status StoreError(const std::exception& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  absl::Status status = sqlite != nullptr ? FromSqlite(sqlite->result()) : absl::InternalError("the store failed");
  status.SetPayload(kStoreFailure, absl::Cord());
  return status;
}

SqlSession::Interruption::Interruption(SqlSession& session, MayGoOn may_go_on) : session_(session) {
  if (!may_go_on) return;
  session_.may_go_on_ = std::move(may_go_on);
  sqlite_api::sqlite3_progress_handler(ConnectionOf(*session_.session_), kStepsBetweenQuestions, &Interrupt, &session_);
}

SqlSession::Interruption::~Interruption() {
  sqlite_api::sqlite3_progress_handler(ConnectionOf(*session_.session_), 0, nullptr, nullptr);
  session_.may_go_on_ = nullptr;
}

int SqlSession::Interrupt(void* session) {
  auto* self = static_cast<SqlSession*>(session);
  self->interrupted_ = self->may_go_on_();
  return self->interrupted_.ok() ? 0 : 1;
}

absl::Status SqlSession::RunOnce(const std::string& sql) {
  try {
    session_->once << sql;
    return absl::OkStatus();
  } catch (const std::exception& error) {
    return Translate(error, sql);
  }
}

soci::statement& SqlSession::Prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return *found->second;
  auto fresh = std::make_unique<soci::statement>(*session_);
  fresh->alloc();
  fresh->prepare(std::string(sql));
  return *(statements_[std::string(sql)] = std::move(fresh));
}

absl::Status SqlSession::Translate(const std::exception& error, std::string_view sql) {
  if (!interrupted_.ok()) return std::exchange(interrupted_, absl::OkStatus());
  // The engine's words go to the log only: they name tables and paths, which are no caller's business. What SOCI adds
  // to them goes nowhere: it holds the values that were bound, and they may be people's names.
  const auto* soci_error = dynamic_cast<const soci::soci_error*>(&error);
  const std::string what = soci_error == nullptr ? "an exception" : soci_error->get_error_message();
  spdlog::error("SQL failed: {} in: {}", what, sql.substr(0, sql.find('\n')));
  return StoreError(error);
}

}  // namespace zaitaku
