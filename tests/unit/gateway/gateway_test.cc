// The gateway over gRPC, with real services and a real Redis.
#include <google/protobuf/util/message_differencer.h>
#include <sqlite3/soci-sqlite3.h>

#include <atomic>
#include <thread>

#include "platform/storage/sql.h"
#include "tests/gateway_server/gateway_fixture.h"

namespace zaitaku::gateway {
namespace {

using council::v1::VERDICT_MATCHES;
using google::protobuf::util::MessageDifferencer;
using summary::v1::CallInfo;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::NationwideSummary;

class GatewayTest : public GatewayFixture {
 protected:
  // The registry's parts alone.
  static GetNationwideSummaryRequest Councils() {
    GetNationwideSummaryRequest request;
    request.mutable_read_mask()->add_paths("councils");
    request.mutable_read_mask()->add_paths("figures");
    return request;
  }
};

TEST_F(GatewayTest, SummaryHasThePrintedTotalsAndSaysThatTheyMatch) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Get());
  const NationwideSummary& summary = response.summary();
  EXPECT_EQ(summary.survey(), "surveys/2015-12");
  EXPECT_EQ(summary.reference_month(), "2015-12");
  EXPECT_EQ(summary.councils().nation().kinds(0).established(), 44);
  EXPECT_EQ(summary.councils().nation().kinds(0).sub_prefectural_councils(), 137);
  EXPECT_EQ(summary.councils().nation().kinds(1).established(), 38);
  EXPECT_EQ(summary.councils().nation().kinds(1).sub_prefectural_councils(), 17);
  ASSERT_EQ(summary.figures_size(), 10);
  for (const auto& figure : summary.figures()) EXPECT_EQ(figure.verdict(), VERDICT_MATCHES);
  ASSERT_EQ(summary.revisions_size(), 3);
  EXPECT_EQ(summary.revisions(0).service(), "council-registry");
  EXPECT_EQ(summary.revisions(0).revision().substr(0, 2), "2-");
  EXPECT_EQ(summary.revisions(1).service(), "program-catalog");
  EXPECT_EQ(summary.revisions(2).service(), "training-events");
  EXPECT_EQ(response.call_info().stale_size() + response.call_info().missing_size(), 0);
}

// The overview's programmes by level and field, and the budgets that are never added across stages.
TEST_F(GatewayTest, SummaryHasTheProgrammesAndTheBudgets) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Get());
  const NationwideSummary& summary = response.summary();
  ASSERT_EQ(summary.programs_size(), 1);
  EXPECT_EQ(summary.programs(0).fiscal_year(), 2016);
  catalog::v1::GetProgramMatrixRequest matrix;
  matrix.set_fiscal_year(2016);
  ASSERT_OK_AND_ASSIGN(const auto overview, catalog_.Call(&CatalogStub::GetProgramMatrix, matrix));
  ASSERT_EQ(summary.programs(0).cells_size(), overview.cells_size());
  for (int i = 0; i < overview.cells_size(); ++i) {
    EXPECT_EQ(summary.programs(0).cells(i).programs(), overview.cells(i).entries_size());
    EXPECT_EQ(summary.programs(0).cells(i).level(), overview.cells(i).level());
    EXPECT_EQ(summary.programs(0).cells(i).field(), overview.cells(i).field());
  }
  ASSERT_OK_AND_ASSIGN(const auto budgets, catalog_.Call(&CatalogStub::GetBudgetTotals, {}));
  ASSERT_EQ(summary.budgets_size(), budgets.totals_size());
  for (int i = 0; i < budgets.totals_size(); ++i)
    EXPECT_TRUE(MessageDifferencer::Equals(summary.budgets(i), budgets.totals(i)));
}

