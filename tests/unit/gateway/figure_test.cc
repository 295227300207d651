// Single figures, what makes them, and how they change, over gRPC with real services.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_replace.h"
#include "gateway/summary_figures.h"
#include "tests/gateway_server/gateway_fixture.h"
#include "tests/generators/source_document.h"

namespace zaitaku::gateway {
namespace {

using council::v1::VERDICT_DIFFERS;
using council::v1::VERDICT_MATCHES;
using council::v1::VERDICT_NOT_PRINTED;
using summary::v1::CompareSummariesRequest;
using summary::v1::CompareSummariesResponse;
using summary::v1::FigureChange;
using summary::v1::GetFigureRequest;
using summary::v1::GetFigureResponse;
using testing::ElementsAre;

class FigureTest : public GatewayFixture {
 protected:
  static absl::StatusOr<GetFigureResponse> Get(GatewayServer& gateway, const std::string& path,
                                               const std::string& citation = "") {
    GetFigureRequest request;
    request.set_path(path);
    if (!citation.empty()) request.mutable_freshness()->set_citation(citation);
    return gateway.Call(&SummaryStub::GetFigure, request);
  }
  static absl::StatusOr<CompareSummariesResponse> Compare(GatewayServer& gateway, const std::string& before,
                                                          const std::string& after) {
    CompareSummariesRequest request;
    request.mutable_before()->set_citation(before);
    if (!after.empty()) request.mutable_after()->set_citation(after);
    return gateway.Call(&SummaryStub::CompareSummaries, request);
  }
  static int64_t SumOf(const GetFigureResponse& response) {
    int64_t sum = 0;
    for (const auto& row : response.figure().rows()) sum += row.value();
    return sum;
  }
  static std::string WrongField(const absl::Status& status) {
    google::rpc::BadRequest detail;
    return GetDetail(status, detail) ? detail.field_violations(0).field() : "";
  }
  static const FigureChange* Find(const CompareSummariesResponse& response, const std::string& path) {
    for (const auto& change : response.changes()) {
      if (change.path() == path) return &change;
    }
    return nullptr;
  }
  // People of Tokyo for the joint meeting, which is opened for that.
  void Apply(int people) {
    training::v1::UpdateEventRequest open;
    open.mutable_event()->set_name("events/2016-03-joint-meeting");
    open.mutable_event()->set_state(training::v1::Event::STATE_OPEN);
    open.mutable_update_mask()->add_paths("state");
    ASSERT_OK(training_.Call(&TrainingStub::UpdateEvent, open));
    training::v1::ApplyForEventRequest apply;
    apply.set_event("events/2016-03-joint-meeting");
    apply.set_local_government_code("130001");
    for (int i = 0; i < people; ++i) {
      auto& applicant = *apply.add_applicants();
      applicant.mutable_person()->set_full_name(absl::StrCat("研修 太郎", i));
      applicant.mutable_person()->set_email(absl::StrCat("taro", i, "@example.jp"));
      applicant.set_role(training::v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
    }
    ASSERT_OK(training_.Call(&TrainingStub::ApplyForEvent, apply));
  }
};

// The document's own figures: Fukushima's six of seven areas are on its line 31 of 137 area councils.
TEST_F(FigureTest, PrintedFigureHasItsRowsItsVerdictAndTheLinesOfBoth) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, "home-medical-care.sub-prefectural-councils"));
  const auto& figure = answer.figure();
  EXPECT_EQ(figure.value(), 137);
  EXPECT_EQ(figure.printed(), 137);
  EXPECT_EQ(figure.verdict(), VERDICT_MATCHES);
  EXPECT_GT(figure.printed_provenance().first_line(), 0);
  EXPECT_EQ(figure.part(), "councils");
  EXPECT_EQ(figure.survey(), "surveys/2015-12");
  EXPECT_EQ(figure.rows_size(), 18);
  EXPECT_EQ(SumOf(answer), 137);
  const auto fukushima = std::find_if(figure.rows().begin(), figure.rows().end(),
                                      [](const auto& row) { return row.prefecture_code() == "07"; });
  ASSERT_NE(fukushima, figure.rows().end());
  EXPECT_EQ(fukushima->value(), 6);
  EXPECT_THAT(fukushima->resources(), ElementsAre("surveys/2015-12/reports/home-medical-care-07"));
  ASSERT_EQ(fukushima->lines_size(), 1);
  EXPECT_GT(fukushima->lines(0).first_line(), 1);
  ASSERT_EQ(fukushima->coverages_size(), 1);
  EXPECT_EQ(fukushima->coverages(0).total(), 7);
  EXPECT_TRUE(figure.has_as_of_time());
}

