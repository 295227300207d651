// What the catalogue refuses, and which field it names.
#include "services/catalog/catalog_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Program RightProgram() {
  Program program;
  program.set_name("programs/a");
  program.mutable_display_name()->set_ja("甲");
  program.set_kind(Program::KIND_PROGRAM);
  return program;
}

BudgetLine RightLine() {
  BudgetLine line;
  line.set_name("budgetLines/a");
  line.set_program("programs/a");
  line.set_fiscal_year(2015);
  line.set_stage(BUDGET_STAGE_BUDGET);
  line.mutable_amount()->set_yen(7'000'000);
  return line;
}

template <typename Resource>
std::vector<std::string> WrongFields(Resource resource, const std::function<void(Resource&)>& change) {
  change(resource);
  std::vector<std::string> fields;
  for (const FieldProblem& problem : Check(resource, "")) fields.push_back(problem.field);
  return fields;
}

std::vector<std::string> Wrong(const std::function<void(Program&)>& change) {
  return WrongFields<Program>(RightProgram(), change);
}
std::vector<std::string> WrongLine(const std::function<void(BudgetLine&)>& change) {
  return WrongFields<BudgetLine>(RightLine(), change);
}

TEST(CatalogRulesTest, RightResourcesPass) {
  EXPECT_THAT(Wrong([](Program&) {}), IsEmpty());
  EXPECT_THAT(WrongLine([](BudgetLine&) {}), IsEmpty());
}

TEST(CatalogRulesTest, EachWrongFieldOfAProgrammeIsNamed) {
  EXPECT_THAT(Wrong([](Program& p) { p.set_name("programs/A"); }), ElementsAre("name"));
  EXPECT_THAT(Wrong([](Program& p) { p.set_name("programs/" + std::string(64, 'a')); }), ElementsAre("name"));
  EXPECT_THAT(Wrong([](Program& p) { p.clear_display_name(); }), ElementsAre("display_name.ja"));
  EXPECT_THAT(Wrong([](Program& p) { p.mutable_display_name()->set_en(std::string(201, 'x')); }),
              ElementsAre("display_name.en"));
  EXPECT_THAT(Wrong([](Program& p) { p.mutable_purpose()->set_ja("\uF06C"); }), ElementsAre("purpose.ja"));
  EXPECT_THAT(Wrong([](Program& p) { p.add_levels(GOVERNMENT_LEVEL_STATE); }), ElementsAre("levels"));
  EXPECT_THAT(Wrong([](Program& p) {
                p.add_fields(CARE_FIELD_DISABILITY);
                p.add_fields(CARE_FIELD_DISABILITY);
              }),
              ElementsAre("fields[1]"));
  EXPECT_THAT(Wrong([](Program& p) { p.add_eligible(static_cast<GovernmentKind>(77)); }), ElementsAre("eligible[0]"));
  EXPECT_THAT(Wrong([](Program& p) {
                p.set_first_fiscal_year(2016);
                p.set_last_fiscal_year(2015);
              }),
              ElementsAre("last_fiscal_year"));
  EXPECT_THAT(Wrong([](Program& p) { p.set_first_fiscal_year(1867); }), ElementsAre("first_fiscal_year"));
  EXPECT_THAT(Wrong([](Program& p) { p.add_sources()->set_fact("etag"); }), Contains("sources[0].fact"));
  EXPECT_THAT(Wrong([](Program& p) { p.add_aliases()->set_text("x"), p.mutable_aliases(0)->add_lines(0); }),
              ElementsAre("aliases[0].lines"));
}

TEST(CatalogRulesTest, OfFarTooManyValuesOnlyTheFirstAreLookedAt) {
  const auto fields = Wrong([](Program& p) {
    for (int i = 0; i < 50'000; ++i) p.add_levels(static_cast<GovernmentLevel>(i + 1));
  });
  EXPECT_FALSE(fields.empty());
  EXPECT_LT(fields.size(), 30u);
}

TEST(CatalogRulesTest, PartsAreFiveDeepAndTwoHundredAtMost) {
  const auto nest = [](Program& program, int depth) {
    Part* part = program.add_parts();
    for (int i = 1; i < depth; ++i) {
      part->set_title("x");
      part = part->add_parts();
    }
    part->set_title("x");
  };
  EXPECT_THAT(Wrong([&](Program& p) { nest(p, 5); }), IsEmpty());
  EXPECT_FALSE(Wrong([&](Program& p) { nest(p, 6); }).empty());
  const auto fill = [](Program& program, int count) {
    for (int i = 0; i < count; ++i) {
      Part* part = i % 100 == 0 ? program.add_parts() : program.mutable_parts()->rbegin()->add_parts();
      part->set_title("x");
    }
  };
  EXPECT_THAT(Wrong([&](Program& p) { fill(p, 200); }), IsEmpty());
  EXPECT_THAT(Wrong([&](Program& p) { fill(p, 201); }), ElementsAre("parts"));
}

TEST(CatalogRulesTest, EachWrongFieldOfABudgetLineIsNamed) {
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.clear_program(); }), ElementsAre("program"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.clear_stage(); }), ElementsAre("stage"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.clear_amount(); }), ElementsAre("amount"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.mutable_amount()->set_yen(-1); }), ElementsAre("amount.yen"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) {
                l.mutable_amount()->set_yen(-1);
                l.set_stage(BUDGET_STAGE_SUPPLEMENTARY);
              }),
              IsEmpty());
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.mutable_amount()->set_yen(100'000'000'000'001); }),
              ElementsAre("amount.yen"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.mutable_amount()->set_text("8百万円"); }),
              ElementsAre("amount.yen", "amount.unit"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.mutable_amount()->set_text("七"); }), ElementsAre("amount.text"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.set_fiscal_year(3000); }), ElementsAre("fiscal_year"));
  EXPECT_THAT(WrongLine([](BudgetLine& l) { l.add_sum_of("programs/a"); }), ElementsAre("sum_of[0]"));
}

}  // namespace
}  // namespace zaitaku::catalog
