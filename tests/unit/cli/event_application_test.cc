// Applications for training events: who has a place, who waits, who came; and people's data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/status/status.h"
#include "tests/unit/cli/canned_training.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kHanako[] = "山田 花子 <hanako@example.jp>:地域医療担当";
constexpr char kTaro[] = "佐藤 太郎＜taro@example.jp＞：disabled-children";

class RegisterTest : public ::testing::Test {
 protected:
  RegisterTest() {
    servers_.training.on_apply = [this](const auto& request, auto* response) {
      requests_.push_back(request);
      *response->add_applications() = MeetingApplication(17, v1::Application::STATE_ADMITTED);
      *response->add_applications() = MeetingApplication(18, v1::Application::STATE_WAITING);
      if (request.validate_only()) {
        // As what the next revision would make.
        for (auto& application : *response->mutable_applications()) application.set_revision_id("10");
      }
      response->set_new_applications(2);
      response->mutable_event_places()->set_admitted(5);
      response->mutable_event_places()->set_waiting(3);
      auto& government = *response->mutable_government_places();
      government.set_admitted(4);
      government.set_waiting(1);
      government.set_limit(4);
      government.set_left(0);
      response->set_revision(kTrainingRevision);
      return grpc::Status::OK;
    };
    servers_.training.on_list_applications = [this](const auto& request, auto* response) {
      list_ = request;
      *response->add_applications() = MeetingApplication(9, v1::Application::STATE_WAITING, "141003");
      *response->add_applications() = MeetingApplication(12, v1::Application::STATE_WAITING, "141003");
      if (waiting_list_has_it_) *response->add_applications() = MeetingApplication(18, v1::Application::STATE_WAITING);
      response->set_revision(kTrainingRevision);
      return grpc::Status::OK;
    };
  }

  std::vector<std::string> Line(std::vector<std::string> more) {
    std::vector<std::string> line = {"event", "register", "2016-03-joint-meeting", "--government", "130001"};
    line.insert(line.end(), more.begin(), more.end());
    return line;
  }

  FakeServers servers_;
  std::vector<v1::ApplyForEventRequest> requests_;
  v1::ListApplicationsRequest list_;
  bool waiting_list_has_it_ = true;
};

TEST_F(RegisterTest, SaysWhoHasAPlaceAndWhoWaitsInWhichPosition) {
  const Outcome outcome = RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro, "--reason", "r"}));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "events/2016-03-joint-meeting  2 registered  revision 9-3d41a7c2f08b65e1\n\n"
            "Application  Name       Role                    Result\n"
            "000000017    山田 花子  community medical care  has a place\n"
            "000000018    佐藤 太郎  community medical care  waits, position 3\n\n"
            "  The government's places  4 of 4, 0 left, 1 waiting\n"
            "  The event's places       5 (no limit), 3 waiting\n");
  const auto& request = requests_.front();
  EXPECT_EQ(request.event(), kJointMeeting);
  EXPECT_EQ(request.local_government_code(), "130001");
  EXPECT_EQ(request.reason(), "r");
  EXPECT_FALSE(request.request_id().empty());
  ASSERT_EQ(request.applicants_size(), 2);
  EXPECT_EQ(request.applicants(0).person().full_name(), "山田 花子");
  EXPECT_EQ(request.applicants(0).person().email(), "hanako@example.jp");
  EXPECT_EQ(request.applicants(0).role(), v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  EXPECT_EQ(request.applicants(1).person().full_name(), "佐藤 太郎");
  EXPECT_EQ(request.applicants(1).person().email(), "taro@example.jp");
  EXPECT_EQ(request.applicants(1).role(), v1::PARTICIPANT_ROLE_DISABLED_CHILDREN);
  EXPECT_EQ(list_.state(), v1::Application::STATE_WAITING);
  EXPECT_EQ(list_.revision(), kTrainingRevision);
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako, "--lang", "ja"})).out, HasSubstr("待機 3 番目"));
}

