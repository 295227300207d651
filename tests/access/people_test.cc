// What officers of two prefectures see of one another's people: nothing, word for word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "platform/service/refusal_log.h"
#include "tests/access/guarded_servers.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku {
namespace {

using namespace training::v1;  // NOLINT: all of it is the training events'.

constexpr char kTraining[] = "zaitaku.training.v1.TrainingService/";
constexpr char kEvent[] = "events/one-place";

class PeopleTest : public testing::Test {
 protected:
  void SetUp() override {
    UpdateEventRequest update;
    update.set_allow_missing(true);
    Event& event = *update.mutable_event();
    event.set_name(kEvent);
    event.mutable_title()->set_ja("研修");
    event.set_kind(Event::KIND_TRAINING);
    event.set_state(Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.add_audiences(AUDIENCE_PREFECTURES);
    event.mutable_application_rule()->set_capacity(1);
    event.mutable_application_rule()->set_waiting_list(true);
    ASSERT_OK((Call<UpdateEventRequest, UpdateEventResponse>(ministry_, "UpdateEvent", update)));
    tokyos_ = Apply(tokyo_, "130001", "taro@example.jp");
    osakas_ = Apply(osaka_, "270008", "hanako@example.jp");
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(const RawClient& client, const std::string& method, const Request& request) {
    std::string answer;
    RETURN_IF_ERROR(client.Call(kTraining + method, request.SerializeAsString(), false, &answer));
    Response response;
    if (!response.ParseFromString(answer)) return absl::InternalError("no answer of its type");
    return response;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> CallBy(const RawClient& client, const std::string& method, const std::string& name) {
    Request request;
    request.set_name(name);
    return Call<Request, Response>(client, method, request);
  }

  void ExpectTrace(const std::string& application) {
    EXPECT_THAT((CallBy<CancelApplicationRequest, CancelApplicationResponse>(tokyo_, "CancelApplication", application)),
                HasCode(absl::StatusCode::kNotFound));
    std::string reason;
    for (int i = 0; i < 600 && reason.empty(); ++i) {
      const auto history = Call<type::v1::ListRevisionsRequest, type::v1::ListRevisionsResponse>(
          ministry_, "ListRevisions", type::v1::ListRevisionsRequest());
      ASSERT_OK(history);
      if (history->revisions(0).method() == kRefusedWrites) reason = history->revisions(0).reason();
      if (reason.empty()) absl::SleepFor(absl::Milliseconds(50));
    }
    EXPECT_THAT(reason, testing::MatchesRegex("1 x zaitaku.training.v1.TrainingService/CancelApplication NOT_FOUND "
                                              "prefecture/13 [^;]*"));
  }

  Application Apply(const RawClient& client, const std::string& government, const std::string& email) {
    ApplyForEventRequest apply;
    apply.set_event(kEvent);
    apply.set_local_government_code(government);
    apply.add_applicants()->mutable_person()->set_full_name("山田");
    apply.mutable_applicants(0)->mutable_person()->set_email(email);
    const auto applied = Call<ApplyForEventRequest, ApplyForEventResponse>(client, "ApplyForEvent", apply);
    EXPECT_OK(applied);
    return applied.ok() ? applied->applications(0) : Application();
  }

  // The error about one name, with that name left out.
  static std::string Without(const std::string& name, const absl::Status& status) {
    return absl::StrReplaceAll(ToGrpc(status).error_message() + ToGrpc(status).error_details(), {{name, "NAME"}});
  }

  GuardedServers servers_;
  const RawClient ministry_ = servers_.WithCertificate(kTraining, "ministry");
  const RawClient tokyo_ = servers_.WithCertificate(kTraining, "prefecture/13");
  const RawClient osaka_ = servers_.WithToken(kTraining, "prefecture/27");
  Application tokyos_, osakas_;
};

TEST_F(PeopleTest, AnothersLooksAbsentWordForWord) {
  const std::string nobody = "people/" + std::string(32, '0'), absent = std::string(kEvent) + "/applications/000000099";
  const auto persons = CallBy<GetPersonRequest, Person>(tokyo_, "GetPerson", osakas_.person());
  EXPECT_THAT(persons, HasCode(absl::StatusCode::kNotFound));
  EXPECT_EQ(Without(osakas_.person(), persons.status()),
            Without(nobody, CallBy<GetPersonRequest, Person>(tokyo_, "GetPerson", nobody).status()));
  const auto read = CallBy<GetApplicationRequest, Application>(tokyo_, "GetApplication", osakas_.name());
  EXPECT_THAT(read, HasCode(absl::StatusCode::kNotFound));
  EXPECT_EQ(Without(osakas_.name(), read.status()),
            Without(absent, CallBy<GetApplicationRequest, Application>(tokyo_, "GetApplication", absent).status()));
  const auto cancelled =
      CallBy<CancelApplicationRequest, CancelApplicationResponse>(tokyo_, "CancelApplication", osakas_.name());
  EXPECT_THAT(cancelled, HasCode(absl::StatusCode::kNotFound));
  EXPECT_EQ(
      Without(osakas_.name(), cancelled.status()),
      Without(
          absent,
          CallBy<CancelApplicationRequest, CancelApplicationResponse>(tokyo_, "CancelApplication", absent).status()));
  EXPECT_EQ((CallBy<GetPersonRequest, Person>(tokyo_, "GetPerson", tokyos_.person())->email()), "taro@example.jp");
  EXPECT_EQ((CallBy<GetApplicationRequest, Application>(osaka_, "GetApplication", osakas_.name())->state()),
            Application::STATE_WAITING);
}

TEST_F(PeopleTest, WhoGetsThePlaceOfAnotherPrefectureIsNotShown) {
  const auto cancelled =
      CallBy<CancelApplicationRequest, CancelApplicationResponse>(tokyo_, "CancelApplication", tokyos_.name());
  ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->promoted_size(), 0);
  EXPECT_EQ((CallBy<GetApplicationRequest, Application>(osaka_, "GetApplication", osakas_.name())->state()),
            Application::STATE_ADMITTED);
}

// By its answers nobody finds out whom another prefecture has registered, and by its doings nobody undoes it.
TEST_F(PeopleTest, WhomAnotherPrefectureHasRegisteredIsNotTold) {
  const auto applied = [&](const std::string& email, bool trial) {
    ApplyForEventRequest apply;
    apply.set_event(kEvent);
    apply.set_local_government_code("270008");
    apply.add_applicants()->mutable_person()->set_full_name("佐藤");
    apply.mutable_applicants(0)->mutable_person()->set_email(email);
    apply.set_validate_only(trial);
    auto response = Call<ApplyForEventRequest, ApplyForEventResponse>(osaka_, "ApplyForEvent", apply);
    EXPECT_OK(response);
    response->mutable_applications(0)->clear_person();
    response->mutable_applications(0)->clear_etag();
    response->mutable_applications(0)->clear_create_time();
    response->mutable_applications(0)->clear_revision_create_time();
    return response->DebugString();
  };
  const std::string unknown = applied("nobody@example.jp", true);
  EXPECT_EQ(applied("taro@example.jp", true), unknown);
  ASSERT_OK((CallBy<CancelApplicationRequest, CancelApplicationResponse>(tokyo_, "CancelApplication", tokyos_.name())));
  EXPECT_EQ(applied("taro@example.jp", true), applied("nobody@example.jp", true));
  applied("taro@example.jp", false);
  EXPECT_EQ((CallBy<GetPersonRequest, Person>(ministry_, "GetPerson", tokyos_.person())->full_name()), "山田");
}

// What is written into the audit of a cancellation that finds nothing tells nobody whether there was something.
TEST_F(PeopleTest, RefusedCancellationOfAnAbsentApplicationLeavesATrace) {
  ExpectTrace("events/one-place/applications/000000099");
}
TEST_F(PeopleTest, RefusedCancellationOfAnothersApplicationLeavesTheSameTrace) { ExpectTrace(osakas_.name()); }

TEST_F(PeopleTest, WhatOneGovernmentSendsIsNotForEverybody) {
  GetParticipationRequest request;
  request.set_event(kEvent);
  const auto shown_to = [&](const RawClient& client) {
    const auto shown = Call<GetParticipationRequest, GetParticipationResponse>(client, "GetParticipation", request);
    EXPECT_OK(shown);
    EXPECT_EQ(shown->participating_prefectures(), 1);
    return shown->governments_size();
  };
  EXPECT_EQ(shown_to(servers_.Anonymous(kTraining)), 0);
  EXPECT_EQ(shown_to(servers_.WithCertificate(kTraining, "service/gateway")), 0);
  for (const char* path : {"agency/statistics", "prefecture/47", "ministry", "operator"})
    EXPECT_EQ(shown_to(servers_.WithCertificate(kTraining, path)), 2) << path;
}

TEST_F(PeopleTest, AListHasToBeOfTheOwnPrefecture) {
  ListApplicationsRequest all;
  all.set_event(kEvent);
  EXPECT_THAT((Call<ListApplicationsRequest, ListApplicationsResponse>(tokyo_, "ListApplications", all)),
              HasReason(type::v1::ERROR_REASON_PERMISSION_DENIED));
  all.set_prefecture_code("13");
  const auto own = Call<ListApplicationsRequest, ListApplicationsResponse>(tokyo_, "ListApplications", all);
  ASSERT_OK(own);
  ASSERT_EQ(own->applications_size(), 1);
  EXPECT_EQ(own->applications(0).name(), tokyos_.name());
  // The filters must all hold, so the own one beside another's finds nothing.
  all.set_local_government_code("270008");
  const auto both = Call<ListApplicationsRequest, ListApplicationsResponse>(tokyo_, "ListApplications", all);
  EXPECT_TRUE(!both.ok() || both->applications_size() == 0);
}

}  // namespace
}  // namespace zaitaku