TEST_F(GatewayTest, SummaryHasTheTrainingEvents) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Get());
  const NationwideSummary& summary = response.summary();
  ASSERT_OK_AND_ASSIGN(const auto totals, training_.Call(&TrainingStub::GetEventTotals, {}));
  ASSERT_GT(totals.fields_size(), 0);
  ASSERT_EQ(summary.events().fields_size(), totals.fields_size());
  ASSERT_EQ(summary.participants().fiscal_years_size(), totals.fiscal_years_size());
  ASSERT_EQ(summary.applications().fiscal_years_size(), totals.fiscal_years_size());
  for (int i = 0; i < totals.fields_size(); ++i) {
    EXPECT_EQ(summary.events().fields(i).field(), totals.fields(i).field());
    EXPECT_EQ(summary.events().fields(i).events(), totals.fields(i).events());
    EXPECT_EQ(summary.events().fields(i).instruction_minutes(), totals.fields(i).instruction_minutes());
  }
  for (int i = 0; i < totals.fiscal_years_size(); ++i) {
    const auto& year = totals.fiscal_years(i);
    EXPECT_EQ(summary.participants().fiscal_years(i).printed_participants(), year.printed_participants());
    EXPECT_EQ(summary.participants().fiscal_years(i).events_with_number().denominator(), year.events());
    EXPECT_TRUE(MessageDifferencer::Equals(summary.applications().fiscal_years(i).counts(), year.applications()));
  }
}

TEST_F(GatewayTest, EventThatIsCancelledIsNoContradiction) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.GetNewest());
  ASSERT_OK_AND_ASSIGN(const auto events, training_.Call(&TrainingStub::ListEvents, {}));
  training::v1::UpdateEventRequest update;
  update.mutable_event()->set_name(events.events(0).name());
  update.mutable_event()->set_state(training::v1::Event::STATE_CANCELLED);
  update.mutable_update_mask()->add_paths("state");
  update.set_reason("中止");
  ASSERT_OK(training_.Call(&TrainingStub::UpdateEvent, update));
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.GetNewest());
  int all = 0, cancelled = 0;
  for (const auto& year : response.summary().events().fiscal_years()) {
    all += year.events();
    for (const auto& state : year.states())
      cancelled += state.state() == training::v1::Event::STATE_CANCELLED ? state.events() : 0;
  }
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(all, events.events_size() - 1);
}

TEST_F(GatewayTest, RatesHaveBothTheirNumbers) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Get());
  ASSERT_EQ(response.summary().council_rates_size(), 2);
  const auto& rates = response.summary().council_rates(0);
  EXPECT_EQ(rates.reported().numerator(), 47);
  EXPECT_EQ(rates.reported().denominator(), 47);
  EXPECT_EQ(rates.established().numerator(), 44);
  EXPECT_EQ(rates.established().denominator(), 47);
  EXPECT_EQ(rates.established_bounds().at_least(), 44);
  EXPECT_EQ(rates.established_bounds().at_most(), 44);
}

// What is not asked for is not there, and its service is not among the revisions.
TEST_F(GatewayTest, MaskRegionsAndPrefecturesChooseWhatIsAnswered) {
  LoadAll();
  GatewayServer gateway(Options());
  GetNationwideSummaryRequest request;
  request.mutable_read_mask()->add_paths("prefectures");
  request.mutable_read_mask()->add_paths("councils");
  request.add_regions(type::v1::REGION_SHIKOKU);
  request.add_prefecture_codes("38");
  request.add_prefecture_codes("13");
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Ask(request));
  const NationwideSummary& summary = response.summary();
  ASSERT_EQ(summary.revisions_size(), 1);
  EXPECT_EQ(summary.figures_size() + summary.programs_size() + summary.budgets_size(), 0);
  EXPECT_EQ(summary.councils().nation().kinds(0).established(), 44);
  ASSERT_EQ(summary.councils().regions_size(), 1);
  EXPECT_EQ(summary.councils().regions(0).region(), type::v1::REGION_SHIKOKU);
  ASSERT_EQ(summary.prefectures_size(), 2);
  EXPECT_EQ(summary.prefectures(0).prefecture_code(), "13");
  EXPECT_EQ(summary.prefectures(1).councils().combinations().neither(), 1);  // 愛媛県.
  request.Clear();
  request.mutable_read_mask()->add_paths("budgets");
  ASSERT_OK_AND_ASSIGN(const auto budgets, gateway.Ask(request));
  EXPECT_EQ(budgets.summary().survey(), "");
  ASSERT_EQ(budgets.summary().revisions_size(), 1);
  EXPECT_EQ(budgets.summary().revisions(0).service(), "program-catalog");
}

