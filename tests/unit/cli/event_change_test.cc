// Changes of training events and programmes: update, batch, review, delete, files.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "platform/status/status.h"
#include "tests/unit/cli/canned_training.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EventUpdateTest : public ::testing::Test {
 protected:
  EventUpdateTest() {
    auto& training = servers_.training;
    training.on_get_event = [](const auto& request, auto* response) {
      *response = JointMeeting();
      response->set_name(request.name());
      return grpc::Status::OK;
    };
    training.on_update_event = [this](const auto& request, auto* response) {
      request_ = request;
      *response->mutable_event() = JointMeeting();
      response->mutable_event()->set_state(v1::Event::STATE_OPEN);
      response->mutable_event()->mutable_application_rule()->set_capacity(200);
      *response->add_promoted() = MeetingApplication(18, v1::Application::STATE_ADMITTED);
      response->set_revision("10-abc");
      return grpc::Status::OK;
    };
    training.on_get_program = [](const auto& request, auto* response) {
      *response = NursingProgram();
      response->set_name(request.name());
      return grpc::Status::OK;
    };
    training.on_update_program = [this](const auto& request, auto* response) {
      program_ = request;
      *response->mutable_training_program() = NursingProgram();
      response->set_revision("10-abc");
      response->set_unchanged(true);
      return grpc::Status::OK;
    };
    training.on_review = [this](const auto& request, auto* response) {
      review_ = request;
      *response->mutable_entry()->mutable_event() = PaediatricTraining();
      response->set_revision("10-abc");
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  v1::UpdateEventRequest request_;
  v1::UpdateTrainingProgramRequest program_;
  v1::ReviewFactRequest review_;
};

TEST_F(EventUpdateTest, SendsOnlyWhatIsGivenAndShowsWhoGotAPlace) {
  const Outcome outcome = RunCommand(servers_, {"event", "update", "2016-03-joint-meeting", "--state", "受付中",
                                                "--capacity", "200", "--reason", "r"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(request_.update_mask().paths(), ElementsAre("state", "application_rule"));
  v1::Event sent;
  sent.set_name(kJointMeeting);
  sent.set_state(v1::Event::STATE_OPEN);
  *sent.mutable_application_rule() = JointMeeting().application_rule();
  sent.mutable_application_rule()->set_capacity(200);
  sent.set_etag("e9");
  EXPECT_EQ(request_.event().SerializeAsString(), sent.SerializeAsString());
  EXPECT_THAT(outcome.out, HasSubstr("State                  planned"));
  EXPECT_THAT(outcome.out, HasSubstr("→  open\n"));
  EXPECT_THAT(outcome.out, HasSubstr("at most 200 in all"));
  EXPECT_THAT(outcome.out, HasSubstr("Who got a place by it\n  events/2016-03-joint-meeting/applications/000000018"));
}

TEST_F(EventUpdateTest, TakesEveryOptionAndBlank) {
  const Outcome outcome = RunCommand(servers_, {"event",
                                                "update",
                                                "x",
                                                "--title-en",
                                                "Meeting",
                                                "--kind",
                                                "other",
                                                "--program",
                                                "a",
                                                "--training-program",
                                                "blank",
                                                "--field",
                                                "小児",
                                                "--field",
                                                "訪問看護",
                                                "--audience",
                                                "中核市",
                                                "--purpose-ja",
                                                "p",
                                                "--material-url",
                                                "https://example.jp/",
                                                "--date",
                                                "2016-03-17",
                                                "--start-time",
                                                "blank",
                                                "--venue-ja",
                                                "講堂",
                                                "--venue-prefecture",
                                                "blank",
                                                "--per-government",
                                                "blank",
                                                "--waiting-list",
                                                "yes"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(request_.update_mask().paths(),
              ElementsAre("title", "kind", "catalog_program", "training_program", "fields", "audiences", "purpose",
                          "material_url", "schedule", "venue", "application_rule"));
  const v1::Event& sent = request_.event();
  EXPECT_EQ(sent.title().ja(), "医療・福祉担当者合同会議") << "the other language stays";
  EXPECT_EQ(sent.title().en(), "Meeting");
  EXPECT_EQ(sent.catalog_program(), "programs/a");
  EXPECT_EQ(sent.training_program(), "");
  EXPECT_THAT(sent.fields(),
              ElementsAre(v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE, v1::TRAINING_FIELD_HOME_VISIT_NURSING));
  EXPECT_THAT(sent.audiences(), ElementsAre(v1::AUDIENCE_CORE_CITIES));
  EXPECT_EQ(sent.schedule().date(), "2016-03-17");
  EXPECT_EQ(sent.schedule().start_time(), "");
  EXPECT_EQ(sent.schedule().end_time(), "17:10");
  EXPECT_EQ(sent.schedule().text(), "") << "what was printed was another time";
  EXPECT_EQ(sent.venue().name().ja(), "講堂");
  EXPECT_EQ(sent.venue().prefecture_code(), "");
  EXPECT_FALSE(sent.application_rule().has_per_government());
  EXPECT_TRUE(sent.application_rule().waiting_list());
}

TEST_F(EventUpdateTest, WithoutAChangeNothingIsSent) {
  EXPECT_EQ(RunCommand(servers_, {"event", "update", "x"}).code, 2);
  EXPECT_EQ(request_.event().name(), "");
}

TEST_F(EventUpdateTest, RuleThatAdmitsTooFewIsRefusedWithHowManyHaveAPlace) {
  servers_.training.on_update_event = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED, {"too few", "少なすぎます"},
                        {{"rule", "capacity"}, {"limit", "3"}, {"admitted", "5"}}));
  };
  const Outcome outcome = RunCommand(servers_, {"event", "update", "x", "--capacity", "3"});
  EXPECT_EQ(outcome.code, 73);
  EXPECT_THAT(outcome.err, HasSubstr("5 have a place already: cancel applications first"));
}

TEST_F(EventUpdateTest, TrainingProgrammeIsUpdatedTheSameWay) {
  const Outcome outcome = RunCommand(
      servers_, {"training", "update", "home-visit-nursing", "--last-fiscal-year", "平成30年度", "--program", "blank"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(program_.update_mask().paths(), ElementsAre("catalog_program", "last_fiscal_year"));
  EXPECT_EQ(program_.training_program().name(), "trainingPrograms/home-visit-nursing");
  EXPECT_EQ(program_.training_program().last_fiscal_year(), 2018);
  EXPECT_EQ(program_.training_program().etag(), "e9");
  EXPECT_EQ(outcome.out,
            "trainingPrograms/home-visit-nursing  nothing changed: it was the same already  revision 10-abc\n");
}

TEST_F(EventUpdateTest, ReviewShowsTheFactOfTheEvent) {
  const Outcome outcome = RunCommand(servers_, {"event", "review", "2015-02-paediatric-lecturer-training", "timetable",
                                                "--confirm", "--reason", "as on that day"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(review_.name(), kPaediatricTraining);
  EXPECT_EQ(review_.fact(), "timetable");
  EXPECT_EQ(review_.verdict(), type::v1::FactReview::VERDICT_CONFIRMED);
  EXPECT_THAT(outcome.out, HasSubstr("  timetable  inferred  line 604\n"));
  RunCommand(servers_, {"training", "review", "a", "field", "--dispute", "--reason", "r"});
  EXPECT_EQ(review_.name(), "trainingPrograms/a");
  RunCommand(servers_, {"event", "review", "trainingPrograms/b", "field", "--dispute", "--reason", "r"});
  EXPECT_EQ(review_.name(), "trainingPrograms/b");
}

TEST_F(EventUpdateTest, DeletionsNameWhatTheyDelete) {
  std::vector<std::string> deleted;
  servers_.training.on_delete_event = [&deleted](const auto& request, auto* response) {
    deleted.push_back(request.name());
    response->set_revision("10-abc");
    return grpc::Status::OK;
  };
  servers_.training.on_delete_program = [&deleted](const auto& request, auto* response) {
    deleted.push_back(request.name());
    response->set_revision("10-abc");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"event", "delete", "x", "--dry-run"}).out,
            "events/x  can be deleted (dry run, nothing was changed)  revision 10-abc\n");
  EXPECT_EQ(RunCommand(servers_, {"training", "delete", "y", "-o", "csv"}).out,
            "name,revision\r\ntrainingPrograms/y,10-abc\r\n");
  EXPECT_THAT(deleted, ElementsAre("events/x", "trainingPrograms/y"));
}

TEST_F(EventUpdateTest, EventWithApplicationsIsCalledOffInstead) {
  servers_.training.on_delete_event = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_RESOURCE_IN_USE, {"in use", "参照されています"},
                        {{"resource", "events/x"}, {"used_by", "events/x/applications/000000001"}}));
  };
  const Outcome outcome = RunCommand(servers_, {"event", "delete", "x"});
  EXPECT_EQ(outcome.code, 73);
  EXPECT_THAT(outcome.err, HasSubstr("`zaitaku event update events/x --state cancelled` calls it off"));
}

TEST_F(EventUpdateTest, BatchSendsAllChangesOfAFileTogether) {
  v1::BatchUpdateEntriesRequest batch;
  servers_.training.on_batch = [&batch](const auto& request, auto* response) {
    batch = request;
    for (const auto& change : request.changes()) *response->add_entries() = change.entry();
    response->set_revision("10-abc");
    return grpc::Status::OK;
  };
  const std::string file = R"({"entry": {"event": {"name": "events/x", "state": "STATE_OPEN"}}, "updateMask": "state"})"
                           "\n\n"
                           R"({"entry": {"trainingProgram": {"name": "trainingPrograms/y"}}, "allowMissing": true})"
                           "\n";
  const Outcome outcome = RunCommand(servers_, {"event", "batch", "-", "--reason", "r", "--dry-run"}, {.in = file});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(batch.changes_size(), 2);
  EXPECT_EQ(batch.changes(0).entry().event().state(), v1::Event::STATE_OPEN);
  EXPECT_THAT(batch.changes(0).update_mask().paths(), ElementsAre("state"));
  EXPECT_TRUE(batch.changes(1).allow_missing());
  EXPECT_TRUE(batch.validate_only());
  EXPECT_EQ(batch.reason(), "r");
  EXPECT_THAT(outcome.out, HasSubstr("  events/x\n  trainingPrograms/y\n"));
}

TEST_F(EventUpdateTest, BatchNamesTheLineThatIsNoChange) {
  const Outcome outcome = RunCommand(servers_, {"event", "batch", "-"}, {.in = "{}\n{\"entry\": 1}\n"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("stdin:2: "));
  EXPECT_THAT(outcome.err, HasSubstr("expected a change such as"));
  EXPECT_EQ(RunCommand(servers_, {"event", "batch", "-"}, {.in = "\n"}).code, 2);
}

class EventFileTest : public ::testing::Test {
 protected:
  EventFileTest() {
    servers_.training.on_list_events = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedEvents();
      return grpc::Status::OK;
    };
    servers_.training.on_list_programs = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedTrainingPrograms();
      return grpc::Status::OK;
    };
    servers_.training.on_import = [this](const auto& request, auto* response) {
      import_ = request;
      response->add_created("events/x");
      response->set_revision(kTrainingRevision);
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<std::string> revisions_;
  v1::ImportEntriesRequest import_;
};

TEST_F(EventFileTest, ExportWritesProgrammesThenEventsAtOneRevisionWithoutVersions) {
  const Outcome outcome = RunCommand(servers_, {"event", "export"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "4 resources at revision 9-3d41a7c2f08b65e1\n");
  EXPECT_THAT(revisions_, ElementsAre("", kTrainingRevision));
  std::istringstream lines(outcome.out);
  std::string line;
  int programs = 0, events = 0;
  while (std::getline(lines, line)) {
    v1::TrainingEntry entry;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &entry).ok()) << line;
    ++(entry.has_event() ? events : programs);
    EXPECT_THAT(line, Not(HasSubstr("etag")));
    EXPECT_THAT(line, Not(HasSubstr("revision")));
  }
  EXPECT_EQ(programs, 1);
  EXPECT_EQ(events, 3);
}

TEST_F(EventFileTest, ImportKnowsTheCsvOfEvents) {
  const Outcome outcome =
      RunCommand(servers_, {"event", "import", "-", "--format", "csv", "--reason", "r", "--dry-run"}, {.in = "x"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(import_.format(), v1::ImportEntriesRequest::FORMAT_EVENTS_CSV);
  EXPECT_EQ(import_.reason(), "r");
  EXPECT_TRUE(import_.validate_only());
  EXPECT_THAT(outcome.out, HasSubstr("1 created, 0 changed, 0 unchanged"));
}

}  // namespace
}  // namespace zaitaku::cli
