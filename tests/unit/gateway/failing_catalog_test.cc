// A gateway over a catalogue that is slow, silent or of another history, as only a fake can be.
#include <atomic>
#include <thread>

#include "gateway/call_info.h"
#include "gateway/citation.h"
#include "gateway/figure_rows.h"
#include "tests/fake_catalog/fake_catalog.h"
#include "tests/gateway_server/gateway_fixture.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::GetNationwideSummaryRequest;
using summary::v1::ServiceCondition;

class FailingCatalogTest : public GatewayFixture {
 protected:
  void SetUp() override {
    GatewayFixture::SetUp();
    ASSERT_OK(council_.ImportSource());
    ASSERT_OK(council_.PublishSource());
  }

  // Patient: whatever holds up a call here does so until the test ends it.
  GatewayOptions OverFake() const {
    GatewayOptions options = WithoutRedis();
    options.catalog = fake_.address();
    options.backend.silence = absl::Minutes(1);
    options.desk.backend_timeout = absl::Seconds(25);
    return options;
  }

  static GetNationwideSummaryRequest Of(const std::string& part) {
    GetNationwideSummaryRequest request;
    request.mutable_read_mask()->add_paths(part);
    return request;
  }
  static GetNationwideSummaryRequest NewestOf(const std::string& part) {
    GetNationwideSummaryRequest request = Of(part);
    request.mutable_freshness()->set_fully_consistent(true);
    return request;
  }
  static std::string CiteBudgets(int revision) {
    FixedQuestion question;
    question.question.parts = BitOf(Part::kBudgets);
    question.revisions[ServiceId::kCatalog] = FakeToken(revision);
    return MakeCitation(question);
  }
  // The watch goes on to say nothing of what is newer.
  void GoOnUnheard(GatewayServer& gateway) {
    ASSERT_OK(gateway.Ask(Of("budgets")));
    fake_.silent = true;
    fake_.head = 5;
  }
  void AwaitCall() {
    for (int i = 0; i < 2000 && fake_.calls == 0; ++i) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_GT(fake_.calls, 0);
  }

  FakeCatalog fake_;
};

TEST_F(FailingCatalogTest, TotalsOfAnotherRevisionThanWasAskedForAreNoAnswer) {
  GatewayServer gateway(OverFake());
  ASSERT_OK(gateway.Ask(Of("budgets")));
  fake_.silent = true;
  GetNationwideSummaryRequest cited;
  cited.mutable_freshness()->set_citation(CiteBudgets(5));
  const auto answer = gateway.Ask(cited);  // The fake answers at its head.
  EXPECT_TRUE(absl::IsInternal(answer.status())) << answer.status();
  EXPECT_THAT(std::string(answer.status().message()), testing::HasSubstr(FakeToken(5)));
  fake_.head = 5;
  EXPECT_OK(gateway.Ask(cited));
}

TEST_F(FailingCatalogTest, WhoAsksForTheNewestOfOthersDoesNotWaitForIt) {
  GatewayServer gateway(OverFake());
  ASSERT_OK(gateway.Ask(Of("budgets")));
  ASSERT_OK(gateway.Ask(Of("councils")));
  fake_.slow = true;
  std::atomic<bool> done{false};
  std::thread slow([&] {
    (void)gateway.Ask(NewestOf("budgets"));
    done = true;
  });
  AwaitCall();
  EXPECT_OK(gateway.Ask(NewestOf("councils")));
  EXPECT_FALSE(done);
  fake_.slow = false;
  slow.join();
}

TEST_F(FailingCatalogTest, RevisionsThatAreNotKnownHoldUpNobodyElse) {
  GatewayOptions options = OverFake();
  options.worker_threads = 1;
  GatewayServer gateway(options);
  ASSERT_OK(gateway.Ask(Of("budgets")));
  ASSERT_OK_AND_ASSIGN(const auto councils, gateway.Ask(Of("councils")));
  fake_.slow = true;
  std::atomic<bool> done{false};
  std::thread slow([&] {
    GetNationwideSummaryRequest request = Of("budgets");
    request.mutable_freshness()->mutable_at_least()->add_tokens("catalog=" + FakeToken(9));
    (void)gateway.Ask(request);
    done = true;
  });
  AwaitCall();
  summary::v1::ResolveCitationRequest resolve;
  resolve.set_citation(councils.summary().citation());
  EXPECT_OK(gateway.Call(&SummaryStub::ResolveCitation, resolve));
  EXPECT_FALSE(done);
  fake_.slow = false;
  slow.join();
}

