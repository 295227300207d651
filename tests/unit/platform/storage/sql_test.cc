// A session on a real SQLite file.
#include "platform/storage/sql.h"

#include <sqlite3/soci-sqlite3.h>

#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

// Counts for seconds.
constexpr char kLong[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT COUNT(*) FROM n";

class SqlTest : public testing::Test {
 protected:
  SqlSession session_{std::make_unique<soci::session>(soci::sqlite3, "dbname=:memory:")};
};

TEST_F(SqlTest, LongStatementEndsWithTheErrorOfWhoSaysThatItMayNotGoOn) {
  SqlInt count = 0;
  int left = 3;
  {
    const SqlSession::Interruption interruption(
        session_, [&left] { return --left > 0 ? absl::OkStatus() : absl::CancelledError("gone"); });
    const absl::Status ended = session_.Select(
        kLong, [] {}, soci::into(count));
    EXPECT_THAT(ended, HasCode(absl::StatusCode::kCancelled));
    EXPECT_FALSE(IsStoreFailure(ended));
    EXPECT_EQ(left, 0);
  }
  ASSERT_OK(session_.Select(
      "SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)\n"
      "SELECT i FROM n)",
      [] {}, soci::into(count)));
  EXPECT_EQ(count, 1'000'000) << "nobody is asked any more";
  EXPECT_EQ(left, 0);
}

TEST_F(SqlTest, WithoutAQuestionNobodyIsAsked) {
  const SqlSession::Interruption interruption(session_, nullptr);
  SqlInt one = 0;
  ASSERT_OK(session_.Select(
      "SELECT 1", [] {}, soci::into(one)));
  EXPECT_EQ(one, 1);
}

}  // namespace
}  // namespace zaitaku
