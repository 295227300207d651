// `summary get` with its options for freshness and parts, `summary resolve` and `cache explain`.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using summary::v1::ConsultedPlace;
using summary::v1::ResolveCitationResponse;
using summary::v1::ServiceCondition;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCitation[] = "z1.1b.201512.council=12-061a5b47202682cb.catalog=5-1f0c2a61b7d4e9a3.5f0e1c2b";

class CacheTest : public ::testing::Test {
 protected:
  CacheTest() {
    auto& summary = *summary_.mutable_summary();
    summary.set_citation(kCitation);
    auto& programs = *summary.add_programs();
    programs.set_fiscal_year(2016);
    programs.set_programs(11);
    programs.set_unplaced(1);
    auto& cell = *programs.add_cells();
    cell.set_level(catalog::v1::GOVERNMENT_LEVEL_PREFECTURE);
    cell.set_field(catalog::v1::CARE_FIELD_HOME_MEDICAL_CARE);
    cell.set_programs(4);
    cell.set_inferred(3);
    auto& budget = *summary.add_budgets();
    budget.set_fiscal_year(2015);
    budget.set_stage(catalog::v1::BUDGET_STAGE_BUDGET);
    budget.set_line_count(2);
    budget.mutable_total()->set_yen(11'000'000);
    budget.mutable_total()->set_text("11,000,000円");
    servers_.on_summary = [this](const auto& request, auto* response) {
      asked_ = request;
      *response = summary_;
      return grpc::Status::OK;
    };
  }

  Outcome Run(std::vector<std::string> options) {
    options.insert(options.begin(), {"summary", "get"});
    Outcome outcome = RunCommand(servers_, options);
    // Columns are another test's matter.
    while (outcome.out.find("  ") != std::string::npos) absl::StrReplaceAll({{"  ", " "}}, &outcome.out);
    return outcome;
  }

  FakeServers servers_;
  summary::v1::GetNationwideSummaryRequest asked_;
  summary::v1::GetNationwideSummaryResponse summary_ = CannedSummary();
};

TEST_F(CacheTest, OptionsSayWhichPartsAndHowNew) {
  EXPECT_EQ(Run({"--parts", "councils,prefectures", "--region", "関東", "--prefecture", "東京都", "--strict"}).code, 0);
  EXPECT_THAT(asked_.read_mask().paths(), ElementsAre("councils", "prefectures"));
  EXPECT_THAT(asked_.regions(), ElementsAre(type::v1::REGION_KANTO));
  EXPECT_THAT(asked_.prefecture_codes(), ElementsAre("13"));
  EXPECT_TRUE(asked_.strict());
  Run({"--parts", "all", "--fresh"});
  EXPECT_THAT(asked_.read_mask().paths(), ElementsAre("*"));
  EXPECT_TRUE(asked_.freshness().fully_consistent());
  Run({"--at", kCitation});
  EXPECT_EQ(asked_.freshness().citation(), kCitation);
  Run({"--at-least", "council=12-061a5b47202682cb", "--at-least", "catalog=5-1f0c2a61b7d4e9a3"});
  EXPECT_THAT(asked_.freshness().at_least().tokens(),
              ElementsAre("council=12-061a5b47202682cb", "catalog=5-1f0c2a61b7d4e9a3"));
}

