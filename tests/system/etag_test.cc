// Many clients change few resources, each only if nobody else has changed it meanwhile.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/each_service.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"

namespace zaitaku {
namespace {

constexpr int kClients = 32;

int UpdatesEach() { return FullSize() ? 500 : 30; }

// What one client saw.
struct Tally {
  std::map<std::string, int> changed;  // By report.
  int aborted = 0;
  absl::Status other;  // Any other outcome.
};

// Reads a resource and changes it under the etag read. What it writes was never written before, so it is a new version.
template <typename Service>
void UpdateOnce(RegistryClient<Service>& client, const std::string& name, int number, int sequence, Tally& tally) {
  const auto etag = Service::EtagOf(client, name);
  if (!etag.ok()) {
    tally.other = etag.status();
    return;
  }
  const auto changed = Service::UpdateUnder(client, name, *etag, number, sequence);
  if (changed.ok() && *changed) {
    ++tally.changed[name];
  } else if (absl::IsAborted(changed.status()) && ReasonOf(changed.status()) == type::v1::ERROR_REASON_ETAG_MISMATCH) {
    ++tally.aborted;
  } else {
    tally.other = changed.ok() ? absl::InternalError("unchanged") : changed.status();
  }
}

TEST_OF_EACH_SERVICE(EtagTest, EveryUpdateThatIsOkIsAVersionAndTheOthersAreAborted) {
  const unsigned int seed = PrintedSeed();
  RegistryProcess<Service> registry;
  ASSERT_OK(registry.Start());
  RegistryClient<Service> client(registry.address());
  ASSERT_OK(Service::Seed(client));
  ASSERT_OK_AND_ASSIGN(const auto names, Service::Contended(client));
  ASSERT_OK_AND_ASSIGN(const auto before, client.Revisions());
  std::vector<Tally> tallies(kClients);
  std::vector<std::thread> threads;
  for (int number = 0; number < kClients; ++number) {
    threads.emplace_back([&, number] {
      RegistryClient<Service> own(registry.address());
      std::mt19937 random(seed + number);
      std::uniform_int_distribution<size_t> pick(0, names.size() - 1);
      for (int i = 0; i < UpdatesEach(); ++i) UpdateOnce<Service>(own, names[pick(random)], number, i, tallies[number]);
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::map<std::string, int> changed;
  int ok = 0;
  int aborted = 0;
  for (const Tally& tally : tallies) {
    EXPECT_OK(tally.other);
    aborted += tally.aborted;
    for (const auto& [name, count] : tally.changed) {
      changed[name] += count;
      ok += count;
    }
  }
  std::printf("%d updates: %d OK, %d ABORTED\n", kClients * UpdatesEach(), ok, aborted);
  EXPECT_EQ(ok + aborted, kClients * UpdatesEach());
  EXPECT_GT(aborted, 0) << "the clients never met";
  for (const std::string& name : names) {
    ASSERT_OK_AND_ASSIGN(const auto versions, client.Revisions(name));
    EXPECT_EQ(static_cast<int>(versions.size()), changed[name] + 1) << name;
  }
  ASSERT_OK_AND_ASSIGN(const auto all, client.Revisions());
  EXPECT_EQ(all.size(), before.size() + ok);
  ASSERT_OK_AND_ASSIGN(const auto checked, client.Call(&Service::Stub::CheckTotals, {}));
  EXPECT_TRUE(checked.correct()) << checked.ShortDebugString();
  EXPECT_OK(registry.Stop());
}

}  // namespace
}  // namespace zaitaku
