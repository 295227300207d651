// National totals read one revision after the other against those read anew.
#include "services/council/national_totals.h"

#include <google/protobuf/util/message_differencer.h>

#include <memory>
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

  void PutSurvey(const std::string& name, bool published) {
    Commit([&](Transaction& transaction) {
      v1::Survey survey;
      survey.set_name(name);
      survey.set_state(published ? v1::Survey::STATE_PUBLISHED : v1::Survey::STATE_OPEN);
      return transaction.Put(survey);
    });
  }

  // Some report of the survey, filed or changed.
  void PutAnyReport(const std::string& survey) {
    Commit([&](Transaction& transaction) {
      v1::CouncilReport report;
      const auto& prefecture = Prefectures()[random_() % 47];
      const auto kind = CouncilKinds()[random_() % CouncilKinds().size()].kind;
      report.set_name(ReportName(survey, kind, prefecture.code));
      const bool established = random_() % 4 != 0;
      report.set_establishment(established ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
      report.set_prefecture_wide(established ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
      if (established && random_() % 2 == 0) {
        v1::Coverage& coverage = *report.add_coverages();
        coverage.set_unit(v1::AREA_UNIT_HEALTH_CENTRE);
        coverage.set_covered(1 + static_cast<int>(random_() % 5));
        coverage.set_total(9);
      }
      return PutReport(transaction, report);
    });
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
  LatestNationalTotals latest_;
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
  for (int round = 0; round < 100; ++round) {
    // Now and then more than is caught up with.
    const int changes = round % 20 == 19 ? 40 : 1 + static_cast<int>(random_() % 5);
    for (int i = 0; i < changes; ++i) PutAnyReport("surveys/2015-12");
    Compare();
  }
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
