// An acknowledged change is on the disk, as seen from below the registry.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/change_writer.h"
#include "tests/system/each_service.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/strace_log.h"

namespace zaitaku {
namespace {

int Mutations() { return FullSize() ? 1000 : 50; }

// From before the request to after the answer.
struct Span {
  absl::Time asked;
  absl::Time answered;
};

// A sync of the write-ahead log that began and ended within the span.
bool SyncedWithin(const std::vector<SyncCall>& calls, const Span& span) {
  return std::any_of(calls.begin(), calls.end(), [&span](const SyncCall& call) {
    return call.ok && absl::EndsWith(call.file, ".db-wal") && call.started >= span.asked && call.ended <= span.answered;
  });
}

TEST_OF_EACH_SERVICE(DurabilityTest, EveryAcknowledgedMutationIsSyncedBetweenRequestAndAnswer) {
  RegistryProcess<Service> registry;
  ASSERT_OK(registry.Start(StraceCommand(registry.File("strace"))));
  RegistryClient<Service> client(registry.address());
  ASSERT_OK(Service::Seed(client));
  ASSERT_OK_AND_ASSIGN(const auto dealt, Service::Deal(client, 1));
  ChangeWriter<Service> writer(registry.address(), 0, dealt[0], PrintedSeed());
  std::vector<Span> spans;
  for (int i = 0; i < Mutations(); ++i) {
    Span& span = spans.emplace_back();
    span.asked = absl::Now();
    ASSERT_OK(writer.WriteOne().status());
    span.answered = absl::Now();
  }
  ASSERT_OK(registry.Stop());
  EXPECT_EQ(writer.unknown_outcomes(), 0);
  ASSERT_OK_AND_ASSIGN(const auto calls, ReadStraceLog(registry.File("strace")));
  const auto unsynced =
      std::count_if(spans.begin(), spans.end(), [&](const Span& s) { return !SyncedWithin(calls, s); });
  EXPECT_EQ(unsynced, 0) << "of " << spans.size() << " mutations, with " << calls.size() << " syncs in all";
}

TEST_OF_EACH_SERVICE(DurabilityTest, WithAFifthOfTheSyncsFailingNoAcknowledgedMutationIsMissing) {
  RegistryProcess<Service> registry;
  // The schema and the source first, on a disk that works.
  ASSERT_OK(registry.Start());
  RegistryClient<Service> client(registry.address());
  ASSERT_OK(Service::Seed(client));
  ASSERT_OK_AND_ASSIGN(const auto dealt, Service::Deal(client, 1));
  registry.Kill();

  ASSERT_OK(registry.Start(StraceCommand(registry.File("strace"), {"-e", "inject=fdatasync:error=EIO:when=5+5"})));
  ChangeWriter<Service> writer(registry.address(), 0, dealt[0], PrintedSeed());
  for (int i = 0; i < Mutations(); ++i) ASSERT_OK(writer.WriteOne().status()) << registry.Log();
  registry.Kill();
  ASSERT_OK_AND_ASSIGN(const auto calls, ReadStraceLog(registry.File("strace")));
  const int failed = std::count_if(calls.begin(), calls.end(), [](const SyncCall& call) { return !call.ok; });
  std::printf("%d of %zu syncs failed, %d calls were told STORE_UNAVAILABLE\n", failed, calls.size(),
              writer.store_failures());
  EXPECT_GE(failed, Mutations() / 5);
  EXPECT_GE(writer.store_failures(), Mutations() / 10) << "a failed sync was not told";

  ASSERT_OK(registry.Start());
  ASSERT_OK_AND_ASSIGN(const auto revisions, client.Revisions());
  std::map<std::string, std::vector<std::string>> by_request;
  for (const auto& record : revisions) by_request[record.request_id()].push_back(record.revision());
  for (const auto& [change, revision] : writer.acknowledged()) {
    EXPECT_EQ(by_request[change.request_id()], std::vector<std::string>{revision});
    ASSERT_OK_AND_ASSIGN(const bool held, Service::IsHeld(client, change, revision));
    EXPECT_TRUE(held) << revision << " " << change.ToText();
  }
  EXPECT_EQ(revisions.size(), writer.acknowledged().size() + 1);
  ASSERT_OK_AND_ASSIGN(const auto verified, client.Call(&Service::Stub::VerifyAudit, {}));
  EXPECT_TRUE(verified.whole()) << verified.ShortDebugString();
  EXPECT_OK(registry.Stop());
}

// Makes one change after another until the disk refuses one, and returns that one.
template <typename Service>
absl::StatusOr<typename Service::Change> WriteUntilRefused(RegistryClient<Service>& client, unsigned int seed) {
  constexpr int kMany = 100;
  ASSIGN_OR_RETURN(const auto dealt, Service::Deal(client, 1));
  typename Service::Changes changes(0, dealt[0], seed);
  for (int i = 0; i < kMany; ++i) {
    const typename Service::Change change = changes.Next();
    const absl::Status sent = Service::Send(client, change, absl::Seconds(30)).status();
    if (ReasonOf(sent) == type::v1::ERROR_REASON_STORE_UNAVAILABLE) return change;
    RETURN_IF_ERROR(sent);
  }
  return absl::FailedPreconditionError("the disk refused nothing");
}

// A commit whose sync failed is refused, but its frames are in the log. After a kill, SQLite takes them as committed,
// so that the same request is answered from the record of the first: what is told then must be on the disk.
TEST_OF_EACH_SERVICE(DurabilityTest, RecoveredCommitIsSyncedBeforeItIsAnswered) {
  RegistryProcess<Service> registry;
  ASSERT_OK(registry.Start());
  // A client that is gone, for an idle one looks at its connection every five seconds only, and the end waits for it.
  {
    RegistryClient<Service> client(registry.address());
    ASSERT_OK(Service::Seed(client));
  }
  ASSERT_OK(registry.Stop());
  // The first few syncs succeed, for without a synced header the log's frames would count for nothing.
  ASSERT_OK(registry.Start(StraceCommand(registry.File("failing"), {"-e", "inject=fdatasync:error=EIO:when=8+"})));
  RegistryClient<Service> client(registry.address());
  ASSERT_OK_AND_ASSIGN(const auto refused, WriteUntilRefused<Service>(client, PrintedSeed()));
  ASSERT_OK_AND_ASSIGN(const std::string before, client.Head());
  registry.Kill();

  ASSERT_OK(registry.Start(StraceCommand(registry.File("recovered"))));
  ASSERT_OK_AND_ASSIGN(const std::string recovered, client.Head());
  ASSERT_NE(recovered, before) << "nothing was recovered, so this test says nothing";
  ASSERT_OK_AND_ASSIGN(const Answer again, Service::Send(client, refused, absl::Seconds(30)));
  const absl::Time answered = absl::Now();
  EXPECT_EQ(again.revision, recovered) << "the change was made twice";
  registry.Kill();
  ASSERT_OK_AND_ASSIGN(const auto calls, ReadStraceLog(registry.File("recovered")));
  EXPECT_TRUE(SyncedWithin(calls, {absl::InfinitePast(), answered}))
      << "answered with " << again.revision << ", which was never synced, after " << calls.size() << " syncs in all";
}

}  // namespace
}  // namespace zaitaku