TEST_F(FailingCatalogTest, CitationThatIsNewerThanWhatWasHeardIsNotSupersededByOlderFigures) {
  GatewayServer gateway(OverFake());
  GoOnUnheard(gateway);
  summary::v1::ResolveCitationRequest resolve;
  resolve.set_citation(CiteBudgets(5));
  ASSERT_OK_AND_ASSIGN(const auto resolved, gateway.Call(&SummaryStub::ResolveCitation, resolve));
  EXPECT_EQ(resolved.standing(), summary::v1::ResolveCitationResponse::STANDING_NEWEST);
  EXPECT_EQ(resolved.newest_citation(), CiteBudgets(5));
}

TEST_F(FailingCatalogTest, ComparisonWithTheNewestDoesNotRunBackwards) {
  GatewayServer gateway(OverFake());
  GoOnUnheard(gateway);
  summary::v1::CompareSummariesRequest compare;
  compare.mutable_before()->set_citation(CiteBudgets(5));
  ASSERT_OK_AND_ASSIGN(const auto compared, gateway.Call(&SummaryStub::CompareSummaries, compare));
  EXPECT_EQ(compared.after().citation(), CiteBudgets(5));
}

TEST_F(FailingCatalogTest, NewestIsWhatTheServiceAnsweredWhateverItsWatchSays) {
  GatewayServer gateway(OverFake());
  ASSERT_OK(gateway.Ask(Of("budgets")));
  fake_.forked = true;
  const auto put_back = Await([&] { return gateway.Ask(Of("budgets")); },
                              [](const auto& answer) { return answer.ok() && answer->call_info().stale_size() == 1; });
  ASSERT_OK(put_back);
  ASSERT_EQ(put_back->call_info().stale(0).condition(), ServiceCondition::CONDITION_PUT_BACK);
  fake_.head = 5;
  ASSERT_OK_AND_ASSIGN(const auto newest, gateway.Ask(NewestOf("budgets")));
  EXPECT_EQ(newest.summary().revisions(0).revision(), FakeToken(5));
}

TEST_F(FailingCatalogTest, ExplanationFailsWhereTheCallWould) {
  GatewayServer gateway(OverFake());
  ASSERT_OK(gateway.Ask(Of("budgets")));
  fake_.forked = true;
  Await([&] { return gateway.Ask(Of("budgets")); },
        [](const auto& answer) { return answer.ok() && answer->call_info().stale_size() == 1; });
  summary::v1::ExplainSummaryRequest explain;
  *explain.mutable_request() = Of("budgets");
  EXPECT_OK(gateway.Call(&SummaryStub::ExplainSummary, explain));
  explain.mutable_request()->set_strict(true);
  EXPECT_THAT(gateway.Call(&SummaryStub::ExplainSummary, explain),
              HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
}

TEST_F(FailingCatalogTest, WhatIsMissingFromAServiceThatIsWellWasNotAnsweredInTime) {
  BackendView view;
  view.newest = std::make_shared<ServiceTotals>();
  view.condition = ServiceCondition::CONDITION_CURRENT;
  summary::v1::CallInfo info;
  AddMissing(ServiceId::kCatalog, view, "rows", info);
  EXPECT_EQ(info.missing(0).condition(), ServiceCondition::CONDITION_UNANSWERED);
  view.condition = ServiceCondition::CONDITION_SILENT;
  info.Clear();
  AddMissing(ServiceId::kCatalog, view, "rows", info);
  EXPECT_EQ(info.missing(0).condition(), ServiceCondition::CONDITION_SILENT);
}

TEST_F(FailingCatalogTest, RowsAreNotLookedForOnceTheTimeIsUp) {
  PerService<std::string> addresses;
  for (const ServiceEntry& service : Services()) addresses[service.id] = fake_.address();
  Backends backends(addresses, {});
  ServiceReads reads(backends);
  const summary::v1::NationwideSummary nothing;
  FigureRows rows(nothing, {}, reads, absl::Now());
  EXPECT_TRUE(absl::IsDeadlineExceeded(rows.Of("home-medical-care.established").status()));
  FigureRows in_time(nothing, {}, reads, absl::InfiniteFuture());
  EXPECT_OK(in_time.Of("home-medical-care.established"));
}

}  // namespace
}  // namespace zaitaku::gateway
