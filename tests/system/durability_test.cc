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

// Changes one report after another until the disk refuses one, and returns that one.
absl::StatusOr<council::v1::UpdateCouncilReportRequest> WriteUntilRefused(RegistryClient& client) {
  ASSIGN_OR_RETURN(const auto reports, client.Reports(""));
  for (size_t i = 0; i < reports.size(); ++i) {
    council::v1::UpdateCouncilReportRequest request;
    council::v1::CouncilReport& report = *request.mutable_council_report();
    report.set_name(reports[i].name());
    report.set_establishment(council::v1::PRESENCE_PRESENT);
    // Nobody reports this, so it is a change.
    council::v1::Coverage& coverage = *report.add_coverages();
    coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
    coverage.set_covered(999);
    coverage.set_total(1000);
    report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
    request.set_request_id(absl::StrCat("change-", i));
    const absl::Status written = client.Call(&RegistryClient::Stub::UpdateCouncilReport, request).status();
    if (ReasonOf(written) == type::v1::ERROR_REASON_STORE_UNAVAILABLE) return request;
    RETURN_IF_ERROR(written);
  }
  return absl::FailedPreconditionError("the disk refused nothing");
}

// A commit whose sync failed is refused, but its frames are in the log. After a kill, SQLite takes them as committed,
// so that the same request is answered from the record of the first: what is told then must be on the disk.
TEST(DurabilityTest, RecoveredCommitIsSyncedBeforeItIsAnswered) {
  RegistryProcess registry;
  ASSERT_OK(registry.Start());
  // A client that is gone, for an idle one looks at its connection every five seconds only, and the end waits for it.
  ASSERT_OK(RegistryClient(registry.address()).ImportSource());
  ASSERT_OK(registry.Stop());
  // The first few syncs succeed, for without a synced header the log's frames would count for nothing.
  ASSERT_OK(registry.Start(StraceCommand(registry.File("failing"), {"-e", "inject=fdatasync:error=EIO:when=8+"})));
  RegistryClient client(registry.address());
  ASSERT_OK_AND_ASSIGN(const auto refused, WriteUntilRefused(client));
  ASSERT_OK_AND_ASSIGN(const auto before, client.Call(&RegistryClient::Stub::GetHead, {}));
  registry.Kill();

  ASSERT_OK(registry.Start(StraceCommand(registry.File("recovered"))));
  ASSERT_OK_AND_ASSIGN(const auto recovered, client.Call(&RegistryClient::Stub::GetHead, {}));
  ASSERT_NE(recovered.revision(), before.revision()) << "nothing was recovered, so this test says nothing";
  ASSERT_OK_AND_ASSIGN(const auto again, client.Call(&RegistryClient::Stub::UpdateCouncilReport, refused));
  const absl::Time answered = absl::Now();
  EXPECT_EQ(again.revision(), recovered.revision()) << "the change was made twice";
  registry.Kill();
  ASSERT_OK_AND_ASSIGN(const auto calls, ReadStraceLog(registry.File("recovered")));
  EXPECT_TRUE(SyncedWithin(calls, {absl::InfinitePast(), answered}))
      << "answered with " << again.revision() << ", which was never synced, after " << calls.size() << " syncs in all";
}

}  // namespace
}  // namespace zaitaku
