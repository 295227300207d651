// How new answers are, and citations, over gRPC with real services.
#include <google/protobuf/util/message_differencer.h>

#include <filesystem>
#include <thread>

#include "tests/gateway_server/gateway_fixture.h"

namespace zaitaku::gateway {
namespace {

using google::protobuf::util::MessageDifferencer;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::ResolveCitationRequest;
using summary::v1::ResolveCitationResponse;
using summary::v1::ServiceCondition;

class FreshnessTest : public GatewayFixture {
 protected:
  static int Established(const GetNationwideSummaryResponse& response) {
    return response.summary().councils().nation().kinds(0).established();
  }
  // Once the gateway has heard of every service: before that it does not know what is the newest.
  static absl::StatusOr<ResolveCitationResponse> Resolve(GatewayServer& gateway, const std::string& citation) {
    RETURN_IF_ERROR(gateway.Get().status());
    ResolveCitationRequest request;
    request.set_citation(citation);
    return gateway.Call(&SummaryStub::ResolveCitation, request);
  }
  static absl::StatusOr<GetNationwideSummaryResponse> At(GatewayServer& gateway, const std::string& citation) {
    GetNationwideSummaryRequest request;
    request.mutable_freshness()->set_citation(citation);
    return gateway.Ask(request);
  }
  static std::string WrongField(const absl::Status& status) {
    google::rpc::BadRequest detail;
    return GetDetail(status, detail) ? detail.field_violations(0).field() : "";
  }
};

// Read after write, by token and by asking for the newest, while others write too.
TEST_F(FreshnessTest, NoAnswerIsOlderThanTheRevisionAskedFor) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  // Budget lines come and go meanwhile, so that revisions of both services are coalesced.
  const std::jthread other([this](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      catalog::v1::UpdateBudgetLineRequest request;
      request.mutable_budget_line()->set_name("budgetLines/other");
      request.mutable_budget_line()->set_fiscal_year(2020);
      request.mutable_budget_line()->set_stage(catalog::v1::BUDGET_STAGE_BUDGET);
      request.mutable_budget_line()->mutable_amount()->set_yen(1000 + i);
      request.mutable_budget_line()->set_funding_source("fundingSources/regional-care-fund");
      request.set_allow_missing(true);
      EXPECT_OK(catalog_.Call(&CatalogStub::UpdateBudgetLine, request));
    }
  });
  for (int round = 0; round < 100; ++round) {
    const bool established = round % 2 == 0;
    ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(established));
    const auto answer = round % 3 == 0 ? gateway.GetNewest() : gateway.GetAtLeast({"council-registry=" + token});
    ASSERT_OK(answer);
    ASSERT_EQ(Established(*answer), established ? 45 : 44) << round;
    ASSERT_EQ(answer->summary().revisions(0).revision(), token);
    ASSERT_EQ(answer->call_info().stale_size() + answer->call_info().missing_size(), 0);
  }
}

TEST_F(FreshnessTest, TokensAreAcceptedInBothForms) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(true));
  ASSERT_OK_AND_ASSIGN(const auto head, catalog_.Call(&CatalogStub::GetHead, {}));
  GetNationwideSummaryRequest request;
  auto& revisions = *request.mutable_freshness()->mutable_at_least();
  revisions.add_tokens("catalog=" + head.revision());
  revisions.add_revisions()->set_service("council-registry");
  revisions.mutable_revisions(0)->set_revision(token);
  ASSERT_OK_AND_ASSIGN(const auto answer, gateway.Ask(request));
  EXPECT_EQ(Established(answer), 45);
  // Of a service that the answer does not use, any will do.
  request.mutable_read_mask()->add_paths("budgets");
  EXPECT_OK(gateway.Ask(request));
}

