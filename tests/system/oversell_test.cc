// Many clients contend for the places of events, whose rules are changed and which are closed and reopened, while the
// training events' process is killed again and again.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/applying_client.h"
#include "tests/system/event_officer.h"
#include "tests/system/places_replay.h"
#include "tests/system/registry_process.h"

namespace zaitaku {
namespace {

using training::v1::Application;

constexpr int kClients = 32;

struct Size {
  int people;  // Who are asked to be registered, by all clients together.
  int kills;
  int events;       // Of each kind of rule.
  int governments;  // Who contend for them.
};

Size TestSize() { return FullSize() ? Size{100000, 100, 40, 67} : Size{1600, 6, 4, 12}; }

class OversellRun {
 public:
  void SetUp() {
    ASSERT_OK(process_.Start());
    client_ = std::make_unique<RegistryClient<Training>>(process_.address());
    for (int i = 0; i < TestSize().events; ++i) {
      // Each kind so tight that many are refused, or wait.
      ASSERT_NO_FATAL_FAILURE(AddEvent(absl::StrCat("quota-", i), 4, 0, false));
      ASSERT_NO_FATAL_FAILURE(AddEvent(absl::StrCat("capacity-", i), 0, CapacityOfEach(), false));
      ASSERT_NO_FATAL_FAILURE(AddEvent(absl::StrCat("waiting-", i), 4, CapacityOfEach(), true));
      ASSERT_NO_FATAL_FAILURE(AddEvent(absl::StrCat("quota-waiting-", i), 3, 0, true));
    }
    for (int i = 0; i < kClients; ++i) {
      clients_.push_back(
          std::make_unique<ApplyingClient>(process_.address(), i, events_, TestSize().governments, random_()));
    }
    officer_ = std::make_unique<EventOfficer>(process_.address(), filed_, CapacityOfEach(), random_());
  }

  // Clients at work; this thread kills.
  void RunAll() {
    std::atomic<int> progress = 0;
    std::atomic<int> done = 0;
    std::vector<absl::Status> outcomes(kClients);
    std::vector<std::thread> working;
    for (int i = 0; i < kClients; ++i) {
      working.emplace_back([&, i] {
        outcomes[i] = WorkBetweenKills(*clients_[i], progress);
        ++done;
      });
    }
    absl::Status officer;
    working.emplace_back([&] { officer = officer_->Work(done, kClients); });
    const absl::Status killed = KillAtRandom(progress, done);
    no_more_kills_ = true;
    for (std::thread& thread : working) thread.join();
    EXPECT_OK(killed);
    EXPECT_OK(officer);
    for (int i = 0; i < kClients; ++i) EXPECT_OK(outcomes[i]) << "client " << i;
  }

  // Every call that was answered is one revision with just what the answer says, and there is no other.
  void CheckAnswers() {
    ASSERT_NO_FATAL_FAILURE(ReadHistory());
    std::map<std::string, std::vector<const type::v1::RevisionRecord*>> by_request;
    for (const auto& record : revisions_) by_request[record.request_id()].push_back(&record);
    size_t calls = 0;
    std::set<std::string> names, cancelled;
    for (const auto& client : clients_) {
      for (const AnsweredApplication& answered : client->applications()) {
        const auto& records = by_request[answered.request.request_id()];
        ASSERT_EQ(records.size(), answered.refused ? 0u : 1u) << answered.request.request_id();
        if (answered.refused) continue;
        ++calls;
        EXPECT_EQ(records[0]->revision(), answered.response.revision());
        ASSERT_EQ(records[0]->changes_size(), answered.response.applications_size());
        for (int i = 0; i < records[0]->changes_size(); ++i) {
          const std::string& name = answered.response.applications(i).name();
          EXPECT_EQ(records[0]->changes(i).name(), name);
          EXPECT_TRUE(names.insert(name).second) << "two people have " << name;
        }
      }
      for (const AnsweredCancellation& answered : client->cancellations()) {
        const auto& records = by_request[answered.request_id];
        ASSERT_EQ(records.size(), 1u) << answered.request_id;
        ++calls;
        EXPECT_EQ(records[0]->revision(), answered.revision);
        EXPECT_EQ(records[0]->changes_size(), answered.changes);
        EXPECT_TRUE(cancelled.insert(answered.application).second);
      }
    }
    for (const std::string& request_id : officer_->changes()) {
      EXPECT_EQ(by_request[request_id].size(), 1u) << request_id;
    }
    // What the service did by itself: promotions that one revision does not hold.
    const auto is_own = [](const auto& record) { return record.caller() == "training-events"; };
    own_ = static_cast<int>(std::count_if(revisions_.begin(), revisions_.end(), is_own));
    EXPECT_EQ(revisions_.size(), calls + events_.size() + officer_->changes().size() + own_);
    EXPECT_EQ(replay_.applications().size(), names.size());
    for (const auto& [name, application] : replay_.applications()) {
      EXPECT_TRUE(names.contains(name)) << "nobody was told of " << name;
      EXPECT_EQ(application.state() == Application::STATE_CANCELLED, cancelled.contains(name)) << name;
    }
  }

