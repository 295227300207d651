// Each alert of a single process fires on what it tells when that goes wrong which the alert is for, and then no other
// does: a disk that is full or read-only, a store that somebody holds, queues that are full, a certificate that
// expires. See alerts_test.cc for those of the whole system.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "platform/server/grpc_server.h"
#include "services/training/bind.h"
#include "tests/certificates/certificates.h"
#include "tests/metrics_page/promtool.h"
#include "tests/metrics_page/scrape.h"
#include "tests/system/alert_rules.h"
#include "tests/system/whole_system.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

bool Await(const std::function<bool()>& condition) {
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(50))) {
    if (condition()) return true;
  }
  return false;
}

absl::StatusOr<training::v1::UpdateEventResponse> WriteEvent(const std::string& address, const std::string& title) {
  return Client<TrainingRpc>(address).Call(&TrainingRpc::Stub::UpdateEvent, WholeSystem::NewEvent(title));
}

// Somebody who leaves a transaction open in another program.
class HeldStore {
 public:
  explicit HeldStore(const std::string& file) {
    EXPECT_EQ(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~HeldStore() { sqlite3_close(database_); }  // Which takes it back.
  HeldStore(const HeldStore&) = delete;

 private:
  sqlite3* database_ = nullptr;
};

class StoreAlertsTest : public testing::Test {
 protected:
  void Start(const std::string& database, const std::vector<std::string>& tracer = {}) {
    service_.AddArguments({"--database", database});
    ASSERT_OK(service_.Start(tracer));
    ASSERT_OK(Write("残る"));
    before_ = Page();
    EXPECT_EQ(Samples(before_)["zaitaku_store_writable"], 1);
  }

  std::string Page() const { return Scrape(service_.metrics_address()).value_or(""); }
  absl::StatusOr<training::v1::UpdateEventResponse> Write(const std::string& title) {
    return WriteEvent(service_.address(), title);
  }
  bool AwaitWritable() const {
    return Await([this] { return Samples(Page())["zaitaku_store_writable"] == 1; });
  }
  void ExpectFiring(const std::vector<std::string>& alerts, bool goes_on = false, const std::string& tolerated = "") {
    EXPECT_OK(CheckAlerts(kAlertRules, {{"training", before_, Page(), goes_on, {}}}, alerts, tolerated));
  }
  // Of changes that fail again and again, each of which may take its time to.
  void ExpectFiringForFailures(const std::vector<std::string>& alerts) {
    ExpectFiring(alerts, /*goes_on=*/true, /*tolerated=*/"ZaitakuSlow");
  }
  // What was acknowledged last.
  std::string Title() {
    training::v1::GetEventRequest get;
    get.set_name("events/2026-12-canaries");
    const auto event = Client<TrainingRpc>(service_.address()).Call(&TrainingRpc::Stub::GetEvent, get);
    EXPECT_OK(event);
    return event.ok() ? event->title().ja() : "";
  }

  ServerProcess service_{ZAITAKU_TRAINING_BINARY};
  std::string before_;
};

TEST_F(StoreAlertsTest, StoreThatCannotBeWrittenToIsNoticedAndWrittenToAgain) {
  Start(service_.File("training.db"));
  auto held = std::make_unique<HeldStore>(service_.File("training.db"));
  EXPECT_THAT(Write("変更"), HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  ExpectFiringForFailures({"ZaitakuErrors", "ZaitakuNotReady", "ZaitakuStoreBatchesFail", "ZaitakuStoreNotWritable"});
  held.reset();
  ASSERT_TRUE(AwaitWritable()) << service_.Log();
  EXPECT_OK(Write("変更"));
}

TEST_F(StoreAlertsTest, CallsThatTakeLongAreNoticed) {
  Start(service_.File("training.db"));
  absl::Status written;
  for (int attempt = 0; attempt < 5 && (attempt == 0 || !written.ok()); ++attempt) {
    // On a machine that stood still the service may have given up waiting for its store, which is another alert.
    ASSERT_TRUE(AwaitWritable());
    before_ = Page();
    auto held = std::make_unique<HeldStore>(service_.File("training.db"));
    std::thread caller([&] { written = Write(absl::StrCat("変更", attempt)).status(); });
    EXPECT_TRUE(Await([this] { return Samples(Page()).Sum({"zaitaku_rpc_under_way", "UpdateEvent"}) == 1; }));
    absl::SleepFor(absl::Milliseconds(1200));
    held.reset();
    caller.join();
  }
  ASSERT_OK(written);
  ExpectFiring({"ZaitakuSlow"}, /*goes_on=*/true);
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
TEST_F(StoreAlertsTest, FullDiskIsToldAndNoticedAndLosesNothing) {
  const std::string disk = service_.File("disk");
  ASSERT_EQ(mkdir(disk.c_str(), 0700), 0);
  ASSERT_NO_FATAL_FAILURE(
      Start(disk + "/training.db", {"unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                                    "mount -t tmpfs -o size=4m tmpfs '" + disk + "' && exec \"$@\"", "sh"}));
  // Its disk, as it sees it.
  const std::string filler = absl::StrCat("/proc/", service_.pid(), "/root", disk, "/filler");
  std::ofstream(filler) << std::string(8 << 20, 'x');
  Client<TrainingRpc> client(service_.address());
  const training::v1::UpdateEventRequest lost = LargeEvent("失われる");
  const auto refused = client.Call(&TrainingRpc::Stub::UpdateEvent, lost);
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  // A small change may still find room in what the database has already, so that it is written to again.
  ASSERT_TRUE(AwaitWritable());
  ExpectFiringForFailures({"ZaitakuDiskNearlyFull", "ZaitakuErrors", "ZaitakuStoreBatchesFail"});
  EXPECT_EQ(Title(), "残る");
  ASSERT_EQ(unlink(filler.c_str()), 0);
  ASSERT_TRUE(AwaitWritable()) << service_.Log();
  EXPECT_OK(client.Call(&TrainingRpc::Stub::UpdateEvent, lost));
  EXPECT_NE(service_.Log().find("database or disk is full"), std::string::npos);
  EXPECT_NE(service_.Log().find("the store cannot be written to"), std::string::npos);
  EXPECT_NE(service_.Log().find("the store can be written to again"), std::string::npos);
}

// A disk that the kernel has made read-only, as it does after errors: to this process, whatever it would write to a
// file at a place, or make as large, or sync, fails with EROFS.
class ReadOnlyDisk {
 public:
  explicit ReadOnlyDisk(pid_t process) : process_(process), tracer_(fork()) {
    if (tracer_ == 0) {
      const std::string id = std::to_string(process);
      execlp("strace", "strace", "-qq", "-f", "-o", "/dev/null", "-p", id.c_str(), "-e",
             "trace=pwrite64,ftruncate,fallocate,fdatasync,fsync", "-e",
             "inject=pwrite64,ftruncate,fallocate,fdatasync,fsync:error=EROFS", nullptr);
      _exit(127);
    }
    EXPECT_TRUE(Await([this] { return Traced(); })) << "strace cannot trace " << process;
  }
  ~ReadOnlyDisk() {
    kill(tracer_, SIGTERM);
    waitpid(tracer_, nullptr, 0);
  }
  ReadOnlyDisk(const ReadOnlyDisk&) = delete;

 private:
  // Every thread of it.
  bool Traced() const {
    for (const auto& task : std::filesystem::directory_iterator(absl::StrCat("/proc/", process_, "/task"))) {
      std::ifstream status(task.path() / "status");
      for (std::string line; std::getline(status, line);) {
        if (line == "TracerPid:\t0") return false;
      }
    }
    return true;
  }

  const pid_t process_, tracer_;
};

TEST_F(StoreAlertsTest, ReadOnlyDiskIsToldAndNoticedAndLosesNothing) {
  Start(service_.File("training.db"));
  auto disk = std::make_unique<ReadOnlyDisk>(service_.pid());
  EXPECT_THAT(Write("失われる"), HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  ASSERT_TRUE(Await([this] { return Samples(Page())["zaitaku_ready"] == 0; }));
  ExpectFiringForFailures({"ZaitakuErrors", "ZaitakuNotReady", "ZaitakuStoreBatchesFail", "ZaitakuStoreNotWritable"});
  EXPECT_EQ(Title(), "残る");
  disk.reset();
  ASSERT_TRUE(AwaitWritable()) << service_.Log();
  EXPECT_EQ(Title(), "残る");
  EXPECT_OK(Write("変更"));
  EXPECT_EQ(Title(), "変更");
  EXPECT_EQ(Samples(Page())["zaitaku_ready"], 1);
  EXPECT_NE(service_.Log().find("disk I/O error"), std::string::npos);
  EXPECT_NE(service_.Log().find("the store cannot be written to"), std::string::npos);
}

// What a caller's loop or impatience comes to, and a failure now and then, is not for an operator to get up for. The
// counts are put into a real page.
class FailuresAlertTest : public StoreAlertsTest {
 protected:
  void ExpectFiringFor(const std::string& code, int failures, const std::vector<std::string>& alerts) {
    const std::regex served("zaitaku_rpc_ended_total\\{([^}]*UpdateEvent[^}]*)code=\"OK\"\\} [0-9]+");
    ASSERT_TRUE(std::regex_search(before_, served)) << before_;
    const auto with = [&](int count) {
      const std::string line = absl::StrCat("zaitaku_rpc_ended_total{$1code=\"", code, "\"} ", count);
      return std::regex_replace(before_, served, absl::StrCat("$&\n", line));
    };
    EXPECT_OK(CheckAlerts(kAlertRules, {{"training", with(0), with(failures)}}, alerts)) << code;
  }
};

TEST_F(FailuresAlertTest, CallersLoopsAndImpatienceAreNobodysAlarm) {
  Start(service_.File("training.db"));
  ExpectFiringFor("RESOURCE_EXHAUSTED", 1000, {});
  ExpectFiringFor("DEADLINE_EXCEEDED", 1000, {});
}

TEST_F(FailuresAlertTest, FewFailuresAreNobodysAlarm) {
  Start(service_.File("training.db"));
  ExpectFiringFor("UNAVAILABLE", 5, {});
  ExpectFiringFor("UNAVAILABLE", 50, {"ZaitakuErrors"});
}

TEST_F(StoreAlertsTest, ProcessThatIsStartedAgainAndAgainIsNoticed) {
  Start(service_.File("training.db"));
  std::vector<std::string> lives;
  for (int i = 0; i < 5; ++i) {
    service_.Kill();
    ASSERT_OK(service_.Start());
    lives.push_back(Page());
  }
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", before_, lives.back(), false, lives}}, {"ZaitakuRestarts"}));
  lives.resize(1);  // Somebody upgraded it.
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", before_, lives.back(), false, lives}}, {}));
}

// In this process, for its queues must be short.
class QueueAlertsTest : public testing::Test {
 protected:
  void Start(LedgerServiceOptions options) {
    options.database = folder_.File("training.db");
    ASSERT_OK_AND_ASSIGN(bound_, training::Bind(options));
    ServerOptions server;
    GateOptions gate;
    gate.anonymous = {Role::kMinistry};
    ASSERT_OK_AND_ASSIGN(server.gate, Gate::Create(gate));
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start(server, bound_->services(), [] { return true; }));
    address_ = absl::StrCat("127.0.0.1:", server_->port());
  }
  std::string Page() {
    MetricPage page;
    bound_->CollectMetrics(page);
    return page.Text();
  }

  // Has `ask` called again and again by several until the counter is above 0.
  void AskUntilRefused(const std::string& counter, const std::function<void()>& ask) {
    std::atomic<bool> over{false};
    std::vector<std::thread> callers;
    for (int i = 0; i < 16; ++i) {
      callers.emplace_back([&] {
        while (!over) ask();
      });
    }
    EXPECT_TRUE(Await([&] { return Samples(Page())[counter] > 0; }));
    over = true;
    for (std::thread& caller : callers) caller.join();
  }

  const TemporaryFolder folder_;
  std::unique_ptr<BoundServices> bound_;
  std::unique_ptr<GrpcServer> server_;
  std::string address_;
};

TEST_F(QueueAlertsTest, FullQueueOfCallsIsNoticed) {
  LedgerServiceOptions options;
  options.worker_threads = 1;
  options.queue_limit_calls = 1;
  ASSERT_NO_FATAL_FAILURE(Start(options));
  const std::string before = Page();
  AskUntilRefused("zaitaku_work_refused_total", [this] {
    Client<TrainingRpc>(address_).Call(&TrainingRpc::Stub::GetHead, {}).status().IgnoreError();
  });
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", before, Page()}}, {"ZaitakuQueueFull"}));
}

TEST_F(QueueAlertsTest, FullQueueOfChangesIsNoticed) {
  LedgerServiceOptions options;
  options.ledger.queue_limit_mutations = 1;
  options.ledger.batch_limit_mutations = 1;
  ASSERT_NO_FATAL_FAILURE(Start(options));
  const std::string before = Page();
  AskUntilRefused("zaitaku_store_refused_total", [this] { WriteEvent(address_, "変更").status().IgnoreError(); });
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", before, Page()}}, {"ZaitakuQueueFull"}));
}

TEST(CertificateAlertTest, CertificateThatExpiresSoonIsNoticedUntilItIsReplaced) {
  const CertificateAuthority authority;
  ServerProcess service(ZAITAKU_TRAINING_BINARY);
  const auto replace = [&](absl::Duration validity) {
    CertificateWishes wishes;
    wishes.valid_until = absl::Now() + validity;
    const IssuedCertificate issued = authority.Issue(wishes);
    WriteWhole(service.File("tls.pem"), issued.certificate);
    WriteWhole(service.File("tls.key"), issued.key);
  };
  const auto page = [&] { return Scrape(service.metrics_address()).value_or(""); };
  const std::string series = "zaitaku_certificate_valid_until_timestamp_seconds{option=\"--tls-cert\"}";
  replace(absl::Hours(24 * 13));
  service.SetTransport({"--tls-cert", service.File("tls.pem"), "--tls-key", service.File("tls.key")},
                       grpc::SslCredentials({authority.certificate(), "", ""}));
  service.AddArguments({"--database", service.File("training.db")});
  ASSERT_OK(service.Start());
  const std::string expiring = page();
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", expiring, expiring}}, {"ZaitakuCertificateExpires"}));
  replace(absl::Hours(24 * 15));
  ASSERT_TRUE(Await([&] { return Samples(page())[series] > Samples(expiring)[series]; })) << service.Log();
  const std::string renewed = page();
  EXPECT_OK(CheckAlerts(kAlertRules, {{"training", renewed, renewed}}, {}));
}

}  // namespace
}  // namespace zaitaku
