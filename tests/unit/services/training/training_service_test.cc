// Changes of events and training programmes over gRPC, on a real SQLite file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kFebruary[] = "events/2015-02-paediatric-lecturer-training";

class TrainingServiceTest : public testing::Test {
 protected:
  void ImportData() { ASSERT_OK(server_.Import(TrainingServer::ReadData())); }

  static Event Named(const std::string& id, const std::string& date = "2016-03-16") {
    Event event;
    event.set_name("events/" + id);
    event.mutable_title()->set_ja("行事" + id);
    event.set_kind(Event::KIND_TRAINING);
    event.set_state(Event::STATE_OPEN);
    event.mutable_schedule()->set_date(date);
    return event;
  }

  static TrainingProgram Program(const std::string& id) {
    TrainingProgram program;
    program.set_name("trainingPrograms/" + id);
    program.mutable_display_name()->set_ja("研修" + id);
    program.set_field(TRAINING_FIELD_HOME_VISIT_NURSING);
    return program;
  }

  absl::StatusOr<UpdateEventResponse> Update(const Event& event, const std::string& mask = "",
                                             const std::string& request_id = "", bool validate_only = false) {
    UpdateEventRequest request;
    *request.mutable_event() = event;
    if (!mask.empty()) request.mutable_update_mask()->add_paths(mask);
    request.set_allow_missing(true);
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    return server_.Call(&TrainingStub::UpdateEvent, request);
  }
  absl::StatusOr<UpdateTrainingProgramResponse> Update(const TrainingProgram& program) {
    UpdateTrainingProgramRequest request;
    *request.mutable_training_program() = program;
    request.set_allow_missing(true);
    return server_.Call(&TrainingStub::UpdateTrainingProgram, request);
  }

  absl::StatusOr<Event> GetEvent(const std::string& name, const std::string& revision = "") {
    GetEventRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return server_.Call(&TrainingStub::GetEvent, request);
  }

  absl::StatusOr<DeleteEventResponse> Delete(const std::string& name, const std::string& etag = "") {
    DeleteEventRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return server_.Call(&TrainingStub::DeleteEvent, request);
  }

  absl::StatusOr<ApplyForEventResponse> Apply(const std::string& event, const std::vector<std::string>& people) {
    ApplyForEventRequest request;
    request.set_event(event);
    request.set_local_government_code("130001");
    for (const std::string& person : people) {
      Applicant& applicant = *request.add_applicants();
      applicant.mutable_person()->set_full_name("Officer " + person);
      applicant.mutable_person()->set_email(person + "@example.jp");
    }
    return server_.Call(&TrainingStub::ApplyForEvent, request);
  }

  absl::StatusOr<GetEventTotalsResponse> Totals(int fiscal_year = 0, const std::string& revision = "") {
    GetEventTotalsRequest request;
    request.set_fiscal_year(fiscal_year);
    request.set_revision(revision);
    return server_.Call(&TrainingStub::GetEventTotals, request);
  }

  std::string Head() {
    const auto head = server_.Call(&TrainingStub::GetHead, GetHeadRequest());
    return head.ok() ? head->revision() : "none";
  }

  void ExpectWholeAndCorrect() {
    ASSERT_OK_AND_ASSIGN(const auto audit, server_.Call(&TrainingStub::VerifyAudit, type::v1::VerifyAuditRequest()));
    EXPECT_TRUE(audit.whole()) << audit.ShortDebugString();
    ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&TrainingStub::CheckTotals, type::v1::CheckTotalsRequest()));
    EXPECT_TRUE(totals.correct()) << totals.ShortDebugString();
  }

  TrainingServer server_;
};

