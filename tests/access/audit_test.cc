// What the audit says of who wrote, and of who was refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/service/refusal_log.h"
#include "tests/access/guarded_servers.h"
#include "tests/generators/source_document.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr char kCouncil[] = "zaitaku.council.v1.CouncilService/";

class AuditTest : public testing::Test {
 protected:
  void SetUp() override {
    council::v1::ImportSurveyRequest import;
    import.set_content(generators::ReadSourceDocument());
    ASSERT_OK(Call(ministry_, "ImportSurvey", import));
  }

  template <typename Request>
  absl::Status Call(const RawClient& client, const std::string& method, const Request& request,
                    std::string* answer = nullptr) {
    return client.Call(kCouncil + method, request.SerializeAsString(), false, answer);
  }

  absl::Status Correct(const RawClient& client, const std::string& prefecture, const std::string& request_id = "",
                       bool established = false) {
    council::v1::UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-" + prefecture);
    request.mutable_council_report()->set_establishment(established ? council::v1::PRESENCE_PRESENT
                                                                    : council::v1::PRESENCE_ABSENT);
    request.set_reason("訂正");
    request.set_request_id(request_id);
    return Call(client, "UpdateCouncilReport", request);
  }

  type::v1::ListRevisionsResponse History() {
    std::string answer;
    EXPECT_OK(Call(ministry_, "ListRevisions", type::v1::ListRevisionsRequest(), &answer));
    type::v1::ListRevisionsResponse history;
    EXPECT_TRUE(history.ParseFromString(answer));
    return history;
  }

  // The newest revision of refusals, once there is one.
  type::v1::RevisionRecord AwaitRefusals() {
    for (int i = 0; i < 600; ++i) {
      const type::v1::ListRevisionsResponse history = History();
      for (const auto& record : history.revisions()) {
        if (record.method() == kRefusedWrites) return record;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
    ADD_FAILURE() << "no refusal is in the audit";
    return {};
  }

  GuardedServers servers_;
  const RawClient ministry_ = servers_.WithCertificate(kCouncil, "ministry");
};

TEST_F(AuditTest, SaysWhoByWhatAndFromWhere) {
  ASSERT_OK(Correct(servers_.WithCertificate(kCouncil, "prefecture/13"), "13"));
  EXPECT_THAT(History().revisions(0).caller(),
              MatchesRegex("prefecture/13 spiffe://zaitaku.example/prefecture/13 certificate=[0-9a-f]{32} "
                           "from=127.0.0.1"));
  ASSERT_OK(Correct(servers_.WithToken(kCouncil, "prefecture/27"), "27"));
  EXPECT_EQ(History().revisions(0).caller(),
            "prefecture/27 officer-7 issuer=https://id.example token=token-1 from=127.0.0.1");
}

TEST_F(AuditTest, ATokenNamesTheCallerAndACertificateBesideItDoesNot) {
  RawClient both = servers_.WithCertificate(kCouncil, "ministry");
  both.metadata = servers_.WithToken(kCouncil, "prefecture/27").metadata;
  EXPECT_THAT(Correct(both, "13"), HasCode(absl::StatusCode::kPermissionDenied));
  ASSERT_OK(Correct(both, "27"));
  EXPECT_THAT(History().revisions(0).caller(), HasSubstr("prefecture/27 officer-7"));
  // A bad one is not passed over, however good the certificate is.
  both.metadata = servers_.WithToken(kCouncil, "ministry", -60).metadata;
  EXPECT_THAT(Correct(both, "13"), HasCode(absl::StatusCode::kUnauthenticated));
  // Nor are several, however good each of them is.
  both.metadata = servers_.WithToken(kCouncil, "ministry").metadata;
  ASSERT_OK(Correct(both, "13"));
  both.metadata.emplace("authorization", servers_.WithToken(kCouncil, "prefecture/13").metadata.begin()->second);
  EXPECT_THAT(Correct(both, "13"), HasCode(absl::StatusCode::kUnauthenticated));
}

TEST_F(AuditTest, NobodyActsUnderAServicesName) {
  const absl::Status refused = Correct(servers_.WithCertificate(kCouncil, "service/gateway"), "13");
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_PERMISSION_DENIED));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("service/gateway (by certificate)"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("needs the role prefecture or ministry"));
}

