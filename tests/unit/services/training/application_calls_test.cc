// What applying, cancelling and recording do, room by room.
#include "services/training/application_calls.h"

#include <google/protobuf/util/message_differencer.h>

#include "tests/unit/services/training/application_fixture.h"

namespace zaitaku::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Attendance = v1::Application::Attendance;

TEST_F(ApplicationTest, ApplicationsAreNumberedInTheOrderOfArrivalAndKnowPeopleByIdOnly) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(kTokyo, {"a", "b"}));
  ASSERT_OK_AND_ASSIGN(const auto second, Apply(kOsaka, {"c"}));
  ASSERT_EQ(first.applications_size(), 2);
  EXPECT_EQ(first.applications(0).name(), "events/2016-03-joint-meeting/applications/000000001");
  EXPECT_EQ(second.applications(0).name(), "events/2016-03-joint-meeting/applications/000000003");
  EXPECT_THAT(first.applications(0).person(), testing::MatchesRegex("people/[0-9a-f]{32}"));
  EXPECT_NE(first.applications(0).person(), first.applications(1).person());
  EXPECT_EQ(first.new_applications(), 2);
  EXPECT_FALSE(first.unchanged());
  EXPECT_EQ(first.government_places().admitted(), 2);
  EXPECT_EQ(first.government_places().limit(), 4);
  EXPECT_EQ(first.government_places().left(), 2);
  EXPECT_FALSE(first.event_places().has_limit());
  EXPECT_EQ(second.event_places().admitted(), 3);
  EXPECT_EQ(Get(1).create_time().seconds(), absl::ToUnixSeconds(now_));
  EXPECT_EQ(Get(1).role(), v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  ASSERT_OK_AND_ASSIGN(const auto person, Person(first.applications(0).person()));
  EXPECT_EQ(person.full_name(), "Officer a");
  EXPECT_EQ(person.email(), "a@example.jp");
  EXPECT_EQ(person.name(), first.applications(0).person());
}

TEST_F(ApplicationTest, QuotaIsPerGovernmentAndNoCapacity) {
  ASSERT_OK(PutEvent(OpenEvent(2, 0, false)));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  ASSERT_OK(Apply(kOsaka, {"c", "d"}));
  const auto refused = Apply(kTokyo, {"e"});
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_QUOTA_EXCEEDED));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(
      MetadataOf(refused.status()),
      testing::IsSupersetOf(
          {std::pair<const std::string, std::string>("rule", "per_government"), {"limit", "2"}, {"left", "0"}}));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("at most 2"));
  EXPECT_THAT(JapaneseOf(refused.status()), HasSubstr("残りは0名"));
  EXPECT_EQ(States(), "AAAA");
}

TEST_F(ApplicationTest, CapacityIsForAllTogether) {
  ASSERT_OK(PutEvent(OpenEvent(0, 3, false)));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  const auto refused = Apply(kOsaka, {"c", "d"});
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_CAPACITY_EXCEEDED));
  EXPECT_THAT(MetadataOf(refused.status()),
              testing::IsSupersetOf(
                  {std::pair<const std::string, std::string>("rule", "capacity"), {"limit", "3"}, {"left", "1"}}));
  ASSERT_OK(Apply(kOsaka, {"c"}));
  EXPECT_EQ(States(), "AAA");
}

TEST_F(ApplicationTest, RefusalNamesTheRuleThatLeavesFewerPlaces) {
  ASSERT_OK(PutEvent(OpenEvent(4, 3, false)));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  EXPECT_EQ(MetadataOf(Apply(kTokyo, {"c", "d", "e"}).status())["rule"], "capacity");
  ASSERT_OK(PutEvent(OpenEvent(2, 5, false)));
  EXPECT_EQ(MetadataOf(Apply(kTokyo, {"c"}).status())["rule"], "per_government");
}

TEST_F(ApplicationTest, AllOrNoneAreRegistered) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  const auto refused = Apply(kTokyo, {"c", "d", "e"});
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_QUOTA_EXCEEDED));
  EXPECT_EQ(MetadataOf(refused.status())["left"], "2");
  EXPECT_EQ(States(), "AA");
  ASSERT_OK(Apply(kTokyo, {"c", "d"}));
  EXPECT_EQ(States(), "AAAA");
}

