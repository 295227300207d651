// The catalogue's changes over gRPC, on a real SQLite file.
#include <map>
#include <random>
#include <set>

#include "domain/money.h"
#include "tests/catalog_server/catalog_server.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::catalog {
namespace {

using namespace zaitaku::catalog::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using type::v1::ERROR_REASON_ETAG_MISMATCH;
using type::v1::ERROR_REASON_FACT_NOT_INFERRED;
using type::v1::ERROR_REASON_INVALID_FIELD;
using type::v1::ERROR_REASON_REQUEST_ID_REUSED;
using type::v1::ERROR_REASON_RESOURCE_IN_USE;
using type::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using type::v1::FactReview;

constexpr char kTraining[] = "programs/advanced-home-care-training";
constexpr char kElderly[] = "budgetLines/2015-elderly-home-care-training";

class CatalogServiceTest : public testing::Test {
 protected:
  void ImportData() { ASSERT_OK(server_.Import(CatalogServer::ReadData())); }

  absl::StatusOr<Program> GetProgram(const std::string& name, const std::string& revision = "") {
    GetProgramRequest request;
    request.set_name(name);
    request.set_revision(revision);
    return server_.Call(&CatalogStub::GetProgram, request);
  }

  absl::StatusOr<UpdateProgramResponse> Update(const Program& program, const std::string& mask = "",
                                               const std::string& request_id = "", bool validate_only = false) {
    UpdateProgramRequest request;
    *request.mutable_program() = program;
    if (!mask.empty()) request.mutable_update_mask()->add_paths(mask);
    request.set_allow_missing(true);
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    return server_.Call(&CatalogStub::UpdateProgram, request);
  }

  static Program Named(const std::string& id, const std::string& parent = "") {
    Program program;
    program.set_name("programs/" + id);
    program.mutable_display_name()->set_ja("事業" + id);
    program.set_kind(Program::KIND_PROGRAM);
    if (!parent.empty()) program.set_parent("programs/" + parent);
    return program;
  }

  absl::StatusOr<ReviewFactResponse> Review(const std::string& fact, FactReview::Verdict verdict) {
    ReviewFactRequest request;
    request.set_name(kTraining);
    request.set_fact(fact);
    request.set_verdict(verdict);
    request.set_reason("所管課に確認済み");
    return server_.Call(&CatalogStub::ReviewFact, request);
  }

  std::string Head() {
    const auto head = server_.Call(&CatalogStub::GetHead, GetHeadRequest());
    return head.ok() ? head->revision() : "none";
  }

  void ExpectWholeAndCorrect() {
    ASSERT_OK_AND_ASSIGN(const auto audit, server_.Call(&CatalogStub::VerifyAudit, type::v1::VerifyAuditRequest()));
    EXPECT_TRUE(audit.whole()) << audit.ShortDebugString();
    ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&CatalogStub::CheckTotals, type::v1::CheckTotalsRequest()));
    EXPECT_TRUE(totals.correct()) << totals.ShortDebugString();
  }

  CatalogServer server_;
};

