// What requests about applications must say, and what reads of applications answer.
#include "tests/unit/services/training/application_fixture.h"

namespace zaitaku::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(ApplicationTest, NoErrorRepeatsWhatARequestSaysOfPeople) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  const struct {
    std::string name, email, field;
  } kCases[] = {
      {"", "taro@secret.example.jp", "applicants[0].person.full_name"},
      {"　", "taro@secret.example.jp", "applicants[0].person.full_name"},
      {"Secret\nTaro", "taro@secret.example.jp", "applicants[0].person.full_name"},
      {std::string(101, 'S'), "taro@secret.example.jp", "applicants[0].person.full_name"},
      {"Secret Taro", "", "applicants[0].person.email"},
      {"Secret Taro", "secret.example.jp", "applicants[0].person.email"},
      {"Secret Taro", "taro@secret", "applicants[0].person.email"},
      {"Secret Taro", "@secret.example.jp", "applicants[0].person.email"},
      {"Secret Taro", "taro@secret@example.jp", "applicants[0].person.email"},
      {"Secret Taro", "taro@secret..example.jp", "applicants[0].person.email"},
      {"Secret Taro", std::string("taro\0@secret.example.jp", 23), "applicants[0].person.email"},
      {"Secret Taro", std::string(250, 's') + "@e.jp", "applicants[0].person.email"},
  };
  for (const auto& wrong : kCases) {
    auto request = ApplyRequest(kTokyo, {"x"});
    request.mutable_applicants(0)->mutable_person()->set_full_name(wrong.name);
    request.mutable_applicants(0)->mutable_person()->set_email(wrong.email);
    const auto refused = Apply(request);
    EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_INVALID_FIELD)) << wrong.email;
    EXPECT_THAT(FieldsOf(refused.status()), ElementsAre(wrong.field));
    for (const char* word : {"ecret", "SSS", "sss"}) EXPECT_THAT(refused.status().ToString(), Not(HasSubstr(word)));
  }
}

