// Fifty secrets and names, planted wherever a caller can put them: none comes out in an error, a log, or the audit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/access/guarded_servers.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/stored_bytes/stored_bytes.h"
#include "zaitaku/council/v1/council_service.pb.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku {
namespace {

constexpr char kCouncil[] = "zaitaku.council.v1.CouncilService/";
constexpr char kTraining[] = "zaitaku.training.v1.TrainingService/";
constexpr char kEvent[] = "events/canaries";

class CanaryTest : public testing::Test {
 protected:
  CanaryTest() {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log_);
    auto logger = std::make_shared<spdlog::logger>("canaries", sink);
    logger->set_level(spdlog::level::trace);
    before_ = spdlog::default_logger();
    spdlog::set_default_logger(logger);
  }
  ~CanaryTest() override { spdlog::set_default_logger(before_); }

  // A new one; nothing else is written like it.
  std::string Plant() {
    canaries_.push_back(absl::StrCat("cAnArY", 1000 + canaries_.size(), "x"));
    return canaries_.back();
  }

  void Try(const RawClient& client, const std::string& method, const google::protobuf::Message& request) {
    std::string answer;
    const absl::Status status = client.Call(method, request.SerializeAsString(), false, &answer);
    // With its details, as bytes. Base64, in which they travel, is none of the caller's.
    absl::StrAppend(&said_, ToGrpc(status).error_message(), "\n", ToGrpc(status).error_details(), "\n", answer, "\n");
  }

  static council::v1::UpdateCouncilReportRequest Correction(const std::string& reason) {
    council::v1::UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-13");
    request.set_reason(reason);
    return request;
  }

  // By an id, so that what comes of it is kept and answered again.
  training::v1::ApplyForEventRequest Application(const std::string& name, const std::string& email) const {
    training::v1::ApplyForEventRequest request;
    request.set_request_id(absl::StrCat("application-", canaries_.size()));
    request.set_event(kEvent);
    request.set_local_government_code("130001");
    training::v1::Person& person = *request.add_applicants()->mutable_person();
    person.set_full_name(name);
    person.set_email(email);
    return request;
  }

  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> before_;
  std::unique_ptr<GuardedServers> servers_ = std::make_unique<GuardedServers>();
  std::vector<std::string> canaries_;
  std::string said_;
};

TEST_F(CanaryTest, NoneComesOut) {
  const auto correction = Correction("");
  const std::string update = absl::StrCat(kCouncil, "UpdateCouncilReport");
  const auto bearer = [&](const std::string& token) { return servers_->WithMetadata(kCouncil, "Bearer " + token); };
  for (int i = 0; i < 5; ++i) {
    // What is no token, another scheme, a password.
    Try(bearer(Plant()), update, correction);
    Try(bearer(absl::StrCat(Plant(), ".", Plant(), ".", Plant())), update, correction);
    Try(servers_->WithMetadata(kCouncil, "Basic " + Plant()), update, correction);
    // Signed tokens whose claims are wrong, and one whose claims nobody asked for.
    const TokenIssuer& issuer = servers_->issuer();
    Try(bearer(issuer.Sign(TestClaims("x/" + Plant()))), update, correction);
    Try(bearer(issuer.Sign(TestClaims("prefecture/27", ", \"name\": \"" + Plant() + "\""))), update, correction);
    Try(bearer(issuer.Sign("{\"alg\": \"ES256\", \"kid\": \"" + Plant() + "\"}", TestClaims("ministry"))), update,
        correction);
    // Reasons of what is refused, and people who are not let in.
    Try(servers_->Anonymous(kCouncil), update, Correction(Plant()));
  }
  const RawClient osaka = servers_->WithCertificate(kTraining, "prefecture/27");
  const RawClient ministry = servers_->WithCertificate(kTraining, "ministry");
  // Certificates that name a person beside the role.
  for (int i = 0; i < 5; ++i) {
    CertificateWishes wishes = ClientWishes("spiffe://zaitaku.example/prefecture/27");
    wishes.subject = Plant();
    Try(servers_->With(kCouncil, servers_->Issue(wishes)), update, correction);
  }
  const std::string apply = absl::StrCat(kTraining, "ApplyForEvent");
  training::v1::UpdateEventRequest event;
  event.set_allow_missing(true);
  event.mutable_event()->set_name(kEvent);
  event.mutable_event()->mutable_title()->set_ja("研修");
  event.mutable_event()->set_kind(training::v1::Event::KIND_TRAINING);
  event.mutable_event()->set_state(training::v1::Event::STATE_OPEN);
  event.mutable_event()->mutable_schedule()->set_date("2016-03-16");
  event.mutable_event()->add_audiences(training::v1::AUDIENCE_PREFECTURES);
  event.mutable_event()->mutable_application_rule()->set_per_government(1);
  Try(ministry, absl::StrCat(kTraining, "UpdateEvent"), event);
  Try(osaka, apply, Application(Plant(), Plant() + "@example.jp"));
  Try(servers_->Anonymous(kTraining), apply, Application(Plant(), Plant() + "@example.jp"));
  const auto let_in = Application(Plant(), Plant() + "@example.jp");
  for (int i = 0; i < 2; ++i) Try(ministry, apply, let_in);             // Is let in, and kept apart; and again.
  Try(ministry, apply, Application(Plant(), Plant() + "@example.jp"));  // Finds no place.
  Try(ministry, apply, Application(Plant(), Plant()));                  // Has no right address.
  EXPECT_GE(canaries_.size(), 50);
  Try(ministry, absl::StrCat(kTraining, "ListRevisions"), [] {
    type::v1::ListRevisionsRequest all;
    all.set_include_values(true);
    return all;
  }());
  // Refusals are in the stores by then.
  servers_->StopAll();
  const std::string log = log_.str();
  const std::string stored = StoredBytes(std::filesystem::path(servers_->Database("council")).parent_path());
  // All of it is looked through: the audit, resources, answers that are kept.
  for (const char* part : {"zaitaku.audit.RefusedWrites", "研修", "idempotency.response="})
    EXPECT_TRUE(absl::StrContains(stored, part)) << part;
  EXPECT_TRUE(absl::StrContains(said_, "is not in Base64"));
  EXPECT_FALSE(log.empty());
  for (const std::string& canary : canaries_) {
    EXPECT_FALSE(absl::StrContains(stored, canary)) << canary;
    EXPECT_FALSE(absl::StrContains(log, canary)) << canary;
    EXPECT_FALSE(absl::StrContains(said_, canary)) << canary;
  }
}

}  // namespace
}  // namespace zaitaku