TEST_F(TrainingServiceTest, AnOldEtagIsAborted) {
  ImportData();
  ASSERT_OK_AND_ASSIGN(Event event, GetEvent(kFebruary));
  event.mutable_purpose()->set_en("Another.");
  ASSERT_OK(Update(event));
  event.mutable_purpose()->set_en("A third.");
  EXPECT_THAT(Update(event), HasReason(type::v1::ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(Delete(kFebruary, event.etag()), HasReason(type::v1::ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(TrainingServiceTest, ARepeatedRequestGetsTheFirstAnswerAndATrialChangesNothing) {
  ASSERT_OK_AND_ASSIGN(const auto first, Update(Named("a"), "", "one"));
  ASSERT_OK(Update(Named("b")));
  ASSERT_OK_AND_ASSIGN(const auto again, Update(Named("a"), "", "one"));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  const std::string head = Head();
  ASSERT_OK(Update(Named("c"), "", "", true));
  EXPECT_EQ(Head(), head);
  EXPECT_THAT(GetEvent("events/c"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(TrainingServiceTest, ATrainingProgrammeMustExistAndStaysWhileItIsUsed) {
  Event event = Named("a");
  event.set_training_program("trainingPrograms/nursing");
  const auto missing = Update(event);
  EXPECT_THAT(missing, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(GetDetail(missing.status(), bad_request));
  ASSERT_THAT(bad_request.field_violations(), SizeIs(1));
  EXPECT_EQ(bad_request.field_violations(0).field(), "event.training_program");

  ASSERT_OK(Update(Program("nursing")));
  ASSERT_OK(Update(event));
  DeleteTrainingProgramRequest request;
  request.set_name("trainingPrograms/nursing");
  EXPECT_THAT(server_.Call(&TrainingStub::DeleteTrainingProgram, request),
              HasReason(type::v1::ERROR_REASON_RESOURCE_IN_USE));
  ASSERT_OK(Delete("events/a"));
  ASSERT_OK(server_.Call(&TrainingStub::DeleteTrainingProgram, request));
  EXPECT_THAT(GetEvent("events/a"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(TrainingServiceTest, ABatchMayReferToWhatComesLater) {
  BatchUpdateEntriesRequest request;
  EntryChange& event = *request.add_changes();
  *event.mutable_entry()->mutable_event() = Named("a");
  event.mutable_entry()->mutable_event()->set_training_program("trainingPrograms/nursing");
  event.set_allow_missing(true);
  EntryChange& program = *request.add_changes();
  *program.mutable_entry()->mutable_training_program() = Program("nursing");
  program.set_allow_missing(true);
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&TrainingStub::BatchUpdateEntries, request));
  ASSERT_THAT(response.entries(), SizeIs(2));
  EXPECT_EQ(response.entries(1).training_program().name(), "trainingPrograms/nursing");
  ExpectWholeAndCorrect();
}

TEST_F(TrainingServiceTest, AnEventWithApplicationsIsNotDeletedNorAnnouncedAgainAndMayBeReopened) {
  Event event = Named("a");
  event.mutable_application_rule()->set_per_government(4);
  ASSERT_OK(Update(event));
  ASSERT_OK(Apply("events/a", {"taro"}));
  const auto in_use = Delete("events/a");
  EXPECT_THAT(in_use, HasReason(type::v1::ERROR_REASON_RESOURCE_IN_USE));
  EXPECT_THAT(std::string(in_use.status().message()), HasSubstr("events/a/applications/000000001"));
  event.set_state(Event::STATE_PLANNED);
  const auto planned = Update(event);
  EXPECT_THAT(planned, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(GetDetail(planned.status(), bad_request));
  EXPECT_EQ(bad_request.field_violations(0).field(), "event.state");
  event.set_state(Event::STATE_CLOSED);
  ASSERT_OK(Update(event));
  event.set_state(Event::STATE_OPEN);
  ASSERT_OK(Update(event));
  ASSERT_OK(Apply("events/a", {"hanako"}));
  // An import says it of the line.
  EXPECT_THAT(server_.Import("name,state\nevents/a,planned\n"), HasReason(type::v1::ERROR_REASON_INVALID_FILE));
  ASSERT_OK_AND_ASSIGN(const auto trial, server_.Import("name,state\nevents/a,planned\n", true));
  ASSERT_THAT(trial.problems(), SizeIs(1));
  EXPECT_EQ(trial.problems(0).line(), 2);
  EXPECT_EQ(trial.problems(0).cell(), "event.state");
  ExpectWholeAndCorrect();
}

TEST_F(TrainingServiceTest, AWidenedRuleSaysWhoGotAPlace) {
  Event event = Named("a");
  event.mutable_application_rule()->set_capacity(1);
  event.mutable_application_rule()->set_waiting_list(true);
  ASSERT_OK(Update(event));
  ASSERT_OK(Apply("events/a", {"taro", "hanako", "jiro"}));
  event.mutable_application_rule()->set_capacity(2);
  ASSERT_OK_AND_ASSIGN(const auto widened, Update(event));
  ASSERT_THAT(widened.promoted(), SizeIs(1));
  EXPECT_EQ(widened.promoted(0).name(), "events/a/applications/000000002");
  EXPECT_FALSE(widened.more_promotions());
  event.mutable_application_rule()->set_capacity(1);
  EXPECT_THAT(Update(event), HasReason(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED));
  ExpectWholeAndCorrect();
}

TEST_F(TrainingServiceTest, ARuleBelowThoseWhoHaveAPlaceSaysWhichChangeOrLineItIs) {
  Event event = Named("a"), other = Named("b");
  event.mutable_application_rule()->set_capacity(2);
  ASSERT_OK(Update(event));
  ASSERT_OK(Update(other));
  ASSERT_OK(Apply("events/a", {"taro", "hanako"}));
  event.mutable_application_rule()->set_capacity(1);
  const auto field = [](const absl::Status& status) {
    google::rpc::BadRequest bad_request;
    return GetDetail(status, bad_request) ? bad_request.field_violations(0).field() : "";
  };
  const auto updated = Update(event);
  EXPECT_EQ(field(updated.status()), "event.application_rule.capacity");
  BatchUpdateEntriesRequest batch;
  other.mutable_title()->set_ja("別の研修");
  *batch.add_changes()->mutable_entry()->mutable_event() = other;
  *batch.add_changes()->mutable_entry()->mutable_event() = event;
  const auto refused = server_.Call(&TrainingStub::BatchUpdateEntries, batch);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED));
  EXPECT_EQ(field(refused.status()), "changes[1].entry.event.application_rule.capacity");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("changes[1]"));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(refused.status(), info));
  EXPECT_EQ(info.metadata().at("admitted"), "2");
  constexpr char kFile[] = "name,purpose_ja,capacity\nevents/b,目的,\nevents/a,,1\n";
  EXPECT_THAT(server_.Import(kFile), HasReason(type::v1::ERROR_REASON_INVALID_FILE));
  ASSERT_OK_AND_ASSIGN(const auto trial, server_.Import(kFile, true));
  ASSERT_THAT(trial.problems(), SizeIs(1));
  EXPECT_EQ(trial.problems(0).line(), 3);
  EXPECT_EQ(trial.problems(0).cell(), "event.application_rule.capacity");
  EXPECT_EQ(trial.problems(0).read(), "1");
  EXPECT_THAT(trial.problems(0).expected(), HasSubstr("at least 2"));
  ExpectWholeAndCorrect();
}

TEST_F(TrainingServiceTest, CancelledEventsCountOnlyAsSuchAndOldRevisionsAnswerAsTheyDid) {
  ImportData();
  const std::string before = Head();
  ASSERT_OK_AND_ASSIGN(const auto totals, Totals(2014));
  ASSERT_THAT(totals.fiscal_years(), SizeIs(1));
  EXPECT_EQ(totals.fiscal_years(0).events(), 2);
  EXPECT_EQ(totals.fiscal_years(0).printed_participants(), 420);
  EXPECT_TRUE(totals.fiscal_years(0).printed_participants_approximate());
  EXPECT_EQ(totals.fiscal_years(0).instruction_minutes(), 450);
  EXPECT_TRUE(totals.has_revision_create_time());

  ASSERT_OK_AND_ASSIGN(Event event, GetEvent(kFebruary));
  event.set_state(Event::STATE_CANCELLED);
  ASSERT_OK(Update(event, "state"));
  ASSERT_OK_AND_ASSIGN(const auto after, Totals(2014));
  const EventTotal& year = after.fiscal_years(0);
  EXPECT_EQ(year.events(), 1);
  EXPECT_EQ(year.printed_participants(), 280);
  EXPECT_EQ(year.instruction_minutes(), 0);
  EXPECT_EQ(year.events_with_timetable(), 0);
  ASSERT_THAT(year.states(), SizeIs(2));
  EXPECT_EQ(year.states(1).state(), Event::STATE_CANCELLED);
  ASSERT_OK_AND_ASSIGN(const auto old, Totals(2014, before));
  EXPECT_EQ(old.SerializeAsString(), totals.SerializeAsString());
}

TEST_F(TrainingServiceTest, AnEventOfTwoFieldsCountsInBothAndOnceInItsYear) {
  Event event = Named("a", "2016-04-01");
  event.add_fields(TRAINING_FIELD_ELDERLY_HOME_CARE);
  event.add_fields(TRAINING_FIELD_HOME_VISIT_NURSING);
  event.mutable_participants()->set_count(10);
  ASSERT_OK(Update(event));
  ASSERT_OK(Update(Named("b", "2016-05-01")));
  ASSERT_OK_AND_ASSIGN(const auto totals, Totals());
  std::vector<std::string> lines;
  for (const EventTotal& total : totals.fields()) {
    lines.push_back(
        absl::StrCat(total.fiscal_year(), " ", total.field(), " ", total.events(), " ", total.printed_participants()));
  }
  EXPECT_THAT(lines, ElementsAre("2016 1 1 10", "2016 3 1 10", "2016 0 1 0"));
  ASSERT_THAT(totals.fiscal_years(), SizeIs(1));
  EXPECT_EQ(totals.fiscal_years(0).events(), 2);
  EXPECT_EQ(totals.fiscal_years(0).printed_participants(), 10);
  ASSERT_OK(Delete("events/a"));
  ASSERT_OK(Delete("events/b"));
  ASSERT_OK_AND_ASSIGN(const auto none, Totals());
  EXPECT_THAT(none.fields(), IsEmpty());
  EXPECT_THAT(none.fiscal_years(), IsEmpty());
  ExpectWholeAndCorrect();
}

TEST_F(TrainingServiceTest, ApplicationsMoveWithTheirEventToAnotherYearAndOutOfItWhenItIsCancelled) {
  Event event = Named("a", "2016-03-16");
  event.add_fields(TRAINING_FIELD_HOME_VISIT_NURSING);
  event.mutable_application_rule();
  ASSERT_OK(Update(event));
  ASSERT_OK(Apply("events/a", {"taro", "hanako"}));
  event.mutable_schedule()->set_date("2016-04-16");
  ASSERT_OK(Update(event));
  ASSERT_OK_AND_ASSIGN(const auto totals, Totals());
  ASSERT_THAT(totals.fiscal_years(), SizeIs(1));
  EXPECT_EQ(totals.fiscal_years(0).fiscal_year(), 2016);
  EXPECT_EQ(totals.fiscal_years(0).applications().admitted(), 2);
  ASSERT_THAT(totals.prefectures(), SizeIs(1));
  EXPECT_EQ(totals.prefectures(0).prefecture_code(), "13");
  event.set_state(Event::STATE_CANCELLED);
  ASSERT_OK(Update(event));
  ASSERT_OK_AND_ASSIGN(const auto cancelled, Totals());
  EXPECT_EQ(cancelled.fiscal_years(0).applications().admitted(), 0);
  EXPECT_THAT(cancelled.prefectures(), IsEmpty());
  ExpectWholeAndCorrect();
}

// Whatever is done to events, the running totals are what the rows add up to.
TEST_F(TrainingServiceTest, TotalsEqualARecountAfterAnyChanges) {
  std::mt19937 random(5);
  const auto below = [&](int n) { return static_cast<int>(random() % n); };
  for (int round = 0; round < 120; ++round) {
    const std::string id = absl::StrCat("e", below(4));
    if (below(8) == 0) {
      (void)Delete("events/" + id);
    } else if (below(3) == 0) {
      (void)Apply("events/" + id, {absl::StrCat("person", below(6)), absl::StrCat("other", below(6))});
    } else {
      Event event = Named(id, absl::StrCat(2014 + below(3), below(2) == 0 ? "-03-31" : "-04-01"));
      event.set_state(static_cast<Event::State>(1 + below(5)));
      for (int field = 1; field <= 3; ++field) {
        if (below(2) == 0) event.add_fields(static_cast<TrainingField>(field));
      }
      if (below(2) == 0) event.mutable_participants()->set_count(below(100));
      if (below(2) == 0) event.mutable_participants()->set_approximate(true);
      if (event.has_participants() && !event.participants().has_count()) event.mutable_participants()->set_count(1);
      event.mutable_application_rule()->set_capacity(3 + below(5));
      event.mutable_application_rule()->set_waiting_list(true);
      (void)Update(event);
    }
  }
  ExpectWholeAndCorrect();
  ASSERT_OK_AND_ASSIGN(const auto totals, Totals());
  EXPECT_THAT(totals.fiscal_years(), testing::Not(IsEmpty()));
}

TEST_F(TrainingServiceTest, AChangeDropsTheSourcesOfItsFieldsAndAReviewOfThem) {
  ImportData();
  ReviewFactRequest review;
  review.set_name(kFebruary);
  review.set_fact("timetable");
  review.set_verdict(type::v1::FactReview::VERDICT_CONFIRMED);
  review.set_reason("所管課に確認済み");
  ASSERT_OK_AND_ASSIGN(const auto reviewed, server_.Call(&TrainingStub::ReviewFact, review));
  EXPECT_THAT(reviewed.entry().event().reviews(), SizeIs(1));
  Event event = reviewed.entry().event();
  event.mutable_timetable()->mutable_blocks(0)->set_end_time("09:05");
  ASSERT_OK_AND_ASSIGN(const auto changed, Update(event, "timetable"));
  EXPECT_THAT(changed.event().reviews(), IsEmpty());
  for (const auto& source : changed.event().sources())
    EXPECT_THAT(source.fact(), testing::Not(testing::StartsWith("timetable")));
  review.set_fact("title");
  EXPECT_THAT(server_.Call(&TrainingStub::ReviewFact, review), HasReason(type::v1::ERROR_REASON_FACT_NOT_INFERRED));
}

TEST_F(TrainingServiceTest, ImportsSayAllThatIsWrongAndTheSameFileAgainChangesNothing) {
  ImportData();
  const std::string head = Head();
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Import(TrainingServer::ReadData()));
  EXPECT_TRUE(again.unchanged());
  EXPECT_EQ(Head(), head);
  const std::string wrong =
      "{\"event\": {\"name\": \"events/a\", \"title\": {\"ja\": \"甲\"}, \"kind\": 1, \"state\": 1, \"schedule\": "
      "{\"date\": \"2016-03-16\"}, \"trainingProgram\": \"trainingPrograms/nowhere\"}}\n";
  ASSERT_OK_AND_ASSIGN(const auto trial, server_.Import(wrong, true));
  ASSERT_THAT(trial.problems(), SizeIs(1));
  EXPECT_EQ(trial.problems(0).cell(), "event.training_program");
  EXPECT_FALSE(trial.problems(0).expected_ja().empty());
  ASSERT_OK_AND_ASSIGN(const auto lines, server_.Import("{\"event\": {}}\n{}\n{\"programme\": 1}\n", true));
  std::vector<std::string> problems;
  for (const auto& problem : lines.problems()) problems.push_back(absl::StrCat(problem.line(), " ", problem.cell()));
  EXPECT_THAT(problems, ElementsAre("1 event.name", "1 event.title.ja", "1 event.kind", "1 event.state",
                                    "1 event.schedule.date", "2 ", "3 "));
}

TEST_F(TrainingServiceTest, WhatIsKeptSurvivesARestart) {
  ImportData();
  ASSERT_OK_AND_ASSIGN(const auto totals, Totals());
  server_.Restart();
  ASSERT_OK_AND_ASSIGN(const auto again, Totals());
  EXPECT_EQ(again.SerializeAsString(), totals.SerializeAsString());
  EXPECT_TRUE(server_.ready());
  ExpectWholeAndCorrect();
}

}  // namespace
}  // namespace zaitaku::training