TEST_F(ApplicationTest, WithAWaitingListWhoHasNoPlaceWaitsAndThePlaceGoesToTheFirstForWhomThereIsOne) {
  ASSERT_OK(PutEvent(OpenEvent(2, 3, true)));
  ASSERT_OK_AND_ASSIGN(const auto tokyo, Apply(kTokyo, {"a", "b", "c"}));
  EXPECT_EQ(tokyo.applications(2).state(), v1::Application::STATE_WAITING);
  EXPECT_EQ(tokyo.government_places().waiting(), 1);
  ASSERT_OK(Apply(kOsaka, {"d", "e"}));
  ASSERT_OK(Apply(kSapporo, {"f"}));
  EXPECT_EQ(States(), "AAWAWW");
  // c came first, but its government is full until one of its own goes: the place is e's.
  ASSERT_OK_AND_ASSIGN(const auto of_osaka, Cancel(4));
  ASSERT_EQ(of_osaka.promoted_size(), 1);
  EXPECT_EQ(of_osaka.promoted(0).name(), Name(5));
  EXPECT_EQ(of_osaka.event_places().left(), 0);
  EXPECT_EQ(of_osaka.event_places().waiting(), 2);
  ASSERT_OK_AND_ASSIGN(const auto of_tokyo, Cancel(1));
  ASSERT_EQ(of_tokyo.promoted_size(), 1);
  EXPECT_EQ(of_tokyo.promoted(0).name(), Name(3));
  EXPECT_EQ(States(), "CAACAW");
}

TEST_F(ApplicationTest, CancellingWhoWaitsPromotesNobodyAndTheNextIsFirst) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  ASSERT_OK_AND_ASSIGN(const auto cancelled, Cancel(2));
  EXPECT_THAT(cancelled.promoted(), IsEmpty());
  EXPECT_EQ(States(), "ACW");
  ASSERT_OK(Cancel(1));
  EXPECT_EQ(States(), "CCA");
}

TEST_F(ApplicationTest, CancelledTwiceIsUnchangedAndEtagGuards) {
  ASSERT_OK(PutEvent(OpenEvent(0, 0, false)));
  ASSERT_OK(Apply(kTokyo, {"a"}));
  v1::CancelApplicationRequest request;
  request.set_name(Name(1));
  request.set_etag("0123456789abcdef");
  EXPECT_THAT(Call(&CancelApplication, request), HasReason(type::v1::ERROR_REASON_ETAG_MISMATCH));
  request.set_etag(Get(1).etag());
  ASSERT_OK(Call(&CancelApplication, request));
  const int64_t head = ledger_->Head().number;
  ASSERT_OK_AND_ASSIGN(const auto again, Cancel(1));
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(again.application().state(), v1::Application::STATE_CANCELLED);
  EXPECT_EQ(ledger_->Head().number, head);
  EXPECT_THAT(Cancel(2), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ApplicationTest, PersonWhoAppliesTwiceIsOneApplicationWhateverTheWidthCaseAndBlanksOfTheAddress) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(kTokyo, {"taro"}));
  auto request = ApplyRequest(kTokyo, {"x"});
  request.mutable_applicants(0)->mutable_person()->set_email(" ＴＡＲＯ＠Example．jp ");
  request.mutable_applicants(0)->set_role(v1::PARTICIPANT_ROLE_OTHER);
  const int64_t head = ledger_->Head().number;
  ASSERT_OK_AND_ASSIGN(const auto second, Apply(request));
  EXPECT_TRUE(second.unchanged());
  EXPECT_EQ(second.new_applications(), 0);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(second.applications(0), first.applications(0)));
  EXPECT_EQ(ledger_->Head().number, head);
  EXPECT_EQ(States(), "A");

  // Together with somebody new, only the new one takes a place.
  ASSERT_OK_AND_ASSIGN(const auto third, Apply(kTokyo, {"taro", "jiro", "hana", "yuki"}));
  EXPECT_EQ(third.new_applications(), 3);
  EXPECT_EQ(third.applications(0).name(), Name(1));
  EXPECT_EQ(third.government_places().left(), 0);
}