TEST_F(ApplicationTest, ReasonMustNotNameThePeopleItIsAbout) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  auto request = ApplyRequest(kTokyo, {"taro"});
  for (const char* reason : {"For OFFICER　taro", "write to ＴＡＲＯ@example.jp"}) {
    request.set_reason(reason);
    const auto refused = Apply(request);
    EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
    EXPECT_THAT(FieldsOf(refused.status()), ElementsAre("reason"));
  }
  request.set_reason("推薦書第12号による");
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(request));
  v1::CancelApplicationRequest cancellation;
  cancellation.set_name(Name(1));
  cancellation.set_reason("Officer Taro is away");
  EXPECT_THAT(Call(&CancelApplication, cancellation), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  v1::Event held = OpenEvent(4, 0, false);
  held.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(held));
  v1::RecordAttendanceRequest attendance;
  attendance.set_event(kEvent);
  attendance.add_entries()->set_application(Name(1));
  attendance.mutable_entries(0)->set_attendance(v1::Application::ATTENDANCE_ATTENDED);
  attendance.set_reason("taro@example.jp said so");
  EXPECT_THAT(Call(&RecordAttendance, attendance), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  v1::ErasePersonRequest erasure;
  erasure.set_name(applied.applications(0).person());
  erasure.set_reason("asked by officer taro");
  EXPECT_THAT(Call(&ErasePerson, erasure), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(ApplicationTest, ReasonMustNotHoldShortNamesEitherButWordsThatContainThem) {
  const struct {
    const char *name, *reason;
    bool is_named;
  } kCases[] = {
      {"林 修", "林修が欠席のため", true},
      {"林 修", "林　修さんより連絡", true},
      {"林修", "推薦書第12号による", false},
      {"Li", "Li is ill", true},
      {"Li", "an application of June", false},
      {"Ｌｉ", "for li, by mail", true},
      {"林", "林より連絡", true},
      {"林", "森林課の推薦", false},
      {"林", "（林）", true},
      {"", "推薦書第12号による", false},
  };
  for (const auto& of : kCases) {
    v1::Person person;
    person.set_full_name(of.name);
    person.set_email("someone@example.jp");
    const absl::Status checked = CheckReasonIsImpersonal(of.reason, person, "the person");
    EXPECT_EQ(checked.ok(), !of.is_named) << of.name << ": " << of.reason;
  }
}

TEST_F(ApplicationTest, RequestsThatAreWrongInThemselvesSayWhichField) {
  ASSERT_OK(PutEvent(OpenEvent(4, 0, false)));
  const auto fields = [&](auto change) {
    auto request = ApplyRequest(kTokyo, {"a"});
    change(request);
    return FieldsOf(Apply(request).status());
  };
  EXPECT_THAT(fields([](auto& request) { request.set_event("event"); }), ElementsAre("event"));
  EXPECT_THAT(fields([](auto& request) { request.set_local_government_code("130002"); }),
              ElementsAre("local_government_code"));
  EXPECT_THAT(fields([](auto& request) { request.clear_applicants(); }), ElementsAre("applicants"));
  EXPECT_THAT(fields([](auto& request) {
                while (request.applicants_size() <= 50) *request.add_applicants() = request.applicants(0);
              }),
              ElementsAre("applicants"));
  EXPECT_THAT(
      fields([](auto& request) { request.mutable_applicants(0)->set_role(static_cast<v1::ParticipantRole>(9)); }),
      ElementsAre("applicants[0].role"));
  auto request = ApplyRequest("130002", {"a"});
  EXPECT_THAT(std::string(Apply(request).status().message()), HasSubstr("the check digit of 13000 is 1"));
  v1::CancelApplicationRequest cancel;
  for (const char* name : {"", "events/x", "events/x/applications/17", "events/x/applications/00000001a"}) {
    cancel.set_name(name);
    EXPECT_THAT(FieldsOf(Call(&CancelApplication, cancel).status()), ElementsAre("name")) << name;
  }
  EXPECT_THAT(FieldsOf(Erase("people/Taro").status()), ElementsAre("name"));
  EXPECT_THAT(Erase("people/Taro").status().ToString(), Not(HasSubstr("Taro")));
}

TEST_F(ApplicationTest, ParticipationCountsPrefecturesWithTheirCities) {
  ASSERT_OK(PutEvent(OpenEvent(1, 0, true)));
  ASSERT_OK(Apply(kSapporo, {"a", "b"}));
  ASSERT_OK(Apply(kTokyo, {"c"}));
  ASSERT_OK(Apply(kOsaka, {"d"}));
  ASSERT_OK(Cancel(4));
  const auto participation = Participation();
  ASSERT_EQ(participation.prefectures_size(), 47);
  EXPECT_EQ(participation.participating_prefectures(), 2);
  EXPECT_EQ(participation.all_prefectures(), 47);
  EXPECT_TRUE(participation.prefectures(0).participates());
  EXPECT_EQ(participation.prefectures(0).applications().waiting(), 1);
  EXPECT_FALSE(participation.prefectures(26).participates()) << "all that Osaka had was cancelled";
  EXPECT_EQ(participation.prefectures(26).applications().cancelled(), 1);
  ASSERT_EQ(participation.governments_size(), 3);
  EXPECT_EQ(participation.governments(0).local_government_code(), kSapporo);
  EXPECT_EQ(participation.governments(0).places().left(), 0);
  EXPECT_EQ(participation.governments(2).places().left(), 1);
  EXPECT_EQ(participation.applications().admitted(), 2);
  EXPECT_EQ(participation.places().waiting(), 1);
}

TEST_F(ApplicationTest, ListsAreInTheOrderOfArrivalWithEveryFilter) {
  v1::Event event = OpenEvent(2, 0, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  ASSERT_OK(Apply(kSapporo, {"d"}));
  auto other = ApplyRequest(kTokyo, {"e"});
  other.mutable_applicants(0)->set_role(v1::PARTICIPANT_ROLE_OTHER);
  ASSERT_OK(Apply(other));
  ASSERT_OK(Cancel(2));
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Record({{1, v1::Application::ATTENDANCE_ATTENDED}}));
  EXPECT_EQ(States(), "ACAAW");
  const auto numbers = [&](auto filter) {
    v1::ListApplicationsRequest request;
    request.set_event(kEvent);
    request.set_page_size(2);
    filter(request);
    const auto listed = List(request);
    EXPECT_OK(listed);
    std::vector<int> found;
    for (const auto& application : *listed)
      found.push_back(std::stoi(application.name().substr(application.name().size() - 9)));
    return found;
  };
  EXPECT_THAT(numbers([](auto&) {}), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(numbers([](auto& r) { r.set_state(v1::Application::STATE_ADMITTED); }), ElementsAre(1, 3, 4));
  EXPECT_THAT(numbers([](auto& r) { r.set_state(v1::Application::STATE_WAITING); }), ElementsAre(5));
  EXPECT_THAT(numbers([](auto& r) { r.set_local_government_code(kTokyo); }), ElementsAre(1, 2, 3, 5));
  EXPECT_THAT(numbers([](auto& r) {
                r.set_local_government_code(kTokyo);
                r.set_state(v1::Application::STATE_WAITING);
              }),
              ElementsAre(5));
  EXPECT_THAT(numbers([](auto& r) { r.set_prefecture_code("01"); }), ElementsAre(4));
  EXPECT_THAT(numbers([](auto& r) { r.set_role(v1::PARTICIPANT_ROLE_OTHER); }), ElementsAre(5));
  EXPECT_THAT(numbers([](auto& r) { r.set_attendance(v1::Application::ATTENDANCE_ATTENDED); }), ElementsAre(1));
  v1::ListApplicationsRequest wrong;
  wrong.set_event(kEvent);
  wrong.set_prefecture_code("48");
  EXPECT_THAT(FieldsOf(List(wrong).status()), ElementsAre("prefecture_code"));
  wrong.clear_prefecture_code();
  wrong.set_event("events/none");
  EXPECT_THAT(List(wrong), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ApplicationTest, PageOfAListLooksAtSoManyApplicationsAndTheNextOneGoesOn) {
  ASSERT_OK(PutEvent(OpenEvent(0, 0, false)));
  constexpr int kAtOnce = 50;
  for (int i = 0; i < kMaxApplicationsRead + kAtOnce; i += kAtOnce) {
    std::vector<std::string> people;
    for (int j = 0; j < kAtOnce; ++j) people.push_back("p" + std::to_string(i + j));
    ASSERT_OK(Apply(kTokyo, people));
  }
  ASSERT_OK(Apply(kOsaka, {"last"}));
  v1::ListApplicationsRequest request;
  request.set_event(kEvent);
  request.set_prefecture_code("27");
  request.set_page_size(1000);
  ASSERT_OK_AND_ASSIGN(const Page page, OpenPage(*ledger_, request, 100));
  v1::ListApplicationsResponse response;
  ASSERT_OK(ListApplications(page, request, response));
  EXPECT_EQ(response.applications_size(), 0) << "the one that passes comes after more than a page looks at";
  EXPECT_NE(response.next_page_token(), "");
  ASSERT_OK_AND_ASSIGN(const auto all, List(request));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].local_government_code(), kOsaka);
}

TEST_F(ApplicationTest, AttendanceNeedsEachApplicationOnceOfThatEventAndAnAnswer) {
  v1::Event event = OpenEvent(0, 0, false);
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  EXPECT_THAT(Record({}), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(FieldsOf(Record({{1, v1::Application::ATTENDANCE_UNSPECIFIED}}).status()),
              ElementsAre("entries[0].attendance"));
  EXPECT_THAT(
      FieldsOf(Record({{1, v1::Application::ATTENDANCE_ABSENT}, {1, v1::Application::ATTENDANCE_ABSENT}}).status()),
      ElementsAre("entries[1].application"));
  v1::RecordAttendanceRequest request;
  request.set_event("events/other");
  request.add_entries()->set_application(Name(1));
  request.mutable_entries(0)->set_attendance(v1::Application::ATTENDANCE_ABSENT);
  EXPECT_THAT(FieldsOf(Call(&RecordAttendance, request).status()), ElementsAre("entries[0].application"));
}

}  // namespace
}  // namespace zaitaku::training