TEST_F(GatewayTest, EveryFigureOfTheNationIsTheSumOfThePrefectures) {
  LoadAll();
  GatewayServer gateway(Options());
  GetNationwideSummaryRequest request;
  request.mutable_read_mask()->add_paths("*");
  ASSERT_OK_AND_ASSIGN(const auto response, gateway.Ask(request));
  const auto& nation = response.summary().councils().nation();
  ASSERT_EQ(response.summary().prefectures_size(), 47);
  for (int kind = 0; kind < nation.kinds_size(); ++kind) {
    int established = 0, wide = 0, with_areas = 0, councils = 0, asked = 0;
    for (const auto& prefecture : response.summary().prefectures()) {
      const auto& of = prefecture.councils().kinds(kind);
      established += of.established();
      wide += of.prefecture_wide();
      with_areas += of.sub_prefectural_prefectures();
      councils += of.sub_prefectural_councils();
      asked += of.prefectures();
    }
    EXPECT_EQ(established, nation.kinds(kind).established());
    EXPECT_EQ(wide, nation.kinds(kind).prefecture_wide());
    EXPECT_EQ(with_areas, nation.kinds(kind).sub_prefectural_prefectures());
    EXPECT_EQ(councils, nation.kinds(kind).sub_prefectural_councils());
    EXPECT_EQ(asked, 47);
  }
}

TEST_F(GatewayTest, BodyIsTheSameWhoeverHadIt) {
  LoadAll();
  GatewayServer first(Options());
  ASSERT_OK_AND_ASSIGN(const auto newest, first.Get());
  ASSERT_OK(EstablishAichi(true));
  GetNationwideSummaryRequest request;
  request.mutable_freshness()->set_citation(newest.summary().citation());
  GatewayServer second(Options()), third(Options());
  ASSERT_OK_AND_ASSIGN(const auto computed, second.Ask(request));
  ASSERT_OK_AND_ASSIGN(const auto remembered, second.Ask(request));
  ASSERT_OK_AND_ASSIGN(const auto shared, third.Ask(request));
  EXPECT_EQ(newest.call_info().level(), CallInfo::LEVEL_COMPUTED);
  EXPECT_EQ(remembered.call_info().level(), CallInfo::LEVEL_MEMORY);
  EXPECT_EQ(shared.call_info().level(), CallInfo::LEVEL_REDIS);
  for (const auto* answer : {&computed, &remembered, &shared})
    EXPECT_EQ(answer->summary().SerializeAsString(), newest.summary().SerializeAsString());
}

TEST_F(GatewayTest, AnswerThatIsAskedForAgainIsPrepared) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.Get());
  const auto explain = [&gateway] {
    summary::v1::ExplainSummaryRequest request;
    request.mutable_request();
    return gateway.Call(&SummaryStub::ExplainSummary, request);
  };
  const auto prepared = [](const auto& answer) {
    return answer.ok() && answer->places(0).outcome() == summary::v1::ConsultedPlace::OUTCOME_FOUND;
  };
  ASSERT_OK_AND_ASSIGN(const auto explained, Await(explain, prepared));
  EXPECT_EQ(explained.places(0).place(), summary::v1::ConsultedPlace::PLACE_PREPARED);
  ASSERT_OK_AND_ASSIGN(const auto answer, gateway.Get());
  EXPECT_EQ(answer.call_info().level(), CallInfo::LEVEL_MEMORY);
  EXPECT_TRUE(MessageDifferencer::Equals(answer.summary(), Truth()));
  // A change is in it soon, although nobody asks for that.
  ASSERT_OK(EstablishAichi(true));
  const auto changed =
      Await([&] { return gateway.Get(); },
            [](const auto& answer) { return answer->summary().councils().nation().kinds(0).established() == 45; });
  EXPECT_TRUE(MessageDifferencer::Equals(changed->summary(), Truth()));
}

TEST_F(GatewayTest, AcknowledgedChangeIsInTheNextSummaryThatAsksForIt) {
  LoadAll();
  GatewayServer a(Options()), b(Options());
  for (int round = 0; round < 20; ++round) {
    const bool established = round % 2 == 0;
    ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(established));
    for (GatewayServer* gateway : {&a, &b}) {
      ASSERT_OK_AND_ASSIGN(const auto response, gateway->GetAtLeast({"council=" + token}));
      EXPECT_EQ(response.summary().councils().nation().kinds(0).established(), established ? 45 : 44);
    }
  }
}

