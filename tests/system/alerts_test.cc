// Each alert of deploy/observability/alerts.yml fires on what real processes tell when that goes wrong which it is for,
// and then no other does. Prometheus's own tool evaluates the rules, on pages scraped before and after.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "platform/server/grpc_server.h"
#include "services/council/bind.h"
#include "tests/fake_catalog/fake_catalog.h"
#include "tests/metrics_page/promtool.h"
#include "tests/metrics_page/scrape.h"
#include "tests/system/whole_system.h"

namespace zaitaku {
namespace {

const std::string kRules = std::string(ZAITAKU_SOURCE_DIR) + "/deploy/observability/alerts.yml";

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

  void ExpectFiring(const std::vector<std::string>& alerts) { ExpectFiring(ScrapeAll(), alerts); }
  void ExpectFiring(const Pages& after, const std::vector<std::string>& alerts) {
    std::vector<ScrapedProcess> scraped;
    for (ServerProcess* process : processes()) {
      scraped.push_back({process->metrics_address(), before_[process], after.at(process)});
    }
    EXPECT_OK(CheckAlerts(kRules, scraped, alerts));
  }

  Pages before_;
};

TEST_F(AlertsTest, NothingFiresWhileAllIsWell) {
  EXPECT_OK(Client<SummaryRpc>(gateway_.address()).Call(&SummaryRpc::Stub::GetNationwideSummary, {}));
  ExpectFiring({});
}

TEST_F(AlertsTest, RulesNameOnlyMetricsThatThereAre) {
  std::set<std::string> served = {"up"};
  for (const auto& [process, page] : before_) {
    const Samples samples(page);
    for (const auto& [series, value] : samples.all()) served.insert(series.substr(0, series.find('{')));
  }
  std::ostringstream rules;
  rules << std::ifstream(kRules).rdbuf();
  const std::string text = rules.str();
  const std::regex expression("expr:([^\n]*(\n {10,}[^\n]*)*)"), metric("\\b(zaitaku|process)_[a-z_]+");
  int named = 0;
  for (auto rule = std::sregex_iterator(text.begin(), text.end(), expression); rule != std::sregex_iterator(); ++rule) {
    const std::string body = (*rule)[1];
    for (auto name = std::sregex_iterator(body.begin(), body.end(), metric); name != std::sregex_iterator(); ++name) {
      EXPECT_TRUE(served.contains(name->str())) << name->str();
      ++named;
    }
  }
  EXPECT_GE(named, 20);
}

// Every alert is made to fire by one of the tests below.
TEST_F(AlertsTest, EveryAlertHasItsTest) {
  std::ostringstream rules, tests;
  rules << std::ifstream(kRules).rdbuf();
  tests << std::ifstream(std::string(ZAITAKU_SOURCE_DIR) + "/tests/system/alerts_test.cc").rdbuf();
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
  ExpectFiring({"ZaitakuDown", "ZaitakuServiceFrozen", "ZaitakuWatchLags"});
  kill(council_.pid(), SIGCONT);
}

TEST_F(AlertsTest, KilledServiceIsUnreachable) {
  training_.Kill();
  Await(gateway_, "zaitaku_watch_condition{watched=\"training-events\",condition=\"unreachable\"}", 1);
  ExpectFiring({"ZaitakuDown", "ZaitakuServiceUnreachable"});
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
  EXPECT_OK(CheckAlerts(kRules, {{"gateway", before, after}}, {"ZaitakuWatchLags"}));
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

TEST_F(AlertsTest, CallsThatTakeLongAreNoticed) {
  Client<SummaryRpc> client(gateway_.address());
  for (int i = 0; i < 97; ++i) ASSERT_OK(client.Call(&SummaryRpc::Stub::GetNationwideSummary, {}));
  // Those who want to know it from the service wait for it, but not so long that it counts as frozen.
  GetNationwideSummaryRequest newest;
  newest.mutable_freshness()->set_fully_consistent(true);
  kill(council_.pid(), SIGSTOP);
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] { client.Call(&SummaryRpc::Stub::GetNationwideSummary, newest).status().IgnoreError(); });
  }
  absl::SleepFor(absl::Milliseconds(1500));
  kill(council_.pid(), SIGCONT);
  for (std::thread& caller : callers) caller.join();
  ExpectFiring({"ZaitakuSlow"});
}