TEST_F(ApplicationTest, SamePersonTwiceInARequestIsWrong) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  auto request = ApplyRequest(kTokyo, {"taro", "jiro", "x"});
  request.mutable_applicants(2)->mutable_person()->set_email("ＪＩＲＯ@example.jp");
  const auto refused = Apply(request);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(FieldsOf(refused.status()), ElementsAre("applicants[2].person.email"));
  EXPECT_EQ(States(), "");
}

// Two governments may well send the same person's address: neither learns of the other, and neither undoes anything.
TEST_F(ApplicationTest, AnotherGovernmentsPersonIsSomebodyElseWhateverBecameOfTheApplication) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(kTokyo, {"taro", "jiro"}));
  ASSERT_OK(Cancel(2));
  auto request = ApplyRequest(kOsaka, {"taro", "jiro", "hana"});
  for (v1::Applicant& applicant : *request.mutable_applicants()) applicant.mutable_person()->set_full_name("Sato");
  ASSERT_OK_AND_ASSIGN(const auto second, Apply(request));
  EXPECT_EQ(second.new_applications(), 3);
  EXPECT_EQ(States(), "ACAAA");
  for (int i = 0; i < 2; ++i) {
    EXPECT_NE(second.applications(i).person(), first.applications(i).person());
    ASSERT_OK_AND_ASSIGN(const auto of_tokyo, Person(first.applications(i).person()));
    EXPECT_THAT(of_tokyo.full_name(), testing::StartsWith("Officer ")) << "renamed, or erased";
    ASSERT_OK_AND_ASSIGN(const auto of_osaka, Person(second.applications(i).person()));
    EXPECT_EQ(of_osaka.full_name(), "Sato");
  }
}

TEST_F(ApplicationTest, TrialOfAnAddressThatAnotherGovernmentHasIsThatOfOneThatNobodyHas) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  ASSERT_OK(Apply(kTokyo, {"taro", "jiro"}));
  ASSERT_OK(Cancel(2));
  const auto trial_of = [&](const char* person) {
    auto request = ApplyRequest(kOsaka, {person});
    request.set_validate_only(true);
    auto trial = Apply(request);
    EXPECT_OK(trial) << person;
    EXPECT_THAT(Person(trial->applications(0).person()), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
    // Ids are random.
    trial->mutable_applications(0)->clear_person();
    trial->mutable_applications(0)->clear_etag();
    return trial->DebugString();
  };
  EXPECT_EQ(trial_of("taro"), trial_of("hana"));
  EXPECT_EQ(trial_of("jiro"), trial_of("hana"));
}

TEST_F(ApplicationTest, WhoCancelledAppliesAgainAtTheEndOfTheLine) {
  ASSERT_OK(PutEvent(OpenEvent(0, 1, true)));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  ASSERT_OK(Cancel(1));
  const std::string before = Get(1).person();
  ASSERT_OK_AND_ASSIGN(const auto again, Apply(kTokyo, {"a"}));
  EXPECT_EQ(again.applications(0).name(), Name(3));
  EXPECT_EQ(States(), "CAW");
  EXPECT_THAT(Person(before), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND)) << "one record of one person";
}

TEST_F(ApplicationTest, PersonIsAnotherAtEachEventSoThatNobodyIsRenamedOrRecognisedFromAnother) {
  const std::string other = "events/2016-06-training";
  ASSERT_OK(PutEvent(OpenEvent(0, 0, false)));
  ASSERT_OK(PutEvent(OpenEvent(0, 0, false, other)));
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(kTokyo, {"taro"}));
  auto request = ApplyRequest(kOsaka, {"taro"}, other);
  request.mutable_applicants(0)->mutable_person()->set_full_name("Officer Taro");
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto trial, Apply(request));
  EXPECT_THAT(Person(trial.applications(0).person()), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND))
      << "as of an address that nobody knows";
  request.set_validate_only(false);
  ASSERT_OK_AND_ASSIGN(const auto second, Apply(request));
  EXPECT_NE(second.applications(0).person(), first.applications(0).person());
  EXPECT_EQ(Person(first.applications(0).person())->full_name(), "Officer taro");
  EXPECT_EQ(Person(second.applications(0).person())->full_name(), "Officer Taro");
}

