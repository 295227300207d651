// More promotions than one revision makes, and for whom there are none.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/training/application_promoter.h"
#include "tests/training_server/training_server.h"
#include "tests/unit/services/training/application_fixture.h"

namespace zaitaku::training {
namespace {

using testing::HasSubstr;

constexpr int kAtOnce = 50;

class ApplicationPromotionTest : public ApplicationTest {
 protected:
  // So many people of a government apply, a multiple of kAtOnce.
  void ApplyMany(const std::string& government, int people) {
    for (int i = 0; i < people; i += kAtOnce) {
      std::vector<std::string> names;
      for (int j = 0; j < kAtOnce; ++j) names.push_back(absl::StrCat("p", ++people_));
      ASSERT_OK(Apply(government, names));
    }
  }

  // How many of the first applications have a place, if all behind them wait.
  int AdmittedInOrder() {
    const std::string states = States();
    const size_t first = states.find('W');
    EXPECT_EQ(states.find('A', first == std::string::npos ? states.size() : first), std::string::npos) << states;
    return static_cast<int>(std::count(states.begin(), states.end(), 'A'));
  }

  int people_ = 0;
};

TEST_F(ApplicationPromotionTest, OneRevisionPromotesSoManyAndTheNextOnesGoOnInOrder) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ApplyMany(kTokyo, 2 * kMaxPromotions + 100);
  EXPECT_EQ(AdmittedInOrder(), 1);
  EXPECT_FALSE(IsFiledAsDue());
  const int64_t before = ledger_->Head().number;
  std::vector<std::string> promoted;
  ASSERT_OK(PutEvent(OpenEvent(0, 2 * kMaxPromotions + 51, true), &promoted));
  EXPECT_EQ(promoted.size(), static_cast<size_t>(kMaxPromotedShown));
  EXPECT_TRUE(more_promotions_);
  EXPECT_EQ(AdmittedInOrder(), 1 + kMaxPromotions);
  EXPECT_TRUE(IsFiledAsDue());
  ASSERT_OK(Continue());
  EXPECT_EQ(AdmittedInOrder(), 1 + 2 * kMaxPromotions);
  EXPECT_TRUE(IsFiledAsDue());
  ASSERT_OK(Continue());
  EXPECT_EQ(AdmittedInOrder(), 2 * kMaxPromotions + 51) << "as many as there are places";
  EXPECT_FALSE(IsFiledAsDue());
  EXPECT_EQ(ledger_->Head().number, before + 3);
  ASSERT_OK(Continue());
  EXPECT_EQ(ledger_->Head().number, before + 3) << "nothing is left to do";
}

TEST_F(ApplicationPromotionTest, WhoComesOrGoesMeanwhileOvertakesNobody) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ApplyMany(kTokyo, kMaxPromotions + 100);
  ASSERT_OK(PutEvent(OpenEvent(0, kMaxPromotions + 60, true)));
  EXPECT_EQ(AdmittedInOrder(), 1 + kMaxPromotions);
  // There are places, but others come first for them.
  ASSERT_OK_AND_ASSIGN(const auto late, Apply(kOsaka, {"late"}));
  EXPECT_EQ(late.applications(0).state(), v1::Application::STATE_WAITING);
  ASSERT_OK_AND_ASSIGN(const auto cancelled, Cancel(1));
  ASSERT_EQ(cancelled.promoted_size(), 1);
  EXPECT_EQ(cancelled.promoted(0).name(), Name(kMaxPromotions + 2));
  EXPECT_TRUE(IsFiledAsDue()) << "a cancellation leaves the rest to be done";
  ASSERT_OK(Continue());
  EXPECT_FALSE(IsFiledAsDue());
  const std::string states = States();
  EXPECT_EQ(states.substr(0, 1) + states.substr(kMaxPromotions + 60, 2), "CAW");
  EXPECT_EQ(states.back(), 'W') << "as late as it came";
}

