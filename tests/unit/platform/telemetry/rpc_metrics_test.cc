#include "platform/telemetry/rpc_metrics.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

class RpcMetricsTest : public testing::Test {
 protected:
  std::string Text() const {
    MetricPage page;
    metrics_.Collect(page);
    return page.Text();
  }
  bool Shows(const std::string& metric, const std::string& method, const std::string& rest) const {
    return Text().find(absl::StrCat(metric, "{service=\"zaitaku.council.v1.CouncilService\",method=\"", method, "\"",
                                    rest, "\n")) != std::string::npos;
  }

  RpcMetrics metrics_{{"zaitaku.council.v1.CouncilService"}};
};

TEST_F(RpcMetricsTest, EveryMethodOfTheServiceIsThereBeforeItsFirstCall) {
  const auto* service = council::v1::GetSurveyRequest::descriptor()->file()->pool()->FindServiceByName(
      "zaitaku.council.v1.CouncilService");
  ASSERT_NE(service, nullptr);
  for (int i = 0; i < service->method_count(); ++i) {
    EXPECT_TRUE(Shows("zaitaku_rpc_ended_total", service->method(i)->name(), ",code=\"OK\"} 0"))
        << service->method(i)->name();
  }
}

TEST_F(RpcMetricsTest, CallsAreCountedByMethodAndCode) {
  RpcMetrics::Method& method = metrics_.Find("/zaitaku.council.v1.CouncilService/GetSurvey");
  EXPECT_EQ(&method, &metrics_.Find("zaitaku.council.v1.CouncilService/GetSurvey"));
  for (int i = 0; i < 3; ++i) method.Begin();
  EXPECT_TRUE(Shows("zaitaku_rpc_under_way", "GetSurvey", "} 3"));
  method.End(grpc::StatusCode::OK, absl::Microseconds(300));
  method.End(grpc::StatusCode::NOT_FOUND, absl::Milliseconds(3));
  EXPECT_TRUE(Shows("zaitaku_rpc_under_way", "GetSurvey", "} 1"));
  EXPECT_TRUE(Shows("zaitaku_rpc_ended_total", "GetSurvey", ",code=\"OK\"} 1"));
  EXPECT_TRUE(Shows("zaitaku_rpc_ended_total", "GetSurvey", ",code=\"NOT_FOUND\"} 1"));
  EXPECT_TRUE(Shows("zaitaku_rpc_duration_seconds_bucket", "GetSurvey", ",le=\"0.0005\"} 1"));
  EXPECT_TRUE(Shows("zaitaku_rpc_duration_seconds_bucket", "GetSurvey", ",le=\"0.005\"} 2"));
  EXPECT_TRUE(Shows("zaitaku_rpc_duration_seconds_count", "GetSurvey", "} 2"));
}

TEST_F(RpcMetricsTest, HowLongAStreamWasOpenIsNoDuration) {
  RpcMetrics::Method& method = metrics_.Find("zaitaku.council.v1.CouncilService/WatchTotals");
  EXPECT_TRUE(method.stream());
  method.Begin();
  method.End(grpc::StatusCode::OK, absl::Hours(1));
  EXPECT_TRUE(Shows("zaitaku_rpc_ended_total", "WatchTotals", ",code=\"OK\"} 1"));
  EXPECT_FALSE(Shows("zaitaku_rpc_duration_seconds_count", "WatchTotals", "} 1"));
}

TEST_F(RpcMetricsTest, WhatCallersInventIsOneMethod) {
  const std::string before = Text();
  for (int i = 0; i < 100; ++i) {
    RpcMetrics::Method& other = metrics_.Find(absl::StrCat("/canary", i, "/Name"));
    other.Begin();
    other.End(static_cast<grpc::StatusCode>(1000 + i), absl::ZeroDuration());
  }
  const std::string after = Text();
  EXPECT_EQ(after.find("canary"), std::string::npos);
  EXPECT_NE(after.find("zaitaku_rpc_ended_total{service=\"\",method=\"other\",code=\"UNKNOWN\"} 100\n"),
            std::string::npos);
  EXPECT_LT(after.size(), before.size() + 200);
}

}  // namespace
}  // namespace zaitaku
