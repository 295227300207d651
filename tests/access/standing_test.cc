// What lets a caller in has to be good for as long as they stay: open streams, and calls over open connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/certificate_identity.h"
#include "tests/access/guarded_servers.h"
#include "tests/generators/source_document.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using testing::HasSubstr;

constexpr char kHead[] = "zaitaku.council.v1.CouncilService/GetHead";
constexpr char kRevisions[] = "zaitaku.council.v1.CouncilService/WatchRevisions";
constexpr char kTotals[] = "zaitaku.council.v1.CouncilService/WatchTotals";
constexpr char kSummary[] = "zaitaku.summary.v1.SummaryService/WatchNationwideSummary";
constexpr const char* kWatches[] = {kRevisions, kTotals, kSummary};

class StandingTest : public testing::Test {
 protected:
  void SetUp() override {
    council::v1::ImportSurveyRequest import;
    import.set_content(generators::ReadSourceDocument());
    const std::string council = "zaitaku.council.v1.CouncilService/";
    const RawClient ministry = servers_.WithCertificate(council, "ministry");
    ASSERT_OK(ministry.Call(council + "ImportSurvey", import.SerializeAsString(), false));
    council::v1::PublishSurveyRequest publish;
    publish.set_name("surveys/2015-12");
    ASSERT_OK(ministry.Call(council + "PublishSurvey", publish.SerializeAsString(), false));
    // The gateway hears of it a little later.
    const RawClient anybody = servers_.Anonymous(kSummary);
    const auto answers = [&] {
      return anybody.Call("zaitaku.summary.v1.SummaryService/GetNationwideSummary", "", false).ok();
    };
    for (int i = 0; i < 600 && !answers(); ++i) absl::SleepFor(absl::Milliseconds(50));
    ASSERT_TRUE(answers());
  }

  // The first refusal of a call that is made again and again, for half a minute at most.
  static absl::Status AwaitRefusal(const RawClient& client, const char* method) {
    absl::Status status;
    for (int i = 0; i < 600 && status.ok(); ++i) {
      absl::SleepFor(absl::Milliseconds(50));
      status = client.Call(method, "", false);
    }
    return status;
  }
  // How a stream that had begun ended, once `happens` had.
  static absl::Status EndOf(const RawClient& client, const char* watch, const std::function<void()>& happens) {
    bool begun = false;
    const absl::Status ended = client.Watch(watch, "", [&] {
      begun = true;
      happens();
    });
    EXPECT_TRUE(begun) << watch << ended;
    return ended;
  }
  static void ExpectEnded(const absl::Status& ended, const std::string& why, const std::string& what) {
    EXPECT_THAT(ended, HasReason(type::v1::ERROR_REASON_UNAUTHENTICATED)) << what;
    EXPECT_THAT(std::string(ended.message()), HasSubstr(why)) << what;
  }

  GuardedServers servers_;
};

TEST_F(StandingTest, AStreamEndsWithItsToken) {
  for (const char* watch : kWatches) {
    const RawClient client = servers_.WithToken(watch, "prefecture/13");
    const absl::Status ended =
        EndOf(client, watch, [this] { servers_.PutClockAhead(absl::Hours(1) + absl::Seconds(31)); });
    servers_.PutClockAhead(absl::ZeroDuration());
    ExpectEnded(ended, "the bearer token expired at", watch);
  }
}

TEST_F(StandingTest, AStreamEndsWithItsCertificate) {
  for (const char* watch : kWatches) {
    const RawClient client = servers_.WithCertificate(watch, "prefecture/13");
    const absl::Status ended = EndOf(client, watch, [this] { servers_.PutClockAhead(absl::Hours(25)); });
    servers_.PutClockAhead(absl::ZeroDuration());
    ExpectEnded(ended, "the client certificate has expired", watch);
  }
}

TEST_F(StandingTest, ACertificateThatIsTakenBackOpensNothingAndHoldsNothingOpen) {
  for (const char* watch : kWatches) {
    const IssuedCertificate lost = servers_.Issue(ClientWishes("spiffe://zaitaku.example/prefecture/13"));
    const RawClient client = servers_.With(watch, lost);
    ExpectEnded(EndOf(client, watch, [&] { servers_.Deny(CertificateFingerprint(lost.certificate)); }),
                "was taken back", watch);
    // Over the connection that is still open.
    ExpectEnded(client.Watch(watch, "", [] {}), "was taken back", watch);
    // Others are served, and the same agency by another certificate.
    EXPECT_OK(servers_.WithCertificate(watch, "prefecture/13").Call(watch, "", true));
  }
}

TEST_F(StandingTest, WhoIsSignedByAnAuthorityThatIsTakenOutIsRefusedOverOpenConnectionsToo) {
  const RawClient callers[] = {servers_.WithCertificate(kHead, "ministry"),
                               servers_.WithCertificate(kHead, "prefecture/13")};
  for (const RawClient& caller : callers) ASSERT_OK(caller.Call(kHead, "", false));
  const RawClient watching = servers_.WithCertificate(kRevisions, "prefecture/13");
  constexpr char kWhy[] = "not signed by an authority that is trusted now";
  ExpectEnded(EndOf(watching, kRevisions, [this] { servers_.TrustTheOther(); }), kWhy, kRevisions);
  for (const RawClient& caller : callers) ExpectEnded(AwaitRefusal(caller, kHead), kWhy, kHead);
}

}  // namespace
}  // namespace zaitaku