TEST_F(ApplicationTest, WhoHasAppliedKeepsTheName) {
  ASSERT_OK(PutEvent(OpenEvent(0, 0, false)));
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(kTokyo, {"taro"}));
  auto request = ApplyRequest(kTokyo, {"taro", "jiro"});
  request.mutable_applicants(0)->mutable_person()->set_full_name("Somebody Else");
  ASSERT_OK_AND_ASSIGN(const auto second, Apply(request));
  EXPECT_EQ(second.applications(0).person(), first.applications(0).person());
  EXPECT_EQ(Person(first.applications(0).person())->full_name(), "Officer taro");
}

TEST_F(ApplicationTest, OnlyAnOpenEventWithARuleTakesApplications) {
  EXPECT_THAT(Apply(kTokyo, {"a"}), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  v1::Event event = OpenEvent(4, 0, false);
  event.clear_application_rule();
  ASSERT_OK(PutEvent(event));
  EXPECT_THAT(Apply(kTokyo, {"a"}), HasReason(type::v1::ERROR_REASON_APPLICATIONS_NOT_OPEN));
  for (const auto state :
       {v1::Event::STATE_PLANNED, v1::Event::STATE_CLOSED, v1::Event::STATE_HELD, v1::Event::STATE_CANCELLED}) {
    event = OpenEvent(4, 0, false);
    event.set_state(state);
    ASSERT_OK(PutEvent(event));
    const auto refused = Apply(kTokyo, {"a"});
    EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_APPLICATIONS_NOT_OPEN));
    EXPECT_EQ(MetadataOf(refused.status())["resource"], kEvent);
    EXPECT_EQ(MetadataOf(refused.status())["state"], v1::Event::State_Name(state));
  }
}

TEST_F(ApplicationTest, OnlyGovernmentsOfTheAudienceMayApply) {
  v1::Event event = OpenEvent(4, 0, false);
  event.add_audiences(v1::AUDIENCE_PREFECTURES);
  event.add_audiences(v1::AUDIENCE_DESIGNATED_CITIES);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a"}));
  ASSERT_OK(Apply(kSapporo, {"b"}));
  const auto refused = Apply("012025", {"c"});
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_GOVERNMENT_NOT_ELIGIBLE));
  EXPECT_EQ(MetadataOf(refused.status())["local_government_code"], "012025");
  EXPECT_THAT(JapaneseOf(refused.status()), HasSubstr("都道府県、指定都市"));
  // An event for doctors says nothing of governments.
  event.clear_audiences();
  event.add_audiences(v1::AUDIENCE_DOCTORS);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply("012025", {"c"}));
}

TEST_F(ApplicationTest, ClosedEventStillPromotesAndOneThatIsOverChangesNoMore) {
  v1::Event event = OpenEvent(0, 1, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  event.set_state(v1::Event::STATE_CLOSED);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Cancel(1));
  EXPECT_EQ(States(), "CAW");
  for (const auto state : {v1::Event::STATE_HELD, v1::Event::STATE_CANCELLED}) {
    event.set_state(state);
    ASSERT_OK(PutEvent(event));
    EXPECT_THAT(Cancel(2), HasReason(type::v1::ERROR_REASON_EVENT_OVER));
    EXPECT_TRUE(Cancel(1)->unchanged());
  }
}

