// The gateway while a service is killed, frozen or not there: real processes, and a real Redis.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "tests/system/whole_system.h"

namespace zaitaku {
namespace {

using google::protobuf::util::MessageDifferencer;
using summary::v1::ServiceCondition;

// A frozen service is noticed after two seconds without a sign of life.
constexpr absl::Duration kNoticed = absl::Seconds(4);

class DegradationTest : public WholeSystem {
 protected:
  void SetUp() override {
    SpeakTls();
    WholeSystem::SetUp();
  }

  static GetNationwideSummaryRequest Newest() {
    GetNationwideSummaryRequest request;
    request.mutable_freshness()->set_fully_consistent(true);
    return request;
  }
  static GetNationwideSummaryRequest Strict() {
    GetNationwideSummaryRequest request;
    request.set_strict(true);
    return request;
  }

  absl::StatusOr<GetNationwideSummaryResponse> Ask(const GetNationwideSummaryRequest& request = {},
                                                   absl::Duration patience = absl::Seconds(20)) {
    return Client<SummaryRpc>(gateway_.address()).Call(&SummaryRpc::Stub::GetNationwideSummary, request, patience);
  }

  // Asks until the answer is flagged so for the service, or not flagged at all; how long that took.
  absl::Duration AwaitCondition(const ServerProcess& service, ServiceCondition::Condition condition,
                                GetNationwideSummaryResponse& answer) {
    const absl::Time begin = absl::Now();
    while (absl::Now() < begin + absl::Seconds(30)) {
      const auto response = Ask();
      EXPECT_OK(response);
      if (!response.ok()) break;
      answer = *response;
      if (ConditionOf(service, answer) == condition) return absl::Now() - begin;
      absl::SleepFor(absl::Milliseconds(10));
    }
    ADD_FAILURE() << "never " << ServiceCondition::Condition_Name(condition) << ": "
                  << answer.call_info().DebugString();
    return absl::Now() - begin;
  }

  // On a busy machine the threads of a process go on for a while before one of them takes the signal.
  static void Freeze(const ServerProcess& service) {
    kill(service.pid(), SIGSTOP);
    for (std::string state; state != "T";) {
      std::ifstream stat(absl::StrCat("/proc/", service.pid(), "/stat"));
      std::string pid, program;
      stat >> pid >> program >> state;
    }
  }

  ServiceCondition::Condition ConditionOf(const ServerProcess& service, const GetNationwideSummaryResponse& answer) {
    const std::string name = &service == &council_   ? "council-registry"
                             : &service == &catalog_ ? "program-catalog"
                                                     : "training-events";
    for (const auto* conditions : {&answer.call_info().stale(), &answer.call_info().missing()}) {
      for (const ServiceCondition& condition : *conditions) {
        if (condition.service() == name) return condition.condition();
      }
    }
    return ServiceCondition::CONDITION_CURRENT;
  }

