// Clients write and watchers watch while the registry is killed again and again.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server_process/transport.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/change_writer.h"
#include "tests/system/each_service.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/revision_watcher.h"

namespace zaitaku {
namespace {

constexpr int kWriters = 8;
constexpr int kWatchers = 16;
constexpr int kSampledRevisions = 50;
constexpr absl::Duration kCatchUp = absl::Seconds(90);

struct Size {
  int mutations;  // Of each writer.
  int kills;
};

Size TestSize() { return FullSize() ? Size{1250, 220} : Size{60, 16}; }

template <typename Service>
class KillRun {
 public:
  using Stub = typename Service::Stub;

  void SetUp() {
    SpeakTls();  // Whoever is killed in the middle of a handshake or has to make one is part of it.
    ASSERT_OK(registry_.Start());
    client_ = std::make_unique<RegistryClient<Service>>(registry_.address());
    ASSERT_OK(Service::Seed(*client_));
    ASSERT_OK_AND_ASSIGN(imported_, client_->Head());
    ASSERT_OK_AND_ASSIGN(const auto dealt, Service::Deal(*client_, kWriters));
    for (int i = 0; i < kWriters; ++i) {
      writers_.push_back(std::make_unique<ChangeWriter<Service>>(registry_.address(), i, dealt[i], random_()));
    }
    const WatcherHabit habits[] = {WatcherHabit::kSteady, WatcherHabit::kSlow, WatcherHabit::kRestless};
    for (int i = 0; i < kWatchers; ++i) {
      watchers_.push_back(
          std::make_unique<RevisionWatcher<Service>>(registry_.address(), habits[i % 3], imported_, random_()));
    }
  }

  // Writers and watchers at work; this thread kills.
  void RunAll() {
    std::atomic<int> progress = 0;
    std::atomic<int> writers_done = 0;
    std::atomic<int64_t> last = -1;
    std::atomic<bool> give_up = false;
    std::vector<absl::Status> outcomes(kWriters + kWatchers);
    std::vector<std::thread> writing, watching;
    for (int i = 0; i < kWriters; ++i) {
      writing.emplace_back([&, i] {
        outcomes[i] = WriteBetweenKills(*writers_[i], progress);
        ++writers_done;
      });
    }
    for (int i = 0; i < kWatchers; ++i) {
      watching.emplace_back([&, i] { outcomes[kWriters + i] = watchers_[i]->Watch(last, give_up); });
    }
    const absl::Status killed = KillAtRandom(progress, writers_done);
    no_more_kills_ = true;
    for (std::thread& thread : writing) thread.join();
    const auto head = client_->Head();
    last = head.ok() ? std::strtoll(head->c_str(), nullptr, 10) : 0;
    give_up = !head.ok();
    std::atomic<bool> caught_up = false;
    std::thread alarm([&] {
      for (const absl::Time end = absl::Now() + kCatchUp; absl::Now() < end && !caught_up;) {
        absl::SleepFor(absl::Milliseconds(50));
      }
      give_up = true;
    });
    for (std::thread& thread : watching) thread.join();
    caught_up = true;
    alarm.join();
    EXPECT_OK(killed);
    for (size_t i = 0; i < outcomes.size(); ++i) EXPECT_OK(outcomes[i]) << "writer or watcher " << i;
  }

  // However fast, writers are at most two shares ahead of the last kill, so that each kill meets some at work.
  absl::Status WriteBetweenKills(ChangeWriter<Service>& writer, std::atomic<int>& progress) {
    const Size size = TestSize();
    for (int written = 0; written < size.mutations; ++written) {
      while (written >= (kills_ + 2) * size.mutations / size.kills && !no_more_kills_)
        absl::SleepFor(absl::Milliseconds(1));
      RETURN_IF_ERROR(writer.Write(1, progress));
    }
    return absl::OkStatus();
  }

  // Kills are spread over the mutations, each at a random moment.
  absl::Status KillAtRandom(const std::atomic<int>& progress, const std::atomic<int>& writers_done) {
    const Size size = TestSize();
    for (kills_ = 0; kills_ < size.kills; ++kills_) {
      const int due = kills_ * kWriters * size.mutations / size.kills;
      while (progress < due && writers_done < kWriters) absl::SleepFor(absl::Milliseconds(1));
      if (writers_done == kWriters) break;
      // Not for long, or writers of a fast service are done before the last kill.
      absl::SleepFor(absl::Microseconds(std::uniform_int_distribution<int>(0, 5000)(random_)));
      registry_.Kill();
      RETURN_IF_ERROR(registry_.Start());
    }
    return absl::OkStatus();
  }

  // Every acknowledged change is one revision, and there is no other.
  void CheckRevisions() {
    ASSERT_OK_AND_ASSIGN(revisions_, client_->Revisions());
    std::map<std::string, std::vector<std::string>> by_request;
    for (const type::v1::RevisionRecord& record : revisions_) {
      if (!record.request_id().empty()) by_request[record.request_id()].push_back(record.revision());
    }
    size_t count = 0;
    for (const auto& writer : writers_) {
      for (const Acknowledged<Service>& acknowledged : writer->acknowledged()) {
        ++count;
        EXPECT_EQ(by_request[acknowledged.change.request_id()], std::vector<std::string>{acknowledged.revision})
            << acknowledged.change.request_id() << " should have been applied exactly once";
      }
    }
    EXPECT_EQ(count, static_cast<size_t>(kWriters * TestSize().mutations));
    EXPECT_EQ(revisions_.size(), count + 1);  // And the import.
  }