TEST_F(AuditTest, ARefusedWriteIsInTheChain) {
  // What reads is not noted.
  EXPECT_THAT(Call(servers_.Anonymous(kCouncil), "VerifyAudit", type::v1::VerifyAuditRequest()),
              HasCode(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Correct(servers_.WithCertificate(kCouncil, "prefecture/27"), "13"),
              HasCode(absl::StatusCode::kPermissionDenied));
  const type::v1::RevisionRecord record = AwaitRefusals();
  EXPECT_THAT(record.reason(),
              MatchesRegex("1 x zaitaku.council.v1.CouncilService/UpdateCouncilReport PERMISSION_DENIED "
                           "prefecture/27 spiffe://zaitaku.example/prefecture/27 "
                           "certificate=[0-9a-f]{32} from=127.0.0.1"));
  EXPECT_EQ(record.changes_size(), 0);
  std::string answer;
  ASSERT_OK(Call(ministry_, "VerifyAudit", type::v1::VerifyAuditRequest(), &answer));
  type::v1::VerifyAuditResponse verified;
  ASSERT_TRUE(verified.ParseFromString(answer));
  EXPECT_TRUE(verified.whole());
}

// Anybody can be refused without end, and the chain is for ever: of those nothing is kept but their number.
TEST_F(AuditTest, ARefusalWithoutProofIsOnlyCounted) {
  EXPECT_THAT(Correct(servers_.Anonymous(kCouncil), "13"), HasCode(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(AwaitRefusals().reason(), "1 x by callers who proved nothing");
  EXPECT_THAT(Correct(servers_.WithToken(kCouncil, "ministry", -60), "13"),
              HasCode(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Correct(servers_.WithCertificate(kCouncil, "prefecture/27"), "13"),
              HasCode(absl::StatusCode::kPermissionDenied));
  // The next ones without proof wait for their hour; who proved something does not wait for them.
  for (int i = 0; i < 600 && AwaitRefusals().reason().find("prefecture/27") == std::string::npos; ++i)
    absl::SleepFor(absl::Milliseconds(50));
  EXPECT_THAT(AwaitRefusals().reason(),
              MatchesRegex("1 x zaitaku.*UpdateCouncilReport PERMISSION_DENIED prefecture/27.*"));
}

TEST_F(AuditTest, FromWhereIsShownToTheMinistryAndOperatorsOnly) {
  ASSERT_OK(Correct(servers_.WithCertificate(kCouncil, "prefecture/13"), "13"));
  EXPECT_THAT(Correct(servers_.WithCertificate(kCouncil, "prefecture/27"), "13"),
              HasCode(absl::StatusCode::kPermissionDenied));
  AwaitRefusals();
  const std::string catalog = "zaitaku.catalog.v1.CatalogService/";
  EXPECT_THAT(servers_.WithToken(catalog, "prefecture/13").Call(catalog + "DeleteProgram", "", false),
              HasCode(absl::StatusCode::kPermissionDenied));
  for (const std::string service : {std::string(kCouncil), catalog}) {
    const auto said_to = [&](const char* role, const char* method, bool stream) {
      std::string answer;
      type::v1::WatchRevisionsRequest all;
      if (stream) all.set_after("0-0000000000000000");
      EXPECT_OK(servers_.WithToken(service, role).Call(service + method, all.SerializeAsString(), stream, &answer));
      return answer;
    };
    for (int i = 0; i < 600 && said_to("ministry", "ListRevisions", false).find(kRefusedWrites) == std::string::npos;
         ++i)
      absl::SleepFor(absl::Milliseconds(50));
    for (const char* role : {"ministry", "operator"}) {
      EXPECT_THAT(said_to(role, "ListRevisions", false), HasSubstr("from=127.0.0.1")) << service;
      EXPECT_THAT(said_to(role, "WatchRevisions", true), HasSubstr("from=127.0.0.1")) << service;
    }
    for (const char* role : {"agency/statistics", "prefecture/13", "prefecture/27"}) {
      if (service == kCouncil && role[0] == 'a') continue;  // May not read it at all.
      const std::string said = said_to(role, "ListRevisions", false);
      EXPECT_THAT(said, Not(HasSubstr("127.0.0.1"))) << service << role;
      EXPECT_THAT(said, HasSubstr(kRefusedWrites)) << service << role;
      EXPECT_THAT(said_to(role, "WatchRevisions", true), Not(HasSubstr("127.0.0.1"))) << service << role;
    }
  }
}

TEST_F(AuditTest, EachRowOfABatchIsLookedAt) {
  council::v1::BatchUpdateCouncilReportsRequest batch;
  batch.set_parent("surveys/2015-12");
  batch.set_reason("訂正");
  for (const char* name : {"home-medical-care-13", "home-visit-nursing-13", "home-medical-care-27"}) {
    council::v1::CouncilReport& report = *batch.add_requests()->mutable_council_report();
    report.set_name(absl::StrCat("surveys/2015-12/reports/", name));
    report.set_establishment(council::v1::PRESENCE_ABSENT);
  }
  const RawClient tokyo = servers_.WithCertificate(kCouncil, "prefecture/13");
  EXPECT_THAT(Call(tokyo, "BatchUpdateCouncilReports", batch), HasReason(type::v1::ERROR_REASON_PERMISSION_DENIED));
  batch.mutable_requests()->RemoveLast();
  EXPECT_OK(Call(tokyo, "BatchUpdateCouncilReports", batch));
  batch.clear_requests();
  EXPECT_THAT(Call(tokyo, "BatchUpdateCouncilReports", batch), HasReason(type::v1::ERROR_REASON_PERMISSION_DENIED));
}

TEST_F(AuditTest, RequestIdsAreTheCallersOwn) {
  const RawClient tokyo = servers_.WithToken(kCouncil, "prefecture/13");
  ASSERT_OK(Correct(tokyo, "13", "id-1"));
  const int written = History().revisions_size();
  // With a renewed certificate or token, the same caller is still the same.
  ASSERT_OK(Correct(servers_.WithToken(kCouncil, "prefecture/13", 1800), "13", "id-1"));
  EXPECT_EQ(History().revisions_size(), written);
  // Another's id of the same letters is another.
  ASSERT_OK(Correct(servers_.WithCertificate(kCouncil, "ministry"), "27", "id-1"));
  EXPECT_EQ(History().revisions_size(), written + 1);
}

}  // namespace
}  // namespace zaitaku