TEST_F(CacheTest, OptionsThatContradictEachOtherOrCannotBeAreWrongUsage) {
  EXPECT_EQ(Run({"--fresh", "--at", kCitation}).code, 2);
  EXPECT_EQ(Run({"--fresh", "--at-least", "council=12-061a5b47202682cb"}).code, 2);
  EXPECT_EQ(Run({"--region", "atlantis"}).code, 2);
  const Outcome outcome = Run({"--prefecture", "atlantis"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("atlantis"));
}

TEST_F(CacheTest, ShowsProgrammesBudgetsAndTheCitation) {
  const std::string out = Run({}).out;
  EXPECT_THAT(out, HasSubstr("11 programmes, 1 of unknown place"));
  EXPECT_THAT(out, HasSubstr("4 (3 inferred)"));
  EXPECT_THAT(out, HasSubstr("11,000,000円"));
  EXPECT_THAT(out, HasSubstr(std::string("cite as ") + kCitation));
  EXPECT_THAT(out, Not(HasSubstr("MISSING")));
  const std::string csv = Run({"-o", "csv"}).out;
  EXPECT_THAT(csv, HasSubstr("budget-yen,,,,budget,2015,2015,,11000000,"));
  EXPECT_THAT(csv, HasSubstr("programs,home-medical-care,,,prefecture,2016,2016,,4,"));
}

// Before the figures, in every form: who only pipes the rows gets it on stderr.
TEST_F(CacheTest, SaysFirstWhatIsMissingOrMayBeOld) {
  auto& stale = *summary_.mutable_call_info()->add_stale();
  stale.set_service("program-catalog");
  stale.set_condition(ServiceCondition::CONDITION_UNREACHABLE);
  stale.mutable_since()->set_seconds(1'767'225'600);
  stale.add_parts("programs");
  stale.add_parts("budgets");
  stale.set_revision("5-1f0c2a61b7d4e9a3");
  auto& missing = *summary_.mutable_call_info()->add_missing();
  missing.set_service("training-events");
  missing.set_condition(ServiceCondition::CONDITION_SILENT);
  missing.add_parts("events");
  const std::string old =
      "MAY BE OLD: programs, budgets (program-catalog cannot be reached since 2026-01-01T00:00:00Z; as of "
      "5-1f0c2a61b7d4e9a3)\n";
  const std::string lost = "MISSING: events (training-events gives no sign of life)\n";
  EXPECT_EQ(Run({}).out.substr(0, lost.size() + old.size()), lost + old);
  EXPECT_THAT(Run({"-o", "csv"}).err, HasSubstr(lost + old));
  EXPECT_THAT(Run({"--lang", "ja"}).out, HasSubstr("不足：events"));
}

TEST_F(CacheTest, ResolvedCitationSaysWhetherItIsSuperseded) {
  ResolveCitationResponse resolved;
  *resolved.mutable_summary() = summary_.summary();
  resolved.set_standing(ResolveCitationResponse::STANDING_SUPERSEDED);
  auto& service = *resolved.add_services();
  service.set_service("council-registry");
  service.set_cited_revision("12-061a5b47202682cb");
  service.mutable_newest()->set_revision("13-9f0c2a61b7d41111");
  service.set_figures_differ(true);
  resolved.set_newest_citation("z1.newer");
  std::string asked;
  servers_.on_resolve = [&](const auto& request, auto* response) {
    asked = request.citation();
    *response = resolved;
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"summary", "resolve", kCitation});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(asked, kCitation);
  EXPECT_THAT(outcome.out, HasSubstr("These figures are SUPERSEDED"));
  EXPECT_THAT(outcome.out, HasSubstr("council-registry  12-061a5b47202682cb → 13-9f0c2a61b7d41111"));
  EXPECT_THAT(outcome.out, HasSubstr("newest citation: z1.newer"));
  resolved.set_standing(ResolveCitationResponse::STANDING_NEWEST);
  EXPECT_THAT(RunCommand(servers_, {"summary", "resolve", kCitation}).out, HasSubstr("These figures are the newest"));
  EXPECT_EQ(RunCommand(servers_, {"summary", "resolve"}).code, 2);
}

TEST_F(CacheTest, ExplanationShowsPlacesServicesAndRedis) {
  summary::v1::ExplainSummaryRequest asked;
  servers_.on_explain = [&](const auto& request, auto* response) {
    asked = request;
    response->set_key("summary-2|1b|surveys/2015-12|council=12-061a5b47202682cb");
    response->set_redis("breaker open");
    for (const auto outcome : {ConsultedPlace::OUTCOME_ABSENT, ConsultedPlace::OUTCOME_REJECTED}) {
      auto& place = *response->add_places();
      place.set_place(outcome == ConsultedPlace::OUTCOME_ABSENT ? ConsultedPlace::PLACE_MEMORY
                                                                : ConsultedPlace::PLACE_REDIS);
      place.set_outcome(outcome);
    }
    auto& service = *response->add_services();
    service.set_service("council-registry");
    service.set_condition(ServiceCondition::CONDITION_PUT_BACK);
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"cache", "explain", "--parts", "budgets"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(asked.request().read_mask().paths(), ElementsAre("budgets"));
  for (const char* text : {"summary-2|1b|surveys/2015-12|council=12-061a5b47202682cb", "breaker open", "memory",
                           "not there", "rejected: no answer of ours", "was put back to an older state"}) {
    EXPECT_THAT(outcome.out, HasSubstr(text));
  }
  EXPECT_THAT(RunCommand(servers_, {"cache", "explain", "-o", "csv"}).out, HasSubstr(",redis,rejected\r\n"));
}

}  // namespace
}  // namespace zaitaku::cli
