// Budget lines and their totals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/canned_catalog.h"
#include "tests/unit/cli/fake_servers.h"
#include "tests/unit/cli/golden_files.h"

namespace zaitaku::cli {
namespace {

namespace v1 = catalog::v1;
using ::testing::HasSubstr;

class BudgetTest : public ::testing::Test {
 protected:
  BudgetTest() {
    servers_.catalog.on_list_budget_lines = [this](const auto& request, auto* response) {
      list_ = request;
      *response = CannedBudgetLines();
      return grpc::Status::OK;
    };
    servers_.catalog.on_get_budget_line = [this](const auto& request, auto* response) {
      asked_ = request.name();
      *response = CannedBudgetLines().budget_lines(2);
      return grpc::Status::OK;
    };
    servers_.catalog.on_totals = [this](const auto& request, auto* response) {
      totals_ = request;
      *response = CannedTotals();
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  v1::ListBudgetLinesRequest list_;
  v1::GetBudgetTotalsRequest totals_;
  std::string asked_;
};

TEST_F(BudgetTest, ListIsATableInBothLanguages) {
  const Outcome english = RunCommand(servers_, {"budget", "list"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(english.err, "5 budget lines at revision 7-5f1c22d09a4be310\n");
  ExpectGolden("budget.en.txt", english.out);
  ExpectGolden("budget.ja.txt", RunCommand(servers_, {"budget", "list", "--lang", "ja"}).out);
}

TEST_F(BudgetTest, FiltersTakeSlugsAndOfficialsWords) {
  const Outcome outcome =
      RunCommand(servers_, {"budget", "list", "--fiscal-year", "平成27年度", "--stage", "予算案", "--bureau", "医政局",
                            "--field", "障害", "--fund", "regional-care-fund", "--program", "specialist-training"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(list_.fiscal_year(), 2015);
  EXPECT_EQ(list_.stage(), v1::BUDGET_STAGE_DRAFT);
  EXPECT_EQ(list_.bureau(), v1::BUREAU_HEALTH_POLICY);
  EXPECT_EQ(list_.field(), v1::CARE_FIELD_DISABILITY);
  EXPECT_EQ(list_.funding_source(), "fundingSources/regional-care-fund");
  EXPECT_EQ(list_.program(), "programs/specialist-training");
}

TEST_F(BudgetTest, OneIsShownWithHowSureItIs) {
  const Outcome outcome = RunCommand(servers_, {"budget", "get", "2015-elderly"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(asked_, "budgetLines/2015-elderly");
  EXPECT_THAT(outcome.out, HasSubstr("Amount       7百万円  7,000,000円\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  program  inferred  line 575\n    inferred from: the order of the lines\n"));
}

TEST_F(BudgetTest, AmountThatIsNotPrintedIsShownInItsUnit) {
  servers_.catalog.on_get_budget_line = [](const auto&, auto* response) {
    response->mutable_amount()->set_yen(20'600'000'000);
    response->mutable_amount()->set_unit(v1::MONEY_UNIT_HUNDRED_MILLION_YEN);
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers_, {"budget", "get", "x"}).out, HasSubstr("206億円  20,600,000,000円\n"));
}

TEST_F(BudgetTest, TotalsKeepYearsAndStagesApart) {
  const Outcome english = RunCommand(servers_, {"budget", "totals"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_THAT(english.err, HasSubstr("never added"));
  ExpectGolden("totals.en.txt", english.out);
  ExpectGolden("totals.ja.txt", RunCommand(servers_, {"budget", "totals", "--lang", "ja"}).out);
  ExpectGolden("totals.csv", RunCommand(servers_, {"budget", "totals", "-o", "csv"}).out);
}

TEST_F(BudgetTest, TotalsTakeUnitsInOfficialsWords) {
  const std::vector<std::pair<const char*, v1::MoneyUnit>> units = {
      {"円", v1::MONEY_UNIT_YEN},
      {"千円", v1::MONEY_UNIT_THOUSAND_YEN},
      {"百万円", v1::MONEY_UNIT_MILLION_YEN},
      {"億円", v1::MONEY_UNIT_HUNDRED_MILLION_YEN},
      {"hundred-million-yen", v1::MONEY_UNIT_HUNDRED_MILLION_YEN},
      {"yen", v1::MONEY_UNIT_YEN}};
  for (const auto& [word, unit] : units) {
    const Outcome outcome = RunCommand(
        servers_, {"budget", "totals", "--unit", word, "--fiscal-year", "2014", "--stage", "交付額", "--lines"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(totals_.unit(), unit) << word;
  }
  EXPECT_EQ(totals_.fiscal_year(), 2014);
  EXPECT_EQ(totals_.stage(), v1::BUDGET_STAGE_GRANT);
  EXPECT_TRUE(totals_.include_lines());
}

TEST_F(BudgetTest, PrintedSumThatDiffersAndLinesAreShown) {
  servers_.catalog.on_totals = [](const auto&, auto* response) {
    *response = CannedTotals();
    auto& total = *response->mutable_totals(0);
    total.mutable_printed_sums(0)->set_matches(false);
    total.mutable_printed_sums(0)->mutable_printed()->set_text("12百万円");
    *total.add_lines() = CannedBudgetLines().budget_lines(1);
    return grpc::Status::OK;
  };
  const std::string out = RunCommand(servers_, {"budget", "totals", "--lines"}).out;
  EXPECT_THAT(out, HasSubstr("printed 12百万円, computed 11百万円  DIFFERS  2015-training\n"));
  EXPECT_THAT(out, HasSubstr("  2015-children  FY2015"));
  EXPECT_THAT(RunCommand(servers_, {"budget", "totals", "--lines", "-o", "csv"}).out,
              HasSubstr("2015,budget,line,budgetLines/2015-children,4000000,4百万円\r\n"));
}

}  // namespace
}  // namespace zaitaku::cli
