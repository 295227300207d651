// National totals read one revision after the other against those read anew.
#include "services/council/national_totals.h"

#include <google/protobuf/util/message_differencer.h>
#include <soci.h>
#include <sqlite3/soci-sqlite3.h>

#include <memory>
#include <optional>
#include <random>
#include <string>

#include "absl/synchronization/notification.h"
#include "domain/councils.h"
#include "domain/prefectures.h"
#include "services/council/council_names.h"
#include "services/council/council_store.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::council {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr char kSurvey[] = "surveys/2015-12";
constexpr char kLaterSurvey[] = "surveys/2016-12";

class NationalTotalsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {})); }

  void Commit(std::function<absl::Status(Transaction&)> apply) {
    v1::PublishSurveyResponse response;
    absl::Notification done;
    Mutation mutation;
    mutation.response = &response;
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = std::move(apply);
    mutation.done = [&done](const absl::Status& status) {
      EXPECT_OK(status);
      done.Notify();
    };
    ledger_->Submit(std::move(mutation));
    done.WaitForNotification();
  }

  static absl::Status PutSurvey(const std::string& name, v1::Survey::State state, Transaction& transaction) {
    v1::Survey survey;
    survey.set_name(name);
    survey.set_state(state);
    return transaction.Put(survey);
  }
  void PutSurvey(const std::string& name, bool published) {
    PutReports(name, 0, published ? v1::Survey::STATE_PUBLISHED : v1::Survey::STATE_OPEN);
  }

  // Some report, as it may be filed or corrected.
  v1::CouncilReport AnyReport(const std::string& survey) {
    v1::CouncilReport report;
    const auto& prefecture = Prefectures()[random_() % 47];
    const auto kind = CouncilKinds()[random_() % CouncilKinds().size()].kind;
    report.set_name(ReportName(survey, kind, prefecture.code));
    const bool established = random_() % 4 != 0;
    report.set_establishment(established ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
    report.set_prefecture_wide(established ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
    if (established && random_() % 2 == 0) {
      v1::Coverage& coverage = *report.add_coverages();
      coverage.set_unit(AreaUnits()[random_() % AreaUnits().size()].unit);
      coverage.set_covered(1 + static_cast<int>(random_() % 5));
      coverage.set_total(9);
    }
    if (random_() % 3 == 0) {
      v1::Plan& plan = *report.add_plans();
      plan.set_scope(PlanScopes()[random_() % PlanScopes().size()].scope);
      plan.set_undecided(random_() % 2 == 0);
      if (!plan.undecided()) plan.mutable_interval()->set_last_fiscal_year(2015 + static_cast<int>(random_() % 3));
    }
    return report;
  }

  // So many reports of the survey, filed or changed in one revision, with the survey itself if it is given.
  void PutReports(const std::string& survey, int count, std::optional<v1::Survey::State> state = std::nullopt) {
    Commit([&](Transaction& transaction) -> absl::Status {
      if (state) RETURN_IF_ERROR(PutSurvey(survey, *state, transaction));
      for (int i = 0; i < count; ++i) {
        v1::CouncilReport report = AnyReport(survey);
        RETURN_IF_ERROR(PutReport(transaction, report));
      }
      return absl::OkStatus();
    });
  }
  void PutAnyReport(const std::string& survey) { PutReports(survey, 1); }

  // One of the things that happen to surveys, by turns.
  void ChangeSomething(int turn) {
    switch (turn % 8) {
      case 0:
        return PutReports(kSurvey, 2 + static_cast<int>(random_() % 20));
      case 1:
        return PutReports(kLaterSurvey, 3);
      case 2:
        return PutSurvey(kLaterSurvey, turn % 16 == 2);
      case 3:
        return PutReports(kSurvey, 10, v1::Survey::STATE_PUBLISHED);
      case 4:
        // More revisions than are caught up with.
        for (int i = 0; i < 40; ++i) PutAnyReport(kSurvey);
        return;
      default:
        for (int i = 0; i < 3; ++i) PutAnyReport(turn % 2 == 0 ? kSurvey : kLaterSurvey);
    }
  }

  void Reopen() {
    ledger_.reset();
    ASSERT_OK_AND_ASSIGN(ledger_, Ledger::Open(folder_.File("ledger.db"), {}));
  }

  // Does to the database what nobody should.
  void RunSql(std::string_view sql) {
    SqlSession session(
        std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("ledger.db") + " timeout=5"));
    ASSERT_OK(session.Run(sql));
  }

  int64_t ReadEstablished() {
    const auto view = ledger_->ReadAt("");
    v1::NationalTotals totals;
    EXPECT_OK(latest_.Read(**view, totals));
    return totals.totals().nation().kinds(0).established();
  }

  // As it is read anew and by the reader that was there before.
  void Compare() {
    ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
    v1::NationalTotals anew, kept;
    ASSERT_OK(ReadNationalTotals(*view, "", anew));
    ASSERT_OK(latest_.Read(*view, kept));
    ASSERT_TRUE(MessageDifferencer::Equals(anew, kept)) << view->revision.Token();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  int64_t checks_ = 1;
  LatestNationalTotals latest_{[this] { return checks_; }};
  std::mt19937 random_{47};
};

TEST_F(NationalTotalsTest, WhatIsKeptIsWhatWouldBeReadAnew) {
  Compare();
  PutSurvey("surveys/2015-12", false);
  Compare();
  for (int i = 0; i < 20; ++i) PutAnyReport("surveys/2015-12");
  Compare();
  PutSurvey("surveys/2015-12", true);
  Compare();
  for (int turn = 0; turn < 100; ++turn) {
    ChangeSomething(turn);
    Compare();
    if (turn % 10 == 9) Reopen();
    if (turn % 25 == 24) ++checks_;
  }
}

TEST_F(NationalTotalsTest, MissingRevisionIsNoticed) {
  PutSurvey(kSurvey, true);
  Compare();
  PutAnyReport(kSurvey);
  RunSql("DELETE FROM revision WHERE revision = 2");
  PutAnyReport(kSurvey);
  Compare();
}

TEST_F(NationalTotalsTest, AnotherHistoryIsNoticed) {
  TemporaryFolder other_folder;
  ASSERT_OK_AND_ASSIGN(auto other, Ledger::Open(other_folder.File("ledger.db"), {}));
  PutSurvey(kSurvey, true);
  PutAnyReport(kSurvey);
  Compare();
  ledger_.swap(other);
  PutSurvey(kSurvey, true);
  PutAnyReport(kSurvey);
  Compare();
}

// The cells in memory are no better than the rows: after a check of these, they are what the rows say.
TEST_F(NationalTotalsTest, AllIsReadAnewAfterACheck) {
  PutSurvey(kSurvey, true);
  PutReports(kSurvey, 30);
  const int64_t established = ReadEstablished();
  RunSql("UPDATE total_cell SET value = value + 1 WHERE cell = 'nation/home-medical-care/established'");
  EXPECT_EQ(ReadEstablished(), established);
  ++checks_;
  EXPECT_EQ(ReadEstablished(), established + 1);
}

TEST_F(NationalTotalsTest, AnotherSurveyThatBecomesTheLatestIsNoticed) {
  PutSurvey("surveys/2015-12", true);
  PutAnyReport("surveys/2015-12");
  Compare();
  PutSurvey("surveys/2016-12", false);
  PutAnyReport("surveys/2016-12");
  Compare();
  PutSurvey("surveys/2016-12", true);
  Compare();
  ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
  v1::NationalTotals totals;
  ASSERT_OK(latest_.Read(*view, totals));
  EXPECT_EQ(totals.survey().name(), "surveys/2016-12");
}

TEST_F(NationalTotalsTest, ViewOfBeforeIsReadAsOfThen) {
  PutSurvey("surveys/2015-12", true);
  PutAnyReport("surveys/2015-12");
  ASSERT_OK_AND_ASSIGN(const auto before, ledger_->ReadAt(""));
  v1::NationalTotals then, again;
  ASSERT_OK(ReadNationalTotals(*before, "", then));
  for (int i = 0; i < 5; ++i) PutAnyReport("surveys/2015-12");
  Compare();
  ASSERT_OK(latest_.Read(*before, again));
  EXPECT_TRUE(MessageDifferencer::Equals(then, again));
}

}  // namespace
}  // namespace zaitaku::council
