// A server's calls as its metrics and its log show them.
#include "platform/telemetry/call_observer.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/server/calls.h"
#include "platform/server/grpc_server.h"
#include "tests/signal/signal.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

using council::v1::CouncilService;
using council::v1::GetSurveyRequest;
using council::v1::Survey;

const std::string kTrace(32, 'a');
const std::string kParent = "00-" + kTrace + "-" + std::string(16, 'b') + "-01";

// Answers with the trace that its worker sees.
class Service final : public CouncilService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetSurvey(grpc::CallbackServerContext* context, const GetSurveyRequest* request,
                                      Survey* response) override {
    return RunOnPool(pool_, context, [this, request, response]() -> absl::Status {
      if (request->name() == "surveys/slow") absl::SleepFor(absl::Milliseconds(60));
      if (request->name() == "surveys/wait") go_on_.Await();
      if (request->name() == "surveys/absent-canary") return ResourceNotFound(request->name());
      response->set_name(CurrentTrace().ToTraceparent());
      return absl::OkStatus();
    });
  }
  Signal go_on_;

 private:
  WorkerPool pool_{2, 8};
};

class CallObserverTest : public testing::Test {
 protected:
  void SetUp() override {
    logger_ = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_));
    logger_->set_formatter(JsonLines("test"));
    spdlog::set_default_logger(logger_);
    ServerOptions options;
    options.slow_call = absl::Milliseconds(50);
    ASSERT_OK_AND_ASSIGN(
        server_, GrpcServer::Start(options, {{&service_, CouncilService::service_full_name()}}, [] { return true; }));
    stub_ = CouncilService::NewStub(
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }
  ~CallObserverTest() override { spdlog::set_default_logger(before_); }

  grpc::Status Get(const std::string& name, const std::vector<std::string>& traceparents = {},
                   absl::Duration patience = absl::Seconds(60)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    for (const std::string& parent : traceparents) context.AddMetadata(kTraceparent, parent);
    GetSurveyRequest request;
    request.set_name(name);
    return stub_->GetSurvey(&context, request, &answer_);
  }
  // The id of the trace that the service worked for.
  std::string TraceId() const { return answer_.name().substr(3, 32); }

  // Until the metrics show the line; a call is counted around the time that its answer goes out.
  bool Shows(const std::string& line) const {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    std::string text;
    do {
      MetricPage page;
      server_->observer().Collect(page);
      text = page.Text();
      if (text.find(line) != std::string::npos) return true;
      absl::SleepFor(absl::Milliseconds(10));
    } while (absl::Now() < end);
    ADD_FAILURE() << text;
    return false;
  }
  static std::string Ended(const std::string& code, int count) {
    return absl::StrCat(
        "zaitaku_rpc_ended_total{service=\"zaitaku.council.v1.CouncilService\",method=\"GetSurvey\",code=\"", code,
        "\"} ", count, "\n");
  }

  std::ostringstream log_;
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::shared_ptr<spdlog::logger> logger_;
  Service service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<CouncilService::Stub> stub_;
  Survey answer_;
};

TEST_F(CallObserverTest, TraceGoesOnAndABadOneIsReplaced) {
  EXPECT_TRUE(Get("surveys/x", {kParent}).ok());
  EXPECT_EQ(TraceId(), kTrace);
  EXPECT_NE(answer_.name(), kParent) << "the span is the caller's";
  for (const std::vector<std::string>& none : {std::vector<std::string>{}, {"canary"}, {kParent, kParent}}) {
    EXPECT_TRUE(Get("surveys/x", none).ok());
    EXPECT_NE(TraceId(), kTrace);
    EXPECT_TRUE(ContinueTrace(answer_.name()).has_value()) << answer_.name();
  }
}

TEST_F(CallObserverTest, FailedCallIsCountedAndHasALineWithoutWhatItSaid) {
  EXPECT_EQ(Get("surveys/absent-canary", {kParent}).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(Shows(Ended("NOT_FOUND", 1)));
  server_->Stop();
  const std::string line = log_.str();
  for (const std::string& part :
       {std::string("call failed"), std::string("zaitaku.council.v1.CouncilService/GetSurvey"),
        std::string("\"code\":\"NOT_FOUND\""), std::string("\"reason\":\"RESOURCE_NOT_FOUND\""), kTrace}) {
    EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
  }
  EXPECT_EQ(line.find("canary"), std::string::npos) << line;
}

TEST_F(CallObserverTest, SlowCallHasALineAndAQuickOneHasNone) {
  EXPECT_TRUE(Get("surveys/slow").ok());
  EXPECT_TRUE(Shows(Ended("OK", 1)));
  server_->Stop();
  EXPECT_NE(log_.str().find("slow call"), std::string::npos) << log_.str();
}

TEST_F(CallObserverTest, CallWhoseCallerHasGoneIsNoSuccess) {
  std::thread caller([this] {
    EXPECT_EQ(Get("surveys/wait", {}, absl::Seconds(1)).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  });
  EXPECT_TRUE(Shows("zaitaku_rpc_under_way{service=\"zaitaku.council.v1.CouncilService\",method=\"GetSurvey\"} 1\n"));
  caller.join();
  absl::SleepFor(absl::Milliseconds(200));  // The server hears of it.
  service_.go_on_.Give();
  EXPECT_TRUE(Shows(Ended("DEADLINE_EXCEEDED", 1)));
  EXPECT_TRUE(Shows("zaitaku_rpc_under_way{service=\"zaitaku.council.v1.CouncilService\",method=\"GetSurvey\"} 0\n"));
}

TEST_F(CallObserverTest, MethodThatNobodyHasIsCountedUnderNoNameOfItsCallers) {
  grpc::TemplatedGenericStub<GetSurveyRequest, Survey> stub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const GetSurveyRequest request;
  Survey response;
  grpc::Status status;
  Signal done;
  stub.UnaryCall(&context, "/canary.Service/Canary", {}, &request, &response, [&](const grpc::Status& ended) {
    status = ended;
    done.Give();
  });
  done.Await();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_TRUE(Shows("zaitaku_rpc_ended_total{service=\"\",method=\"other\",code=\"UNIMPLEMENTED\"} 1\n"));
  MetricPage page;
  server_->observer().Collect(page);
  server_->Stop();
  EXPECT_EQ(page.Text().find("canary"), std::string::npos);
  EXPECT_EQ(log_.str().find("anary"), std::string::npos) << log_.str();
}

}  // namespace
}  // namespace zaitaku
