// Real services, a real Redis, and gateways over them.
#pragma once

#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/catalog_server/catalog_server.h"
#include "tests/council_server/council_server.h"
#include "tests/gateway_server/gateway_server.h"
#include "tests/redis_process/redis_process.h"
#include "tests/training_server/training_server.h"

namespace zaitaku::gateway {

class GatewayFixture : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    std::ofstream(folder_.File("key")) << std::string(64, 'a') << "\n";
    ASSERT_EQ(chmod(folder_.File("key").c_str(), 0600), 0);
  }

  void LoadAll() {
    ASSERT_OK(council_.ImportSource());
    ASSERT_OK(council_.PublishSource());
    ASSERT_OK(catalog_.Import(CatalogServer::ReadData()));
    ASSERT_OK(training_.Import(TrainingServer::ReadData()));
  }

  GatewayOptions Options() const {
    GatewayOptions options;
    options.council = council_.address();
    options.catalog = catalog_.address();
    options.training = training_.address();
    options.redis = absl::StrCat("127.0.0.1:", redis_->port());
    options.cache_key_file = folder_.File("key");
    return options;
  }
  GatewayOptions WithoutRedis() const {
    GatewayOptions options = Options();
    options.redis.clear();
    return options;
  }

  // What is right: computed from the services' newest totals without any cache.
  summary::v1::NationwideSummary Truth() {
    GatewayServer gateway(WithoutRedis());
    auto answer = gateway.GetNewest();
    EXPECT_OK(answer);
    return answer.ok() ? answer->summary() : summary::v1::NationwideSummary();
  }

  // Changes Aichi's report; the revision's token, less the service's name.
  absl::StatusOr<std::string> EstablishAichi(bool established) {
    council::v1::UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-23");
    request.mutable_council_report()->set_establishment(established ? council::v1::PRESENCE_PRESENT
                                                                    : council::v1::PRESENCE_ABSENT);
    request.set_reason("訂正");
    auto response = council_.Call(&CouncilStub::UpdateCouncilReport, request);
    if (!response.ok()) return response.status();
    return response->revision();
  }

  // Calls until `right` says so, for at most 20 s; the last answer.
  template <typename Ask, typename Right>
  static auto Await(Ask ask, Right right) -> decltype(ask()) {
    auto answer = ask();
    for (int i = 0; i < 400 && !right(answer); ++i) {
      absl::SleepFor(absl::Milliseconds(50));
      answer = ask();
    }
    return answer;
  }

  TemporaryFolder folder_;
  CouncilServer council_;
  CatalogServer catalog_;
  TrainingServer training_;
  std::unique_ptr<RedisProcess> redis_;
};

}  // namespace zaitaku::gateway
