// Totals moved by differences are the totals of the rows, whatever happened in between.
#include "services/council/council_totals.h"

#include <google/protobuf/util/message_differencer.h>

#include <random>

#include "domain/councils.h"
#include "domain/prefectures.h"
#include "platform/storage/ledger.h"
#include "services/council/council_names.h"
#include "services/council/council_store.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku::council {
namespace {

constexpr char kSurvey[] = "surveys/2015-12";

v1::CouncilReport RandomReport(std::mt19937& random) {
  const auto one_in = [&random](int n) { return std::uniform_int_distribution<int>(1, n)(random) == 1; };
  const auto& prefecture = Prefectures()[std::uniform_int_distribution<size_t>(0, 46)(random)];
  const auto& kind = CouncilKinds()[one_in(2) ? 0 : 1];
  v1::CouncilReport report;
  report.set_name(ReportName(kSurvey, kind.kind, prefecture.code));
  report.set_establishment(one_in(3) ? v1::PRESENCE_ABSENT : v1::PRESENCE_PRESENT);
  if (report.establishment() == v1::PRESENCE_PRESENT) {
    report.set_prefecture_wide(one_in(2) ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
    for (const AreaUnitEntry& unit : AreaUnits()) {
      if (!one_in(3)) continue;
      v1::Coverage& coverage = *report.add_coverages();
      coverage.set_unit(unit.unit);
      coverage.set_total(std::uniform_int_distribution<int>(1, 30)(random));
      coverage.set_covered(std::uniform_int_distribution<int>(1, coverage.total())(random));
    }
  } else if (one_in(2)) {
    v1::Plan& plan = *report.add_plans();
    plan.set_scope(v1::PLAN_SCOPE_COUNCIL);
    if (one_in(3)) {
      plan.set_undecided(true);
    } else {
      if (one_in(2))
        plan.mutable_interval()->set_first_fiscal_year(2014 + std::uniform_int_distribution<int>(0, 3)(random));
      if (!plan.interval().has_first_fiscal_year() || one_in(2)) plan.mutable_interval()->set_last_fiscal_year(2018);
    }
  }
  return report;
}

// From the rows alone.
v1::SurveyTotals Recompute(const ResourceReader& reader) {
  std::map<std::string, std::vector<const v1::CouncilReport*>> by_prefecture;
  const auto reports = ListReports(reader, kSurvey);
  for (const v1::CouncilReport& report : *reports) by_prefecture[report.prefecture_code()].push_back(&report);
  std::map<std::string, int64_t> cells;
  for (const auto& [code, of_prefecture] : by_prefecture) {
    for (const auto& [cell, value] : CellsOf(code, PrefectureFigures(of_prefecture))) cells[cell] += value;
  }
  return TotalsFromCells(kSurvey, cells);
}

TEST(CouncilTotalsTest, RunningTotalsEqualThoseOfTheRowsAtEveryRevision) {
  TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(auto ledger, Ledger::Open(folder.File("ledger.db"), {}));
  std::mt19937 random(20151201);
  for (int i = 0; i < 400; ++i) {
    v1::CouncilReport report = RandomReport(random);
    v1::CouncilReport response;
    Mutation mutation;
    mutation.response = &response;
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = [&report](Transaction& transaction) { return PutReport(transaction, report); };
    mutation.done = [](const absl::Status& status) { EXPECT_OK(status); };
    ledger->Submit(std::move(mutation));
    while (ledger->Head().number <= i) absl::SleepFor(absl::Microseconds(100));
    if (i % 7 != 0) continue;
    ASSERT_OK_AND_ASSIGN(const auto view, ledger->ReadAt(""));
    ASSERT_OK_AND_ASSIGN(const v1::SurveyTotals totals, ReadTotals(view->reader, kSurvey));
    const v1::SurveyTotals expected = Recompute(view->reader);
    ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(totals, expected))
        << "after " << i + 1 << " changes:\n"
        << totals.DebugString() << "\nbut the rows give\n"
        << expected.DebugString();
  }
}

TEST(CouncilTotalsTest, PlansAreInOrderOfTimeWithUndecidedLast) {
  std::map<std::string, int64_t> cells = {{"nation/home-medical-care/plans/council/undecided", 5},
                                          {"nation/home-medical-care/plans/council/from-2016", 2},
                                          {"nation/home-medical-care/plans/council/to-2015", 1},
                                          {"nation/home-medical-care/plans/council/from-2016-to-2017", 3},
                                          {"nation/home-medical-care/plans/council/to-2014", 0}};
  const v1::SurveyTotals totals = TotalsFromCells(kSurvey, cells);
  const auto& plans = totals.nation().kinds(0).plans();
  ASSERT_EQ(plans.size(), 4);
  EXPECT_EQ(plans[0].interval().last_fiscal_year(), 2015);
  EXPECT_FALSE(plans[0].interval().has_first_fiscal_year());
  EXPECT_EQ(plans[1].interval().first_fiscal_year(), 2016);
  EXPECT_EQ(plans[1].interval().last_fiscal_year(), 2017);
  EXPECT_FALSE(plans[2].interval().has_last_fiscal_year());
  EXPECT_TRUE(plans[3].undecided());
}

}  // namespace
}  // namespace zaitaku::council
