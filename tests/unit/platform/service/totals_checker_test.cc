// One verdict on the totals, whoever asked for the check.
#include "platform/service/totals_checker.h"

#include <future>
#include <mutex>

#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/type/v1/errors.pb.h"

namespace zaitaku {
namespace {

using Totals = std::map<CellName, int64_t>;

// A ledger without totals; what the rows add up to is what each test says.
class TotalsCheckerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Ledger::Open(folder_.File("ledger.db"), {});
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }

  void Say(const absl::StatusOr<Totals>& rows) {
    const std::lock_guard lock(mutex_);
    rows_ = rows;
  }

  RecomputeTotals Recompute() {
    return [this](const ResourceReader&) {
      const std::lock_guard lock(mutex_);
      return rows_;
    };
  }

  static absl::Status StoreUnavailable() {
    return Error(type::v1::ERROR_REASON_STORE_UNAVAILABLE, {"the disk reports an error", "入出力エラー"});
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  std::mutex mutex_;
  absl::StatusOr<Totals> rows_ ABSL_GUARDED_BY(mutex_) = Totals();
};

const Totals kOther = {{{"scope", "cell"}, 1}};

TEST_F(TotalsCheckerTest, CheckOnDemandIsTheVerdict) {
  TotalsChecker checker(*ledger_, Recompute(), absl::Hours(1));
  EXPECT_TRUE(checker.correct());
  EXPECT_OK(checker.Admit());
  Say(kOther);
  ASSERT_OK_AND_ASSIGN(const auto wrong, checker.Check());
  EXPECT_FALSE(wrong.correct());
  EXPECT_FALSE(checker.correct());
  EXPECT_THAT(checker.Admit(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  Say(Totals());
  ASSERT_OK(checker.Check());
  EXPECT_TRUE(checker.correct());
  EXPECT_OK(checker.Admit());
}

TEST_F(TotalsCheckerTest, RowThatCannotBeCountedIsAFinding) {
  TotalsChecker checker(*ledger_, Recompute(), absl::Hours(1));
  Say(StoreDamaged({"a row is damaged", "壊れています"}, "surveys/x"));
  EXPECT_THAT(checker.Check(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  EXPECT_FALSE(checker.correct());
  EXPECT_THAT(checker.Admit(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

TEST_F(TotalsCheckerTest, CheckThatCouldNotBeMadeLeavesTheVerdict) {
  TotalsChecker checker(*ledger_, Recompute(), absl::Hours(1));
  Say(StoreUnavailable());
  EXPECT_THAT(checker.Check(), HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  EXPECT_TRUE(checker.correct());
  EXPECT_OK(checker.Admit());
  Say(kOther);
  ASSERT_OK(checker.Check());
  Say(StoreUnavailable());
  EXPECT_FALSE(checker.Check().ok());
  EXPECT_FALSE(checker.correct());
  EXPECT_EQ(checker.checks(), 4);
  EXPECT_EQ(checker.failures(), 3);
}

TEST_F(TotalsCheckerTest, FirstCheckThatCouldNotBeMadeIsSoonMadeAgain) {
  Say(StoreUnavailable());
  TotalsChecker checker(*ledger_, Recompute(), absl::Hours(1), absl::Milliseconds(10));
  EXPECT_FALSE(checker.correct());
  EXPECT_THAT(checker.Admit(), HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  Say(Totals());
  for (int i = 0; i < 1000 && !checker.correct(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(checker.correct());
  EXPECT_OK(checker.Admit());
}

TEST_F(TotalsCheckerTest, CheckEndsWhenItsCallerNoLongerWaitsAndLeavesTheVerdict) {
  TotalsChecker checker(
      *ledger_,
      [](const ResourceReader& reader) -> absl::StatusOr<Totals> {
        for (int i = 0; i < 100; ++i) RETURN_IF_ERROR(reader.ListAll<council::v1::Survey>("surveys").status());
        return Totals();
      },
      absl::Hours(1));
  for (const int stop : {1, 2, 50}) {
    int left = stop;
    EXPECT_THAT(checker.Check([&left] { return --left > 0 ? absl::OkStatus() : absl::CancelledError("gone"); }),
                HasCode(absl::StatusCode::kCancelled));
  }
  EXPECT_TRUE(checker.correct());
}

// A stop that waits for a check of all there is would be taken for one that hangs.
TEST_F(TotalsCheckerTest, CheckUnderWayEndsWhenTheServerStops) {
  Signal started;
  std::atomic<int> checks{0};
  std::atomic<bool> ended_early{false};
  {
    TotalsChecker checker(
        *ledger_,
        [&](const ResourceReader& reader) -> absl::StatusOr<Totals> {
          if (++checks == 1) return Totals();
          started.Give();
          const absl::Time patience = absl::Now() + absl::Seconds(20);
          while (absl::Now() < patience) {
            if (const absl::Status status = reader.Exists("surveys/x").status(); !status.ok()) {
              ended_early = true;
              return status;
            }
          }
          return Totals();
        },
        absl::Milliseconds(1));
    started.Await();
  }
  EXPECT_TRUE(ended_early);
}

TEST_F(TotalsCheckerTest, SecondCheckIsRefusedAtOnceWithTheTimeToRetry) {
  Signal started, go;
  std::atomic<int> calls{0};
  TotalsChecker checker(
      *ledger_,
      [&](const ResourceReader&) {
        if (++calls == 2) {
          started.Give();
          go.Await();
        }
        return Totals();
      },
      absl::Hours(1));
  auto first = std::async(std::launch::async, [&] { return checker.Check(); });
  started.Await();
  const absl::Status refused = checker.Check().status();
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
  go.Give();
  EXPECT_OK(first.get());
  EXPECT_OK(checker.Check());
}

}  // namespace
}  // namespace zaitaku