TEST_F(RegisterTest, DryRunCountsBehindThoseWhoWaitAlready) {
  waiting_list_has_it_ = false;
  const Outcome outcome = RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro, "--dry-run"}));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(requests_.front().validate_only());
  EXPECT_EQ(list_.revision(), kTrainingRevision) << "the one that the trial was made at";
  EXPECT_THAT(outcome.out, HasSubstr("dry run, nothing was changed"));
  EXPECT_THAT(outcome.out, HasSubstr("waits, position 3\n"));
}

TEST_F(RegisterTest, WhoHadAppliedBeforeIsSaid) {
  servers_.training.on_apply = [](const auto&, auto* response) {
    *response->add_applications() = MeetingApplication(3, v1::Application::STATE_ADMITTED);
    response->mutable_applications(0)->set_revision_id("8");
    *response->add_applications() = MeetingApplication(17, v1::Application::STATE_ADMITTED);
    response->set_new_applications(1);
    response->set_revision(kTrainingRevision);
    return grpc::Status::OK;
  };
  const std::string out = RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro})).out;
  EXPECT_THAT(out, HasSubstr("1 registered"));
  EXPECT_THAT(out, HasSubstr("has a place (had applied before)\n"));
  EXPECT_THAT(out, HasSubstr("has a place\n"));
}

TEST_F(RegisterTest, PositionThatIsNotInTheListIsNotMadeUp) {
  waiting_list_has_it_ = false;
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro})).out, HasSubstr("  waits\n"));
  servers_.training.on_list_applications = {};
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro})).out, HasSubstr("  waits\n"));
}

TEST_F(RegisterTest, GovernmentMayBeAPrefecturesName) {
  RunCommand(servers_, {"event", "register", "x", "--government", "東京都", "--person", kHanako});
  RunCommand(servers_, {"event", "register", "x", "--government", "Tokyo", "--person", kHanako});
  ASSERT_EQ(requests_.size(), 2u);
  for (const auto& request : requests_) EXPECT_EQ(request.local_government_code(), "130001");
}

