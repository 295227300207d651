#include "tests/bench/budget_lines.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::bench {
namespace {

constexpr int kFirstYear = 2001;
constexpr int kYears = 20;
constexpr int kStages = 5;
constexpr int kRounds = 4;  // A year and stage has every bureau, field and funding source in so many lines.
static_assert(kYears * kStages * kRounds == kLinesOfAllCells);
constexpr char kPrograms[][40] = {"programs/home-care-coordination", "programs/home-care-promotion",
                                  "programs/medical-short-stay"};
constexpr char kFundingSources[][48] = {"fundingSources/community-life-support-subsidy",
                                        "fundingSources/community-support-grant", "fundingSources/regional-care-fund",
                                        "fundingSources/state-budget"};

}  // namespace

catalog::v1::BudgetLine NumberedLine(int number) {
  const int year_and_stage = number % (kYears * kStages), round = number / (kYears * kStages) % kRounds;
  catalog::v1::BudgetLine line;
  line.set_name(absl::StrCat("budgetLines/line-", number));
  line.set_program(kPrograms[number % 3]);
  line.set_funding_source(kFundingSources[round]);
  line.set_fiscal_year(kFirstYear + year_and_stage / kStages);
  line.set_stage(static_cast<catalog::v1::BudgetStage>(1 + year_and_stage % kStages));
  line.mutable_amount()->set_yen(1000 + number);
  line.mutable_amount()->set_unit(catalog::v1::MONEY_UNIT_YEN);
  line.set_bureau(static_cast<catalog::v1::Bureau>(round));
  line.set_field(static_cast<catalog::v1::CareField>(round));
  return line;
}

std::map<std::pair<int, int>, LineSum> AddUp(int lines) {
  std::map<std::pair<int, int>, LineSum> sums;
  for (int number = 0; number < lines; ++number) {
    const catalog::v1::BudgetLine line = NumberedLine(number);
    LineSum& sum = sums[{line.fiscal_year(), line.stage()}];
    ++sum.lines;
    sum.yen += line.amount().yen();
  }
  return sums;
}

}  // namespace zaitaku::bench