TEST_F(ApplicationTest, AttendanceIsRecordedOnceHeldForWhoHasAPlaceAllOrNothing) {
  v1::Event event = OpenEvent(0, 2, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  EXPECT_THAT(Record({{1, v1::Application::ATTENDANCE_ATTENDED}}), HasReason(type::v1::ERROR_REASON_EVENT_NOT_HELD));
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  const auto refused = Record({{1, v1::Application::ATTENDANCE_ATTENDED}, {3, v1::Application::ATTENDANCE_ATTENDED}});
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(FieldsOf(refused.status()), ElementsAre("entries[1].application"));
  EXPECT_EQ(Get(1).attendance(), v1::Application::ATTENDANCE_UNSPECIFIED);
  EXPECT_THAT(Record({{9, v1::Application::ATTENDANCE_ABSENT}}), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  ASSERT_OK_AND_ASSIGN(const auto recorded,
                       Record({{1, v1::Application::ATTENDANCE_ATTENDED}, {2, v1::Application::ATTENDANCE_ABSENT}}));
  EXPECT_EQ(recorded.changed(), 2);
  EXPECT_EQ(Participation().applications().attended(), 1);
  EXPECT_EQ(Participation().applications().absent(), 1);
  EXPECT_THAT(Record({{2, v1::Application::ATTENDANCE_ATTENDED}}), HasReason(type::v1::ERROR_REASON_REASON_REQUIRED));
  ASSERT_OK_AND_ASSIGN(
      const auto again,
      Record({{1, v1::Application::ATTENDANCE_ATTENDED}, {2, v1::Application::ATTENDANCE_ATTENDED}}, "名簿の誤り"));
  EXPECT_EQ(again.changed(), 1);
  EXPECT_EQ(Participation().applications().attended(), 2);
  ASSERT_OK_AND_ASSIGN(const auto same, Record({{1, v1::Application::ATTENDANCE_ATTENDED}}));
  EXPECT_TRUE(same.unchanged());
}

TEST_F(ApplicationTest, RecordedAttendanceIsTakenBackWithAReason) {
  v1::Event event = OpenEvent(0, 2, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Record({{1, v1::Application::ATTENDANCE_ATTENDED}}));
  v1::RecordAttendanceRequest request;
  request.set_event(kEvent);
  request.add_entries()->set_application(Name(1));
  EXPECT_THAT(FieldsOf(Call(&RecordAttendance, request).status()), ElementsAre("entries[0].attendance"))
      << "what is left out takes nothing back";
  request.mutable_entries(0)->set_clear(true);
  const auto refused = Call(&RecordAttendance, request);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_REASON_REQUIRED));
  EXPECT_THAT(JapaneseOf(refused.status()), HasSubstr("理由"));
  EXPECT_EQ(Participation().applications().attended(), 1);
  request.set_reason("別人の記録だったため");
  request.mutable_entries(0)->set_attendance(v1::Application::ATTENDANCE_ABSENT);
  EXPECT_THAT(FieldsOf(Call(&RecordAttendance, request).status()), ElementsAre("entries[0].attendance"));
  request.mutable_entries(0)->clear_attendance();
  ASSERT_OK_AND_ASSIGN(const auto cleared, Call(&RecordAttendance, request));
  EXPECT_EQ(cleared.changed(), 1);
  EXPECT_EQ(Get(1).attendance(), v1::Application::ATTENDANCE_UNSPECIFIED);
  EXPECT_EQ(Participation().applications().attended(), 0);
  EXPECT_TRUE(Call(&RecordAttendance, request)->unchanged());
}

TEST_F(ApplicationTest, AttendanceGoesWithThePlace) {
  v1::Event event = OpenEvent(0, 0, false);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a"}));
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Record({{1, v1::Application::ATTENDANCE_ATTENDED}}));
  event.set_state(v1::Event::STATE_CLOSED);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Cancel(1));
  EXPECT_EQ(Participation().applications().attended(), 0);
  EXPECT_EQ(Get(1).attendance(), v1::Application::ATTENDANCE_UNSPECIFIED);
}

TEST_F(ApplicationTest, TrialShowsWhatWouldHappenAndChangesNothing) {
  ASSERT_OK(PutEvent(OpenEvent(1, 0, true)));
  auto request = ApplyRequest(kTokyo, {"a", "b"});
  request.set_validate_only(true);
  const int64_t head = ledger_->Head().number;
  ASSERT_OK_AND_ASSIGN(const auto trial, Apply(request));
  EXPECT_EQ(trial.new_applications(), 2);
  EXPECT_EQ(trial.applications(1).state(), v1::Application::STATE_WAITING);
  EXPECT_EQ(ledger_->Head().number, head);
  EXPECT_EQ(States(), "");
  EXPECT_THAT(Person(trial.applications(0).person()), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ApplicationTest, RepeatOfARequestGetsTheFirstAnswer) {
  ASSERT_OK(PutEvent(OpenEvent(1, 0, false)));
  auto request = ApplyRequest(kTokyo, {"a"});
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto first, Apply(request));
  ASSERT_OK(Cancel(1));
  ASSERT_OK_AND_ASSIGN(const auto repeat, Apply(request));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(first, repeat));
  EXPECT_EQ(States(), "C");
  request.mutable_applicants(0)->mutable_person()->set_full_name("Officer b");
  EXPECT_THAT(Apply(request), HasReason(type::v1::ERROR_REASON_REQUEST_ID_REUSED));
}

}  // namespace
}  // namespace zaitaku::training
