#include "platform/service/refusal_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/storage/audit_verification.h"
#include "platform/storage/history.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr char kMethod[] = "zaitaku.council.v1.CouncilService/ImportSurvey";
const absl::Status kWhy = absl::PermissionDeniedError("why");
const absl::Status kUnproved = absl::UnauthenticatedError("why");

class RefusalLogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {})); }

  static Caller Unproved(const std::string& address) {
    Caller caller;
    caller.peer = address;
    return caller;
  }
  static Caller From(const std::string& address) {
    return {{Role::kPrefecture, "13"}, Proof::kToken, "officer-7", "", "token-1", address};
  }
  void AwaitRevisions(int64_t number) {
    for (int i = 0; i < 1200 && ledger_->Head().number < number; ++i) absl::SleepFor(absl::Milliseconds(25));
    ASSERT_EQ(ledger_->Head().number, number);
  }
  // Once what the log had is written.
  std::vector<std::string> ReasonsAtTheEnd() {
    ledger_.reset();
    auto opened = Ledger::Open(folder_.File("ledger.db"), {});
    EXPECT_OK(opened);
    ledger_ = *std::move(opened);
    return Reasons();
  }
  std::vector<std::string> Reasons() {
    std::vector<std::string> reasons;
    auto view = ledger_->ReadAt("");
    EXPECT_OK(view);
    const auto revisions = RevisionsAfter(*(*view)->session, 0, (*view)->revision.number, 1000);
    EXPECT_OK(revisions);
    for (const RecordedRevision& revision : *revisions) {
      EXPECT_EQ(revision.entry.method, kRefusedWrites);
      reasons.push_back(revision.entry.reason);
    }
    return reasons;
  }
  static int CountOf(const std::vector<std::string>& reasons) {
    int sum = 0;
    for (const std::string& reason : reasons) {
      for (const auto part : absl::StrSplit(reason, "; ")) {
        int times = 0;
        if (absl::SimpleAtoi(part.substr(0, part.find(' ')), &times)) sum += times;
      }
    }
    return sum;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(RefusalLogTest, TheFirstIsWrittenAtOnceAndWhatFollowsIsSummedUp) {
  {
    RefusalLog log(*ledger_, {absl::Hours(1)});
    log.Note(From("192.0.2.1"), kMethod, kWhy);
    AwaitRevisions(1);
    for (int i = 0; i < 10'000; ++i) log.Note(From("192.0.2.1"), kMethod, kWhy);
    EXPECT_EQ(ledger_->Head().number, 1);
  }
  const std::vector<std::string> reasons = ReasonsAtTheEnd();
  ASSERT_EQ(reasons.size(), 2);
  EXPECT_EQ(reasons[1], absl::StrCat("10000 x ", kMethod, " PERMISSION_DENIED prefecture/13 officer-7 from=192.0.2.1"));
}

TEST_F(RefusalLogTest, AFloodFromEverywhereIsOneRowInSoLongAndNoneIsForgotten) {
  {
    RefusalLog log(*ledger_, {absl::Hours(1), 20});
    for (int i = 0; i < 50'000; ++i) log.Note(From(absl::StrCat("2001:db8::", i)), kMethod, kWhy);
  }
  const std::vector<std::string> reasons = ReasonsAtTheEnd();
  EXPECT_LE(reasons.size(), 2);
  EXPECT_EQ(CountOf(reasons), 50'000);
  for (const std::string& reason : reasons) EXPECT_LT(reason.size(), 4096);
  EXPECT_THAT(reasons.back(), HasSubstr(" more"));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const auto verified, VerifyAudit(*view->session, "", nullptr));
  EXPECT_TRUE(verified.whole());
}

TEST_F(RefusalLogTest, WhoProvesNothingIsOneNumberWithoutAnAddress) {
  {
    RefusalLog log(*ledger_, {absl::Hours(1)});
    for (int i = 0; i < 1000; ++i) log.Note(Unproved(absl::StrCat("192.0.2.", i)), kMethod, kUnproved);
  }
  const std::vector<std::string> reasons = ReasonsAtTheEnd();
  EXPECT_LE(reasons.size(), 2);
  EXPECT_EQ(CountOf(reasons), 1000);
  for (const std::string& reason : reasons) EXPECT_THAT(reason, MatchesRegex("[0-9]+ x by callers who proved nothing"));
}

TEST_F(RefusalLogTest, WhoProvesNothingMakesNoRevisionEveryMinute) {
  // Of the others, a revision at every one of them.
  RefusalLog log(*ledger_, {absl::ZeroDuration(), 20, absl::Hours(1)});
  log.Note(Unproved("192.0.2.1"), kMethod, kUnproved);
  AwaitRevisions(1);
  for (int round = 2; round < 10; ++round) {
    for (int i = 0; i < 100; ++i) log.Note(Unproved("192.0.2.1"), kMethod, kUnproved);
    log.Note(From("192.0.2.7"), kMethod, kWhy);
    AwaitRevisions(round);
  }
  const std::vector<std::string> reasons = Reasons();
  ASSERT_EQ(reasons.size(), 9);
  for (size_t i = 1; i < reasons.size(); ++i) EXPECT_THAT(reasons[i], Not(HasSubstr("proved nothing")));
}

TEST_F(RefusalLogTest, WhoProvesNothingPushesNobodyOut) {
  {
    RefusalLog log(*ledger_, {absl::Hours(1), 1});
    for (int i = 0; i < 1000; ++i) log.Note(Unproved(absl::StrCat("192.0.2.", i)), kMethod, kUnproved);
    log.Note(From("192.0.2.7"), kMethod, kWhy);
  }
  const std::vector<std::string> reasons = ReasonsAtTheEnd();
  EXPECT_EQ(CountOf(reasons), 1001);
  EXPECT_THAT(reasons, Contains(HasSubstr("prefecture/13 officer-7")));
}

// By many addresses, methods and tokens.
TEST_F(RefusalLogTest, OneCallerTakesUpTheRoomOfFewNames) {
  {
    RefusalLog log(*ledger_, {.every = absl::Hours(1), .kinds = 20, .kinds_of_one = 4});
    log.Note(From("192.0.2.1"), kMethod, kWhy);
    AwaitRevisions(1);  // What follows is in one row.
    for (int i = 0; i < 1000; ++i) {
      Caller caller = From(absl::StrCat("2001:db8::", i % 500));
      caller.credential = absl::StrCat("token-", i);
      log.Note(caller, kMethod, kWhy);
    }
    for (int i = 0; i < 16; ++i) {
      Caller other = From("192.0.2.7");
      other.subject = absl::StrCat("officer-", 100 + i);
      log.Note(other, kMethod, kWhy);
    }
  }
  const std::vector<std::string> reasons = ReasonsAtTheEnd();
  ASSERT_EQ(reasons.size(), 2);
  EXPECT_EQ(CountOf(reasons), 1 + 1000 + 16);
  for (int i = 0; i < 16; ++i) EXPECT_THAT(reasons[1], HasSubstr(absl::StrCat(" officer-", 100 + i, " ")));
  EXPECT_THAT(reasons[1], HasSubstr("2 x zaitaku.council.v1.CouncilService/ImportSurvey PERMISSION_DENIED "
                                    "prefecture/13 officer-7 from=2001:db8::0"));
  EXPECT_THAT(reasons[1], HasSubstr("; 992 more"));
}

TEST_F(RefusalLogTest, BothAreInTheMetrics) {
  RefusalLog log(*ledger_, {});
  for (int i = 0; i < 3; ++i) log.Note(Unproved("192.0.2.1"), kMethod, kUnproved);
  log.Note(From("192.0.2.7"), kMethod, kWhy);
  MetricPage page;
  log.CollectMetrics(page);
  const std::string text = page.Text();
  EXPECT_THAT(text, HasSubstr("zaitaku_refused_writes_total{caller=\"proved\"} 1"));
  EXPECT_THAT(text, HasSubstr("zaitaku_refused_writes_total{caller=\"unproved\"} 3"));
}

}  // namespace
}  // namespace zaitaku