// Each state of Redis, seen by a gateway that knew it healthy and by one that starts into it.
TEST_F(GatewayTest, WhateverRedisDoesTheTotalsAreRightAndThereIsNoError) {
  LoadAll();
  GatewayServer warm(Options());
  ASSERT_OK(warm.Get());
  const std::string citation = Truth().citation();
  bool established = false;
  const auto check = [&](const std::string& state) {
    established = !established;
    ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(established));
    const NationwideSummary truth = Truth();
    GatewayServer cold(Options());
    for (GatewayServer* gateway : {&warm, &cold}) {
      for (int call = 0; call < 3; ++call) {
        ASSERT_OK_AND_ASSIGN(const auto response, gateway->GetAtLeast({"council=" + token}));
        ASSERT_TRUE(MessageDifferencer::Equals(response.summary(), truth)) << "Redis " << state;
      }
      GetNationwideSummaryRequest cited;
      cited.mutable_freshness()->set_citation(citation);
      ASSERT_OK_AND_ASSIGN(const auto old, gateway->Ask(cited));
      ASSERT_EQ(old.summary().councils().nation().kinds(0).established(), 44) << "Redis " << state;
    }
  };
  check("healthy");
  redis_->Command({"FLUSHALL"});
  check("flushed");
  redis_->Freeze();
  check("frozen");
  redis_->Thaw();
  check("thawed");
  redis_->Kill();
  check("killed");
  ASSERT_OK(redis_->Restart());
  check("restarted");
  redis_->Command({"CONFIG", "SET", "maxmemory", "1"});
  check("out of memory");
  redis_->Command({"CONFIG", "SET", "maxmemory", "0"});
  redis_->Command({"CONFIG", "SET", "requirepass", "secret"});
  check("refusing us");
}

TEST_F(GatewayTest, WithoutAPublishedSurveyThereIsNoLatestButTheOpenOneCanBeNamed) {
  GatewayServer gateway(Options());
  EXPECT_THAT(gateway.Get(), HasReason(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY));
  ASSERT_OK_AND_ASSIGN(const auto imported, council_.ImportSource());
  EXPECT_THAT(gateway.GetAtLeast({"council=" + imported.revision()}),
              HasReason(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY));
  EXPECT_THAT(gateway.Get("surveys/latest"), HasReason(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY));
  ASSERT_OK_AND_ASSIGN(const auto open, gateway.Get("surveys/2015-12"));
  EXPECT_EQ(open.summary().survey_state(), council::v1::Survey::STATE_OPEN);
  EXPECT_THAT(gateway.Get("surveys/2016-12"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  const auto malformed = gateway.Get("nonsense");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(malformed.status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "survey");
}

// Cells that other figures of the answer speak against, and cells that nothing else in it does.
TEST_F(GatewayTest, TotalThatDiffersFromItsRowsIsNeverAnsweredNorKept) {
  LoadAll();
  const auto add = [this](const std::string& cell, const std::string& amount) {
    council_.Stop();
    {
      SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + council_.database()));
      ASSERT_OK(session.RunOnce("UPDATE total_cell SET value = value + " + amount + " WHERE cell = '" + cell + "'"));
    }
    council_.Restart();
  };
  for (const char* cell : {"nation/home-medical-care/established", "nation/combinations/both",
                           "region-3/home-visit-nursing/established", "region-3/combinations/both"}) {
    add(cell, "5");
    {
      GatewayServer gateway(Options());
      EXPECT_THAT(gateway.Ask(Councils()), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED)) << cell;
    }
    add(cell, "-5");
    GatewayServer gateway(Options());
    ASSERT_OK_AND_ASSIGN(const auto repaired, gateway.Ask(Councils()));
    EXPECT_EQ(repaired.summary().councils().nation().combinations().both(), 36) << cell;
    EXPECT_EQ(repaired.call_info().level(), CallInfo::LEVEL_COMPUTED) << cell << ": a wrong summary was kept";
    redis_->Command({"FLUSHALL"});
  }
}

// Between two checks of the registry's the gateway's own comparison is what notices.
TEST_F(GatewayTest, RunningTotalThatDiffersFromItsRowsIsNeverAnswered) {
  LoadAll();
  SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + council_.database() + " timeout=5"));
  ASSERT_OK(
      session.RunOnce("UPDATE total_cell SET value = value + 1 WHERE cell = 'nation/home-medical-care/established'"));
  GatewayServer gateway(WithoutRedis());
  EXPECT_THAT(gateway.Ask(Councils()), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  // The other services' parts are answered, and what is missing is named.
  ASSERT_OK_AND_ASSIGN(const auto rest, gateway.Get());
  EXPECT_FALSE(rest.summary().has_councils());
  ASSERT_EQ(rest.call_info().missing_size(), 1);
  EXPECT_EQ(rest.call_info().missing(0).condition(), summary::v1::ServiceCondition::CONDITION_DAMAGED);
  EXPECT_EQ(rest.summary().citation(), "");
}

