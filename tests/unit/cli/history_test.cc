// Who changed what, when and why; and reading what was true at a time.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "cli/moment.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAichi[] = "surveys/2015-12/reports/home-medical-care-23";

class HistoryTest : public ::testing::Test {
 protected:
  HistoryTest() {
    servers_.on_revisions = [this](const auto& request, auto* response) {
      requests_.push_back(request);
      // The newest is 3; a page holds one revision, as if it were very large.
      const int number = request.page_token().empty() ? 3 : std::stoi(request.page_token());
      *response->add_revisions() = Revision(number);
      if (number > 1) response->set_next_page_token(std::to_string(number - 1));
      response->set_revision("3-aaa");
      return grpc::Status::OK;
    };
    servers_.on_find_revision = [this](const auto& request, auto* response) {
      find_ = request;
      response->set_revision("2-bbb");
      response->mutable_create_time()->set_seconds(1795314600);  // 2026-11-22T02:30:00Z
      return grpc::Status::OK;
    };
    servers_.on_list_reports = [this](const auto& request, auto*) {
      list_revision_ = request.revision();
      return grpc::Status::OK;
    };
  }

  // Aichi and Aomori establish a council.
  static type::v1::RevisionRecord Revision(int number) {
    type::v1::RevisionRecord record;
    record.set_revision(std::to_string(number) + "-aaa");
    record.mutable_create_time()->set_seconds(1795314600 + number);
    record.set_caller("tanaka");
    record.set_method("zaitaku.council.v1.UpdateCouncilReport");
    record.set_reason("established in January");
    for (const char* name : {kAichi, "surveys/2015-12/reports/home-visit-nursing-02"}) {
      council::v1::CouncilReport before;
      before.set_name(name);
      before.set_prefecture_code(before.name().substr(before.name().size() - 2));
      before.set_establishment(council::v1::PRESENCE_ABSENT);
      council::v1::CouncilReport after = before;
      after.set_establishment(council::v1::PRESENCE_PRESENT);
      auto& change = *record.add_changes();
      change.set_name(name);
      change.mutable_before()->PackFrom(before);
      change.mutable_after()->PackFrom(after);
    }
    return record;
  }

  FakeServers servers_;
  std::vector<type::v1::ListRevisionsRequest> requests_;
  type::v1::FindRevisionRequest find_;
  std::string list_revision_;
};

