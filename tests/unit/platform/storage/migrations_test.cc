#include "platform/storage/migrations.h"

#include <sqlite3/soci-sqlite3.h>

#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

class MigrationsTest : public testing::Test {
 protected:
  SqlInt Count(const std::string& table) {
    SqlInt count = -1;
    const absl::Status status = session_.Select(
        "SELECT COUNT(*) FROM " + table, [] {}, soci::into(count));
    return status.ok() ? count : -1;
  }

  SqlSession session_{std::make_unique<soci::session>(soci::sqlite3, "dbname=:memory:")};
  const Migration one_{"0001_one", "CREATE TABLE one (a BIGINT);\nINSERT INTO one VALUES (1);\n"};
  const Migration two_{"0002_two", "CREATE TABLE two (a BIGINT);\n"};
};

TEST_F(MigrationsTest, AppliesEachOnce) {
  ASSERT_OK(Migrate(session_, {one_}));
  ASSERT_OK(Migrate(session_, {one_, two_}));
  ASSERT_OK(Migrate(session_, {one_, two_}));
  EXPECT_EQ(Count("one"), 1);
  EXPECT_EQ(Count("two"), 0);
}

TEST_F(MigrationsTest, StepThatFailsLeavesNothingAndIsTriedAgain) {
  const Migration broken{"0002_two", "CREATE TABLE two (a BIGINT);\nINSERT INTO nowhere VALUES (1);\n"};
  EXPECT_FALSE(Migrate(session_, {one_, broken}).ok());
  EXPECT_EQ(Count("two"), -1);
  ASSERT_OK(Migrate(session_, {one_, two_}));
  EXPECT_EQ(Count("two"), 0);
}

TEST_F(MigrationsTest, DatabaseOfANewerReleaseIsRefused) {
  ASSERT_OK(Migrate(session_, {one_, two_}));
  EXPECT_THAT(Migrate(session_, {one_}), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(MigrationsTest, StepWhoseTextWasAnotherIsRefused) {
  ASSERT_OK(Migrate(session_, {one_}));
  EXPECT_THAT(Migrate(session_, {{one_.name, one_.sql + "CREATE TABLE x (a BIGINT);\n"}}),
              HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(MigrationsTest, LedgersOwnStepsApply) { EXPECT_OK(Migrate(session_, LedgerMigrations())); }

}  // namespace
}  // namespace zaitaku
