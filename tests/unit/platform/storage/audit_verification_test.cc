// Whoever touches the history is found.
#include "platform/storage/audit_verification.h"

#include <sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "platform/storage/ledger.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council.pb.h"

namespace zaitaku {
namespace {

using council::v1::Survey;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr int kRevisions = 30;

class AuditVerificationTest : public testing::Test {
 protected:
  // A ledger whose revisions change one to three of a few resources, and some totals.
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(auto ledger, Ledger::Open(File(), {}));
    for (int i = 0; i < kRevisions; ++i) {
      Survey response;
      Mutation mutation;
      mutation.origin = {
          .caller = "caller", .method = "method", .request_id = "request-" + std::to_string(i), .reason = "reason"};
      mutation.response = &response;
      mutation.set_revision = [](const std::string&) {};
      mutation.apply = [i](Transaction& transaction) -> absl::Status {
        for (int j = 0; j <= i % 3; ++j) {
          Survey survey;
          survey.set_name("surveys/20" + std::to_string(10 + (i + j) % 7) + "-12");
          survey.set_reference_month_text(std::to_string(i));
          RETURN_IF_ERROR(transaction.Put(survey));
        }
        transaction.AddToTotal("scope", "cell-" + std::to_string(i % 4), i + 1);
        return absl::OkStatus();
      };
      mutation.done = [](const absl::Status& status) { EXPECT_OK(status); };
      ledger->Submit(std::move(mutation));
      while (ledger->Head().number <= i) absl::SleepFor(absl::Microseconds(50));
    }
    head_ = ledger->Head().Token();
  }

  std::string File() const { return folder_.File("ledger.db"); }
  static SqlSession Open(const std::string& path) {
    return SqlSession(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + path));
  }

  // The verification's answer after `damage` was done to a copy.
  type::v1::VerifyAuditResponse After(const std::vector<std::string>& damage, const std::string& exported_head) {
    const std::string copy = folder_.File("copy.db");
    std::filesystem::copy_file(File(), copy, std::filesystem::copy_options::overwrite_existing);
    SqlSession session = Open(copy);
    for (const std::string& sql : damage) EXPECT_OK(session.RunOnce(sql));
    auto response = VerifyAudit(session, exported_head);
    EXPECT_OK(response);
    return *response;
  }

  TemporaryFolder folder_;
  std::string head_;
};

TEST_F(AuditVerificationTest, UntouchedHistoryIsWhole) {
  const auto response = After({}, head_);
  EXPECT_TRUE(response.whole()) << response.DebugString();
  EXPECT_EQ(response.verified_revisions(), kRevisions);
  EXPECT_EQ(response.head(), head_);
}

// One row more in one of the tables: below the first revision, at one that there is, or beyond the head.
std::string ForgedRow(std::mt19937& random) {
  const auto pick = [&random](int n) { return static_cast<int>(random() % n); };
  constexpr const char* kOutside[] = {"-5", "0", "31", "1000", "9223372036854775807"};
  const std::string outside = kOutside[pick(5)];
  const std::string any = pick(2) == 0 ? outside : std::to_string(1 + pick(kRevisions));
  switch (pick(8)) {
    case 0:
      return "INSERT INTO revision SELECT " + outside +
             ", commit_micros, caller, method, request_id, reason, digest FROM revision WHERE revision = 7";
    case 1:
      return "INSERT INTO revision SELECT NULL, commit_micros, caller, method, request_id, reason, digest FROM "
             "revision "
             "WHERE revision = 7";
    case 2:
      return "INSERT INTO change SELECT " + any + ", 99, name, payload_digest FROM change WHERE rowid = 3";
    case 3:
      return "INSERT INTO resource_version SELECT 'surveys/forged', collection, " + any +
             ", 9223372036854775807, payload FROM resource_version WHERE rowid = 3";
    case 4:
      return "INSERT INTO total_cell VALUES ('scope', 'forged', " + any + ", 1)";
    case 5:
      return pick(2) == 0 ? "INSERT INTO total_cell_name VALUES ('scope', 'forged')"
                          : "INSERT INTO resource_name VALUES ('surveys', 'surveys/forged')";
    case 6:
      return "INSERT INTO ledger_head VALUES (2, " + any + ", '" + std::string(64, 'a') + "')";
    default:
      return pick(2) == 0 ? "INSERT INTO resource_label VALUES ('label', 'surveys/2010-12', " + outside +
                                ", 9223372036854775807)"
                          : "INSERT INTO resource_text VALUES ('surveys/2010-12', 0, " + outside +
                                ", 9223372036854775807, 0, 'a', 'a')";
  }
}

