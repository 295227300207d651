// Changes of the catalogue: update, review, delete, and their history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "platform/status/status.h"
#include "tests/unit/cli/canned_catalog.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

namespace v1 = catalog::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class UpdateTest : public ::testing::Test {
 protected:
  UpdateTest() {
    servers_.catalog.on_get_program = [](const auto& request, auto* response) {
      *response = CoordinationProgram();
      response->set_name(request.name());
      return grpc::Status::OK;
    };
    servers_.catalog.on_update_program = [this](const auto& request, auto* response) {
      request_ = request;
      auto& program = *response->mutable_program();
      program = CoordinationProgram();
      program.set_last_fiscal_year(2018);
      response->set_revision("8-abc");
      return grpc::Status::OK;
    };
    servers_.catalog.on_review = [this](const auto& request, auto* response) {
      review_ = request;
      *response->mutable_entry()->mutable_program() = CoordinationProgram();
      response->set_revision("8-abc");
      return grpc::Status::OK;
    };
    servers_.catalog.on_delete_program = [this](const auto& request, auto* response) {
      delete_ = request;
      response->set_revision("8-abc");
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  v1::UpdateProgramRequest request_;
  v1::ReviewFactRequest review_;
  v1::DeleteProgramRequest delete_;
};

TEST_F(UpdateTest, SendsOnlyWhatIsGivenWithTheEtagThatWasRead) {
  const Outcome outcome = RunCommand(servers_, {"program", "update", "home-care-coordination", "--last-fiscal-year",
                                                "平成30年度", "--reason", "it ends", "--dry-run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(request_.update_mask().paths(), ElementsAre("last_fiscal_year"));
  v1::Program sent;
  sent.set_name(kCoordination);
  sent.set_last_fiscal_year(2018);
  sent.set_etag("e5");
  EXPECT_EQ(request_.program().SerializeAsString(), sent.SerializeAsString());
  EXPECT_EQ(request_.reason(), "it ends");
  EXPECT_TRUE(request_.validate_only());
  EXPECT_FALSE(request_.request_id().empty());
  EXPECT_EQ(outcome.out,
            "programs/home-care-coordination  dry run, nothing was changed  revision 8-abc\n\n"
            "Field             Before           After\n"
            "Last fiscal year  (not stated)  →  2018\n");
}

TEST_F(UpdateTest, TakesEveryOptionAndBlank) {
  const Outcome outcome =
      RunCommand(servers_, {"program", "update", "home-care-coordination", "--display-name-en", "Coordination",
                            "--purpose-ja", "blank", "--bureau", "医政局", "--parent", "blank", "--add-alias",
                            "連携推進事業", "--remove-alias", "在宅医療推進事業", "--first-fiscal-year", "blank"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(request_.update_mask().paths(),
              ElementsAre("display_name", "purpose", "bureau", "parent", "first_fiscal_year", "aliases"));
  const v1::Program& sent = request_.program();
  EXPECT_EQ(sent.display_name().ja(), "在宅医療・介護連携推進事業") << "the other language stays";
  EXPECT_EQ(sent.display_name().en(), "Coordination");
  EXPECT_EQ(sent.purpose().ja(), "");
  EXPECT_NE(sent.purpose().en(), "");
  EXPECT_EQ(sent.bureau(), v1::BUREAU_HEALTH_POLICY);
  EXPECT_FALSE(sent.has_first_fiscal_year());
  ASSERT_EQ(sent.aliases_size(), 2);
  EXPECT_EQ(sent.aliases(0).lines_size(), 1) << "an alias that stays keeps its lines";
  EXPECT_EQ(sent.aliases(1).text(), "連携推進事業");
}

TEST_F(UpdateTest, GivenEtagOrRequestIdIsSentInstead) {
  RunCommand(servers_, {"program", "update", "x", "--bureau", "elderly", "--etag", "mine"});
  EXPECT_EQ(request_.program().etag(), "mine");
  RunCommand(servers_, {"program", "update", "x", "--bureau", "elderly", "--request-id", "r1"});
  EXPECT_EQ(request_.program().etag(), "");
  EXPECT_EQ(request_.request_id(), "r1");
}

TEST_F(UpdateTest, WhatCannotBeDoneIsRefusedBeforeTheCall) {
  EXPECT_EQ(RunCommand(servers_, {"program", "update", "x"}).code, 2);
  const Outcome outcome = RunCommand(servers_, {"program", "update", "x", "--remove-alias", "別の名前"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'別の名前', which is no other name of programs/x"));
  EXPECT_EQ(RunCommand(servers_, {"program", "update", "x", "--bureau", "elderly", "--first-fiscal-year", "H"}).code,
            2);
  EXPECT_EQ(request_.program().name(), "");
}

TEST_F(UpdateTest, CsvHasOneChangedFieldInARow) {
  EXPECT_EQ(RunCommand(servers_, {"program", "update", "x", "--last-fiscal-year", "2018", "-o", "csv"}).out,
            "subject,field,before,after\r\nprograms/home-care-coordination,last_fiscal_year,,2018\r\n");
}

TEST_F(UpdateTest, ReviewSaysWhatOfWhichFactAndWhy) {
  const Outcome outcome = RunCommand(
      servers_, {"program", "review", "home-care-coordination", "levels", "--confirm", "--reason", "as in the notice"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(review_.name(), kCoordination);
  EXPECT_EQ(review_.fact(), "levels");
  EXPECT_EQ(review_.verdict(), type::v1::FactReview::VERDICT_CONFIRMED);
  EXPECT_EQ(review_.reason(), "as in the notice");
  EXPECT_THAT(outcome.out, HasSubstr("programs/home-care-coordination  confirmed  revision 8-abc\n"));
  EXPECT_THAT(outcome.out, HasSubstr("    confirmed  2026-11-22T02:30:00Z  as in the notice\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("display_name")));
  RunCommand(servers_, {"program", "review", "fundingSources/x", "parts", "--dispute", "--reason", "no"});
  EXPECT_EQ(review_.name(), "fundingSources/x");
  EXPECT_EQ(review_.verdict(), type::v1::FactReview::VERDICT_DISPUTED);
}

TEST_F(UpdateTest, ReviewNeedsAVerdictAndAReason) {
  EXPECT_EQ(RunCommand(servers_, {"program", "review", "x", "levels", "--reason", "r"}).code, 2);
  EXPECT_EQ(RunCommand(servers_, {"program", "review", "x", "levels", "--confirm"}).code, 2);
  EXPECT_EQ(RunCommand(servers_, {"program", "review", "x", "levels", "--confirm", "--dispute", "--reason", "r"}).code,
            2);
  EXPECT_EQ(review_.name(), "");
}

TEST_F(UpdateTest, DeleteTellsWhatStillRefersToIt) {
  const Outcome outcome =
      RunCommand(servers_, {"program", "delete", "x", "--etag", "e5", "--reason", "a duplicate", "--dry-run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "programs/x  can be deleted (dry run, nothing was changed)  revision 8-abc\n");
  EXPECT_EQ(delete_.etag(), "e5");
  EXPECT_TRUE(delete_.validate_only());
  servers_.catalog.on_delete_program = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_RESOURCE_IN_USE, {"in use", "参照されています"},
                        {{"resource", "programs/x"}, {"used_by", "budgetLines/y"}}));
  };
  const Outcome refused = RunCommand(servers_, {"program", "delete", "x"});
  EXPECT_EQ(refused.code, 73);
  EXPECT_THAT(refused.err, HasSubstr("change what refers to it first: budgetLines/y"));
}

class CatalogHistoryTest : public ::testing::Test {
 protected:
  static type::v1::RevisionRecord Record() {
    type::v1::RevisionRecord record;
    record.set_revision("4-aaa");
    record.mutable_create_time()->set_seconds(1795314600);
    record.set_caller("tanaka");
    record.set_method("zaitaku.catalog.v1.UpdateProgram");
    auto& change = *record.add_changes();
    change.set_name(kCoordination);
    v1::Program program = CoordinationProgram();
    change.mutable_before()->PackFrom(program);
    program.set_etag("e6");
    program.set_bureau(v1::BUREAU_HEALTH_POLICY);
    program.mutable_parts(0)->set_description("a description that the short form leaves out");
    program.mutable_fields()->Clear();
    change.mutable_after()->PackFrom(program);
    return record;
  }

  void Answer(const type::v1::RevisionRecord& record) {
    servers_.catalog.on_revisions = [this, record](const auto& request, auto* response) {
      request_ = request;
      *response->add_revisions() = record;
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  type::v1::ListRevisionsRequest request_;
};

TEST_F(CatalogHistoryTest, ShowsTheFieldsThatChanged) {
  Answer(Record());
  const Outcome outcome = RunCommand(servers_, {"program", "history", "home-care-coordination"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(request_.resource(), kCoordination);
  EXPECT_THAT(outcome.out, HasSubstr("Bureau  elderly"));
  EXPECT_THAT(outcome.out, HasSubstr("→  health-policy\n"));
  EXPECT_THAT(outcome.out, HasSubstr("8 items (changed inside)\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("e6")));
  EXPECT_THAT(RunCommand(servers_, {"program", "history", "--lang", "ja"}).out, HasSubstr("老健局"));
  EXPECT_EQ(request_.resource(), "");
  EXPECT_THAT(RunCommand(servers_, {"program", "history", "-o", "csv"}).out,
              HasSubstr("programs/home-care-coordination,fields,在宅医療・介護連携関係,\r\n"));
}

TEST_F(CatalogHistoryTest, NewAndDeletedResourcesAreNamed) {
  type::v1::RevisionRecord record = Record();
  record.mutable_changes(0)->clear_before();
  auto& gone = *record.add_changes();
  gone.set_name("budgetLines/2015-elderly");
  gone.mutable_before()->PackFrom(CannedBudgetLines().budget_lines(2));
  Answer(record);
  const std::string out = RunCommand(servers_, {"program", "history"}).out;
  EXPECT_THAT(out, HasSubstr("programs/home-care-coordination  new: Home care coordination programme\n"));
  EXPECT_THAT(out, HasSubstr("budgetLines/2015-elderly         deleted: FY2015 budget 7百万円\n"));
}

TEST_F(CatalogHistoryTest, ManyNewResourcesAreCounted) {
  type::v1::RevisionRecord record;
  for (int i = 0; i < 11; ++i) {
    auto& change = *record.add_changes();
    change.set_name("programs/p" + std::to_string(i));
    change.mutable_after()->PackFrom(CoordinationProgram());
  }
  Answer(record);
  const std::string out = RunCommand(servers_, {"program", "history"}).out;
  EXPECT_THAT(out, HasSubstr("  11 new resources\n"));
  EXPECT_THAT(out, Not(HasSubstr("programs/p3")));
}

TEST_F(CatalogHistoryTest, WatchFollowsTheCatalogueAndNotTheRegistry) {
  servers_.catalog.on_head = [](const auto&, auto* response) {
    response->set_revision("3-aaa");
    return grpc::Status::OK;
  };
  servers_.catalog.on_watch = [](const auto& request, auto& context, auto& writer) {
    EXPECT_EQ(request.after(), "3-aaa");
    type::v1::WatchRevisionsResponse message;
    *message.mutable_record() = Record();
    writer.Write(message);
    // So that what was sent is read before the end.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    kill(getpid(), SIGINT);
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
  const Outcome outcome = RunCommand(servers_, {"program", "watch"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("4-aaa  tanaka  UpdateProgram  programs/home-care-coordination Bureau: elderly → "));
}

}  // namespace
}  // namespace zaitaku::cli
