// Many clients change few reports, each only if nobody else has changed it meanwhile.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"

namespace zaitaku {
namespace {

constexpr int kClients = 32;
constexpr int kReports = 50;

int UpdatesEach() { return FullSize() ? 500 : 30; }

// What one client saw.
struct Tally {
  std::map<std::string, int> changed;  // By report.
  int aborted = 0;
  absl::Status other;  // Any other outcome.
};

// Reads a report and changes it under the etag read. What it writes was never written before, so it is a new version.
void UpdateOnce(RegistryClient& client, const std::string& name, int number, int sequence, Tally& tally) {
  council::v1::GetCouncilReportRequest get;
  get.set_name(name);
  const auto current = client.Call(&RegistryClient::Stub::GetCouncilReport, get);
  if (!current.ok()) {
    tally.other = current.status();
    return;
  }
  council::v1::UpdateCouncilReportRequest update;
  council::v1::CouncilReport& report = *update.mutable_council_report();
  report.set_name(name);
  report.set_etag(current->etag());
  report.set_establishment(council::v1::PRESENCE_PRESENT);
  report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
  council::v1::Coverage& coverage = *report.add_coverages();
  coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
  coverage.set_covered(sequence + 1);
  coverage.set_total(1000 + number);
  update.set_request_id(absl::StrCat("client-", number, ".", sequence));
  const auto updated = client.Call(&RegistryClient::Stub::UpdateCouncilReport, update);
  if (updated.ok() && !updated->unchanged()) {
    ++tally.changed[name];
  } else if (absl::IsAborted(updated.status()) && ReasonOf(updated.status()) == type::v1::ERROR_REASON_ETAG_MISMATCH) {
    ++tally.aborted;
  } else {
    tally.other = updated.ok() ? absl::InternalError("unchanged") : updated.status();
  }
}

TEST(EtagTest, EveryUpdateThatIsOkIsAVersionAndTheOthersAreAborted) {
  const unsigned int seed = PrintedSeed();
  RegistryProcess registry;
  ASSERT_OK(registry.Start());
  RegistryClient client(registry.address());
  ASSERT_OK(client.ImportSource());
  ASSERT_OK_AND_ASSIGN(const auto reports, client.Reports(""));
  std::vector<Tally> tallies(kClients);
  std::vector<std::thread> threads;
  for (int number = 0; number < kClients; ++number) {
    threads.emplace_back([&, number] {
      RegistryClient own(registry.address());
      std::mt19937 random(seed + number);
      std::uniform_int_distribution<size_t> pick(0, kReports - 1);
      for (int i = 0; i < UpdatesEach(); ++i) UpdateOnce(own, reports[pick(random)].name(), number, i, tallies[number]);
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
  for (int i = 0; i < kReports; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto versions, client.Revisions(reports[i].name()));
    EXPECT_EQ(static_cast<int>(versions.size()), changed[reports[i].name()] + 1) << reports[i].name();
  }
  ASSERT_OK_AND_ASSIGN(const auto all, client.Revisions());
  EXPECT_EQ(static_cast<int>(all.size()), ok + 1);
  EXPECT_OK(registry.Stop());
}

}  // namespace
}  // namespace zaitaku