// What a gateway finds in Redis of a service that is down: only what a gateway of ours put there for this service.
TEST_F(GatewayTest, LastKnownTotalsThatAreNotOursAreNotTaken) {
  LoadAll();
  const std::string key = "zaitaku:last-known-1|council-registry";
  const auto written = [&] { return redis_->Command({"EXISTS", key}) == "1"; };
  {
    GatewayServer gateway(Options());
    ASSERT_OK(gateway.GetNewest());
    for (int i = 0; i < 100 && !written(); ++i) absl::SleepFor(absl::Milliseconds(50));
    ASSERT_TRUE(written());
  }
  council_.Stop();
  const std::string right = redis_->Command({"GET", key});
  {
    GatewayServer gateway(Options());
    ASSERT_OK_AND_ASSIGN(const auto answer, gateway.Get());
    EXPECT_EQ(answer.summary().councils().nation().kinds(0).established(), 44);
    ASSERT_EQ(answer.call_info().stale_size(), 1);
  }
  std::string changed = right;
  changed[changed.size() / 2] ^= 1;
  const std::string catalogs = redis_->Command({"GET", "zaitaku:last-known-1|program-catalog"});
  for (const std::string& poison : {std::string("nonsense"), right.substr(0, right.size() - 1), changed, catalogs}) {
    redis_->Command({"SET", key, poison});
    GatewayServer gateway(Options());
    ASSERT_OK_AND_ASSIGN(const auto answer, gateway.Get());
    EXPECT_FALSE(answer.summary().has_councils());
    ASSERT_EQ(answer.call_info().missing_size(), 1);
  }
}

// Ten thousand at a time, none of whose answer is there: nobody is refused, and one computation serves all.
TEST_F(GatewayTest, TenThousandColdCallsAreOneComputation) {
  constexpr int kCalls = 10000;
  LoadAll();
  GatewayServer first(WithoutRedis());
  ASSERT_OK_AND_ASSIGN(const auto before, first.GetNewest());
  ASSERT_OK(EstablishAichi(true));
  GatewayServer gateway(WithoutRedis());
  GetNationwideSummaryRequest request;
  request.mutable_freshness()->set_citation(before.summary().citation());
  std::atomic<int> right{0};
  std::vector<std::thread> clients;
  constexpr int kClients = 4;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&] {
      const auto stub = gateway.NewStub();
      struct Call {
        grpc::ClientContext context;
        GetNationwideSummaryResponse response;
        grpc::Status status;
        std::unique_ptr<grpc::ClientAsyncResponseReader<GetNationwideSummaryResponse>> reader;
      };
      grpc::CompletionQueue queue;
      std::vector<Call> calls(kCalls / kClients);
      for (Call& call : calls) {
        call.context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(2));
        call.reader = stub->AsyncGetNationwideSummary(&call.context, request, &queue);
        call.reader->Finish(&call.response, &call.status, &call);
      }
      void* tag = nullptr;
      bool ok = false;
      for (size_t i = 0; i < calls.size() && queue.Next(&tag, &ok); ++i) {
        const Call& call = *static_cast<Call*>(tag);
        right +=
            call.status.ok() && call.response.summary().SerializeAsString() == before.summary().SerializeAsString();
      }
      queue.Shutdown();
      while (queue.Next(&tag, &ok)) continue;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, kCalls);
  summary::v1::ExplainSummaryRequest explain;
  *explain.mutable_request() = request;
  ASSERT_OK_AND_ASSIGN(const auto explained, gateway.Call(&SummaryStub::ExplainSummary, explain));
  EXPECT_TRUE(explained.memory().ends_with(", computed 1")) << explained.memory();
}

TEST_F(GatewayTest, WrongOptionsAreNamed) {
  GatewayOptions options = Options();
  options.redis = "nowhere";
  EXPECT_NE(Bind(options).status().message().find("--redis"), std::string::npos);
  options = Options();
  options.cache_key_file.clear();
  EXPECT_NE(Bind(options).status().message().find("--cache-key-file"), std::string::npos);
  ASSERT_EQ(chmod(folder_.File("key").c_str(), 0644), 0);
  EXPECT_FALSE(Bind(Options()).ok());
}

}  // namespace
}  // namespace zaitaku::gateway