  // For an answer that has all parts but may be old.
  void ExpectRefusedToTheStrict(const GetNationwideSummaryResponse& last, const GetNationwideSummaryResponse& before) {
    EXPECT_TRUE(MessageDifferencer::Equals(last.summary(), before.summary()));
    EXPECT_THAT(Ask(Strict()), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
    const absl::Time begin = absl::Now();
    EXPECT_THAT(Ask(Newest()), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
    EXPECT_LT(absl::Now() - begin, absl::Seconds(3)) << "a caller waits for what is known to be gone";
  }
};

TEST_F(DegradationTest, KilledServiceIsFlaggedAtOnceAndFoundAgain) {
  for (ServerProcess* service : {&council_, &catalog_, &training_}) {
    ASSERT_OK_AND_ASSIGN(const auto before, Ask(Newest()));
    service->Kill();
    GetNationwideSummaryResponse last;
    EXPECT_LT(AwaitCondition(*service, ServiceCondition::CONDITION_UNREACHABLE, last), absl::Seconds(1));
    ASSERT_EQ(last.call_info().stale_size(), 1);
    EXPECT_TRUE(last.call_info().stale(0).has_since());
    EXPECT_FALSE(last.call_info().stale(0).parts().empty());
    ExpectRefusedToTheStrict(last, before);
    ASSERT_OK(service->Start());
    AwaitCondition(*service, ServiceCondition::CONDITION_CURRENT, last);
    EXPECT_OK(Ask(Strict()));
  }
}

TEST_F(DegradationTest, FrozenServiceIsFlaggedOnceItsSignsOfLifeStayAway) {
  ASSERT_OK_AND_ASSIGN(const auto before, Ask(Newest()));
  kill(council_.pid(), SIGSTOP);
  // Before it is noticed: who must be told is told, in the time that it has.
  const absl::Time begin = absl::Now();
  EXPECT_FALSE(Ask(Newest(), absl::Milliseconds(800)).ok());
  EXPECT_LT(absl::Now() - begin, absl::Seconds(1.5));
  GetNationwideSummaryResponse last;
  EXPECT_LT(AwaitCondition(council_, ServiceCondition::CONDITION_SILENT, last), kNoticed);
  ExpectRefusedToTheStrict(last, before);
  kill(council_.pid(), SIGCONT);
  AwaitCondition(council_, ServiceCondition::CONDITION_CURRENT, last);
  EXPECT_OK(Ask(Newest()));
}

// Frozen most of the time: it lives, so it is not flagged as gone, but no answer is held up for it.
TEST_F(DegradationTest, SlowServiceHoldsUpNobodyWhoDoesNotAskForIt) {
  ASSERT_OK(Ask());
  for (int i = 0; i < 5; ++i) {
    kill(council_.pid(), SIGSTOP);
    for (int call = 0; call < 5; ++call) {
      const absl::Time begin = absl::Now();
      EXPECT_OK(Ask());
      EXPECT_LT(absl::Now() - begin, absl::Milliseconds(400));
      absl::SleepFor(absl::Milliseconds(100));
    }
    kill(council_.pid(), SIGCONT);
    absl::SleepFor(absl::Milliseconds(50));
  }
}

TEST_F(DegradationTest, GatewayThatStartsWhileAServiceIsDownAnswersTheLastKnownTotals) {
  ASSERT_OK_AND_ASSIGN(const auto before, Ask(Newest()));
  absl::SleepFor(absl::Seconds(2));  // What is known is written once a second.
  ASSERT_OK(gateway_.Stop());
  council_.Kill();
  ASSERT_OK(gateway_.Start());
  GetNationwideSummaryResponse last;
  AwaitCondition(council_, ServiceCondition::CONDITION_UNREACHABLE, last);
  ASSERT_EQ(last.call_info().stale_size(), 1);
  EXPECT_EQ(last.call_info().missing_size(), 0);
  EXPECT_TRUE(last.call_info().stale(0).has_since());
  ExpectRefusedToTheStrict(last, before);
}

TEST_F(DegradationTest, WhatIsKnownByNobodyIsMissingAndNothingIncompleteIsKept) {
  ASSERT_OK(gateway_.Stop());
  redis_->Command({"FLUSHALL"});
  council_.Kill();
  ASSERT_OK(gateway_.Start());
  GetNationwideSummaryResponse rest;
  AwaitCondition(council_, ServiceCondition::CONDITION_UNREACHABLE, rest);
  ASSERT_EQ(rest.call_info().missing_size(), 1);
  EXPECT_EQ(rest.call_info().missing(0).service(), "council-registry");
  EXPECT_EQ(rest.call_info().missing(0).parts_size(), 2);
  EXPECT_FALSE(rest.summary().has_councils());
  EXPECT_GT(rest.summary().budgets_size(), 0);
  EXPECT_EQ(rest.summary().citation(), "");
  EXPECT_THAT(Ask(Strict()), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  GetNationwideSummaryRequest councils;
  councils.mutable_read_mask()->add_paths("councils");
  EXPECT_THAT(Ask(councils), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  ASSERT_OK(council_.Start());
  GetNationwideSummaryResponse whole;
  AwaitCondition(council_, ServiceCondition::CONDITION_CURRENT, whole);
  EXPECT_EQ(whole.summary().councils().nation().kinds(0).established(), 44);
  EXPECT_NE(whole.summary().citation(), "");
}

// What is beyond totals cannot be had from a service that is frozen or gone: that is said, and mends itself.
TEST_F(DegradationTest, ProfilesNameWhatAServiceThatIsAwayHas) {
  summary::v1::GetPrefectureProfileRequest request;
  request.set_name("prefectures/13/profile");
  const auto profile = [&](absl::Duration patience = absl::Seconds(20)) {
    return Client<SummaryRpc>(gateway_.address()).Call(&SummaryRpc::Stub::GetPrefectureProfile, request, patience);
  };
  ASSERT_OK_AND_ASSIGN(const auto whole, profile());
  ASSERT_GT(whole.profile().events_size(), 0);
  // What was read once is kept: another revision has to be asked for.
  const auto change = [&](const std::string& url) {
    training::v1::UpdateEventRequest update;
    update.mutable_event()->set_name("events/2016-03-joint-meeting");
    update.mutable_event()->set_material_url(url);
    update.mutable_update_mask()->add_paths("material_url");
    return Client<TrainingRpc>(training_.address()).Call(&TrainingRpc::Stub::UpdateEvent, update).status();
  };
  const auto missing = [](const auto& answer) { return answer.ok() && answer->call_info().missing_size() == 1; };
  for (const bool frozen : {true, false}) {
    ASSERT_OK(change(frozen ? "https://example.jp/1" : "https://example.jp/2"));
    ASSERT_OK(Ask(Newest()));
    frozen ? Freeze(training_) : training_.Kill();
    const absl::Time begin = absl::Now();
    const auto answer = profile();
    EXPECT_LT(absl::Now() - begin, absl::Seconds(6)) << "nobody waits longer than the calls to services may take";
    ASSERT_TRUE(missing(answer)) << answer.status();
    EXPECT_EQ(answer->call_info().missing(0).service(), "training-events");
    EXPECT_EQ(answer->profile().events_size(), 0);
    EXPECT_EQ(answer->profile().reports_size(), 2);
    if (frozen) {
      kill(training_.pid(), SIGCONT);
    } else {
      ASSERT_OK(training_.Start());
    }
    GetNationwideSummaryResponse last;
    AwaitCondition(training_, ServiceCondition::CONDITION_CURRENT, last);
    ASSERT_OK_AND_ASSIGN(const auto again, profile());
    EXPECT_EQ(again.call_info().missing_size(), 0);
    EXPECT_EQ(again.profile().events_size(), whole.profile().events_size());
  }
}

TEST_F(DegradationTest, WatchTellsOfAServiceThatIsFrozenAndEndsWhenTheGatewayStops) {
  const auto stub = SummaryRpc::NewStub(grpc::CreateChannel(gateway_.address(), TestCredentials()));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
  const auto reader = stub->WatchNationwideSummary(&context, {});
  summary::v1::WatchNationwideSummaryResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.summary().councils().nation().kinds(0).established(), 44);
  const auto await = [&](int stale) {
    while (message.call_info().stale_size() != stale) {
      if (!reader->Read(&message)) return false;
    }
    return true;
  };
  kill(catalog_.pid(), SIGSTOP);
  EXPECT_TRUE(await(1));
  EXPECT_EQ(message.call_info().stale(0).condition(), ServiceCondition::CONDITION_SILENT);
  kill(catalog_.pid(), SIGCONT);
  EXPECT_TRUE(await(0));
  ASSERT_OK(gateway_.Stop());
  while (reader->Read(&message)) continue;
  EXPECT_THAT(FromGrpc(reader->Finish()), HasReason(type::v1::ERROR_REASON_STOPPING));
}

}  // namespace
}  // namespace zaitaku