  // What a revision wrote can be read at it.
  void CheckValues() {
    for (const auto& writer : writers_) {
      for (const Acknowledged<Service>& acknowledged : writer->acknowledged()) {
        ASSERT_OK_AND_ASSIGN(const bool held, Service::IsHeld(*client_, acknowledged.change, acknowledged.revision));
        ASSERT_TRUE(held) << acknowledged.revision << " " << acknowledged.change.ToText();
      }
    }
  }

  void CheckTotals() {
    std::vector<type::v1::RevisionRecord> sampled;
    std::sample(revisions_.begin(), revisions_.end(), std::back_inserter(sampled), kSampledRevisions, random_);
    EXPECT_EQ(sampled.size(), static_cast<size_t>(kSampledRevisions));
    for (const type::v1::RevisionRecord& record : sampled) {
      ASSERT_OK_AND_ASSIGN(const auto totals, Service::TotalsAt(*client_, record.revision()));
      ASSERT_OK_AND_ASSIGN(const auto recount, Service::RecountAt(*client_, record.revision()));
      EXPECT_EQ(totals, recount) << record.revision();
      EXPECT_FALSE(recount.empty()) << record.revision();
    }
    ASSERT_OK_AND_ASSIGN(const auto checked, client_->Call(&Stub::CheckTotals, {}, absl::Minutes(5)));
    EXPECT_TRUE(checked.correct()) << checked.ShortDebugString();
    EXPECT_GT(checked.compared_cells(), 0);
  }

  void CheckAudit() {
    ASSERT_OK_AND_ASSIGN(const auto verified, client_->Call(&Stub::VerifyAudit, {}, absl::Minutes(10)));
    EXPECT_TRUE(verified.whole()) << verified.ShortDebugString();
    EXPECT_EQ(verified.verified_revisions(), static_cast<int>(revisions_.size()));
  }

  // Each saw exactly the revisions that there are, and what they wrote.
  void CheckWatchers() {
    std::map<std::string, const typename Service::Change*> by_revision;
    for (const auto& writer : writers_) {
      for (const auto& acknowledged : writer->acknowledged()) {
        by_revision[acknowledged.revision] = &acknowledged.change;
      }
    }
    for (const auto& watcher : watchers_) {
      ASSERT_EQ(watcher->seen().size() + 1, revisions_.size());
      for (size_t i = 0; i < watcher->seen().size(); ++i) {
        const type::v1::RevisionRecord& seen = watcher->seen()[i];
        ASSERT_EQ(seen.revision(), revisions_[i + 1].revision());
        ASSERT_EQ(seen.request_id(), revisions_[i + 1].request_id());
        const auto* change = by_revision[seen.revision()];
        ASSERT_TRUE(change != nullptr && Service::IsShown(seen, *change)) << seen.ShortDebugString();
      }
    }
  }

  void CheckFile() {
    // An idle client looks at its connection every five seconds only, and the end waits for it.
    client_.reset();
    writers_.clear();
    watchers_.clear();
    ASSERT_OK(registry_.Stop());
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open_v2(registry_.database().c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    std::string verdict;
    const auto add = [](void* out, int, char** columns, char**) {
      absl::StrAppend(static_cast<std::string*>(out), columns[0], "\n");
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, "PRAGMA integrity_check", add, &verdict, nullptr), SQLITE_OK);
    EXPECT_EQ(verdict, "ok\n");
    sqlite3_close(database);
  }

  void Report() const {
    int unknown = 0;
    int streams = 0;
    for (const auto& writer : writers_) unknown += writer->unknown_outcomes();
    for (const auto& watcher : watchers_) streams += watcher->streams();
    std::printf("%d mutations, %d kills, %d unknown outcomes, %d streams of %d watchers\n",
                kWriters * TestSize().mutations, kills_.load(), unknown, streams, kWatchers);
    EXPECT_EQ(kills_.load(), TestSize().kills);
    EXPECT_GT(unknown, 0) << "no kill met a call under way";
    EXPECT_GT(streams, kWatchers * 2);
  }

 private:
  std::mt19937 random_{PrintedSeed()};
  RegistryProcess<Service> registry_;
  std::unique_ptr<RegistryClient<Service>> client_;
  std::vector<std::unique_ptr<ChangeWriter<Service>>> writers_;
  std::vector<std::unique_ptr<RevisionWatcher<Service>>> watchers_;
  std::vector<type::v1::RevisionRecord> revisions_;  // The oldest first.
  std::string imported_;                             // The token of the import's revision.
  std::atomic<int> kills_ = 0;
  std::atomic<bool> no_more_kills_ = false;
};

TEST_OF_EACH_SERVICE(KillTest, NothingAcknowledgedIsLostOrDoubledAndEveryWatcherSeesEveryRevisionOnce) {
  KillRun<Service> run;
  ASSERT_NO_FATAL_FAILURE(run.SetUp());
  run.RunAll();
  run.Report();
  run.CheckRevisions();
  run.CheckValues();
  run.CheckTotals();
  run.CheckAudit();
  run.CheckWatchers();
  run.CheckFile();
}

}  // namespace
}  // namespace zaitaku
