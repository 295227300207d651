// The history of the training events, and what operators check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "tests/unit/cli/canned_training.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using ::testing::HasSubstr;

class EventHistoryTest : public ::testing::Test {
 protected:
  static type::v1::RevisionRecord Record() {
    type::v1::RevisionRecord record;
    record.set_revision("4-aaa");
    record.mutable_create_time()->set_seconds(1795314600);
    record.set_caller("tanaka");
    record.set_method("zaitaku.training.v1.UpdateEvent");
    auto& change = *record.add_changes();
    change.set_name(kJointMeeting);
    v1::Event event = JointMeeting();
    change.mutable_before()->PackFrom(event);
    event.set_state(v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_start_time("13:30");
    *event.mutable_timetable() = PaediatricTraining().timetable();
    change.mutable_after()->PackFrom(event);
    return record;
  }

  void Answer(const type::v1::RevisionRecord& record) {
    servers_.training.on_revisions = [this, record](const auto& request, auto* response) {
      request_ = request;
      *response->add_revisions() = record;
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  type::v1::ListRevisionsRequest request_;
};

TEST_F(EventHistoryTest, ShowsTheFieldsThatChangedInTheirShortForm) {
  Answer(Record());
  const Outcome outcome = RunCommand(servers_, {"event", "history", "2016-03-joint-meeting"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(request_.resource(), kJointMeeting);
  EXPECT_THAT(outcome.out, HasSubstr("State      planned"));
  EXPECT_THAT(outcome.out, HasSubstr("2016-03-16 (Wed) 13:00–17:10 Asia/Tokyo  →  2016-03-16 (Wed) 13:30–17:10"));
  EXPECT_THAT(outcome.out, HasSubstr("→  3 blocks, 5 items\n"));
  EXPECT_THAT(RunCommand(servers_, {"event", "history", "--lang", "ja"}).out, HasSubstr("受付中"));
  RunCommand(servers_, {"training", "history", "home-visit-nursing"});
  EXPECT_EQ(request_.resource(), "trainingPrograms/home-visit-nursing");
}

TEST_F(EventHistoryTest, ApplicationsAreNamedByGovernmentAndState) {
  type::v1::RevisionRecord record = Record();
  record.clear_changes();
  auto& change = *record.add_changes();
  change.set_name(MeetingApplication(17, v1::Application::STATE_ADMITTED).name());
  change.mutable_after()->PackFrom(MeetingApplication(17, v1::Application::STATE_ADMITTED));
  Answer(record);
  EXPECT_THAT(RunCommand(servers_, {"event", "history"}).out,
              HasSubstr("events/2016-03-joint-meeting/applications/000000017  new: 130001 admitted\n"));
  RunCommand(servers_, {"event", "history", "2016-03-joint-meeting/applications/000000017"});
  EXPECT_EQ(request_.resource(), "events/2016-03-joint-meeting/applications/000000017");
}

TEST_F(EventHistoryTest, WatchFollowsTheTrainingEvents) {
  servers_.training.on_head = [](const auto&, auto* response) {
    response->set_revision("3-aaa");
    return grpc::Status::OK;
  };
  servers_.training.on_watch = [](const auto& request, auto& context, auto& writer) {
    EXPECT_EQ(request.after(), "3-aaa");
    type::v1::WatchRevisionsResponse message;
    *message.mutable_record() = Record();
    writer.Write(message);
    // So that what was sent is read before the end.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    kill(getpid(), SIGINT);
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
  const Outcome outcome = RunCommand(servers_, {"event", "watch"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("4-aaa  tanaka  UpdateEvent  events/2016-03-joint-meeting State: planned → open"));
}

TEST_F(EventHistoryTest, OperatorsChecksReachTheTrainingEvents) {
  servers_.training.on_verify = [](const auto&, auto* response) {
    response->set_whole(true);
    response->set_head("9-cafe");
    return grpc::Status::OK;
  };
  servers_.training.on_check_totals = [](const auto&, auto* response) {
    response->set_correct(true);
    response->set_revision("9-cafe");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "head", "--service", "training"}).out, "9-cafe\n");
  EXPECT_THAT(RunCommand(servers_, {"admin", "audit", "verify", "--service", "training"}).out,
              HasSubstr("head 9-cafe"));
  EXPECT_THAT(RunCommand(servers_, {"admin", "totals", "check", "--service", "training"}).out,
              HasSubstr("revision 9-cafe"));
}

}  // namespace
}  // namespace zaitaku::cli