TEST_F(HistoryTest, ReportsHistoryShowsWhoWhenWhyAndItsOwnFieldsBeforeAndAfter) {
  const Outcome outcome = RunCommand(servers_, {"council", "history", kAichi, "--limit", "1", "--lang", "ja"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(requests_.front().resource(), kAichi);
  EXPECT_TRUE(requests_.front().include_values());
  EXPECT_THAT(outcome.out, HasSubstr("3-aaa  2026-11-22 11:30:03 +09:00\n"));
  EXPECT_THAT(outcome.out, HasSubstr("変更者  tanaka\n"));
  EXPECT_THAT(outcome.out, HasSubstr("理由    established in January\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  home-medical-care-23  愛知県    設置状況  ×   →  ○\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("home-visit-nursing-02")));
  EXPECT_THAT(outcome.err, HasSubstr("Asia/Tokyo"));
  EXPECT_THAT(outcome.err, HasSubstr("--limit"));
}

TEST_F(HistoryTest, WithoutAReportAllRevisionsAreReadUpToTheLimit) {
  const Outcome two = RunCommand(servers_, {"council", "history", "--limit", "2"});
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_EQ(requests_.size(), 2u);
  EXPECT_EQ(requests_.front().resource(), "");
  EXPECT_EQ(requests_.back().page_size(), 1);
  EXPECT_THAT(two.out, HasSubstr("2-aaa  "));
  EXPECT_THAT(two.out, Not(HasSubstr("1-aaa  ")));
  EXPECT_THAT(two.out, HasSubstr("home-visit-nursing-02  Aomori"));
  EXPECT_THAT(two.err, HasSubstr("2 revisions"));
  EXPECT_THAT(two.err, HasSubstr("--limit shows more"));
  const Outcome all = RunCommand(servers_, {"council", "history"});
  EXPECT_THAT(all.out, HasSubstr("1-aaa  "));
  EXPECT_THAT(all.err, Not(HasSubstr("--limit")));
}

TEST_F(HistoryTest, TimesAreInTheZoneAskedFor) {
  EXPECT_THAT(RunCommand(servers_, {"council", "history", "--time-zone", "UTC"}).out,
              HasSubstr("2026-11-22 02:30:03 +00:00"));
}

TEST_F(HistoryTest, CsvHasOneChangedFieldInARow) {
  const std::string out = RunCommand(servers_, {"council", "history", kAichi, "-o", "csv", "--limit", "1"}).out;
  EXPECT_EQ(out,
            "revision,create_time,caller,method,reason,subject,field,before,after\r\n"
            "3-aaa,2026-11-22T02:30:03Z,tanaka,zaitaku.council.v1.UpdateCouncilReport,established in January," +
                std::string(kAichi) + ",establishment,×,○\r\n");
}

TEST_F(HistoryTest, JsonKeepsWhatItKnowsOfANewerServersValues) {
  servers_.on_revisions = [](const auto&, auto* response) {
    *response->add_revisions() = Revision(3);
    response->mutable_revisions(0)->mutable_changes(1)->mutable_after()->set_type_url("type.googleapis.com/new.Thing");
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"council", "history", "-o", "json"});
  type::v1::ListRevisionsResponse read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(outcome.out, &read).ok()) << outcome.out;
  EXPECT_TRUE(read.revisions(0).changes(0).has_after());
  EXPECT_FALSE(read.revisions(0).changes(1).has_after());
}

TEST_F(HistoryTest, ManyNewReportsAreCounted) {
  servers_.on_revisions = [](const auto&, auto* response) {
    auto& record = *response->add_revisions();
    const auto reports = CannedReports();
    for (const auto& report : reports.council_reports()) {
      auto& change = *record.add_changes();
      change.set_name(report.name());
      change.mutable_after()->PackFrom(report);
    }
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers_, {"council", "history"}).out, HasSubstr("  94 new reports\n"));
  EXPECT_THAT(RunCommand(servers_, {"council", "history", kAichi}).out, HasSubstr("Aichi       new "));
}

TEST_F(HistoryTest, AtATimeReadsTheRevisionThatWasTheNewestThen) {
  const Outcome outcome = RunCommand(servers_, {"council", "list", "--at", "2026-11-22T12:00+09:00"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(find_.time().seconds(), 1795316400);  // 03:00 UTC
  EXPECT_EQ(list_revision_, "2-bbb");
  EXPECT_THAT(outcome.err, HasSubstr("the newest revision was 2-bbb of 2026-11-22 11:30:00 +09:00 (Asia/Tokyo)"));
}

TEST_F(HistoryTest, AtATokenReadsItWithoutAskingForATime) {
  servers_.on_find_revision = {};
  EXPECT_EQ(RunCommand(servers_, {"council", "list", "--at", "2-bbb"}).code, 0);
  EXPECT_EQ(list_revision_, "2-bbb");
}

TEST(MomentTest, TimesAreReadInTokyoUnlessTheyHaveAnOffset) {
  const absl::Time noon = absl::FromUnixSeconds(1795316400);
  for (const char* text : {"2026-11-22T12:00", "2026-11-22T12:00:00", "2026-11-22T03:00Z", "2026-11-22T03:00:00.0Z",
                           "2026-11-22T12:00+09:00", "2026-11-21T22:00:00-05:00"}) {
    ASSERT_TRUE(ReadMoment(text)) << text;
    EXPECT_EQ(*ReadMoment(text), noon) << text;
  }
  // The last moment of the day, as the registry counts them.
  EXPECT_EQ(*ReadMoment("2026-11-22"), noon + absl::Hours(12) - absl::Microseconds(1));
  for (const char* text : {"", "2026", "2026-11", "2026-11-31", "2026-11-22T25:00", "infinite-past", "12:00", "now"}) {
    EXPECT_FALSE(ReadMoment(text)) << text;
  }
}

}  // namespace
}  // namespace zaitaku::cli
