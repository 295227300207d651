// The watch on revisions: what it prints, how it ends, and how it goes on after a loss.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "platform/status/status.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Writer = grpc::ServerWriter<type::v1::WatchRevisionsResponse>;

class WatchTest : public ::testing::Test {
 protected:
  WatchTest() {
    servers_.on_head = [](const auto&, auto* response) {
      response->set_revision("3-aaa");
      return grpc::Status::OK;
    };
  }

  static void Send(Writer& writer, int number) {
    type::v1::WatchRevisionsResponse message;
    auto& record = *message.mutable_record();
    record.set_revision(std::to_string(number) + "-aaa");
    record.mutable_create_time()->set_seconds(1795314600);  // 2026-11-22T02:30:00Z
    record.set_caller("tanaka");
    record.set_method("zaitaku.council.v1.PublishSurvey");
    record.set_reason("first\nsecond");
    record.add_changes()->set_name("surveys/2015-12");
    message.set_head(record.revision());
    writer.Write(message);
  }

  // What Ctrl-C does, then the stream as it stays open until the client leaves.
  static grpc::Status InterruptAndWait(grpc::ServerContext& context) {
    kill(getpid(), SIGINT);
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  }

  FakeServers servers_;
  std::vector<std::string> afters_;
};

TEST_F(WatchTest, PrintsEachRevisionInALineUntilCtrlC) {
  servers_.on_watch = [this](const auto& request, auto& context, auto& writer) {
    afters_.push_back(request.after());
    EXPECT_EQ(context.deadline(), std::chrono::system_clock::time_point::max());
    Send(writer, 4);
    type::v1::WatchRevisionsResponse heartbeat;
    heartbeat.set_head("4-aaa");
    writer.Write(heartbeat);
    Send(writer, 5);
    // So that what was sent is read before the end.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return InterruptAndWait(context);
  };
  const Outcome outcome = RunCommand(servers_, {"council", "watch"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(afters_, ElementsAre("3-aaa"));
  EXPECT_EQ(outcome.out,
            "2026-11-22 11:30:00 +09:00  4-aaa  tanaka  PublishSurvey  surveys/2015-12  why: first␊second\n"
            "2026-11-22 11:30:00 +09:00  5-aaa  tanaka  PublishSurvey  surveys/2015-12  why: first␊second\n");
  EXPECT_THAT(outcome.err, Not(HasSubstr("alive")));
  EXPECT_THAT(RunCommand(servers_, {"council", "watch", "--verbose"}).err,
              HasSubstr("alive, the newest revision is 4"));
  EXPECT_THAT(RunCommand(servers_, {"council", "watch", "-o", "json"}).out,
              HasSubstr("\"method\":\"zaitaku.council.v1.PublishSurvey\""));
}

TEST_F(WatchTest, GoesOnAfterTheLastRevisionWhenTheServerStops) {
  servers_.on_watch = [this](const auto& request, auto& context, auto& writer) -> grpc::Status {
    afters_.push_back(request.after());
    if (afters_.size() == 3) return InterruptAndWait(context);
    if (afters_.size() == 1) Send(writer, 8);
    if (afters_.size() == 2) return grpc::Status::CANCELLED;  // It was stopping when the second call came.
    return {grpc::StatusCode::UNAVAILABLE, "the server stops"};
  };
  const Outcome outcome = RunCommand(servers_, {"council", "watch", "--after", "7-aaa"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(afters_, ElementsAre("7-aaa", "8-aaa", "8-aaa"));
  const size_t told = outcome.err.find("the connection was lost; connecting again, to go on after revision 8-aaa");
  EXPECT_NE(told, std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("the connection was lost", told + 1), std::string::npos) << outcome.err;
}

// As gRPC tells of the reset by which an edge ends the streams of a server that was killed.
TEST_F(WatchTest, GoesOnWhenAnEdgeResetsTheStream) {
  servers_.on_watch = [this](const auto& request, auto& context, auto& writer) -> grpc::Status {
    afters_.push_back(request.after());
    if (afters_.size() == 2) return InterruptAndWait(context);
    Send(writer, 8);
    return {grpc::StatusCode::INTERNAL, "Received RST_STREAM with error code 2"};
  };
  const Outcome outcome = RunCommand(servers_, {"council", "watch", "--after", "7-aaa"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(afters_, ElementsAre("7-aaa", "8-aaa"));
}

TEST_F(WatchTest, OtherInternalErrorEndsIt) {
  servers_.on_watch = [this](const auto& request, auto& context, auto&) -> grpc::Status {
    afters_.push_back(request.after());
    if (afters_.size() > 1) return InterruptAndWait(context);
    return {grpc::StatusCode::INTERNAL, "broken"};
  };
  EXPECT_EQ(RunCommand(servers_, {"council", "watch", "--after", "7-aaa"}).code, 77);
}

TEST_F(WatchTest, ErrorThatWaitingDoesNotMendEndsIt) {
  servers_.on_watch = [](const auto&, auto&, auto&) {
    return ToGrpc(Error(type::v1::ERROR_REASON_REVISION_FORKED, {"another history", "別の履歴"}));
  };
  EXPECT_EQ(RunCommand(servers_, {"council", "watch", "--after", "7-bbb"}).code, 73);
}

TEST_F(WatchTest, ServerThatIsNotThereAtTheStartIsAnError) {
  EXPECT_EQ(RunCommand({"council", "watch", "--after", "7-aaa", "--council", "127.0.0.1:1"}).code, 78);
}

TEST_F(WatchTest, OutputThatCannotBeWrittenEndsIt) {
  servers_.on_watch = [](const auto&, auto& context, auto& writer) -> grpc::Status {
    Send(writer, 4);
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
  EXPECT_EQ(RunCommand(servers_, {"council", "watch"}, {.out_fails = true}).code, 3);
}

}  // namespace
}  // namespace zaitaku::cli