  // What lists and counts say is what the history came to, and no rule was broken on the way.
  void CheckPlaces() {
    std::map<std::string, Application> listed;
    for (const std::string& event : events_) {
      ASSERT_NO_FATAL_FAILURE(List(event, listed));
      training::v1::GetParticipationRequest request;
      request.set_event(event);
      ASSERT_OK_AND_ASSIGN(const auto participation, client_->Call(&Training::Stub::GetParticipation, request));
      EXPECT_EQ(CountOf(event, Application::STATE_ADMITTED), participation.applications().admitted());
      EXPECT_EQ(CountOf(event, Application::STATE_WAITING), participation.applications().waiting());
      EXPECT_EQ(CountOf(event, Application::STATE_CANCELLED), participation.applications().cancelled());
      if (participation.places().has_limit()) {
        EXPECT_LE(participation.places().admitted(), participation.places().limit());
      }
      for (const auto& government : participation.governments()) {
        if (!government.places().has_limit()) continue;
        EXPECT_LE(government.places().admitted(), government.places().limit()) << event;
      }
    }
    ASSERT_EQ(listed.size(), replay_.applications().size());
    for (const auto& [name, application] : replay_.applications()) {
      EXPECT_EQ(listed[name].state(), application.state()) << name;
      EXPECT_EQ(listed[name].person(), application.person()) << name;
    }
  }

  void CheckBooks() {
    ASSERT_OK_AND_ASSIGN(const auto totals, client_->Call(&Training::Stub::CheckTotals, {}, absl::Minutes(10)));
    EXPECT_TRUE(totals.correct()) << totals.ShortDebugString();
    EXPECT_GT(totals.compared_cells(), 0);
    ASSERT_OK_AND_ASSIGN(const auto audit, client_->Call(&Training::Stub::VerifyAudit, {}, absl::Minutes(10)));
    EXPECT_TRUE(audit.whole()) << audit.ShortDebugString();
    EXPECT_EQ(audit.verified_revisions(), static_cast<int>(revisions_.size()));
  }

  void Report() const {
    int unknown = 0, refused = 0, cancelled = 0;
    for (const auto& client : clients_) {
      unknown += client->unknown_outcomes();
      cancelled += static_cast<int>(client->cancellations().size());
      for (const auto& answered : client->applications()) refused += answered.refused;
    }
    std::printf(
        "%d people, %zu applications, %d waited, %d promoted, %d cancelled or erased, %d requests refused, %zu changes "
        "of events, %d revisions of the service's own, %d kills, %d unknown outcomes\n",
        TestSize().people, replay_.applications().size(), replay_.waited(), replay_.promotions(), cancelled, refused,
        officer_->changes().size(), own_, kills_.load(), unknown);
    EXPECT_EQ(kills_.load(), TestSize().kills);
    EXPECT_GT(unknown, 0) << "no kill met a call under way";
    EXPECT_GT(refused, 0);
    EXPECT_GT(replay_.waited(), 0);
    EXPECT_GT(replay_.promotions(), 0);
    EXPECT_GT(officer_->changes().size(), 0u);
  }

 private:
  static int CapacityOfEach() { return TestSize().people / TestSize().events / 12; }