TEST_F(RegisterTest, FileOfPeopleIsRead) {
  const Outcome outcome = RunCommand(servers_, Line({"--file", "-"}),
                                     {.in = "メールアドレス,担当,氏名\r\nhanako@example.jp,地域医療担当,山田 花子\r\n"
                                            "taro@example.jp,,\"佐藤, 太郎\"\r\n"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(requests_.front().applicants_size(), 2);
  EXPECT_EQ(requests_.front().applicants(0).person().full_name(), "山田 花子");
  EXPECT_EQ(requests_.front().applicants(0).role(), v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  EXPECT_EQ(requests_.front().applicants(1).person().full_name(), "佐藤, 太郎");
  EXPECT_EQ(requests_.front().applicants(1).role(), v1::PARTICIPANT_ROLE_UNSPECIFIED);
}

TEST_F(RegisterTest, FilesProblemsAreAllShownWithoutAnybodysAddress) {
  const Outcome outcome = RunCommand(servers_, Line({"--file", "-"}),
                                     {.in = "full_name,email,role\n花子,hanako.example.jp,地域医療担当\n,t@e.jp,王\n"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out,
            "stdin:2:2: メールアドレス: read '…', expected an address, for example hanako@example.jp\n"
            "stdin:3:1: 氏名: read '', expected a name, for example 山田 花子\n"
            "stdin:3:3: 担当: read '王', expected a role, for example 地域医療担当\n");
  EXPECT_TRUE(requests_.empty());
  EXPECT_THAT(RunCommand(servers_, Line({"--file", "-"}), {.in = "氏名\n花子\n"}).out,
              HasSubstr("expected a column email, for example 氏名,メールアドレス,担当"));
  EXPECT_THAT(RunCommand(servers_, Line({"--file", "-"}), {.in = "氏名,氏名,電話\n"}).out,
              HasSubstr("stdin:1:3: read '電話', expected a head of these, once"));
  EXPECT_EQ(RunCommand(servers_, Line({"--file", "-"}), {.in = ""}).code, 1);
  EXPECT_EQ(RunCommand(servers_, Line({"--file", "-"}), {.in = "氏名,メールアドレス\n"}).code, 2) << "nobody";
}

TEST_F(RegisterTest, WrongPersonIsCountedAndNotRepeated) {
  const Outcome outcome = RunCommand(servers_, Line({"--person", kHanako, "--person", "鈴木 <suzuki.example.jp>"}));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--person 2: what is in < and > is no address"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("鈴木")));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(RegisterTest, RefusalSaysWhichRuleAndHowManyPlacesAreLeft) {
  const auto refuse = [this](type::v1::ErrorReason reason, const char* limit, const char* left) {
    servers_.training.on_apply = [=](const auto&, auto*) {
      return ToGrpc(Error(reason, {"no place", "枠がありません"}, {{"rule", "r"}, {"limit", limit}, {"left", left}}));
    };
  };
  refuse(type::v1::ERROR_REASON_QUOTA_EXCEEDED, "4", "1");
  const Outcome quota = RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro}));
  EXPECT_EQ(quota.code, 73);
  EXPECT_EQ(quota.out, "");
  EXPECT_THAT(quota.err, HasSubstr("the rule is the quota of one local government; the limit is 4, 1 place is left"));
  EXPECT_THAT(quota.err, Not(HasSubstr("花子")));
  EXPECT_THAT(quota.err, Not(HasSubstr("example.jp")));
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako, "--lang", "ja"})).err,
              HasSubstr("1自治体の上限：4名まで、残り1名です"));
  refuse(type::v1::ERROR_REASON_CAPACITY_EXCEEDED, "200", "0");
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako})).err,
              HasSubstr("the rule is the event's capacity; the limit is 200, 0 places are left"));
}

