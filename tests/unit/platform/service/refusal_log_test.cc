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

using testing::HasSubstr;

constexpr char kMethod[] = "zaitaku.council.v1.CouncilService/ImportSurvey";
const absl::Status kWhy = absl::UnauthenticatedError("why");

class RefusalLogTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {})); }

  static Caller From(const std::string& address) {
    Caller caller;
    caller.peer = address;
    return caller;
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
    for (int i = 0; i < 400 && ledger_->Head().number == 0; ++i) absl::SleepFor(absl::Milliseconds(25));
    ASSERT_EQ(ledger_->Head().number, 1);
    for (int i = 0; i < 10'000; ++i) log.Note(From("192.0.2.1"), kMethod, kWhy);
    EXPECT_EQ(ledger_->Head().number, 1);
  }
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {}));
  const std::vector<std::string> reasons = Reasons();
  ASSERT_EQ(reasons.size(), 2);
  EXPECT_EQ(reasons[1], absl::StrCat("10000 x ", kMethod, " UNAUTHENTICATED anonymous from=192.0.2.1"));
}

TEST_F(RefusalLogTest, AFloodFromEverywhereIsOneRowInSoLongAndNoneIsForgotten) {
  {
    RefusalLog log(*ledger_, {absl::Hours(1), 20});
    for (int i = 0; i < 50'000; ++i) log.Note(From(absl::StrCat("2001:db8::", i)), kMethod, kWhy);
  }
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {}));
  const std::vector<std::string> reasons = Reasons();
  EXPECT_LE(reasons.size(), 2);
  EXPECT_EQ(CountOf(reasons), 50'000);
  for (const std::string& reason : reasons) EXPECT_LT(reason.size(), 4096);
  EXPECT_THAT(reasons.back(), HasSubstr(" more"));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const auto verified, VerifyAudit(*view->session, "", nullptr));
  EXPECT_TRUE(verified.whole());
}

}  // namespace
}  // namespace zaitaku