// Of every figure of a whole summary, of councils, programmes, budgets, events and applications.
TEST_F(FigureTest, RowsOfEveryFigureAddUpToIt) {
  LoadAll();
  Apply(2);
  GatewayServer gateway(WithoutRedis());
  summary::v1::GetNationwideSummaryRequest all;
  all.mutable_read_mask()->add_paths("*");
  all.mutable_freshness()->set_fully_consistent(true);
  ASSERT_OK_AND_ASSIGN(const auto summary, gateway.Ask(all));
  std::set<std::string> parts;
  for (const auto& [path, value] : FiguresOf(summary.summary())) {
    // One prefecture's stand for those of the others.
    if (path.starts_with("prefecture-") && !path.starts_with("prefecture-31")) continue;
    ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, path, summary.summary().citation()));
    EXPECT_EQ(answer.figure().value(), value) << path;
    EXPECT_EQ(SumOf(answer), value) << path << answer.figure().DebugString();
    for (const auto& row : answer.figure().rows()) EXPECT_GT(row.resources_size(), 0) << path;
    if (value != 0) parts.insert(answer.figure().part());
  }
  EXPECT_THAT(parts, ElementsAre("applications", "budgets", "councils", "events", "figures", "participants",
                                 "prefectures", "programs"));
}

TEST_F(FigureTest, BudgetIsComparedWithItsPrintedSumAndItsLinesAreNamed) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, "budgets.2015.budget"));
  EXPECT_EQ(answer.figure().value(), 11'000'000);
  EXPECT_EQ(answer.figure().printed(), 11'000'000);
  EXPECT_EQ(answer.figure().verdict(), VERDICT_MATCHES);
  ASSERT_EQ(answer.figure().rows_size(), 2);
  for (const auto& row : answer.figure().rows()) {
    EXPECT_THAT(row.resources(0), testing::StartsWith("budgetLines/"));
    EXPECT_GT(row.lines_size(), 0);
  }
  EXPECT_EQ(Get(gateway, "participants.2014.printed")->figure().verdict(), VERDICT_NOT_PRINTED);
}

TEST_F(FigureTest, WhatIsNoFigureOrIsNotThereIsNamed) {
  LoadAll();
  GatewayServer gateway(Options());
  for (const char* path : {"", "established", "nobody.established", "region-9.home-medical-care.established",
                           "prefecture-48.combinations.both", "region-3.budgets.2015.budget"})
    EXPECT_EQ(WrongField(Get(gateway, path).status()), "path") << path;
  EXPECT_THAT(Get(gateway, "budgets.1999.budget"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Get(gateway, "home-medical-care.nonsense"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  summary::v1::GetNationwideSummaryRequest budgets;
  budgets.mutable_read_mask()->add_paths("budgets");
  ASSERT_OK_AND_ASSIGN(const auto summary, gateway.Ask(budgets));
  EXPECT_EQ(WrongField(Get(gateway, "combinations.both", summary.summary().citation()).status()), "freshness.citation");
  EXPECT_OK(Get(gateway, "programs.2016.all", summary.summary().citation()));
}

TEST_F(FigureTest, FigureAtACitationStaysTheSameAndTheNewestDiffersFromThePrintedOne) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto before, Get(gateway, "home-medical-care.established"));
  ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(true));
  GetFigureRequest request;
  request.set_path("home-medical-care.established");
  request.mutable_freshness()->mutable_at_least()->add_tokens("council=" + token);
  ASSERT_OK_AND_ASSIGN(const auto after, gateway.Call(&SummaryStub::GetFigure, request));
  EXPECT_EQ(after.figure().value(), 45);
  EXPECT_EQ(after.figure().printed(), 44);
  EXPECT_EQ(after.figure().verdict(), VERDICT_DIFFERS);
  EXPECT_EQ(SumOf(after), 45);
  ASSERT_OK_AND_ASSIGN(const auto again, Get(gateway, "home-medical-care.established", before.figure().citation()));
  EXPECT_EQ(again.figure().SerializeAsString(), before.figure().SerializeAsString());
}