TEST_F(RegisterTest, ErrorAboutOneOfThemSaysWhereThePersonStands) {
  servers_.training.on_apply = [](const auto&, auto*) {
    return ToGrpc(InvalidField("applicants[1].person.email", "is the same as another's"));
  };
  const Outcome outcome =
      RunCommand(servers_, Line({"--file", "-"}), {.in = "氏名,メールアドレス\n花子,h@e.jp\n太郎,h@e.jp\n"});
  EXPECT_EQ(outcome.code, 67);
  EXPECT_THAT(outcome.err, HasSubstr("applicants[1] is the person of stdin:3\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("applicants[0]")));
}

TEST_F(RegisterTest, CsvAndJsonHoldNoNames) {
  EXPECT_EQ(RunCommand(servers_, Line({"--person", kHanako, "--person", kTaro, "-o", "csv"})).out,
            "application,role,state,waiting_position\r\n"
            "events/2016-03-joint-meeting/applications/000000017,community-medical-care,admitted,\r\n"
            "events/2016-03-joint-meeting/applications/000000018,community-medical-care,waiting,3\r\n");
  EXPECT_THAT(RunCommand(servers_, Line({"--person", kHanako, "-o", "json"})).out, Not(HasSubstr("花子")));
}

class ApplicationTest : public ::testing::Test {
 protected:
  ApplicationTest() {
    servers_.training.on_list_applications = [this](const auto& request, auto* response) {
      lists_.push_back(request);
      if (request.state() != v1::Application::STATE_WAITING) {
        *response->add_applications() = MeetingApplication(1, v1::Application::STATE_ADMITTED);
      }
      *response->add_applications() = MeetingApplication(2, v1::Application::STATE_WAITING, "141003");
      response->set_revision(kTrainingRevision);
      return grpc::Status::OK;
    };
    servers_.training.on_get_person = [this](const auto& request, auto* response) {
      read_.push_back(request.name());
      if (request.name().back() == '2') return ToGrpc(ResourceNotFound(request.name()));
      response->set_name(request.name());
      response->set_full_name("山田 花子");
      response->set_email("hanako@example.jp");
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<v1::ListApplicationsRequest> lists_;
  std::vector<std::string> read_;
};

TEST_F(ApplicationTest, ListShowsPlacesAndPositionsButNoNamesUnlessAsked) {
  const Outcome outcome = RunCommand(servers_, {"event", "applications", "2016-03-joint-meeting"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(lists_.front().event(), kJointMeeting);
  EXPECT_THAT(outcome.out, HasSubstr("000000001    130001      Tokyo        community-medical-care  has a place"));
  EXPECT_THAT(outcome.out,
              HasSubstr("000000002    141003      in Kanagawa  community-medical-care  waits, position 1"));
  EXPECT_THAT(outcome.err, HasSubstr("2 applications at revision"));
  EXPECT_TRUE(read_.empty());
  const std::string people = RunCommand(servers_, {"event", "applications", "x", "--people"}).out;
  EXPECT_THAT(people, HasSubstr("山田 花子  hanako@example.jp\n"));
  EXPECT_THAT(people, HasSubstr("(erased)\n"));
  EXPECT_EQ(read_.size(), 2u);
}

TEST_F(ApplicationTest, ListTakesFilters) {
  RunCommand(servers_, {"event", "applications", "x", "--state", "待機", "--government", "141003", "--prefecture",
                        "神奈川県", "--role", "地域医療担当", "--attendance", "欠席", "--at", "3-abc"});
  const auto& request = lists_.front();
  EXPECT_EQ(request.state(), v1::Application::STATE_WAITING);
  EXPECT_EQ(request.local_government_code(), "141003");
  EXPECT_EQ(request.prefecture_code(), "14");
  EXPECT_EQ(request.role(), v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  EXPECT_EQ(request.attendance(), v1::Application::ATTENDANCE_ABSENT);
  EXPECT_EQ(request.revision(), "3-abc");
}

TEST_F(ApplicationTest, CsvOfTheListHasNamesOnlyIfAsked) {
  const std::string csv = RunCommand(servers_, {"event", "applications", "x", "-o", "csv"}).out;
  EXPECT_THAT(csv, StartsWith("name,local_government_code,role,state,waiting_position,attendance,person,create_time,"
                              "etag\r\nevents/2016-03-joint-meeting/applications/000000001,130001,"));
  EXPECT_THAT(csv, HasSubstr(",waiting,1,,people/00000000000000000000000000000002,2026-11-22T02:30:00Z,e9\r\n"));
  EXPECT_THAT(RunCommand(servers_, {"event", "applications", "x", "--people", "-o", "csv"}).out,
              HasSubstr("2026-11-22T02:30:00Z,e9,山田 花子,hanako@example.jp\r\n"));
}

TEST_F(ApplicationTest, CancellationTellsWhoGotThePlace) {
  v1::CancelApplicationRequest request;
  servers_.training.on_cancel = [&request](const auto& asked, auto* response) {
    request = asked;
    *response->add_promoted() = MeetingApplication(2, v1::Application::STATE_ADMITTED, "141003");
    response->mutable_event_places()->set_admitted(5);
    response->set_revision(kTrainingRevision);
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"event", "cancel-application", "2016-03-joint-meeting", "17", "--etag",
                                                "e1", "--reason", "推薦の取下げ"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(request.name(), "events/2016-03-joint-meeting/applications/000000017");
  EXPECT_EQ(request.etag(), "e1");
  EXPECT_EQ(request.reason(), "推薦の取下げ");
  EXPECT_THAT(outcome.out, HasSubstr("cancelled  revision 9-"));
  EXPECT_THAT(outcome.out, HasSubstr("Who got a place by it\n  events/2016-03-joint-meeting/applications/000000002  "
                                     "141003  in Kanagawa  community medical care\n"));
  RunCommand(servers_, {"event", "cancel-application", "events/x/applications/000000003", "--dry-run"});
  EXPECT_EQ(request.name(), "events/x/applications/000000003");
  EXPECT_TRUE(request.validate_only());
}

TEST_F(ApplicationTest, AttendanceIsRecordedFromOptionsAndFiles) {
  v1::RecordAttendanceRequest request;
  servers_.training.on_attendance = [&request](const auto& asked, auto* response) {
    request = asked;
    response->set_changed(asked.entries_size());
    response->set_revision(kTrainingRevision);
    return grpc::Status::OK;
  };
  const Outcome outcome =
      RunCommand(servers_, {"event", "attendance", "x", "--attended", "1", "--absent", "2", "--file", "-"},
                 {.in = "申込,出欠\n3,出席\nevents/x/applications/000000004,absent\n5,未記録\n"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("attendance of 5 recorded"));
  ASSERT_EQ(request.entries_size(), 5);
  EXPECT_FALSE(request.entries(3).clear());
  EXPECT_TRUE(request.entries(4).clear());
  EXPECT_EQ(request.entries(4).attendance(), v1::Application::ATTENDANCE_UNSPECIFIED);
  EXPECT_EQ(request.entries(0).application(), "events/x/applications/000000001");
  EXPECT_EQ(request.entries(0).attendance(), v1::Application::ATTENDANCE_ATTENDED);
  EXPECT_EQ(request.entries(1).attendance(), v1::Application::ATTENDANCE_ABSENT);
  EXPECT_EQ(request.entries(2).attendance(), v1::Application::ATTENDANCE_ATTENDED);
  EXPECT_EQ(request.entries(3).application(), "events/x/applications/000000004");
  EXPECT_EQ(request.entries(3).attendance(), v1::Application::ATTENDANCE_ABSENT);
  EXPECT_EQ(RunCommand(servers_, {"event", "attendance", "x", "--file", "-"}, {.in = "申込,出欠\n,来た\n"}).code, 1);
  RunCommand(servers_, {"event", "attendance", "x", "--clear", "7", "--reason", "別人の記録だったため"});
  ASSERT_EQ(request.entries_size(), 1);
  EXPECT_TRUE(request.entries(0).clear());
}

TEST_F(ApplicationTest, PersonIsShownAndErased) {
  v1::ErasePersonRequest request;
  servers_.training.on_erase = [&request](const auto& asked, auto* response) {
    request = asked;
    response->set_revision(kTrainingRevision);
    if (asked.name() != "people/03") return grpc::Status::OK;
    *response->mutable_cancelled() = MeetingApplication(3, v1::Application::STATE_CANCELLED);
    *response->add_promoted() = MeetingApplication(4, v1::Application::STATE_ADMITTED);
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"event", "person", "01"}).out,
            "people/01\n  Name     山田 花子\n  Address  hanako@example.jp\n");
  const Outcome gone = RunCommand(servers_, {"event", "person", "02"});
  EXPECT_EQ(gone.code, 69);
  EXPECT_THAT(gone.err, HasSubstr("was erased, or there never was any"));
  const Outcome outcome = RunCommand(servers_, {"event", "erase-person", "people/01", "--reason", "asked for it"});
  EXPECT_EQ(outcome.out, "people/01  erased  revision 9-3d41a7c2f08b65e1\n");
  EXPECT_EQ(request.name(), "people/01");
  EXPECT_EQ(request.reason(), "asked for it");
  const Outcome promoting = RunCommand(servers_, {"event", "erase-person", "03"});
  EXPECT_THAT(promoting.out, HasSubstr("events/2016-03-joint-meeting/applications/000000003  cancelled  revision 9-"));
  EXPECT_THAT(promoting.out, HasSubstr("Who got a place by it\n  events/2016-03-joint-meeting/applications/000000004"));
  EXPECT_THAT(RunCommand(servers_, {"event", "erase-person", "03", "-o", "csv"}).out,
              HasSubstr("applications/000000004,promoted,"));
}

}  // namespace
}  // namespace zaitaku::cli
