#include "platform/telemetry/metrics_server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

class MetricsServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(server_, MetricsServer::Bind("127.0.0.1:0"));
    server_->Serve([] { return std::string("zaitaku_a 1\n"); });
  }
  httplib::Client Client() const { return httplib::Client("http://" + server_->address()); }

  std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTest, MetricsAreServedAndNothingElse) {
  httplib::Client client = Client();
  const auto metrics = client.Get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->status, 200);
  EXPECT_EQ(metrics->body, "zaitaku_a 1\n");
  EXPECT_EQ(metrics->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* path : {"/", "/metrics/", "/metrics/../etc/passwd", "/debug", "//metrics"}) {
    const auto other = client.Get(path);
    ASSERT_TRUE(other) << path;
    EXPECT_EQ(other->status, 404) << path;
    EXPECT_EQ(other->body, "") << path;
  }
  const auto posted = client.Post("/metrics", "x", "text/plain");
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->status, 404);
}

TEST_F(MetricsServerTest, TwoServersNeverShareAnAddress) {
  const auto second = MetricsServer::Bind(server_->address());
  EXPECT_THAT(second, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_NE(second.status().message().find("--metrics-listen"), std::string::npos);
  // Also before the first one serves.
  ASSERT_OK_AND_ASSIGN(const auto bound, MetricsServer::Bind("127.0.0.1:0"));
  EXPECT_THAT(MetricsServer::Bind(bound->address()), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(MetricsServerTest, MoreConnectionsThanThreadsHoldUpNobodyForLong) {
  std::vector<std::unique_ptr<httplib::Client>> idle;
  for (int i = 0; i < 30; ++i) {
    idle.push_back(std::make_unique<httplib::Client>("http://" + server_->address()));
    idle.back()->set_keep_alive(true);
    idle.back()->set_connection_timeout(60);
    idle.back()->set_read_timeout(60);
    const auto answer = idle.back()->Get("/metrics");
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->status, 200);
  }
}

TEST_F(MetricsServerTest, StopsWithConnectionsOpen) {
  httplib::Client client = Client();
  client.set_keep_alive(true);
  ASSERT_TRUE(client.Get("/metrics"));
  server_.reset();
  EXPECT_FALSE(client.Get("/metrics"));
}

TEST(MetricsAddressTest, IsOnLoopbackAHundredPortsOn) {
  EXPECT_EQ(*DefaultMetricsAddress("127.0.0.1:7050"), "127.0.0.1:7150");
  EXPECT_EQ(*DefaultMetricsAddress("0.0.0.0:7051"), "127.0.0.1:7151");
  EXPECT_EQ(*DefaultMetricsAddress("[::]:7051"), "127.0.0.1:7151");
  EXPECT_EQ(*DefaultMetricsAddress("127.0.0.1:0"), "127.0.0.1:0");
  EXPECT_THAT(DefaultMetricsAddress("127.0.0.1:65500"), HasCode(absl::StatusCode::kInvalidArgument));
}

TEST(MetricsAddressTest, WhatIsNoneNamesTheOption) {
  for (const char* address : {"", "7150", ":7150", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "on"}) {
    const auto server = MetricsServer::Bind(address);
    EXPECT_THAT(server, HasCode(absl::StatusCode::kInvalidArgument)) << address;
    EXPECT_NE(server.status().message().find("--metrics-listen"), std::string::npos);
  }
  EXPECT_THAT(MetricsServer::Bind("203.0.113.1:7150"), HasCode(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace zaitaku
