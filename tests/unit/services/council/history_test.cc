// The registry's history over gRPC: who changed what, watches, audit, checked totals.
#include <google/protobuf/util/time_util.h>
#include <sqlite3/soci-sqlite3.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/strings/escaping.h"
#include "platform/digest/digest.h"
#include "platform/storage/sql.h"
#include "tests/council_server/council_server.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::council {
namespace {

using namespace zaitaku::council::v1;  // NOLINT: the messages are what this test is about.
using testing::SizeIs;
using type::v1::CheckTotalsRequest;
using type::v1::FindRevisionRequest;
using type::v1::ListRevisionsRequest;
using type::v1::RevisionRecord;
using type::v1::VerifyAuditRequest;
using type::v1::WatchRevisionsRequest;
using type::v1::WatchRevisionsResponse;

constexpr char kAichi[] = "surveys/2015-12/reports/home-medical-care-23";

class HistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(server_.ImportSource());
    ASSERT_OK(server_.PublishSource());
  }

  // Revision 3 and on: each makes 愛知県 what it was not.
  absl::StatusOr<UpdateCouncilReportResponse> Toggle() {
    established_ = !established_;
    UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name(kAichi);
    request.mutable_council_report()->set_establishment(established_ ? PRESENCE_PRESENT : PRESENCE_ABSENT);
    request.set_reason("訂正");
    request.set_request_id("toggle-" + std::to_string(++toggles_));
    return server_.Call(&CouncilStub::UpdateCouncilReport, request);
  }

  // An open watch.
  struct Reader {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<WatchRevisionsResponse>> stream;

    // The next revision's number, heartbeats left out; -1 at the stream's end.
    int Next() {
      WatchRevisionsResponse response;
      while (stream->Read(&response)) {
        if (response.has_record()) return std::stoi(response.record().revision_id());
      }
      return -1;
    }
  };

  std::unique_ptr<Reader> Watch(const std::string& after) {
    auto reader = std::make_unique<Reader>();
    reader->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    WatchRevisionsRequest request;
    request.set_after(after);
    reader->stream = server_.stub().WatchRevisions(&reader->context, request);
    return reader;
  }

  // Runs SQL on the registry's file behind its back.
  void Damage(const std::string& sql) {
    server_.Stop();
    DamageRunning(sql);
    server_.Restart();
  }
  void DamageRunning(const std::string& sql) {
    SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + server_.database()));
    ASSERT_OK(session.RunOnce(sql));
  }

  CouncilServer server_;
  bool established_ = false;
  int toggles_ = 0;
};

TEST_F(HistoryTest, RevisionsAreListedNewestFirstWithWhoWhatAndWhy) {
  ASSERT_OK(Toggle());
  ListRevisionsRequest request;
  request.set_include_values(true);
  request.set_resource(kAichi);
  ASSERT_OK_AND_ASSIGN(const auto list, server_.Call(&CouncilStub::ListRevisions, request));
  ASSERT_THAT(list.revisions(), SizeIs(2));
  const RevisionRecord& newest = list.revisions(0);
  EXPECT_EQ(newest.revision_id(), "3");
  EXPECT_EQ(newest.method(), "zaitaku.council.v1.UpdateCouncilReport");
  EXPECT_EQ(newest.reason(), "訂正");
  EXPECT_EQ(newest.request_id(), "toggle-1");
  EXPECT_EQ(newest.caller(), "anonymous as=ministry from=127.0.0.1");
  EXPECT_GT(newest.create_time().seconds(), 0);
  ASSERT_THAT(newest.changes(), SizeIs(1));
  CouncilReport before, after;
  ASSERT_TRUE(newest.changes(0).before().UnpackTo(&before));
  ASSERT_TRUE(newest.changes(0).after().UnpackTo(&after));
  EXPECT_EQ(before.establishment(), PRESENCE_ABSENT);
  EXPECT_EQ(after.establishment(), PRESENCE_PRESENT);
  EXPECT_GT(newest.total_cells_size(), 0);
  EXPECT_EQ(list.revisions(1).method(), "zaitaku.council.v1.ImportSurvey");
}