TEST_F(ApplicationPromotionTest, WithoutAWaitingListNewcomersAreToldToTryAgainWhilePlacesAreBeingGiven) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ApplyMany(kTokyo, kMaxPromotions + 100);
  ASSERT_OK(PutEvent(OpenEvent(0, kMaxPromotions + 60, false)));
  EXPECT_THAT(Apply(kOsaka, {"late"}), HasReason(type::v1::ERROR_REASON_OVERLOADED));
  ASSERT_OK(Continue());
  EXPECT_EQ(AdmittedInOrder(), kMaxPromotions + 60);
  EXPECT_THAT(Apply(kOsaka, {"late"}), HasReason(type::v1::ERROR_REASON_CAPACITY_EXCEEDED));
}

TEST_F(ApplicationPromotionTest, GovernmentsDoNotWaitForEachOtherWhereThereIsNoCapacity) {
  ASSERT_OK(PutEvent(OpenEvent(1, 0, true)));
  ApplyMany(kTokyo, kMaxPromotions + 50);
  ASSERT_OK(PutEvent(OpenEvent(kMaxPromotions + 20, 0, true)));
  EXPECT_TRUE(IsFiledAsDue());
  EXPECT_EQ(Apply(kOsaka, {"late"})->applications(0).state(), v1::Application::STATE_ADMITTED);
  EXPECT_EQ(Apply(kTokyo, {"later"})->applications(0).state(), v1::Application::STATE_WAITING);
}

TEST_F(ApplicationPromotionTest, EventsOfOneChangeShareWhatOneRevisionPromotes) {
  const std::string other = "events/2016-06-training";
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true, other)));
  ApplyMany(kTokyo, 150);
  for (int i = 0; i < 150; i += kAtOnce) {
    std::vector<std::string> names;
    for (int j = 0; j < kAtOnce; ++j) names.push_back(absl::StrCat("q", i + j));
    ASSERT_OK(Apply(ApplyRequest(kTokyo, names, other)));
  }
  ASSERT_OK(Mutate([&](Transaction& transaction) -> absl::Status {
    TrainingWriter writer(transaction);
    for (v1::Event event : {OpenEvent(0, 0, true), OpenEvent(0, 0, true, other)}) {
      RETURN_IF_ERROR(writer.Put(event, "event"));
    }
    return writer.CheckReferences();
  }));
  const std::string states = States() + States(other);
  EXPECT_EQ(std::count(states.begin(), states.end(), 'A'), 2 + kMaxPromotions);
}

TEST_F(ApplicationPromotionTest, NothingIsDueForAnEventThatIsOver) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ApplyMany(kTokyo, kMaxPromotions + 100);
  v1::Event event = OpenEvent(0, 0, true);
  ASSERT_OK(PutEvent(event));
  event.set_state(v1::Event::STATE_CANCELLED);
  ASSERT_OK(PutEvent(event));
  EXPECT_FALSE(IsFiledAsDue());
  ASSERT_OK(Continue());
  EXPECT_EQ(AdmittedInOrder(), 1 + kMaxPromotions);
  event.set_state(v1::Event::STATE_CLOSED);
  ASSERT_OK(PutEvent(event));
  EXPECT_EQ(AdmittedInOrder(), kMaxPromotions + 100) << "as many as are left fit into one revision";
}

