// Each alert of deploy/observability/alerts.yml fires on what real processes tell when that goes wrong which it is for,
// and then no other does. Prometheus's own tool evaluates the rules, on pages scraped before and after.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <filesystem>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "tests/fake_catalog/fake_catalog.h"
#include "tests/metrics_page/promtool.h"
#include "tests/metrics_page/scrape.h"
#include "tests/system/alert_rules.h"
#include "tests/system/whole_system.h"

namespace zaitaku {
namespace {

// Ends what a rule's `increase` looks at; a scrape that came too early would not show it.
constexpr absl::Duration kPatience = absl::Seconds(60);

class AlertsTest : public WholeSystem {
 protected:
  using Pages = std::map<const ServerProcess*, std::string>;

  Pages ScrapeAll() {
    Pages pages;
    for (ServerProcess* process : processes()) pages[process] = Scrape(process->metrics_address()).value_or("");
    return pages;
  }
  void SetUp() override {
    council_.AddArguments({"--caller-watches", "0"});  // One test opens as many as it can.
    WholeSystem::SetUp();
    before_ = ScrapeAll();
  }

  // Waits until the process shows `value` for the series.
  static void Await(const ServerProcess& process, const std::string& series, double value) {
    const absl::Time end = absl::Now() + kPatience;
    std::string page;
    do {
      page = Scrape(process.metrics_address()).value_or("");
      if (Samples(page)[series] == value) return;
      absl::SleepFor(absl::Milliseconds(50));
    } while (absl::Now() < end);
    FAIL() << series << " is never " << value << ":\n" << page;
  }

  static void AwaitAbove(const ServerProcess& process, const std::string& series, double bound) {
    const absl::Time end = absl::Now() + kPatience;
    while (Samples(Scrape(process.metrics_address()).value_or(""))[series] <= bound) {
      ASSERT_LT(absl::Now(), end) << series;
      absl::SleepFor(absl::Milliseconds(200));
    }
  }

  auto Ask(const GetNationwideSummaryRequest& request) {
    return Client<SummaryRpc>(gateway_.address()).Call(&SummaryRpc::Stub::GetNationwideSummary, request);
  }
  absl::Status AddEvent() {
    return Client<TrainingRpc>(training_.address()).Call(&TrainingRpc::Stub::UpdateEvent, NewEvent("研修")).status();
  }

  void ExpectFiring(const std::vector<std::string>& alerts, const std::string& tolerated = "") {
    ExpectFiring(ScrapeAll(), alerts, tolerated);
  }
  void ExpectFiring(const Pages& after, const std::vector<std::string>& alerts, const std::string& tolerated = "") {
    std::vector<ScrapedProcess> scraped;
    for (ServerProcess* process : processes()) {
      scraped.push_back({process->metrics_address(), before_[process], after.at(process)});
    }
    EXPECT_OK(CheckAlerts(kAlertRules, scraped, alerts, tolerated));
  }

  Pages before_;
};

TEST_F(AlertsTest, NothingFiresWhileAllIsWell) {
  EXPECT_OK(Client<SummaryRpc>(gateway_.address()).Call(&SummaryRpc::Stub::GetNationwideSummary, {}));
  ExpectFiring({});
}

// Every alert is made to fire by one of the tests here or in store_alerts_test.
TEST(AlertRulesTest, EveryAlertHasItsTest) {
  std::ostringstream rules, tests;
  rules << std::ifstream(kAlertRules).rdbuf();
  for (const char* file : {"/tests/system/alerts_test.cc", "/tests/system/store_alerts_test.cc"}) {
    tests << std::ifstream(ZAITAKU_SOURCE_DIR + std::string(file)).rdbuf();
  }
  const std::string text = rules.str();
  const std::regex alert("- alert: ([A-Za-z]+)");
  for (auto rule = std::sregex_iterator(text.begin(), text.end(), alert); rule != std::sregex_iterator(); ++rule) {
    EXPECT_NE(tests.str().find("\"" + (*rule)[1].str() + "\""), std::string::npos) << (*rule)[1];
  }
}

TEST_F(AlertsTest, KilledRedisIsGivenUp) {
  redis_->Kill();
  ASSERT_OK(AddEvent());  // The gateway wants to keep the new totals.
  Await(gateway_, "zaitaku_redis_breaker{state=\"closed\"}", 0);
  EXPECT_OK(Ask({}));
  ExpectFiring({"ZaitakuRedisGivenUp"});
}

TEST_F(AlertsTest, ForeignEntriesInRedisAreTamperedWith) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Ask({}));
  for (int i = 0; i < 600 && std::stoi(redis_->Command({"DBSIZE"})) < 4; ++i) absl::SleepFor(absl::Milliseconds(50));
  std::istringstream keys(redis_->Command({"KEYS", "*"}));
  for (std::string key; std::getline(keys, key);) redis_->Command({"SET", key, "none of ours"});
  ASSERT_OK(AddEvent());
  ASSERT_OK(gateway_.Stop());
  ASSERT_OK(gateway_.Start());
  before_ = ScrapeAll();
  GetNationwideSummaryRequest past;
  past.mutable_freshness()->set_citation(answer.summary().citation());
  EXPECT_OK(Ask(past));
  ExpectFiring({"ZaitakuRedisTamperedWith"});
}