// The totals are in memory, what they are made of is not.
TEST_F(FigureTest, RowsThatCannotBeHadAreNamedAndRefusedToTheStrict) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.GetNewest());
  catalog_.Stop();
  const auto stale = [](const auto& answer) { return answer.ok() && answer->call_info().stale_size() == 1; };
  ASSERT_TRUE(stale(Await([&] { return gateway.Get(); }, stale)));
  ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, "budgets.2015.budget"));
  EXPECT_EQ(answer.figure().value(), 11'000'000);
  EXPECT_EQ(answer.figure().rows_size(), 0);
  ASSERT_EQ(answer.call_info().missing_size(), 1);
  EXPECT_EQ(answer.call_info().missing(0).service(), "program-catalog");
  EXPECT_THAT(answer.call_info().missing(0).parts(), ElementsAre("rows"));
  ASSERT_EQ(answer.call_info().stale_size(), 1);
  // At a citation nothing is stale, but the strict want the rows too.
  GetFigureRequest strict;
  strict.set_path("budgets.2015.budget");
  strict.mutable_freshness()->set_citation(answer.figure().citation());
  strict.set_strict(true);
  EXPECT_THAT(gateway.Call(&SummaryStub::GetFigure, strict), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
}

TEST_F(FigureTest, ComparisonNamesTheResourcesWhoseChangesMakeIt) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto before, gateway.GetNewest());
  ASSERT_OK(EstablishAichi(true));
  Apply(2);
  catalog::v1::UpdateBudgetLineRequest line;
  line.mutable_budget_line()->set_name("budgetLines/other");
  line.mutable_budget_line()->set_fiscal_year(2015);
  line.mutable_budget_line()->set_stage(catalog::v1::BUDGET_STAGE_BUDGET);
  line.mutable_budget_line()->mutable_amount()->set_yen(1000);
  line.mutable_budget_line()->set_funding_source("fundingSources/regional-care-fund");
  line.set_allow_missing(true);
  ASSERT_OK(catalog_.Call(&CatalogStub::UpdateBudgetLine, line));
  ASSERT_OK_AND_ASSIGN(const auto after, gateway.GetNewest());
  ASSERT_OK_AND_ASSIGN(const auto compared, Compare(gateway, before.summary().citation(), after.summary().citation()));
  EXPECT_EQ(compared.before().citation(), before.summary().citation());
  EXPECT_EQ(compared.after().citation(), after.summary().citation());
  const FigureChange* established = Find(compared, "home-medical-care.established");
  ASSERT_NE(established, nullptr);
  EXPECT_EQ(established->before(), 44);
  EXPECT_EQ(established->after(), 45);
  ASSERT_EQ(established->causes_size(), 1);
  EXPECT_THAT(established->causes(0).resources_after(), ElementsAre("surveys/2015-12/reports/home-medical-care-23"));
  const FigureChange* budget = Find(compared, "budgets.2015.budget");
  ASSERT_NE(budget, nullptr);
  ASSERT_EQ(budget->causes_size(), 1);
  EXPECT_THAT(budget->causes(0).resources_after(), ElementsAre("budgetLines/other"));
  EXPECT_EQ(budget->causes(0).resources_before_size(), 0);
  const FigureChange* admitted = Find(compared, "applications.2015.admitted");
  ASSERT_NE(admitted, nullptr);
  EXPECT_EQ(admitted->causes(0).after(), 2);
  // Whatever changes, its causes add up to the change.
  EXPECT_GT(compared.unchanged_figures(), 100);
  for (const auto& change : compared.changes()) {
    int64_t sum = 0;
    for (const auto& cause : change.causes()) sum += cause.after() - cause.before();
    EXPECT_EQ(sum, change.after() - change.before()) << change.path();
  }
  // The newest, unasked; and nothing against itself.
  ASSERT_OK_AND_ASSIGN(const auto newest, Compare(gateway, before.summary().citation(), ""));
  EXPECT_EQ(newest.changes_size(), compared.changes_size());
  ASSERT_OK_AND_ASSIGN(const auto same, Compare(gateway, before.summary().citation(), before.summary().citation()));
  EXPECT_EQ(same.changes_size(), 0);
}