TEST_F(ApplicationPromotionTest, GovernmentsThatAreNotOfTheAudienceAnyMoreGetNoPlace) {
  v1::Event event = OpenEvent(0, 1, true);
  event.add_audiences(v1::AUDIENCE_PREFECTURES);
  event.add_audiences(v1::AUDIENCE_DESIGNATED_CITIES);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a"}));
  ASSERT_OK(Apply(kSapporo, {"b", "c"}));
  ASSERT_OK(Apply(kOsaka, {"d"}));
  EXPECT_EQ(States(), "AWWW");
  event.clear_audiences();
  event.add_audiences(v1::AUDIENCE_PREFECTURES);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Cancel(1));
  EXPECT_EQ(States(), "CWWA") << "Sapporo came first, but is no prefecture";
  event.mutable_application_rule()->set_capacity(3);
  ASSERT_OK(PutEvent(event));
  EXPECT_EQ(States(), "CWWA");
  EXPECT_FALSE(IsFiledAsDue());
  // Of the audience again, they get what there is.
  event.add_audiences(v1::AUDIENCE_DESIGNATED_CITIES);
  ASSERT_OK(PutEvent(event));
  EXPECT_EQ(States(), "CAAA");
}

// What the process does by itself, over a restart.
TEST(ApplicationPromoterTest, WhatIsLeftToPromoteIsDoneByTheServiceItselfAlsoAfterARestart) {
  constexpr int kPeople = 3 * kMaxPromotions + 50;
  TrainingServer server;
  v1::UpdateEventRequest put;
  put.set_allow_missing(true);
  put.set_reason("会場変更");
  v1::Event& event = *put.mutable_event();
  event.set_name("events/a");
  event.mutable_title()->set_ja("研修");
  event.set_kind(v1::Event::KIND_TRAINING);
  event.set_state(v1::Event::STATE_OPEN);
  event.mutable_schedule()->set_date("2016-03-16");
  event.mutable_application_rule()->set_capacity(1);
  event.mutable_application_rule()->set_waiting_list(true);
  ASSERT_OK(server.Call(&TrainingStub::UpdateEvent, put));
  for (int i = 0; i < kPeople; i += kAtOnce) {
    v1::ApplyForEventRequest apply;
    apply.set_event("events/a");
    apply.set_local_government_code("130001");
    for (int j = 0; j < kAtOnce; ++j) {
      v1::Person& person = *apply.add_applicants()->mutable_person();
      person.set_full_name(absl::StrCat("Officer ", i + j));
      person.set_email(absl::StrCat("p", i + j, "@example.jp"));
    }
    ASSERT_OK(server.Call(&TrainingStub::ApplyForEvent, apply));
  }
  event.mutable_application_rule()->set_capacity(kPeople);
  ASSERT_OK_AND_ASSIGN(const auto widened, server.Call(&TrainingStub::UpdateEvent, put));
  EXPECT_TRUE(widened.more_promotions());
  server.Restart();
  v1::GetParticipationRequest get;
  get.set_event("events/a");
  const absl::Time end = absl::Now() + absl::Minutes(2);
  while (absl::Now() < end) {
    ASSERT_OK_AND_ASSIGN(const auto participation, server.Call(&TrainingStub::GetParticipation, get));
    if (participation.applications().waiting() == 0) break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  ASSERT_OK_AND_ASSIGN(const auto participation, server.Call(&TrainingStub::GetParticipation, get));
  EXPECT_EQ(participation.applications().admitted(), kPeople);
  type::v1::ListRevisionsRequest list;
  list.set_page_size(4);
  ASSERT_OK_AND_ASSIGN(const auto history, server.Call(&TrainingStub::ListRevisions, list));
  // Three of its own after the change, which is the fourth.
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(history.revisions(i).caller(), "training-events");
    EXPECT_THAT(history.revisions(i).reason(),
                HasSubstr("events/a as of revision " + history.revisions(3).revision_id()));
    EXPECT_LE(history.revisions(i).changes_size(), kMaxPromotions);
  }
  EXPECT_EQ(history.revisions(3).revision(), widened.revision());
  EXPECT_EQ(history.revisions(3).changes_size(), 1 + kMaxPromotions);
  ASSERT_OK_AND_ASSIGN(const auto totals, server.Call(&TrainingStub::CheckTotals, {}));
  EXPECT_TRUE(totals.correct()) << totals.ShortDebugString();
}

}  // namespace
}  // namespace zaitaku::training