TEST_F(HistoryTest, PagesOfRevisionsMissNothing) {
  for (int i = 0; i < 7; ++i) ASSERT_OK(Toggle());
  ListRevisionsRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&CouncilStub::ListRevisions, request));
    for (const RevisionRecord& record : page.revisions()) ids.push_back(record.revision_id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, testing::ElementsAre("9", "8", "7", "6", "5", "4", "3", "2", "1"));
}

TEST_F(HistoryTest, RevisionAtAMomentIsTheNewestThatWasCommittedByThen) {
  ASSERT_OK_AND_ASSIGN(const auto changed, Toggle());
  ListRevisionsRequest list_request;
  ASSERT_OK_AND_ASSIGN(const auto list, server_.Call(&CouncilStub::ListRevisions, list_request));
  FindRevisionRequest request;
  *request.mutable_time() = list.revisions(0).create_time();
  EXPECT_EQ(server_.Call(&CouncilStub::FindRevision, request)->revision(), changed.revision());
  request.mutable_time()->set_seconds(0);
  EXPECT_EQ(server_.Call(&CouncilStub::FindRevision, request)->revision(), "0-0000000000000000");
  request.mutable_time()->set_nanos(-1);
  EXPECT_THAT(server_.Call(&CouncilStub::FindRevision, request), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(HistoryTest, MomentThatHasNotPassedHasNoRevisionYet) {
  FindRevisionRequest request;
  *request.mutable_time() = google::protobuf::util::TimeUtil::GetCurrentTime();
  request.mutable_time()->set_seconds(request.time().seconds() + 60);
  EXPECT_THAT(server_.Call(&CouncilStub::FindRevision, request), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

// However often it is asked: while others write, one moment has one answer.
TEST_F(HistoryTest, MomentHasOneRevisionForEver) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    while (!stop) EXPECT_OK(Toggle());
  });
  std::vector<std::pair<FindRevisionRequest, std::string>> answers;
  for (int i = 0; i < 100; ++i) {
    auto& [request, revision] = answers.emplace_back();
    *request.mutable_time() = google::protobuf::util::TimeUtil::GetCurrentTime();
    const auto found = server_.Call(&CouncilStub::FindRevision, request);
    EXPECT_OK(found);
    revision = found.ok() ? found->revision() : "";
  }
  stop = true;
  writer.join();
  for (const auto& [request, revision] : answers) {
    EXPECT_EQ(server_.Call(&CouncilStub::FindRevision, request)->revision(), revision);
  }
}

TEST_F(HistoryTest, WatchReplaysTheHistoryThenGoesOnLiveWithoutAGap) {
  auto reader = Watch("0-0000000000000000");
  EXPECT_EQ(reader->Next(), 1);
  EXPECT_EQ(reader->Next(), 2);
  for (int i = 3; i < 100; ++i) {
    ASSERT_OK(Toggle());
    EXPECT_EQ(reader->Next(), i);
  }
  reader->context.TryCancel();
}

TEST_F(HistoryTest, WatchResumedAfterARevisionGetsTheNextOne) {
  ASSERT_OK_AND_ASSIGN(const auto third, Toggle());
  for (int i = 0; i < 80; ++i) ASSERT_OK(Toggle());
  auto reader = Watch(third.revision());
  for (int i = 4; i <= 83; ++i) ASSERT_EQ(reader->Next(), i);
  reader->context.TryCancel();
}

TEST_F(HistoryTest, WatchBeginsWithASignOfLifeAndTheHead) {
  auto reader = Watch("");
  WatchRevisionsResponse first;
  ASSERT_TRUE(reader->stream->Read(&first));
  EXPECT_FALSE(first.has_record());
  EXPECT_EQ(first.head().substr(0, 2), "2-");
  ASSERT_OK(Toggle());
  EXPECT_EQ(reader->Next(), 3);
  reader->context.TryCancel();
}

TEST_F(HistoryTest, WatchAfterAnUnknownRevisionIsRefused) {
  const auto refused = [this](const std::string& after) {
    auto reader = Watch(after);
    while (reader->Next() >= 0) {
    }
    return FromGrpc(reader->stream->Finish());
  };
  EXPECT_THAT(refused("99-0123456789abcdef"), HasReason(type::v1::ERROR_REASON_REVISION_NOT_REACHED));
  EXPECT_THAT(refused("2-0123456789abcdef"), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  EXPECT_THAT(refused("nonsense"), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(HistoryTest, OpenWatchesEndWhenTheServerStops) {
  auto reader = Watch("");
  WatchRevisionsResponse first;
  ASSERT_TRUE(reader->stream->Read(&first));
  const absl::Time begin = absl::Now();
  server_.Stop();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(9)) << "it waited for the drain's end";
  EXPECT_EQ(reader->Next(), -1);
  EXPECT_EQ(reader->stream->Finish().error_code(), grpc::UNAVAILABLE);
}

TEST_F(HistoryTest, SlowWatcherDelaysNobody) {
  auto slow = Watch("0-0000000000000000");
  auto quick = Watch("0-0000000000000000");
  for (int i = 0; i < 200; ++i) ASSERT_OK(Toggle());
  for (int i = 1; i <= 202; ++i) ASSERT_EQ(quick->Next(), i);
  for (int i = 1; i <= 202; ++i) ASSERT_EQ(slow->Next(), i);
  slow->context.TryCancel();
  quick->context.TryCancel();
}

TEST_F(HistoryTest, AuditOfAnHonestHistoryIsWholeAndContainsAnExportedHead) {
  VerifyAuditRequest request;
  ASSERT_OK_AND_ASSIGN(const auto first, server_.Call(&CouncilStub::VerifyAudit, request));
  EXPECT_TRUE(first.whole()) << first.DebugString();
  EXPECT_EQ(first.verified_revisions(), 2);
  ASSERT_OK(Toggle());
  request.set_exported_head(first.head());
  EXPECT_TRUE(server_.Call(&CouncilStub::VerifyAudit, request)->whole());
  request.set_exported_head("2-0123456789abcdef");
  EXPECT_FALSE(server_.Call(&CouncilStub::VerifyAudit, request)->whole());
}

TEST_F(HistoryTest, EditedReportIsFoundByTheAudit) {
  Damage(
      "UPDATE resource_version SET payload = (SELECT payload FROM resource_version WHERE name LIKE '%nursing-47') "
      "WHERE name LIKE '%care-23'");
  EXPECT_FALSE(server_.Call(&CouncilStub::VerifyAudit, VerifyAuditRequest())->whole());
}

TEST_F(HistoryTest, DamagedReportIsRefused) {
  Damage("UPDATE resource_version SET payload = 'no base64' WHERE name LIKE '%care-23'");
  GetCouncilReportRequest request;
  request.set_name(kAichi);
  EXPECT_THAT(server_.Call(&CouncilStub::GetCouncilReport, request), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  ListCouncilReportsRequest list;
  list.set_parent("surveys/2015-12");
  EXPECT_THAT(server_.Call(&CouncilStub::ListCouncilReports, list), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

// Bytes that are a message, but not of a report.
TEST_F(HistoryTest, NonsenseInsteadOfAReportIsFoundAndEndsNothing) {
  Damage("UPDATE resource_version SET payload = '' WHERE name LIKE '%care-23'");
  EXPECT_FALSE(server_.ready());
  EXPECT_THAT(server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest()),
              HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  GetCouncilReportRequest other;
  other.set_name("surveys/2015-12/reports/home-medical-care-13");
  EXPECT_OK(server_.Call(&CouncilStub::GetCouncilReport, other));
}

TEST_F(HistoryTest, RegistryWithAWrongTotalIsNotReady) {
  EXPECT_TRUE(server_.ready());
  Damage("UPDATE total_cell SET value = 45 WHERE cell = 'nation/home-medical-care/established'");
  EXPECT_FALSE(server_.ready());
}

TEST_F(HistoryTest, WrongTotalIsFoundByTheChecker) {
  ASSERT_OK_AND_ASSIGN(const auto right, server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest()));
  EXPECT_TRUE(right.correct());
  EXPECT_GT(right.compared_cells(), 100);
  Damage("UPDATE total_cell SET value = 45 WHERE cell = 'nation/home-medical-care/established'");
  ASSERT_OK_AND_ASSIGN(const auto wrong, server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest()));
  EXPECT_FALSE(wrong.correct());
  ASSERT_THAT(wrong.differences(), SizeIs(1));
  EXPECT_EQ(wrong.differences(0).total(), 45);
  EXPECT_EQ(wrong.differences(0).recomputed(), 44);
}

TEST_F(HistoryTest, TotalsAreRefusedWhileTheyContradictTheRowsAndNothingElseIs) {
  Damage("UPDATE total_cell SET value = value + 5 WHERE cell = 'region-3/combinations/both'");
  EXPECT_FALSE(server_.ready());
  GetTotalsRequest totals;
  totals.set_survey("surveys/latest");
  EXPECT_THAT(server_.Call(&CouncilStub::GetTotals, totals), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  // It would answer, and write into the history, cells that follow from wrong ones.
  EXPECT_THAT(Toggle(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  GetCouncilReportRequest report;
  report.set_name(kAichi);
  EXPECT_OK(server_.Call(&CouncilStub::GetCouncilReport, report));
  Damage("UPDATE total_cell SET value = value - 5 WHERE cell = 'region-3/combinations/both'");
  EXPECT_TRUE(server_.ready());
  EXPECT_OK(server_.Call(&CouncilStub::GetTotals, totals));
  EXPECT_OK(Toggle());
}

TEST_F(HistoryTest, CheckOnDemandDecidesWhetherTotalsAreAnswered) {
  GetTotalsRequest totals;
  totals.set_survey("surveys/latest");
  DamageRunning("UPDATE total_cell SET value = value + 5 WHERE cell = 'nation/combinations/both'");
  EXPECT_FALSE(server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest())->correct());
  EXPECT_FALSE(server_.ready());
  EXPECT_THAT(server_.Call(&CouncilStub::GetTotals, totals), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  DamageRunning("UPDATE total_cell SET value = value - 5 WHERE cell = 'nation/combinations/both'");
  EXPECT_TRUE(server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest())->correct());
  EXPECT_TRUE(server_.ready());
  EXPECT_OK(server_.Call(&CouncilStub::GetTotals, totals));
}

// A report that says of itself what `change` makes of it; stored as the registry would.
std::string StoredReport(const std::function<void(CouncilReport&)>& change) {
  CouncilReport report;
  report.set_name(kAichi);
  report.set_kind(COUNCIL_KIND_HOME_MEDICAL_CARE);
  report.set_prefecture_code("23");
  report.set_establishment(PRESENCE_ABSENT);
  change(report);
  return absl::Base64Escape(report.SerializeAsString());
}

TEST_F(HistoryTest, DamagedReportIsReportedByAServerThatComesUp) {
  const std::string damages[] = {"",
                                 "AAAA",
                                 "!",
                                 StoredReport([](auto& report) { report.set_name("surveys/x"); }),
                                 StoredReport([](auto& report) { report.clear_kind(); }),
                                 StoredReport([](auto& report) { report.set_prefecture_code("99"); }),
                                 StoredReport([](auto& report) { report.add_plans(); }),
                                 StoredReport([](auto& report) { report.add_coverages()->set_unit(AreaUnit(99)); })};
  for (const std::string& payload : damages) {
    Damage("UPDATE resource_version SET payload = '" + payload + "' WHERE name = '" + kAichi + "'");
    EXPECT_FALSE(server_.ready());
    ASSERT_OK_AND_ASSIGN(const auto audit, server_.Call(&CouncilStub::VerifyAudit, VerifyAuditRequest()));
    EXPECT_FALSE(audit.whole());
    EXPECT_THAT(server_.Call(&CouncilStub::CheckTotals, CheckTotalsRequest()),
                HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
    GetTotalsRequest totals;
    totals.set_survey("surveys/2015-12");
    EXPECT_THAT(server_.Call(&CouncilStub::GetTotals, totals), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
    EXPECT_THAT(Toggle(), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  }
}

TEST_F(HistoryTest, WatchSendsWhatIsWholeBeforeADamagedVersionThenEnds) {
  for (int i = 0; i < 5; ++i) ASSERT_OK(Toggle());
  Damage(std::string("UPDATE resource_version SET payload = '!' WHERE from_revision = 5 AND name = '") + kAichi + "'");
  auto reader = Watch("0-0000000000000000");
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(reader->Next(), i);
  EXPECT_EQ(reader->Next(), -1);
  EXPECT_THAT(FromGrpc(reader->stream->Finish()), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

// What was carried out under an earlier release's checks is not refused when it is asked for again.
TEST_F(HistoryTest, RepeatOfARequestThatWouldBeRefusedTodayGetsItsAnswer) {
  ASSERT_OK_AND_ASSIGN(const auto first, Toggle());
  UpdateCouncilReportRequest request;
  request.mutable_council_report()->set_name("of-an-older-form");
  request.set_reason(std::string(1000, 'x'));
  request.set_request_id("toggle-1");
  Damage("UPDATE idempotency SET request_digest = '" + Sha256Hex(request.SerializeAsString()) + "'");
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Call(&CouncilStub::UpdateCouncilReport, request));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.set_request_id("another");
  EXPECT_THAT(server_.Call(&CouncilStub::UpdateCouncilReport, request),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  request.set_request_id("toggle-1");
  request.set_validate_only(true);
  EXPECT_THAT(server_.Call(&CouncilStub::UpdateCouncilReport, request),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

BatchUpdateCouncilReportsRequest BatchOf(std::initializer_list<const char*> codes) {
  BatchUpdateCouncilReportsRequest request;
  request.set_parent("surveys/2015-12");
  request.set_reason("訂正");
  for (const char* code : codes) {
    CouncilReport& report = *request.add_requests()->mutable_council_report();
    report.set_name(std::string("surveys/2015-12/reports/home-medical-care-") + code);
    report.set_establishment(PRESENCE_PRESENT);
  }
  return request;
}

TEST_F(HistoryTest, BatchIsOneRevision) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       server_.Call(&CouncilStub::BatchUpdateCouncilReports, BatchOf({"23", "37", "38"})));
  EXPECT_THAT(response.council_reports(), SizeIs(3));
  EXPECT_EQ(response.revision().substr(0, 2), "3-");
  GetTotalsRequest totals;
  totals.set_survey("surveys/latest");
  EXPECT_EQ(server_.Call(&CouncilStub::GetTotals, totals)->totals().nation().kinds(0).established(), 47);
}

TEST_F(HistoryTest, BatchWithOneBadRequestChangesNothing) {
  auto request = BatchOf({"23", "37"});
  request.mutable_requests(1)->mutable_council_report()->set_establishment(PRESENCE_UNSPECIFIED);
  const auto refused = server_.Call(&CouncilStub::BatchUpdateCouncilReports, request);
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(refused.status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "requests[1].council_report.establishment");
  EXPECT_EQ(server_.Call(&CouncilStub::GetHead, GetHeadRequest())->revision().substr(0, 2), "2-");
}

TEST_F(HistoryTest, BatchOnAPublishedSurveyNeedsAReason) {
  auto request = BatchOf({"23", "37"});
  request.set_reason("\u3000");
  EXPECT_THAT(server_.Call(&CouncilStub::BatchUpdateCouncilReports, request),
              HasReason(type::v1::ERROR_REASON_REASON_REQUIRED));
  EXPECT_EQ(server_.Call(&CouncilStub::GetHead, GetHeadRequest())->revision().substr(0, 2), "2-");
}

TEST_F(HistoryTest, BadMaskInABatchIsReportedAsThatRequests) {
  auto request = BatchOf({"23", "37", "38"});
  request.mutable_requests(2)->mutable_update_mask()->add_paths("nonsense");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(server_.Call(&CouncilStub::BatchUpdateCouncilReports, request).status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "requests[2].update_mask");
  for (int i = 0; i < 1000; ++i) request.mutable_requests(2)->mutable_update_mask()->add_paths("plans");
  ASSERT_TRUE(GetDetail(server_.Call(&CouncilStub::BatchUpdateCouncilReports, request).status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "requests[2].update_mask");
}

TEST_F(HistoryTest, BatchRefusesDoubledForeignAndTooManyReports) {
  EXPECT_THAT(server_.Call(&CouncilStub::BatchUpdateCouncilReports, BatchOf({"23", "23"})),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(server_.Call(&CouncilStub::BatchUpdateCouncilReports, BatchOf({})),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  auto foreign = BatchOf({"23"});
  foreign.set_parent("surveys/2016-12");
  EXPECT_THAT(server_.Call(&CouncilStub::BatchUpdateCouncilReports, foreign),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  auto own_reason = BatchOf({"23"});
  own_reason.mutable_requests(0)->set_reason("x");
  EXPECT_THAT(server_.Call(&CouncilStub::BatchUpdateCouncilReports, own_reason),
              HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

}  // namespace
}  // namespace zaitaku::council