TEST_F(FigureTest, TwoSurveysAreComparedAtTheSameRevisions) {
  LoadAll();
  // The same document a year later, but that Aichi has a council now.
  council::v1::ImportSurveyRequest import;
  import.set_content(absl::StrReplaceAll(generators::ReadSourceDocument(), {{ "平成27年12月", "平成28年12月" }}));
  ASSERT_OK(council_.Call(&CouncilStub::ImportSurvey, import));
  council::v1::UpdateCouncilReportRequest update;
  update.mutable_council_report()->set_name("surveys/2016-12/reports/home-medical-care-23");
  update.mutable_council_report()->set_establishment(council::v1::PRESENCE_PRESENT);
  ASSERT_OK(council_.Call(&CouncilStub::UpdateCouncilReport, update));
  GatewayServer gateway(Options());
  CompareSummariesRequest request;
  request.mutable_before()->set_survey("surveys/2015-12");
  request.mutable_after()->set_survey("surveys/2016-12");
  ASSERT_OK_AND_ASSIGN(const auto compared, gateway.Call(&SummaryStub::CompareSummaries, request));
  EXPECT_EQ(compared.before().survey(), "surveys/2015-12");
  EXPECT_EQ(compared.after().reference_month(), "2016-12");
  EXPECT_EQ(compared.before().revisions(0).revision(), compared.after().revisions(0).revision());
  const FigureChange* established = Find(compared, "home-medical-care.established");
  ASSERT_NE(established, nullptr);
  ASSERT_EQ(established->causes_size(), 1);
  EXPECT_THAT(established->causes(0).resources_before(), testing::IsEmpty());
  EXPECT_THAT(established->causes(0).resources_after(), ElementsAre("surveys/2016-12/reports/home-medical-care-23"));
}

TEST_F(FigureTest, WhatCannotBeComparedIsNamed) {
  LoadAll();
  GatewayServer gateway(Options());
  summary::v1::GetNationwideSummaryRequest budgets;
  budgets.mutable_read_mask()->add_paths("budgets");
  ASSERT_OK_AND_ASSIGN(const auto one, gateway.Ask(budgets));
  ASSERT_OK_AND_ASSIGN(const auto other, gateway.Get());
  EXPECT_EQ(WrongField(Compare(gateway, one.summary().citation(), other.summary().citation()).status()),
            "after.citation");
  EXPECT_EQ(WrongField(Compare(gateway, "nonsense", "").status()), "before.citation");
  CompareSummariesRequest request;
  const auto wrong = [&] { return WrongField(gateway.Call(&SummaryStub::CompareSummaries, request).status()); };
  EXPECT_EQ(wrong(), "before");
  request.mutable_before()->set_survey("surveys/2015-12");
  EXPECT_EQ(wrong(), "after");
  request.mutable_after()->set_survey("2016");
  EXPECT_EQ(wrong(), "after.survey");
  request.mutable_after()->set_survey("surveys/2015-12");
  request.mutable_read_mask()->add_paths("budgets");
  EXPECT_EQ(wrong(), "read_mask");
}

// A service of which nothing is known has no figures on one side: that is no change of its figures.
TEST_F(FigureTest, FiguresOfAServiceThatOneSideLacksAreNotCalledChanged) {
  LoadAll();
  GatewayServer knows(Options());
  ASSERT_OK_AND_ASSIGN(const auto before, knows.GetNewest());
  // Now the cited figures are in Redis.
  ASSERT_OK(Compare(knows, before.summary().citation(), ""));
  ASSERT_OK(EstablishAichi(true));
  training_.Stop();
  const auto noticed = [](const auto& answer) { return answer.ok() && answer->call_info().stale_size() == 1; };
  ASSERT_TRUE(noticed(Await([&] { return knows.Get(); }, noticed)));
  redis_->Command({"DEL", "zaitaku:last-known-1|training-events"});
  GatewayServer gateway(Options());
  const auto missing = [](const auto& answer) { return answer.ok() && answer->call_info().missing_size() == 1; };
  const auto compared = Await([&] { return Compare(gateway, before.summary().citation(), ""); }, missing);
  ASSERT_TRUE(missing(compared)) << compared.status();
  EXPECT_EQ(compared->call_info().missing(0).service(), "training-events");
  EXPECT_NE(Find(*compared, "home-medical-care.established"), nullptr);
  for (const auto& change : compared->changes()) EXPECT_EQ(change.path().find("events."), std::string::npos);
}

}  // namespace
}  // namespace zaitaku::gateway
