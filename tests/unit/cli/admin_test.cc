// The audit chain and the totals, as operators check them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    servers_.on_verify = [this](const auto& request, auto* response) {
      verify_ = request;
      response->set_whole(problems_.empty());
      response->set_head("3-2fd38ced86dd51e1");
      response->set_verified_revisions(3);
      for (const auto& problem : problems_) response->add_problems(problem);
      return grpc::Status::OK;
    };
    servers_.on_check_totals = [this](const auto&, auto* response) {
      response->set_correct(!differs_);
      response->set_revision("3-2fd38ced86dd51e1");
      response->set_compared_cells(177);
      if (!differs_) return grpc::Status::OK;
      auto& difference = *response->add_differences();
      difference.set_scope("surveys/2015-12");
      difference.set_cell("nation/home-medical-care/established");
      difference.set_total(43);
      difference.set_recomputed(44);
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  type::v1::VerifyAuditRequest verify_;
  std::vector<std::string> problems_;
  bool differs_ = false;
};

TEST_F(AdminTest, WholeChainExitsWithZero) {
  const Outcome outcome = RunCommand(servers_, {"admin", "audit", "verify", "--exported-head", "2-abc"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "the audit chain is whole: 3 revisions, head 3-2fd38ced86dd51e1\n");
  EXPECT_EQ(verify_.exported_head(), "2-abc");
}

TEST_F(AdminTest, BrokenChainExitsWithOneAndListsWhatIsWrong) {
  problems_ = {"revision 2 does not have the digest of what it says", "revision 3 is dated\x1b before"};
  const Outcome outcome = RunCommand(servers_, {"admin", "audit", "verify"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("NOT whole"));
  EXPECT_THAT(outcome.out, HasSubstr("- revision 2 does not have the digest of what it says\n- revision 3 is dated␛"));
  const Outcome japanese = RunCommand(servers_, {"admin", "audit", "verify", "--lang", "ja"});
  EXPECT_EQ(japanese.code, 1);
  EXPECT_THAT(japanese.out, HasSubstr("監査記録が完全ではありません"));
  const Outcome json = RunCommand(servers_, {"admin", "audit", "verify", "-o", "json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.out, HasSubstr("\"whole\": false"));
  EXPECT_THAT(RunCommand(servers_, {"admin", "audit", "verify", "-o", "csv"}).out, HasSubstr("problem\r\nrevision 2 "));
}

TEST_F(AdminTest, HeadIsPrintedAloneAndOnlyOfAWholeChain) {
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "head"}).out, "3-2fd38ced86dd51e1\n");
  problems_ = {"revision 2 is missing"};
  const Outcome outcome = RunCommand(servers_, {"admin", "audit", "head"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("- revision 2 is missing\n"));
}

TEST_F(AdminTest, TotalsThatDifferExitWithOneAndAreShown) {
  const Outcome right = RunCommand(servers_, {"admin", "totals", "check"});
  EXPECT_EQ(right.code, 0);
  EXPECT_EQ(right.out, "the totals agree with the rows: 177 cells, revision 3-2fd38ced86dd51e1\n");
  differs_ = true;
  const Outcome wrong = RunCommand(servers_, {"admin", "totals", "check"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.out, HasSubstr("surveys/2015-12  nation/home-medical-care/established     43    44\n"));
  const Outcome csv = RunCommand(servers_, {"admin", "totals", "check", "-o", "csv"});
  EXPECT_EQ(csv.code, 1);
  EXPECT_THAT(csv.out, HasSubstr("surveys/2015-12,nation/home-medical-care/established,43,44\r\n"));
}

TEST_F(AdminTest, ServiceSaysWhoseChainAndTotals) {
  servers_.catalog.on_verify = [](const auto&, auto* response) {
    response->set_whole(true);
    response->set_head("9-cafe");
    return grpc::Status::OK;
  };
  servers_.catalog.on_check_totals = [](const auto&, auto* response) {
    response->set_correct(true);
    response->set_revision("9-cafe");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "head", "--service", "catalog"}).out, "9-cafe\n");
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "head", "--service", "council"}).out, "3-2fd38ced86dd51e1\n");
  EXPECT_THAT(RunCommand(servers_, {"admin", "audit", "verify", "--service", "catalog"}).out, HasSubstr("head 9-cafe"));
  EXPECT_THAT(RunCommand(servers_, {"admin", "totals", "check", "--service", "catalog"}).out,
              HasSubstr("revision 9-cafe"));
}

TEST_F(AdminTest, RegistryWithoutTheseMethodsExitsWithItsCode) {
  servers_.on_verify = {};
  servers_.on_check_totals = {};
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "verify"}).code, 76);
  EXPECT_EQ(RunCommand(servers_, {"admin", "audit", "head"}).code, 76);
  EXPECT_EQ(RunCommand(servers_, {"admin", "totals", "check"}).code, 76);
}

}  // namespace
}  // namespace zaitaku::cli
