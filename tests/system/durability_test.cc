// An acknowledged change is on the disk, as seen from below the registry.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/report_writer.h"
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
    return call.ok && absl::EndsWith(call.file, "council.db-wal") && call.started >= span.asked &&
           call.ended <= span.answered;
  });
}

TEST(DurabilityTest, EveryAcknowledgedMutationIsSyncedBetweenRequestAndAnswer) {
  RegistryProcess registry;
  ASSERT_OK(registry.Start(StraceCommand(registry.File("strace"))));
  RegistryClient client(registry.address());
  ASSERT_OK(client.ImportSource());
  ASSERT_OK_AND_ASSIGN(const auto dealt, DealReports(client, 1));
  ReportWriter writer(registry.address(), 0, dealt[0], PrintedSeed());
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

TEST(DurabilityTest, WithAFifthOfTheSyncsFailingNoAcknowledgedMutationIsMissing) {
  RegistryProcess registry;
  // The schema and the source first, on a disk that works.
  ASSERT_OK(registry.Start());
  RegistryClient client(registry.address());
  ASSERT_OK(client.ImportSource());
  ASSERT_OK_AND_ASSIGN(const auto dealt, DealReports(client, 1));
  registry.Kill();

  ASSERT_OK(registry.Start(StraceCommand(registry.File("strace"), {"-e", "inject=fdatasync:error=EIO:when=5+5"})));
  ReportWriter writer(registry.address(), 0, dealt[0], PrintedSeed());
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
  for (const Acknowledged& change : writer.acknowledged()) {
    EXPECT_EQ(by_request[change.request.request_id()], std::vector<std::string>{change.revision});
    council::v1::GetCouncilReportRequest get;
    get.set_name(change.request.council_report().name());
    get.set_revision(change.revision);
    ASSERT_OK_AND_ASSIGN(const auto report, client.Call(&RegistryClient::Stub::GetCouncilReport, get));
    EXPECT_TRUE(SameFacts(report, change.request.council_report())) << change.request.ShortDebugString();
  }
  EXPECT_EQ(revisions.size(), writer.acknowledged().size() + 1);
  ASSERT_OK_AND_ASSIGN(const auto verified, client.Call(&RegistryClient::Stub::VerifyAudit, {}));
  EXPECT_TRUE(verified.whole()) << verified.ShortDebugString();
  EXPECT_OK(registry.Stop());
}

}  // namespace
}  // namespace zaitaku