// One random edit of one column, deletion or exchange, or a forged row.
std::vector<std::string> RandomDamage(std::mt19937& random) {
  const auto pick = [&random](int n) { return static_cast<int>(random() % n); };
  const std::string one = std::to_string(1 + pick(kRevisions)), other = std::to_string(1 + pick(kRevisions));
  const std::string row =
      " WHERE rowid = " + std::to_string(1 + pick(kRevisions));  // Every table has at least as many.
  if (pick(2) == 0) return {ForgedRow(random)};
  switch (pick(15)) {
    case 0:
      return {"UPDATE revision SET commit_micros = commit_micros + 1 WHERE revision = " + one};
    case 1:
      return {"UPDATE revision SET caller = caller || 'x' WHERE revision = " + one};
    case 2:
      return {"UPDATE revision SET method = 'other' WHERE revision = " + one};
    case 3:
      return {"UPDATE revision SET request_id = '' WHERE revision = " + one};
    case 4:
      return {"UPDATE revision SET reason = 'other' WHERE revision = " + one};
    case 5:
      return {"UPDATE revision SET digest = '" + std::string(64, 'a') + "' WHERE revision = " + one};
    case 6:
      return {"DELETE FROM revision WHERE revision = " + one};
    case 7:  // Exchanges what two revisions said.
      if (one == other) return {"UPDATE revision SET revision = 1000 WHERE revision = " + one};
      return {"UPDATE revision SET revision = -1 WHERE revision = " + one,
              "UPDATE revision SET revision = " + one + " WHERE revision = " + other,
              "UPDATE revision SET revision = " + other + " WHERE revision = -1"};
    case 8:
      return {"UPDATE change SET name = name || 'x'" + row};
    case 9:
      return {"DELETE FROM change" + row};
    case 10:
      return {"UPDATE resource_version SET payload = 'AAAA'" + row};
    case 11:
      return {"UPDATE resource_version SET to_revision = to_revision - 1" + row};
    case 12:
      return {"UPDATE resource_version SET collection = 'elsewhere'" + row};
    case 13:
      return {"DELETE FROM resource_name WHERE rowid % 3 = " + std::to_string(pick(3))};
    default:
      return {"UPDATE total_cell SET value = value + 1" + row};
  }
}

TEST_F(AuditVerificationTest, AThousandRandomDamagesAreAllFound) {
  std::mt19937 random(1000);
  for (int i = 0; i < 1000; ++i) {
    const auto damage = RandomDamage(random);
    EXPECT_FALSE(After(damage, head_).whole()) << damage[0];
  }
}

// A whole resource with a revision of its own, where nobody who starts at revision 1 looks.
TEST_F(AuditVerificationTest, ResourceForgedBelowTheFirstRevisionIsFound) {
  for (const std::string below : {"-5", "0"}) {
    const auto response = After(
        {"INSERT INTO revision SELECT " + below +
             ", 0, caller, method, request_id, reason, digest FROM revision WHERE revision = 1",
         "INSERT INTO change SELECT " + below + ", 0, 'surveys/forged', payload_digest FROM change WHERE revision = 1",
         "INSERT INTO resource_version SELECT 'surveys/forged', collection, " + below +
             ", 9223372036854775807, payload FROM resource_version WHERE from_revision = 1"},
        head_);
    EXPECT_FALSE(response.whole()) << below;
  }
}

TEST_F(AuditVerificationTest, EndsWhenItsCallerNoLongerWaits) {
  SqlSession session = Open(File());
  int asked = 0;
  ASSERT_OK(VerifyAudit(session, "", [&asked] {
    ++asked;
    return absl::OkStatus();
  }));
  EXPECT_GT(asked, 5);
  for (int stop = 1; stop <= asked; ++stop) {
    int left = stop;
    EXPECT_THAT(
        VerifyAudit(session, "", [&left] { return --left > 0 ? absl::OkStatus() : absl::CancelledError("gone"); }),
        HasCode(absl::StatusCode::kCancelled));
  }
}