TEST_F(CatalogServiceTest, AnOldEtagIsAborted) {
  ImportData();
  ASSERT_OK_AND_ASSIGN(Program program, GetProgram(kTraining));
  program.mutable_purpose()->set_en("Another.");
  ASSERT_OK(Update(program));
  program.mutable_purpose()->set_en("A third.");
  EXPECT_THAT(Update(program), HasReason(ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(Update(program), HasCode(absl::StatusCode::kAborted));
  DeleteProgramRequest request;
  request.set_name("programs/home-visit-nursing-promotion-council");
  request.set_etag(program.etag());
  EXPECT_THAT(server_.Call(&CatalogStub::DeleteProgram, request), HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(CatalogServiceTest, ARepeatedRequestGetsTheFirstAnswerAndAnotherOfItsIdIsRefused) {
  ASSERT_OK_AND_ASSIGN(const auto first, Update(Named("a"), "", "one"));
  ASSERT_OK(Update(Named("b")));
  ASSERT_OK_AND_ASSIGN(const auto again, Update(Named("a"), "", "one"));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_THAT(Update(Named("c"), "", "one"), HasReason(ERROR_REASON_REQUEST_ID_REUSED));
}

TEST_F(CatalogServiceTest, ATrialChangesNothing) {
  ImportData();
  const std::string head = Head();
  ASSERT_OK_AND_ASSIGN(const auto trial, Update(Named("new"), "", "", true));
  EXPECT_FALSE(trial.unchanged());
  EXPECT_EQ(Head(), head);
  EXPECT_THAT(GetProgram("programs/new"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  SearchCatalogRequest search;
  search.set_query("事業new");
  ASSERT_OK_AND_ASSIGN(const auto found, server_.Call(&CatalogStub::SearchCatalog, search));
  EXPECT_THAT(found.results(), IsEmpty());
}

TEST_F(CatalogServiceTest, OldRevisionsAnswerAsTheyDid) {
  ImportData();
  const std::string old = Head();
  ASSERT_OK_AND_ASSIGN(Program program, GetProgram(kTraining));
  const std::string name = program.display_name().ja();
  program.mutable_display_name()->set_ja("まったく別");
  ASSERT_OK(Update(program, "display_name"));
  UpdateBudgetLineRequest change;
  change.mutable_budget_line()->set_name(kElderly);
  change.mutable_budget_line()->mutable_amount()->set_yen(9'000'000);
  change.mutable_budget_line()->set_bureau(BUREAU_ELDERLY);
  change.mutable_update_mask()->add_paths("amount");
  change.mutable_update_mask()->add_paths("bureau");
  ASSERT_OK(server_.Call(&CatalogStub::UpdateBudgetLine, change));

  ASSERT_OK_AND_ASSIGN(const Program before, GetProgram(kTraining, old));
  EXPECT_EQ(before.display_name().ja(), name);
  const auto found = [&](const std::string& query, const std::string& revision) {
    SearchCatalogRequest request;
    request.set_query(query);
    request.set_revision(revision);
    const auto response = server_.Call(&CatalogStub::SearchCatalog, request);
    return response.ok() ? response->results_size() : -1;
  };
  EXPECT_EQ(found("まったく別", old), 0);
  EXPECT_EQ(found("まったく別", ""), 1);
  EXPECT_EQ(found(name, old), 1);
  EXPECT_EQ(found(name, ""), 0);
  const auto of_bureau = [&](const std::string& revision) {
    ListBudgetLinesRequest request;
    request.set_bureau(BUREAU_ELDERLY);
    request.set_revision(revision);
    const auto response = server_.Call(&CatalogStub::ListBudgetLines, request);
    return response.ok() ? response->budget_lines_size() : -1;
  };
  EXPECT_EQ(of_bureau(old), 0);
  EXPECT_EQ(of_bureau(""), 1);
  const auto total = [&](const std::string& revision) {
    GetBudgetTotalsRequest request;
    request.set_fiscal_year(2015);
    request.set_revision(revision);
    const auto response = server_.Call(&CatalogStub::GetBudgetTotals, request);
    return response.ok() ? response->totals(0).total().yen() : -1;
  };
  EXPECT_EQ(total(old), 11'000'000);
  EXPECT_EQ(total(""), 13'000'000);
  ExpectWholeAndCorrect();
}

TEST_F(CatalogServiceTest, WhatIsInUseStaysAndWhatIsDeletedKeepsItsHistory) {
  ImportData();
  DeleteFundingSourceRequest fund;
  fund.set_name("fundingSources/state-budget");
  EXPECT_THAT(server_.Call(&CatalogStub::DeleteFundingSource, fund), HasReason(ERROR_REASON_RESOURCE_IN_USE));
  DeleteBudgetLineRequest term;
  term.set_name(kElderly);
  EXPECT_THAT(server_.Call(&CatalogStub::DeleteBudgetLine, term), HasReason(ERROR_REASON_RESOURCE_IN_USE));

  ASSERT_OK(Update(Named("alone")));
  const std::string old = Head();
  DeleteProgramRequest request;
  request.set_name("programs/alone");
  ASSERT_OK(server_.Call(&CatalogStub::DeleteProgram, request));
  EXPECT_THAT(GetProgram("programs/alone"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(server_.Call(&CatalogStub::DeleteProgram, request), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_OK(GetProgram("programs/alone", old));
  type::v1::ListRevisionsRequest history;
  history.set_resource("programs/alone");
  ASSERT_OK_AND_ASSIGN(const auto revisions, server_.Call(&CatalogStub::ListRevisions, history));
  EXPECT_THAT(revisions.revisions(), SizeIs(2));
  // A reference that goes frees what it named.
  Program user = Named("user", "alone");
  EXPECT_THAT(Update(user), HasReason(ERROR_REASON_INVALID_FIELD));
  ASSERT_OK(Update(Named("alone")));
  ASSERT_OK(Update(user));
  EXPECT_THAT(server_.Call(&CatalogStub::DeleteProgram, request), HasReason(ERROR_REASON_RESOURCE_IN_USE));
  ASSERT_OK(Update(Named("user"), "parent"));
  EXPECT_OK(server_.Call(&CatalogStub::DeleteProgram, request));
}

TEST_F(CatalogServiceTest, AProgrammeIsNoPartOfItselfAndAtMostTenStandAboveIt) {
  ASSERT_OK(Update(Named("p0")));
  EXPECT_THAT(Update(Named("p0", "p0")), HasReason(ERROR_REASON_INVALID_FIELD));
  for (int i = 1; i <= 10; ++i) ASSERT_OK(Update(Named(absl::StrCat("p", i), absl::StrCat("p", i - 1)))) << i;
  EXPECT_THAT(Update(Named("p11", "p10")), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Update(Named("p0", "p2")), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Update(Named("p0", "p10")), HasReason(ERROR_REASON_INVALID_FIELD));
  Program own = Named("own");
  own.add_predecessors("programs/own");
  EXPECT_THAT(Update(own), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CatalogServiceTest, ABatchMayReferToItselfInAnyOrderOrChangesNothing) {
  BatchUpdateEntriesRequest request;
  for (const Program& program : {Named("child", "mother"), Named("mother")}) {
    EntryChange& change = *request.add_changes();
    *change.mutable_entry()->mutable_program() = program;
    change.set_allow_missing(true);
  }
  ASSERT_OK(server_.Call(&CatalogStub::BatchUpdateEntries, request));
  const std::string head = Head();
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Call(&CatalogStub::BatchUpdateEntries, request));
  EXPECT_TRUE(again.unchanged());
  request.mutable_changes(1)->mutable_entry()->mutable_program()->set_parent("programs/child");
  EXPECT_THAT(server_.Call(&CatalogStub::BatchUpdateEntries, request), HasReason(ERROR_REASON_INVALID_FIELD));
  request.mutable_changes(1)->mutable_entry()->mutable_program()->set_name("programs/child");
  EXPECT_THAT(server_.Call(&CatalogStub::BatchUpdateEntries, request), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(Head(), head);
}

TEST_F(CatalogServiceTest, AReviewOutlivesOtherChangesButNotOneOfItsFact) {
  ImportData();
  const std::string before = Head();
  ASSERT_OK(Review("levels", FactReview::VERDICT_CONFIRMED));
  EXPECT_NE(Head(), before);
  ASSERT_OK_AND_ASSIGN(const auto same, Review("levels", FactReview::VERDICT_CONFIRMED));
  EXPECT_TRUE(same.unchanged());
  ASSERT_OK_AND_ASSIGN(const auto disputed, Review("levels", FactReview::VERDICT_DISPUTED));
  ASSERT_THAT(disputed.entry().program().reviews(), SizeIs(1));
  EXPECT_EQ(disputed.entry().program().reviews(0).verdict(), FactReview::VERDICT_DISPUTED);
  EXPECT_THAT(Review("kind", FactReview::VERDICT_CONFIRMED), HasReason(ERROR_REASON_FACT_NOT_INFERRED));
  EXPECT_THAT(Review("levels", static_cast<FactReview::Verdict>(9)), HasReason(ERROR_REASON_INVALID_FIELD));

  Program change;
  change.set_name(kTraining);
  change.mutable_purpose()->set_ja("別の目的");
  ASSERT_OK_AND_ASSIGN(const auto unrelated, Update(change, "purpose"));
  EXPECT_THAT(unrelated.program().reviews(), SizeIs(1));
  // The data again, as it was: the review is nothing that a file could take away.
  ASSERT_OK(server_.Import(CatalogServer::ReadData()));
  ASSERT_OK_AND_ASSIGN(const Program imported, GetProgram(kTraining));
  EXPECT_THAT(imported.reviews(), SizeIs(1));
  change.add_levels(GOVERNMENT_LEVEL_MUNICIPALITY);
  ASSERT_OK_AND_ASSIGN(const auto of_fact, Update(change, "levels"));
  EXPECT_THAT(of_fact.program().reviews(), IsEmpty());
  for (const auto& source : of_fact.program().sources()) EXPECT_NE(source.fact(), "levels");
  ExpectWholeAndCorrect();
}

// The totals against a recount that shares nothing with them but the words of the answer.
class CatalogTotalsOverTimeTest : public CatalogServiceTest {
 protected:
  struct Line {
    int year;
    BudgetStage stage;
    int64_t yen;
    Bureau bureau;
    CareField field;
    std::string source;
  };
  using Lines = std::map<std::string, Line>;

  static std::string Recount(const Lines& lines) {
    std::map<std::string, std::pair<int64_t, int>> cells;
    for (const auto& [name, line] : lines) {
      const std::string key = absl::StrCat(line.year, " ", line.stage, " ");
      for (const std::string& cell : {std::string("all"), absl::StrCat("bureau ", line.bureau),
                                      absl::StrCat("field ", line.field), absl::StrCat("source ", line.source)}) {
        cells[key + cell].first += line.yen;
        ++cells[key + cell].second;
      }
    }
    std::string text;
    for (const auto& [cell, sum] : cells) {
      const bool is_all = cell.ends_with("all");
      absl::StrAppend(&text, cell, " = ", sum.first, is_all ? absl::StrCat(" of ", sum.second) : "", "\n");
    }
    return text;
  }

  std::string Answer(const std::string& revision) {
    GetBudgetTotalsRequest request;
    request.set_revision(revision);
    const auto response = server_.Call(&CatalogStub::GetBudgetTotals, request);
    if (!response.ok()) return response.status().ToString();
    std::set<std::string> lines;
    for (const BudgetTotal& total : response->totals()) {
      const std::string key = absl::StrCat(total.fiscal_year(), " ", total.stage(), " ");
      lines.insert(absl::StrCat(key, "all = ", total.total().yen(), " of ", total.line_count(), "\n"));
      for (const auto& share : total.bureaus())
        lines.insert(absl::StrCat(key, "bureau ", share.bureau(), " = ", share.amount().yen(), "\n"));
      for (const auto& share : total.fields())
        lines.insert(absl::StrCat(key, "field ", share.field(), " = ", share.amount().yen(), "\n"));
      for (const auto& share : total.funding_sources())
        lines.insert(absl::StrCat(key, "source ", share.funding_source(), " = ", share.amount().yen(), "\n"));
    }
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

  // Sorted as the answer is.
  static std::string Sorted(const std::string& text) {
    std::set<std::string> lines;
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at) + 1;
      lines.insert(text.substr(at, end - at));
      at = end;
    }
    std::string sorted;
    for (const std::string& line : lines) sorted += line;
    return sorted;
  }

  void Put(const std::string& name, const Line& line) {
    UpdateBudgetLineRequest request;
    BudgetLine& budget_line = *request.mutable_budget_line();
    budget_line.set_name(name);
    budget_line.set_program("programs/p");
    budget_line.set_funding_source(line.source);
    budget_line.set_fiscal_year(line.year);
    budget_line.set_stage(line.stage);
    budget_line.mutable_amount()->set_yen(line.yen);
    budget_line.set_bureau(line.bureau);
    budget_line.set_field(line.field);
    request.set_allow_missing(true);
    ASSERT_OK(server_.Call(&CatalogStub::UpdateBudgetLine, request));
  }
};

TEST_F(CatalogTotalsOverTimeTest, TotalsEqualARecountAtEveryRevisionLookedAt) {
  ASSERT_OK(
      server_.Import("{\"fundingSource\": {\"name\": \"fundingSources/f\", \"displayName\": {\"ja\": \"基\"}, "
                     "\"kind\": \"KIND_FUND\"}}"));
  ASSERT_OK(Update(Named("p")));
  std::mt19937 random(20'151'204);
  const auto pick = [&](int n) { return static_cast<int>(random() % n); };
  Lines lines;
  std::map<std::string, std::string> expected;  // By revision.
  for (int i = 0; i < 300; ++i) {
    const std::string name = absl::StrCat("budgetLines/l", pick(25));
    if (pick(4) == 0 && lines.contains(name)) {
      DeleteBudgetLineRequest request;
      request.set_name(name);
      ASSERT_OK(server_.Call(&CatalogStub::DeleteBudgetLine, request));
      lines.erase(name);
    } else {
      const auto stage = static_cast<BudgetStage>(1 + pick(6));
      const int64_t sign = stage == BUDGET_STAGE_SUPPLEMENTARY && pick(2) == 0 ? -1 : 1;
      lines[name] = {2014 + pick(3),
                     stage,
                     sign * pick(3) * 1'000'000'007,
                     static_cast<Bureau>(pick(4)),
                     static_cast<CareField>(pick(4)),
                     pick(2) == 0 ? "fundingSources/f" : ""};
      Put(name, lines[name]);
    }
    if (i % 10 == 9) expected[Head()] = Sorted(Recount(lines));
  }
  EXPECT_GT(expected.size(), 25u);
  for (const auto& [revision, recount] : expected) EXPECT_EQ(Answer(revision), recount) << revision;
  server_.Restart();
  EXPECT_EQ(Answer(""), Sorted(Recount(lines)));
  ExpectWholeAndCorrect();
}

}  // namespace
}  // namespace zaitaku::catalog