  void AddEvent(const std::string& id, int per_government, int capacity, bool waiting_list) {
    training::v1::UpdateEventRequest request;
    request.set_allow_missing(true);
    training::v1::Event& event = *request.mutable_event();
    event.set_name("events/" + id);
    event.mutable_title()->set_ja("研修 " + id);
    event.mutable_title()->set_en("Training " + id);
    event.set_kind(training::v1::Event::KIND_TRAINING);
    event.set_state(training::v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.add_fields(training::v1::TRAINING_FIELD_HOME_VISIT_NURSING);
    auto& rule = *event.mutable_application_rule();
    if (per_government > 0) rule.set_per_government(per_government);
    if (capacity > 0) rule.set_capacity(capacity);
    rule.set_waiting_list(waiting_list);
    ASSERT_OK(client_->Call(&Training::Stub::UpdateEvent, request));
    events_.push_back(event.name());
    filed_.push_back(event);
  }

  // However fast, clients are at most two shares ahead of the last kill, so that each kill meets some at work.
  absl::Status WorkBetweenKills(ApplyingClient& client, std::atomic<int>& progress) {
    const int people = TestSize().people / kClients, shares = TestSize().kills;
    for (int share = 1; share <= shares; ++share) {
      while (share > kills_ + 2 && !no_more_kills_) absl::SleepFor(absl::Milliseconds(1));
      RETURN_IF_ERROR(client.Work(share * people / shares, progress));
    }
    return absl::OkStatus();
  }

  // Kills are spread over the people, each at a random moment.
  absl::Status KillAtRandom(const std::atomic<int>& progress, const std::atomic<int>& done) {
    const Size size = TestSize();
    for (kills_ = 0; kills_ < size.kills; ++kills_) {
      const int64_t due = int64_t{kills_.load()} * size.people / size.kills;
      while (progress < due && done < kClients) absl::SleepFor(absl::Milliseconds(1));
      if (done == kClients) break;
      absl::SleepFor(absl::Microseconds(std::uniform_int_distribution<int>(0, 20000)(random_)));
      process_.Kill();
      RETURN_IF_ERROR(process_.Start());
    }
    return absl::OkStatus();
  }

  // All revisions, the oldest first, played again, once nobody waits any more for whom there is a place.
  void ReadHistory() {
    const absl::Time end = absl::Now() + absl::Minutes(2);
    do {
      replay_ = PlacesReplay();
      ASSERT_OK_AND_ASSIGN(revisions_, client_->Revisions("", true));
      for (const type::v1::RevisionRecord& record : revisions_) ASSERT_OK(replay_.Play(record)) << record.revision();
    } while (!replay_.is_settled() && absl::Now() < end);
    EXPECT_TRUE(replay_.is_settled());
  }

  void List(const std::string& event, std::map<std::string, Application>& listed) {
    training::v1::ListApplicationsRequest request;
    request.set_event(event);
    ASSERT_OK_AND_ASSIGN(const auto all, client_->ListAll(&Training::Stub::ListApplications, request,
                                                          &training::v1::ListApplicationsResponse::applications));
    for (const Application& application : all) listed[application.name()] = application;
  }

  int CountOf(const std::string& event, Application::State state) const {
    return static_cast<int>(
        std::count_if(replay_.applications().begin(), replay_.applications().end(), [&](const auto& application) {
          return application.second.state() == state && application.first.starts_with(event + "/applications/");
        }));
  }

  std::mt19937 random_{PrintedSeed()};
  RegistryProcess<Training> process_;
  std::unique_ptr<RegistryClient<Training>> client_;
  std::vector<std::string> events_;
  std::vector<training::v1::Event> filed_;
  std::unique_ptr<EventOfficer> officer_;
  std::vector<std::unique_ptr<ApplyingClient>> clients_;
  std::vector<type::v1::RevisionRecord> revisions_;
  PlacesReplay replay_;
  std::atomic<int> kills_ = 0;
  std::atomic<bool> no_more_kills_ = false;
  int own_ = 0;  // Revisions of the service's own.
};

TEST(OversellTest, NoPlaceIsSoldTwiceOrLostAndWhoWaitsComesInOrder) {
  OversellRun run;
  ASSERT_NO_FATAL_FAILURE(run.SetUp());
  run.RunAll();
  ASSERT_NO_FATAL_FAILURE(run.CheckAnswers());
  run.CheckPlaces();
  run.CheckBooks();
  run.Report();
}

}  // namespace
}  // namespace zaitaku