// Each walks a table once and looks others up by the key of a row or of a resource, not of a whole collection: what it
// costs grows with the history and not with its square. A sorter would be a temporary file as large as the table.
TEST_F(AuditVerificationTest, NoneOfItsQueriesCostsASquareOrASorter) {
  SqlSession session = Open(File());
  for (const std::string_view sql : StrayRowQueries()) {
    SqlInt id = 0, parent = 0, unused = 0;
    std::string step;
    std::set<SqlInt> for_each_row;  // Steps within a subquery that is run for each row.
    std::map<SqlInt, int> walks;    // By the step that they belong to.
    const auto check = [&] {
      if (step.starts_with("CORRELATED") || for_each_row.contains(parent)) for_each_row.insert(id);
      EXPECT_THAT(step, Not(HasSubstr("TEMP B-TREE"))) << sql;
      if (step.starts_with("SCAN")) {
        EXPECT_EQ(++walks[parent], 1) << sql;
        EXPECT_FALSE(for_each_row.contains(parent)) << step << " for each row: " << sql;
      }
      if (step.starts_with("SEARCH") && step.find("USING") != step.npos) {
        EXPECT_THAT(step, ContainsRegex("[( ](name|revision|cell)=\\?")) << sql;
      }
    };
    ASSERT_OK(session.Select("EXPLAIN QUERY PLAN " + std::string(sql), check, soci::into(id), soci::into(parent),
                             soci::into(unused), soci::into(step)));
    EXPECT_THAT(walks, Not(testing::IsEmpty())) << sql;
  }
}

// Changes are committed between any two stretches of it, and its session keeps nobody from emptying the log.
TEST_F(AuditVerificationTest, IsNotDisturbedByWhatIsCommittedMeanwhileAndHoldsNoTransaction) {
  ASSERT_OK_AND_ASSIGN(auto ledger, Ledger::Open(File(), {}));
  SqlSession session = Open(File()), other = Open(File());
  const auto response = VerifyAudit(session, head_, [&] {
    Survey answer;
    Mutation mutation;
    mutation.response = &answer;
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = [](Transaction& transaction) -> absl::Status {
      Survey survey;
      survey.set_name("surveys/2010-12");
      transaction.AddToTotal("scope", "cell-0", 1);
      return transaction.Put(survey);
    };
    Signal done;
    mutation.done = [&done](const absl::Status& status) {
      EXPECT_OK(status);
      done.Give();
    };
    ledger->Submit(std::move(mutation));
    done.Await();
    SqlInt busy = 1, frames = 0, moved = 0;
    EXPECT_OK(other.Select(
        "PRAGMA wal_checkpoint(TRUNCATE)", [] {}, soci::into(busy), soci::into(frames), soci::into(moved)));
    EXPECT_EQ(busy, 0) << "a transaction was held";
    return absl::OkStatus();
  });
  ASSERT_OK(response);
  EXPECT_TRUE(response->whole()) << response->DebugString();
  EXPECT_EQ(response->head(), head_);
}

TEST_F(AuditVerificationTest, MissingRevisionsAreNamed) {
  const auto response = After({"DELETE FROM revision WHERE revision BETWEEN 7 AND 9"}, head_);
  EXPECT_FALSE(response.whole());
  EXPECT_THAT(response.problems(), testing::Contains("revisions 7 to 9 are missing"));
}

// Removes every trace of the last revisions.
std::vector<std::string> CleanCut() {
  return {
      "DELETE FROM revision WHERE revision > 20",
      "DELETE FROM change WHERE revision > 20",
      "DELETE FROM total_cell WHERE revision > 20",
      "DELETE FROM resource_version WHERE from_revision > 20",
      "UPDATE resource_version SET to_revision = 9223372036854775807 WHERE to_revision > 20",
  };
}

TEST_F(AuditVerificationTest, CutTailIsFound) {
  EXPECT_FALSE(After({"DELETE FROM revision WHERE revision > 20"}, "").whole());
}

TEST_F(AuditVerificationTest, CleanlyCutTailIsFoundByTheHead) { EXPECT_FALSE(After(CleanCut(), "").whole()); }

// With the head set back as well, only what was exported before can tell.
TEST_F(AuditVerificationTest, CleanlyCutTailIsFoundByTheExportedHead) {
  std::vector<std::string> cut = CleanCut();
  cut.push_back("UPDATE ledger_head SET revision = 20, digest = (SELECT digest FROM revision WHERE revision = 20)");
  EXPECT_TRUE(After(cut, "").whole());
  EXPECT_FALSE(After(cut, head_).whole());
}

}  // namespace
}  // namespace zaitaku