TEST_F(AlertsTest, WatchesThatNobodyClosesAreNoticed) {
  const auto stub = CouncilRpc::NewStub(grpc::CreateChannel(council_.address(), TestCredentials()));
  using Stream = grpc::ClientReader<type::v1::WatchRevisionsResponse>;
  std::vector<std::pair<std::unique_ptr<grpc::ClientContext>, std::unique_ptr<Stream>>> open;
  for (int i = 0; i < 240; ++i) {
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
  EXPECT_OK(CheckAlerts(kRules, {{"registry", before, after}}, {"ZaitakuFilesNearlyOut"}));
}

// In this process, for its queue must be short.
TEST(QueueAlertTest, FullQueueIsNoticed) {
  const TemporaryFolder folder;
  LedgerServiceOptions options;
  options.database = folder.File("council.db");
  options.worker_threads = 1;
  options.queue_limit_calls = 1;
  ASSERT_OK_AND_ASSIGN(const auto bound, council::Bind(options));
  ASSERT_OK_AND_ASSIGN(auto server, GrpcServer::Start({}, bound->services(), [] { return true; }));
  const auto page = [&bound] {
    MetricPage page;
    bound->CollectMetrics(page);
    return page.Text();
  };
  const std::string before = page();
  std::vector<std::thread> callers;
  for (int i = 0; i < 32; ++i) {
    callers.emplace_back([&server] {
      Client<CouncilRpc> client(absl::StrCat("127.0.0.1:", server->port()));
      for (int call = 0; call < 20; ++call) client.Call(&CouncilRpc::Stub::ListPrefectures, {}).status().IgnoreError();
    });
  }
  for (std::thread& caller : callers) caller.join();
  const std::string after = page();
  EXPECT_GT(Samples(after)["zaitaku_work_refused_total"], 0);
  EXPECT_OK(CheckAlerts(kRules, {{"registry", before, after}}, {"ZaitakuQueueFull"}));
  server->Stop();
}

bool AwaitWritable(const ServerProcess& service) {
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(50))) {
    if (Samples(Scrape(service.metrics_address()).value_or(""))["zaitaku_store_writable"] == 1) return true;
  }
  return false;
}

// Somebody has left a transaction open in another program.
TEST(StoreAlertTest, StoreThatCannotBeWrittenToIsNoticedAndWrittenToAgain) {
  ServerProcess service(ZAITAKU_TRAINING_BINARY);
  service.AddArguments({"--database", service.File("training.db")});
  ASSERT_OK(service.Start());
  Client<TrainingRpc> client(service.address());
  ASSERT_OK(client.Call(&TrainingRpc::Stub::UpdateEvent, WholeSystem::NewEvent("研修")));
  const std::string before = Scrape(service.metrics_address()).value_or("");
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(service.File("training.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto refused = client.Call(&TrainingRpc::Stub::UpdateEvent, WholeSystem::NewEvent("変更"));
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  const std::string after = Scrape(service.metrics_address()).value_or("");
  EXPECT_OK(CheckAlerts(kRules, {{"training", before, after}},
                        {"ZaitakuErrors", "ZaitakuNotReady", "ZaitakuStoreBatchesFail", "ZaitakuStoreNotWritable"}));
  EXPECT_EQ(sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  ASSERT_TRUE(AwaitWritable(service)) << service.Log();
  EXPECT_OK(client.Call(&TrainingRpc::Stub::UpdateEvent, WholeSystem::NewEvent("変更")));
}

// More than there is room for in what the database has already.
training::v1::UpdateEventRequest LargeEvent(const std::string& title) {
  training::v1::UpdateEventRequest request = WholeSystem::NewEvent(title);
  training::v1::Event& event = *request.mutable_event();
  for (auto* text : {event.mutable_purpose(), event.mutable_material_note(), event.mutable_audience_text()}) {
    text->set_ja(std::string(4000, 'x'));
    text->set_en(std::string(4000, 'y'));
  }
  return request;
}

// A small file system of the process's own.
TEST(FullDiskAlertTest, FullDiskIsToldAndNoticedAndLosesNothing) {
  ServerProcess service(ZAITAKU_TRAINING_BINARY);
  const std::string disk = service.File("disk");
  ASSERT_EQ(mkdir(disk.c_str(), 0700), 0);
  service.AddArguments({"--database", disk + "/training.db"});
  ASSERT_OK(service.Start({"unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                           "mount -t tmpfs -o size=4m tmpfs '" + disk + "' && exec \"$@\"", "sh"}));
  Client<TrainingRpc> client(service.address());
  ASSERT_OK_AND_ASSIGN(const auto kept, client.Call(&TrainingRpc::Stub::UpdateEvent, WholeSystem::NewEvent("残る")));
  const std::string before = Scrape(service.metrics_address()).value_or("");
  EXPECT_EQ(Samples(before)["zaitaku_store_writable"], 1);
  // Its disk, as it sees it.
  const std::string filler = absl::StrCat("/proc/", service.pid(), "/root", disk, "/filler");
  std::ofstream(filler) << std::string(8 << 20, 'x');
  const training::v1::UpdateEventRequest lost = LargeEvent("失われる");
  const auto refused = client.Call(&TrainingRpc::Stub::UpdateEvent, lost);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  // A small change may still find room in what the database has already, so that it is written to again.
  ASSERT_TRUE(AwaitWritable(service));
  const std::string after = Scrape(service.metrics_address()).value_or("");
  EXPECT_OK(CheckAlerts(kRules, {{"training", before, after}},
                        {"ZaitakuDiskNearlyFull", "ZaitakuErrors", "ZaitakuStoreBatchesFail"}));
  training::v1::GetEventRequest get;
  get.set_name("events/2026-12-canaries");
  ASSERT_OK_AND_ASSIGN(const auto event, client.Call(&TrainingRpc::Stub::GetEvent, get));
  EXPECT_EQ(event.title().ja(), "残る");
  ASSERT_EQ(unlink(filler.c_str()), 0);
  ASSERT_TRUE(AwaitWritable(service)) << service.Log();
  EXPECT_OK(client.Call(&TrainingRpc::Stub::UpdateEvent, lost));
  EXPECT_NE(service.Log().find("the store cannot be written to"), std::string::npos);
  EXPECT_NE(service.Log().find("the store can be written to again"), std::string::npos);
}

}  // namespace
}  // namespace zaitaku
