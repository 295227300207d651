// The gateway while a service is killed, frozen or not there: real processes, and a real Redis.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/catalog_server/catalog_server.h"
#include "tests/generators/source_document.h"
#include "tests/redis_process/redis_process.h"
#include "tests/server_process/server_process.h"
#include "tests/server_process/transport.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku {
namespace {

using google::protobuf::util::MessageDifferencer;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::ServiceCondition;

// A frozen service is noticed after two seconds without a sign of life.
constexpr absl::Duration kNoticed = absl::Seconds(4);

// Calls to one server, over a connection of their own.
template <typename Rpc>
class Client {
 public:
  explicit Client(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    stub_ = Rpc::NewStub(grpc::CreateCustomChannel(address, TestCredentials(), arguments));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Rpc::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Duration patience = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  std::unique_ptr<typename Rpc::Stub> stub_;
};

using Council = council::v1::CouncilService;
using Catalog = catalog::v1::CatalogService;
using Training = training::v1::TrainingService;
using Summary = summary::v1::SummaryService;

class DegradationTest : public testing::Test {
 protected:
  void SetUp() override {
    SpeakTls();
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    council_.AddArguments({"--database", council_.File("council.db")});
    catalog_.AddArguments({"--database", catalog_.File("catalog.db")});
    training_.AddArguments({"--database", training_.File("training.db")});
    ASSERT_OK(council_.Start());
    ASSERT_OK(catalog_.Start());
    ASSERT_OK(training_.Start());
    Load();
    key_ = gateway_.File("key");
    std::ofstream(key_) << std::string(64, 'a') << "\n";
    ASSERT_EQ(chmod(key_.c_str(), 0600), 0);
    gateway_.AddArguments({"--council", council_.address(), "--catalog", catalog_.address(), "--training",
                           training_.address(), "--redis", absl::StrCat("127.0.0.1:", redis_->port()),
                           "--cache-key-file", key_});
    gateway_.AddArguments(ServicesTransportArguments());
    ASSERT_OK(gateway_.Start());
  }

  void Load() {
    Client<Council> council(council_.address());
    council::v1::ImportSurveyRequest document;
    document.set_content(generators::ReadSourceDocument());
    ASSERT_OK(council.Call(&Council::Stub::ImportSurvey, document));
    council::v1::PublishSurveyRequest publish;
    publish.set_name("surveys/2015-12");
    ASSERT_OK(council.Call(&Council::Stub::PublishSurvey, publish));
    catalog::v1::ImportEntriesRequest entries;
    entries.set_content(CatalogServer::ReadData());
    ASSERT_OK(Client<Catalog>(catalog_.address()).Call(&Catalog::Stub::ImportEntries, entries));
    training::v1::ImportEntriesRequest events;
    events.set_content(TrainingServer::ReadData());
    ASSERT_OK(Client<Training>(training_.address()).Call(&Training::Stub::ImportEntries, events));
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
    return Client<Summary>(gateway_.address()).Call(&Summary::Stub::GetNationwideSummary, request, patience);
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

  std::unique_ptr<RedisProcess> redis_;
  ServerProcess council_{ZAITAKU_REGISTRY_BINARY};
  ServerProcess catalog_{ZAITAKU_CATALOG_BINARY};
  ServerProcess training_{ZAITAKU_TRAINING_BINARY};
  ServerProcess gateway_{ZAITAKU_GATEWAY_BINARY};
  std::string key_;
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

}  // namespace
}  // namespace zaitaku
