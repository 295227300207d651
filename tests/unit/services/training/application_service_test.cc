// Applications over gRPC: many callers at once, and what history shows of people.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "domain/prefectures.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"

namespace zaitaku {
namespace {

using testing::HasSubstr;
using testing::Not;
using training::v1::Application;

constexpr char kEvent[] = "events/2016-03-joint-meeting";

class ApplicationServiceTest : public testing::Test {
 protected:
  absl::StatusOr<training::v1::UpdateEventResponse> PutEvent(int per_government, int capacity, bool waiting_list) {
    training::v1::UpdateEventRequest request;
    request.set_allow_missing(true);
    training::v1::Event& event = *request.mutable_event();
    event.set_name(kEvent);
    event.mutable_title()->set_ja("合同会議");
    event.mutable_title()->set_en("Joint meeting");
    event.set_kind(training::v1::Event::KIND_JOINT_MEETING);
    event.set_state(training::v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.mutable_application_rule()->set_per_government(per_government);
    event.mutable_application_rule()->set_capacity(capacity);
    event.mutable_application_rule()->set_waiting_list(waiting_list);
    return server_.Call(&TrainingStub::UpdateEvent, request);
  }

  absl::StatusOr<training::v1::ApplyForEventResponse> Apply(int prefecture, const std::string& person) {
    training::v1::ApplyForEventRequest request;
    request.set_event(kEvent);
    request.set_local_government_code(std::string(Prefectures()[prefecture].local_government_code));
    training::v1::Person& applicant = *request.add_applicants()->mutable_person();
    applicant.set_full_name("Officer " + person);
    applicant.set_email(person + "@example.jp");
    return server_.Call(&TrainingStub::ApplyForEvent, request);
  }

  training::v1::GetParticipationResponse Participation() {
    training::v1::GetParticipationRequest request;
    request.set_event(kEvent);
    auto response = server_.Call(&TrainingStub::GetParticipation, request);
    EXPECT_OK(response);
    return response.value_or(training::v1::GetParticipationResponse());
  }

  void ExpectBooksRight() {
    ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&TrainingStub::CheckTotals, {}));
    EXPECT_TRUE(totals.correct()) << totals.ShortDebugString();
    ASSERT_OK_AND_ASSIGN(const auto audit, server_.Call(&TrainingStub::VerifyAudit, {}));
    EXPECT_TRUE(audit.whole()) << audit.ShortDebugString();
  }

  TrainingServer server_;
};

TEST_F(ApplicationServiceTest, ManyAtOnceGetNoMorePlacesThanThereAreAndNoFewer) {
  ASSERT_OK(PutEvent(3, 20, false));
  constexpr int kCallers = 12;
  std::atomic<int> admitted = 0, refused = 0, others = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 8; ++i) {
        const auto applied = Apply((caller + i) % 8, absl::StrCat("officer", caller, "-", i));
        const auto reason = ReasonOf(applied.status());
        if (applied.ok()) {
          ++admitted;
        } else if (reason == type::v1::ERROR_REASON_QUOTA_EXCEEDED ||
                   reason == type::v1::ERROR_REASON_CAPACITY_EXCEEDED) {
          ++refused;
        } else {
          ++others;
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(admitted, 20);
  EXPECT_EQ(refused, kCallers * 8 - 20);
  EXPECT_EQ(others, 0);
  const auto participation = Participation();
  EXPECT_EQ(participation.places().admitted(), 20);
  for (const auto& government : participation.governments()) EXPECT_LE(government.places().admitted(), 3);
  ExpectBooksRight();
}

TEST_F(ApplicationServiceTest, PersonWhomManyRegisterAtOnceHasOneApplicationOfEachGovernment) {
  ASSERT_OK(PutEvent(4, 100, false));
  absl::Mutex mutex;
  std::set<std::string> names;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      const auto applied = Apply(caller % 2, "taro");
      ASSERT_OK(applied);
      absl::MutexLock lock(&mutex);
      names.insert(applied->applications(0).name());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(Participation().places().admitted(), 2);
}

TEST_F(ApplicationServiceTest, HistoryKnowsPeopleByIdAndStaysWholeWhenTheyAreErased) {
  ASSERT_OK(PutEvent(4, 100, false));
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(12, "hanako"));
  training::v1::GetPersonRequest get;
  get.set_name(applied.applications(0).person());
  server_.Restart();
  ASSERT_OK_AND_ASSIGN(const auto person, server_.Call(&TrainingStub::GetPerson, get));
  EXPECT_EQ(person.email(), "hanako@example.jp");

  training::v1::ErasePersonRequest erase;
  erase.set_name(get.name());
  erase.set_request_id("erasure-1");
  ASSERT_OK_AND_ASSIGN(const auto erased, server_.Call(&TrainingStub::ErasePerson, erase));
  EXPECT_FALSE(erased.unchanged());
  EXPECT_THAT(server_.Call(&TrainingStub::GetPerson, get), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  ASSERT_OK_AND_ASSIGN(const auto repeat, server_.Call(&TrainingStub::ErasePerson, erase));
  EXPECT_EQ(repeat.revision(), erased.revision());

  type::v1::ListRevisionsRequest list;
  list.set_include_values(true);
  ASSERT_OK_AND_ASSIGN(const auto history, server_.Call(&TrainingStub::ListRevisions, list));
  ASSERT_EQ(history.revisions_size(), 3);
  EXPECT_EQ(history.revisions(0).changes(0).name(), get.name());
  EXPECT_FALSE(history.revisions(0).changes(0).has_before());
  EXPECT_THAT(history.SerializeAsString(), Not(HasSubstr("hanako")));
  Application shown;
  ASSERT_TRUE(history.revisions(1).changes(0).after().UnpackTo(&shown));
  EXPECT_EQ(shown.person(), get.name());
  ExpectBooksRight();
}

TEST_F(ApplicationServiceTest, ChangedEventSaysWhoGotAPlaceAndOneWithApplicationsStays) {
  ASSERT_OK(PutEvent(4, 1, true));
  ASSERT_OK(Apply(0, "a"));
  ASSERT_OK(Apply(1, "b"));
  ASSERT_OK_AND_ASSIGN(const auto widened, PutEvent(4, 2, true));
  ASSERT_EQ(widened.promoted_size(), 1);
  EXPECT_EQ(widened.promoted(0).state(), Application::STATE_ADMITTED);
  EXPECT_THAT(PutEvent(4, 1, true), HasReason(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED));
  training::v1::DeleteEventRequest deletion;
  deletion.set_name(kEvent);
  EXPECT_THAT(server_.Call(&TrainingStub::DeleteEvent, deletion), HasReason(type::v1::ERROR_REASON_RESOURCE_IN_USE));
  ExpectBooksRight();
}

}  // namespace
}  // namespace zaitaku