TEST_F(AlertsTest, FrozenServiceIsNoticed) {
  kill(council_.pid(), SIGSTOP);
  AwaitAbove(gateway_, "zaitaku_watch_lag_seconds{watched=\"council-registry\"}", 10);
  ExpectFiring({"ZaitakuDown", "ZaitakuServiceAway", "ZaitakuWatchLags"});
  kill(council_.pid(), SIGCONT);
}

TEST_F(AlertsTest, KilledServiceIsUnreachable) {
  training_.Kill();
  Await(gateway_, "zaitaku_watch_condition{watched=\"training-events\",condition=\"unreachable\"}", 1);
  ExpectFiring({"ZaitakuDown", "ZaitakuServiceAway"}, /*tolerated=*/"ZaitakuWatchLags");  // It does, ten seconds later.
}

TEST_F(AlertsTest, WatchThatFallsBehindIsNoticed) {
  FakeCatalog catalog;
  ServerProcess gateway(ZAITAKU_GATEWAY_BINARY);
  gateway.AddArguments(
      {"--council", council_.address(), "--catalog", catalog.address(), "--training", training_.address()});
  ASSERT_OK(gateway.Start());
  Await(gateway, "zaitaku_watch_condition{watched=\"program-catalog\",condition=\"current\"}", 1);
  const std::string before = Scrape(gateway.metrics_address()).value_or("");
  catalog.head = 2;  // Its totals stay those of the first revision.
  AwaitAbove(gateway, "zaitaku_watch_lag_seconds{watched=\"program-catalog\"}", 10);
  const std::string after = Scrape(gateway.metrics_address()).value_or("");
  EXPECT_EQ(Samples(after)["zaitaku_watch_condition{watched=\"program-catalog\",condition=\"lagging\"}"], 1);
  EXPECT_EQ(Samples(after)["zaitaku_watch_head_revision{watched=\"program-catalog\"}"], 2);
  EXPECT_EQ(Samples(after)["zaitaku_watch_revision{watched=\"program-catalog\"}"], 1);
  EXPECT_OK(CheckAlerts(kAlertRules, {{"gateway", before, after}}, {"ZaitakuWatchLags"}));
}

TEST_F(AlertsTest, DatabaseThatWasPutBackIsRefused) {
  ASSERT_OK(catalog_.Stop());
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(catalog_.File("catalog.db") + suffix);
  ASSERT_OK(catalog_.Start());
  Await(gateway_, "zaitaku_watch_condition{watched=\"program-catalog\",condition=\"put-back\"}", 1);
  ExpectFiring({"ZaitakuServiceRefused"});
}

TEST_F(AlertsTest, TotalsThatContradictTheirRowsAreNoticed) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(council_.File("council.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "UPDATE total_cell SET value = value + 1", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  EXPECT_OK(Client<CouncilRpc>(council_.address()).Call(&CouncilRpc::Stub::CheckTotals, {}));
  Await(gateway_, "zaitaku_watch_condition{watched=\"council-registry\",condition=\"damaged\"}", 1);
  ExpectFiring({"ZaitakuNotReady", "ZaitakuServiceRefused", "ZaitakuTotalsWrong"});
}

// The clock is faked: nobody waits for an hour.
TEST_F(AlertsTest, TotalsThatNobodyComparedForAnHourAreNoticed) {
  const std::regex age("\nzaitaku_totals_check_age_seconds [0-9]+\n");
  ASSERT_TRUE(std::regex_search(before_[&council_], age));
  Pages later = before_;
  later[&council_] = std::regex_replace(later[&council_], age, "\nzaitaku_totals_check_age_seconds 3700\n");
  ExpectFiring(later, {"ZaitakuTotalsUnchecked"});
}

TEST_F(AlertsTest, WatchesThatNobodyClosesAreNoticed) {
  const auto stub = CouncilRpc::NewStub(grpc::CreateChannel(council_.address(), TestCredentials()));
  using Stream = grpc::ClientReader<type::v1::WatchRevisionsResponse>;
  std::vector<std::pair<std::unique_ptr<grpc::ClientContext>, std::unique_ptr<Stream>>> open;
  for (int i = 0; i < 235; ++i) {
    auto context = std::make_unique<grpc::ClientContext>();
    auto stream = stub->WatchRevisions(context.get(), {});
    type::v1::WatchRevisionsResponse begun;
    ASSERT_TRUE(stream->Read(&begun)) << i;
    open.emplace_back(std::move(context), std::move(stream));
  }
  ExpectFiring({"ZaitakuWatchesNearlyFull"});
  for (auto& [context, stream] : open) context->TryCancel();
}

TEST_F(AlertsTest, ProcessThatRunsOutOfFilesIsNoticed) {
  ServerProcess registry(ZAITAKU_REGISTRY_BINARY);
  registry.AddArguments({"--database", registry.File("council.db")});
  ASSERT_OK(registry.Start({"prlimit", "--nofile=100"}));
  const std::string before = Scrape(registry.metrics_address()).value_or("");
  std::vector<std::unique_ptr<Client<CouncilRpc>>> clients;
  std::string after;
  while (clients.size() < 100 && Samples(after)["process_open_fds"] < 85) {
    clients.push_back(std::make_unique<Client<CouncilRpc>>(registry.address()));
    ASSERT_OK(clients.back()->Call(&CouncilRpc::Stub::GetHead, {}));
    after = Scrape(registry.metrics_address()).value_or("");
  }
  EXPECT_OK(CheckAlerts(kAlertRules, {{"registry", before, after}}, {"ZaitakuFilesNearlyOut"}));
}

}  // namespace
}  // namespace zaitaku
