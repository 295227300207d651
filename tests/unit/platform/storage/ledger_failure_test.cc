// The ledger on disks that fail, on damaged files, and after failures.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "platform/storage/audit_verification.h"
#include "platform/storage/ledger.h"
#include "tests/signal/signal.h"
#include "tests/unit/platform/storage/ledger_fixture.h"

namespace zaitaku {
namespace {

using council::v1::Survey;

class LedgerFailureTest : public LedgerTest {};

// Has the engine refuse to store a survey of this name: a failure of the store itself, from within.
constexpr char kBreak[] =
    "CREATE TRIGGER broken BEFORE INSERT ON resource_version WHEN NEW.name = 'surveys/1999-01'\n"
    "BEGIN SELECT RAISE(ABORT, 'broken'); END";

TEST_F(LedgerFailureTest, StoreFailureFailsTheWholeBatchAndLeavesTheStoreWhole) {
  ASSERT_OK(Run(PutSurvey("surveys/2000-01", "kept")));
  BehindItsBack({kBreak});
  Signal started, go;
  auto holding = Start([&](Transaction&) {
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  auto good = Start(PutSurvey("surveys/2001-01", "a"));
  auto broken = Start(PutSurvey("surveys/1999-01", "b"));
  go.Give();
  EXPECT_OK(holding.get());
  EXPECT_THAT(good.get(), HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(broken.get(), HasCode(absl::StatusCode::kInternal));
  EXPECT_EQ(MonthAt("", "surveys/2001-01"), "none");
  ASSERT_OK(Run(PutSurvey("surveys/2002-01", "after")));
  EXPECT_EQ(ledger_->Head().number, 2);
  EXPECT_EQ(MonthAt("", "surveys/2000-01"), "kept");
}

// Errors of whoever applies, even those that sound like the store's: the engine is well.
TEST_F(LedgerFailureTest, OthersAreNotFailedByWhatOneMutationFoundDamaged) {
  for (const absl::Status& error :
       {absl::InternalError("a bug"), StoreDamaged({"the stored version is damaged", "壊れています"}, "surveys/x")}) {
    Signal started, go;
    auto holding = Start([&](Transaction&) {
      started.Give();
      go.Await();
      return absl::OkStatus();
    });
    started.Await();
    auto good = Start(PutSurvey("surveys/2001-01", "a"));
    auto failing = Start([&error](Transaction&) { return error; });
    go.Give();
    EXPECT_OK(holding.get());
    EXPECT_OK(good.get());
    EXPECT_THAT(failing.get(), HasCode(error.code()));
  }
}

TEST_F(LedgerFailureTest, IsNotWritableFromAFailedBatchUntilACommitSucceedsByItselfIfNobodyWrites) {
  BehindItsBack({kBreak, "CREATE TRIGGER stuck BEFORE UPDATE ON ledger_head BEGIN SELECT RAISE(ABORT, 'stuck'); END"});
  EXPECT_TRUE(ledger_->writable());
  EXPECT_FALSE(Run(PutSurvey("surveys/1999-01", "b")).ok());
  EXPECT_FALSE(ledger_->writable());
  // One that writes nothing proves nothing.
  EXPECT_FALSE(Run([](Transaction&) { return absl::OkStatus(); }).ok());
  absl::SleepFor(absl::Seconds(2));
  EXPECT_FALSE(ledger_->writable());
  BehindItsBack({"DROP TRIGGER stuck"});
  for (int i = 0; i < 1000 && !ledger_->writable(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(ledger_->writable());
  EXPECT_EQ(ledger_->Head().number, 0);
  EXPECT_OK(Run(PutSurvey("surveys/2000-01", "a")));
}

// A commit that was reported as failed may be there all the same.
TEST_F(LedgerFailureTest, AfterAFailedBatchTheLedgerGoesOnFromWhatIsStored) {
  ASSERT_OK(Run(PutSurvey("surveys/2000-01", "kept")));
  BehindItsBack({kBreak});
  EXPECT_THAT(Run(PutSurvey("surveys/1999-01", "b")), HasCode(absl::StatusCode::kInternal));
  BehindItsBack(
      {"INSERT INTO revision SELECT 2, commit_micros, caller, method, request_id, reason, digest FROM revision",
       "UPDATE ledger_head SET revision = 2"});
  ASSERT_OK(Run(PutSurvey("surveys/2002-01", "after")));
  EXPECT_EQ(ledger_->Head().number, 3);
  EXPECT_EQ(MonthAt("", "surveys/2002-01"), "after");
}

TEST_F(LedgerFailureTest, BatchThatFailedLeavesItsMomentUnsettledUntilTheHeadIsKnownAgain) {
  BehindItsBack({kBreak, "CREATE TRIGGER stuck BEFORE UPDATE ON ledger_head BEGIN SELECT RAISE(ABORT, 'stuck'); END"});
  EXPECT_FALSE(Run(PutSurvey("surveys/1999-01", "b")).ok());
  EXPECT_FALSE(ledger_->Settle(now_, absl::Now() + absl::Milliseconds(50)).ok());
  BehindItsBack({"DROP TRIGGER stuck"});
  EXPECT_OK(ledger_->Settle(now_, absl::Now() + absl::Seconds(20)));
}

// Without the log, a commit would be no commit that readers can go on beside.
TEST_F(LedgerFailureTest, DatabaseThatCannotKeepALogAheadIsRefused) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.File(""));
  EXPECT_THAT(Ledger::Open(":memory:", {}), HasCode(absl::StatusCode::kFailedPrecondition));
  std::filesystem::current_path(before);
}

// Overwrites part of the file, from a byte on, with nonsense.
void Scribble(const std::string& path, int64_t from, size_t bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file << std::string(bytes, '\xa5');
  ASSERT_TRUE(file.good());
}

TEST_F(LedgerFailureTest, FileThatIsNoDatabaseIsReportedAsDamaged) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  ledger_.reset();
  Scribble(folder_.File("ledger.db"), 0, 100);
  EXPECT_THAT(Ledger::Open(folder_.File("ledger.db"), options_), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

// Pages in the middle of the file, where the resources are: the engine finds out when it reads them.
TEST_F(LedgerFailureTest, DamagedPagesAreReportedAsDamageAndFailTheWholeBatch) {
  for (int i = 0; i < 200; ++i) ASSERT_OK(Run(PutSurvey("surveys/" + std::to_string(i), std::string(1000, 'x'))));
  ledger_.reset();
  const std::string file = folder_.File("ledger.db");
  constexpr int64_t kPage = 4096;
  Scribble(file, static_cast<int64_t>(std::filesystem::file_size(file)) / kPage / 2 * kPage, 20 * kPage);
  Open();
  ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
  EXPECT_THAT(view->reader.ListAll<Survey>("surveys"), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  const absl::Status status =
      Run([](Transaction& transaction) { return transaction.ListAll<Survey>("surveys").status(); });
  EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  EXPECT_TRUE(IsStoreFailure(status));
}

// A file system of two megabytes, gone with this object.
class SmallDisk {
 public:
  explicit SmallDisk(std::string path) : path_(std::move(path)) {
    std::filesystem::create_directory(path_);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  const std::string path_;
  bool mounted_;
};

TEST_F(LedgerFailureTest, FullDiskIsToldLosesNothingAcknowledgedAndIsGotOver) {
  const SmallDisk disk(folder_.File("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "only root may mount a small disk";
  std::ofstream(disk.File("ballast")) << std::string(1500 << 10, 'x');
  ledger_.reset();
  options_.now = &absl::Now;
  auto opened = Ledger::Open(disk.File("ledger.db"), options_);
  ASSERT_OK(opened);
  ledger_ = *std::move(opened);
  int acknowledged = 0;
  absl::Status status;
  for (; acknowledged < 1000; ++acknowledged) {
    status = Run(PutSurvey("surveys/" + std::to_string(acknowledged), std::string(10'000, 'x')));
    if (!status.ok()) break;
  }
  EXPECT_GT(acknowledged, 3);
  EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  EXPECT_FALSE(ledger_->writable());
  EXPECT_EQ(ledger_->Head().number, acknowledged);
  for (int i = 0; i < acknowledged; ++i) EXPECT_EQ(MonthAt("", "surveys/" + std::to_string(i)).size(), 10'000u);
  std::filesystem::remove(disk.File("ballast"));
  for (int i = 0; i < 1000 && !ledger_->writable(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(ledger_->writable());
  ASSERT_OK(Run(PutSurvey("surveys/after", "x")));
  EXPECT_EQ(ledger_->Head().number, acknowledged + 1);
  {
    ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
    ASSERT_OK_AND_ASSIGN(const auto audit, VerifyAudit(*view->session, ""));
    EXPECT_TRUE(audit.whole()) << audit.DebugString();
  }
  ledger_.reset();  // Before its disk.
}

// Root may write whatever the file says, so this is tried as somebody else.
TEST_F(LedgerFailureTest, ReadOnlyFileIsAClearErrorAndLeftAsItIs) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  ledger_.reset();
  const std::string file = folder_.File("ledger.db");
  const auto size = std::filesystem::file_size(file);
  ASSERT_EQ(chmod(folder_.File("").c_str(), 0777), 0);
  ASSERT_EQ(chmod(folder_.File("ledger.db.lock").c_str(), 0666), 0);
  ASSERT_EQ(chmod(file.c_str(), 0444), 0);
  const bool root = geteuid() == 0;
  if (root) ASSERT_EQ(seteuid(65534), 0);
  const absl::Status status = Ledger::Open(file, options_).status();
  if (root) ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  EXPECT_EQ(std::filesystem::file_size(file), size);
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  Open();
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "x");
}

}  // namespace
}  // namespace zaitaku