TEST_F(FreshnessTest, TokensThatAreNoneOrOfTheFutureOrOfAForkAreRefused) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  ASSERT_OK(gateway.Get());
  EXPECT_EQ(WrongField(gateway.GetAtLeast({"12"}).status()), "freshness.at_least.tokens[0]");
  EXPECT_EQ(WrongField(gateway.GetAtLeast({"nobody=1-061a5b47202682cb"}).status()), "freshness.at_least.tokens[0]");
  GetNationwideSummaryRequest none;
  none.mutable_freshness()->mutable_at_least();
  EXPECT_EQ(WrongField(gateway.Ask(none).status()), "freshness.at_least");
  EXPECT_THAT(gateway.GetAtLeast({"council=1-061a5b47202682cb"}), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  EXPECT_THAT(gateway.GetAtLeast({"council=2000-061a5b47202682cb"}),
              HasReason(type::v1::ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(FreshnessTest, CitationGivesTheSameFiguresAfterAThousandWritesAndARestartOfEverything) {
  LoadAll();
  std::string citation, cited;
  {
    GatewayServer gateway(Options());
    ASSERT_OK_AND_ASSIGN(const auto answer, gateway.GetNewest());
    citation = answer.summary().citation();
    cited = answer.summary().SerializeAsString();
    ASSERT_OK_AND_ASSIGN(const auto newest, Resolve(gateway, citation));
    EXPECT_EQ(newest.standing(), ResolveCitationResponse::STANDING_NEWEST);
    EXPECT_EQ(newest.newest_citation(), citation);
  }
  for (int i = 0; i < 1000; ++i) ASSERT_OK(EstablishAichi(i % 2 == 0));
  ASSERT_OK(EstablishAichi(true));
  council_.Restart();
  catalog_.Restart();
  training_.Restart();
  redis_->Command({"FLUSHALL"});
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto again, At(gateway, citation));
  EXPECT_EQ(again.summary().SerializeAsString(), cited);
  ASSERT_OK(gateway.GetNewest());
  ASSERT_OK_AND_ASSIGN(const auto resolved, Resolve(gateway, citation));
  EXPECT_EQ(resolved.summary().SerializeAsString(), cited);
  EXPECT_EQ(resolved.standing(), ResolveCitationResponse::STANDING_SUPERSEDED);
  ASSERT_EQ(resolved.services_size(), 3);
  EXPECT_TRUE(resolved.services(0).figures_differ());
  EXPECT_EQ(resolved.services(0).newest().revision().substr(0, 5), "1003-");
  EXPECT_FALSE(resolved.services(1).figures_differ());
  ASSERT_OK_AND_ASSIGN(const auto newest, Resolve(gateway, resolved.newest_citation()));
  EXPECT_EQ(newest.standing(), ResolveCitationResponse::STANDING_NEWEST);
}

// A later revision that leaves the figures as they are.
TEST_F(FreshnessTest, FiguresThatDidNotChangeAreNotSuperseded) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  ASSERT_OK(EstablishAichi(false));
  ASSERT_OK_AND_ASSIGN(const auto before, gateway.GetNewest());
  ASSERT_OK(EstablishAichi(true));
  ASSERT_OK(EstablishAichi(false));
  ASSERT_OK_AND_ASSIGN(const auto after, gateway.GetNewest());
  EXPECT_NE(before.summary().citation(), after.summary().citation());
  ASSERT_OK_AND_ASSIGN(const auto resolved, Resolve(gateway, before.summary().citation()));
  EXPECT_NE(resolved.services(0).cited_revision(), resolved.services(0).newest().revision());
  EXPECT_FALSE(resolved.services(0).figures_differ());
  EXPECT_EQ(resolved.standing(), ResolveCitationResponse::STANDING_NEWEST);
}

TEST_F(FreshnessTest, RedisThatWasEmptiedIsFilledAgain) {
  LoadAll();
  GatewayServer gateway(Options());
  const auto entries = [this] { return redis_->Command({"KEYS", "*"}); };
  const auto has_answers = [](const std::string& keys) { return keys.find("council=") != keys.npos; };
  ASSERT_OK(gateway.Get());
  ASSERT_TRUE(has_answers(Await(entries, has_answers))) << entries();
  redis_->Command({"FLUSHALL"});
  EXPECT_TRUE(has_answers(Await(entries, has_answers))) << entries();
}

TEST_F(FreshnessTest, CitationIsAskedForAlone) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  ASSERT_OK_AND_ASSIGN(const auto answer, gateway.GetNewest());
  GetNationwideSummaryRequest request;
  request.mutable_freshness()->set_citation(answer.summary().citation());
  request.set_survey("surveys/2015-12");
  EXPECT_EQ(WrongField(gateway.Ask(request).status()), "freshness.citation");
  EXPECT_EQ(WrongField(At(gateway, "nonsense").status()), "freshness.citation");
  EXPECT_EQ(WrongField(Resolve(gateway, "nonsense").status()), "citation");
}

// The registry's file is put back to an older state, and then goes on differently.
TEST_F(FreshnessTest, StoreThatWasPutBackIsNoticedAndItsForkRefused) {
  LoadAll();
  council_.Stop();
  std::filesystem::copy_file(council_.database(), folder_.File("older.db"));
  council_.Restart();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const std::string lost, EstablishAichi(true));
  ASSERT_OK_AND_ASSIGN(const auto before, gateway.GetAtLeast({"council=" + lost}));
  const std::string last_known = Await(
      [&] {
        return redis_->Command({"GET", "zaitaku:last-known-1|council-registry"});
      },
      [&](const std::string& entry) { return entry.find(lost) != entry.npos; });
  ASSERT_NE(last_known.find(lost), last_known.npos);
  council_.Stop();
  std::filesystem::copy_file(folder_.File("older.db"), council_.database(),
                             std::filesystem::copy_options::overwrite_existing);
  council_.Restart();
  const auto put_back = [](const auto& answer) {
    return answer.ok() && answer->call_info().stale_size() == 1 &&
           answer->call_info().stale(0).condition() == ServiceCondition::CONDITION_PUT_BACK;
  };
  const auto flagged = Await([&] { return gateway.Get(); }, put_back);
  ASSERT_TRUE(put_back(flagged));
  EXPECT_EQ(Established(*flagged), 45) << "what was acknowledged is not taken back";
  EXPECT_THAT(gateway.GetNewest(), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  // Another change makes another revision of the same number.
  council::v1::UpdateCouncilReportRequest request;
  request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-37");
  request.mutable_council_report()->set_establishment(council::v1::PRESENCE_PRESENT);
  request.set_reason("訂正");
  ASSERT_OK_AND_ASSIGN(const auto other, council_.Call(&CouncilStub::UpdateCouncilReport, request));
  EXPECT_EQ(other.revision().substr(0, 2), lost.substr(0, 2));
  ASSERT_NE(other.revision(), lost);
  EXPECT_THAT(gateway.GetAtLeast({"council=" + other.revision()}), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  EXPECT_TRUE(put_back(gateway.Get()));
  // A gateway that starts now takes the store as it is, whatever Redis has of what was lost.
  GatewayServer restarted(Options());
  const auto now = Await([&] { return restarted.GetNewest(); }, [](const auto& answer) { return answer.ok(); });
  ASSERT_OK(now);
  EXPECT_EQ(now->summary().revisions(0).revision(), other.revision());
  // One that knows nothing of it refuses tokens and citations of before.
  GatewayServer fresh(WithoutRedis());
  EXPECT_THAT(fresh.GetAtLeast({"council=" + lost}), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  EXPECT_THAT(At(fresh, before.summary().citation()), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
}

}  // namespace
}  // namespace zaitaku::gateway
