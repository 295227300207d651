// The gateway over gRPC, with a real registry and a real Redis.
#include <google/protobuf/util/message_differencer.h>
#include <sqlite3/soci-sqlite3.h>
#include <sys/stat.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "gateway/bind.h"
#include "platform/storage/sql.h"
#include "tests/council_server/council_server.h"
#include "tests/redis_process/redis_process.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::gateway {
namespace {

using council::v1::VERDICT_MATCHES;
using google::protobuf::util::MessageDifferencer;
using summary::v1::CallInfo;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::NationwideSummary;

// A gateway served on a free port of this process.
class GatewayServer {
 public:
  explicit GatewayServer(const GatewayOptions& options) {
    auto bound = Bind(options);
    EXPECT_OK(bound);
    bound_ = *std::move(bound);
    auto server = GrpcServer::Start({}, bound_->services(), [] { return true; });
    EXPECT_OK(server);
    server_ = *std::move(server);
    stub_ = summary::v1::SummaryService::NewStub(
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }
  ~GatewayServer() { server_.reset(); }

  absl::StatusOr<GetNationwideSummaryResponse> Get(const std::string& survey = "") {
    GetNationwideSummaryRequest request;
    request.set_survey(survey);
    GetNationwideSummaryResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    const grpc::Status status = stub_->GetNationwideSummary(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  std::unique_ptr<BoundServices> bound_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<summary::v1::SummaryService::Stub> stub_;
};

class GatewayTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    std::ofstream(folder_.File("key")) << std::string(64, 'a') << "\n";
    ASSERT_EQ(chmod(folder_.File("key").c_str(), 0600), 0);
  }

  void ImportAndPublish() {
    ASSERT_OK(council_.ImportSource());
    ASSERT_OK(council_.PublishSource());
  }

  GatewayOptions Options() const {
    GatewayOptions options;
    options.council = council_.address();
    options.redis = absl::StrCat("127.0.0.1:", redis_->port());
    options.cache_key_file = folder_.File("key");
    return options;
  }

  // What is right: computed without any cache.
  NationwideSummary Truth() {
    GatewayOptions options = Options();
    options.redis.clear();
    return GatewayServer(options).Get()->summary();
  }

  absl::Status EstablishAichi(council::v1::Presence presence) {
    council::v1::UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-23");
    request.mutable_council_report()->set_establishment(presence);
    request.set_reason("訂正");
    return council_.Call(&CouncilStub::UpdateCouncilReport, request).status();
  }

  TemporaryFolder folder_;
  CouncilServer council_;
  std::unique_ptr<RedisProcess> redis_;
};

TEST_F(GatewayTest, SummaryHasThePrintedTotalsAndSaysThatTheyMatch) {
  ImportAndPublish();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Get());
  const NationwideSummary& summary = response.summary();
  EXPECT_EQ(summary.survey(), "surveys/2015-12");
  EXPECT_EQ(summary.reference_month(), "2015-12");
  EXPECT_EQ(summary.councils().nation().kinds(0).established(), 44);
  EXPECT_EQ(summary.councils().nation().kinds(0).sub_prefectural_councils(), 137);
  EXPECT_EQ(summary.councils().nation().kinds(1).established(), 38);
  EXPECT_EQ(summary.councils().nation().kinds(1).sub_prefectural_councils(), 17);
  ASSERT_EQ(summary.figures_size(), 10);
  for (const auto& figure : summary.figures()) EXPECT_EQ(figure.verdict(), VERDICT_MATCHES);
  ASSERT_EQ(summary.revisions_size(), 1);
  EXPECT_EQ(summary.revisions(0).revision().substr(0, 2), "2-");
}

TEST_F(GatewayTest, BodyIsTheSameWhoeverHadIt) {
  ImportAndPublish();
  GatewayServer first(Options());
  ASSERT_OK_AND_ASSIGN(const auto computed, first.Get());
  ASSERT_OK_AND_ASSIGN(const auto remembered, first.Get());
  GatewayServer second(Options());
  ASSERT_OK_AND_ASSIGN(const auto shared, second.Get());
  EXPECT_EQ(computed.call_info().level(), CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(remembered.call_info().level(), CallInfo::LEVEL_MEMORY);
  EXPECT_EQ(shared.call_info().level(), CallInfo::LEVEL_REDIS);
  EXPECT_EQ(computed.summary().SerializeAsString(), remembered.summary().SerializeAsString());
  EXPECT_EQ(computed.summary().SerializeAsString(), shared.summary().SerializeAsString());
}

TEST_F(GatewayTest, AcknowledgedChangeIsInTheNextSummary) {
  ImportAndPublish();
  GatewayServer a(Options()), b(Options());
  for (int round = 0; round < 20; ++round) {
    const bool established = round % 2 == 0;
    ASSERT_OK(EstablishAichi(established ? council::v1::PRESENCE_PRESENT : council::v1::PRESENCE_ABSENT));
    for (GatewayServer* gateway : {&a, &b}) {
      ASSERT_OK_AND_ASSIGN(const auto response, gateway->Get());
      EXPECT_EQ(response.summary().councils().nation().kinds(0).established(), established ? 45 : 44);
    }
  }
}

// Each state of Redis, seen by a gateway that knew it healthy and by one that starts into it.
TEST_F(GatewayTest, WhateverRedisDoesTheTotalsAreRightAndThereIsNoError) {
  ImportAndPublish();
  GatewayServer warm(Options());
  ASSERT_OK(warm.Get());
  bool established = false;
  const auto check = [&](const std::string& state) {
    established = !established;
    ASSERT_OK(EstablishAichi(established ? council::v1::PRESENCE_PRESENT : council::v1::PRESENCE_ABSENT));
    const NationwideSummary truth = Truth();
    GatewayServer cold(Options());
    for (GatewayServer* gateway : {&warm, &cold}) {
      for (int call = 0; call < 3; ++call) {
        ASSERT_OK_AND_ASSIGN(const auto response, gateway->Get());
        ASSERT_TRUE(MessageDifferencer::Equals(response.summary(), truth)) << "Redis " << state;
      }
    }
  };
  check("healthy");
  redis_->Command({"FLUSHALL"});
  check("flushed");
  redis_->Freeze();
  check("frozen");
  redis_->Thaw();
  check("thawed");
  redis_->Kill();
  check("killed");
  ASSERT_OK(redis_->Restart());
  check("restarted");
  redis_->Command({"CONFIG", "SET", "maxmemory", "1"});
  check("out of memory");
  redis_->Command({"CONFIG", "SET", "maxmemory", "0"});
  redis_->Command({"CONFIG", "SET", "requirepass", "secret"});
  check("refusing us");
}

TEST_F(GatewayTest, RegistryThatIsDownIsUnavailableAndFoundAgain) {
  ImportAndPublish();
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.Get());
  council_.Stop();
  const auto down = gateway.Get();
  EXPECT_THAT(down, HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(down.status(), info));
  EXPECT_EQ(info.metadata().at("service"), "council-registry");
  council_.Restart();
  absl::StatusOr<GetNationwideSummaryResponse> again = gateway.Get();
  for (int i = 0; i < 100 && !again.ok(); ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    again = gateway.Get();
  }
  EXPECT_OK(again);
}

TEST_F(GatewayTest, WithoutAPublishedSurveyThereIsNoLatestButTheOpenOneCanBeNamed) {
  GatewayServer gateway(Options());
  EXPECT_THAT(gateway.Get(), HasReason(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY));
  ASSERT_OK(council_.ImportSource());
  EXPECT_THAT(gateway.Get("surveys/latest"), HasReason(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY));
  ASSERT_OK_AND_ASSIGN(const auto open, gateway.Get("surveys/2015-12"));
  EXPECT_EQ(open.summary().survey_state(), council::v1::Survey::STATE_OPEN);
  EXPECT_THAT(gateway.Get("surveys/2016-12"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  const auto malformed = gateway.Get("nonsense");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(malformed.status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "survey");
}

// Cells that other figures of the answer speak against, and cells that nothing else in it does.
TEST_F(GatewayTest, TotalThatDiffersFromItsRowsIsNeverAnsweredNorKept) {
  ImportAndPublish();
  const auto add = [this](const std::string& cell, const std::string& amount) {
    council_.Stop();
    {
      SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + council_.database()));
      ASSERT_OK(session.RunOnce("UPDATE total_cell SET value = value + " + amount + " WHERE cell = '" + cell + "'"));
    }
    council_.Restart();
  };
  for (const char* cell : {"nation/home-medical-care/established", "nation/combinations/both",
                           "region-3/home-visit-nursing/established", "region-3/combinations/both"}) {
    add(cell, "5");
    {
      GatewayServer gateway(Options());
      EXPECT_THAT(gateway.Get(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED)) << cell;
    }
    add(cell, "-5");
    GatewayServer gateway(Options());
    ASSERT_OK_AND_ASSIGN(const auto repaired, gateway.Get());
    EXPECT_EQ(repaired.summary().councils().nation().combinations().both(), 36) << cell;
    EXPECT_EQ(repaired.call_info().level(), CallInfo::LEVEL_COMPUTED) << cell << ": a wrong summary was kept";
    redis_->Command({"FLUSHALL"});
  }
}

// Between two checks of the registry's the gateway's own comparison is what notices.
TEST_F(GatewayTest, RunningTotalThatDiffersFromItsRowsIsNeverAnswered) {
  ImportAndPublish();
  SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + council_.database() + " timeout=5"));
  ASSERT_OK(
      session.RunOnce("UPDATE total_cell SET value = value + 1 WHERE cell = 'nation/home-medical-care/established'"));
  GatewayServer gateway(Options());
  EXPECT_THAT(gateway.Get(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

TEST_F(GatewayTest, WrongOptionsAreNamed) {
  GatewayOptions options = Options();
  options.redis = "nowhere";
  EXPECT_NE(Bind(options).status().message().find("--redis"), std::string::npos);
  options = Options();
  options.cache_key_file.clear();
  EXPECT_NE(Bind(options).status().message().find("--cache-key-file"), std::string::npos);
  ASSERT_EQ(chmod(folder_.File("key").c_str(), 0644), 0);
  EXPECT_FALSE(Bind(Options()).ok());
}

}  // namespace
}  // namespace zaitaku::gateway
