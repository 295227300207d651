// The ledger on a real SQLite file. A survey stands for any resource.
#include "platform/storage/ledger.h"

#include <filesystem>
#include <future>
#include <random>

#include "platform/storage/history.h"
#include "tests/signal/signal.h"
#include "tests/unit/platform/storage/ledger_fixture.h"

namespace zaitaku {
namespace {

using council::v1::PublishSurveyResponse;
using council::v1::Survey;
using testing::ElementsAre;
using testing::Pair;

TEST_F(LedgerTest, EmptyLedgerIsAtRevisionZero) { EXPECT_EQ(ledger_->Head().Token(), "0-0000000000000000"); }

TEST_F(LedgerTest, PutMakesOneRevisionWhoseTokenIsAnswered) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "2015-12")));
  EXPECT_EQ(ledger_->Head().number, 1);
  EXPECT_EQ(response_.revision(), ledger_->Head().Token());
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "2015-12");
}

TEST_F(LedgerTest, VersionFieldsAreFilledInAndDifferBetweenVersions) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a")));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const Survey first, view->reader.Get<Survey>("surveys/2015-12"));
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a")));
  ASSERT_OK_AND_ASSIGN(auto later, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const Survey second, later->reader.Get<Survey>("surveys/2015-12"));
  EXPECT_EQ(first.revision_id(), "1");
  EXPECT_EQ(second.revision_id(), "2");
  EXPECT_EQ(first.revision_create_time().seconds(), 1'450'000'000);
  EXPECT_NE(first.etag(), second.etag());
}

TEST_F(LedgerTest, EtagInsideTheTransactionIsTheOneReadLater) {
  Survey written;
  ASSERT_OK(Run([&](Transaction& transaction) {
    written.set_name("surveys/2015-12");
    return transaction.Put(written);
  }));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const Survey read, view->reader.Get<Survey>("surveys/2015-12"));
  EXPECT_EQ(written.etag(), read.etag());
}

TEST_F(LedgerTest, CheckEtagRefusesAnOlderVersions) {
  Survey survey;
  survey.set_etag("new");
  EXPECT_OK(Transaction::CheckEtag("", survey));
  EXPECT_OK(Transaction::CheckEtag("new", survey));
  EXPECT_THAT(Transaction::CheckEtag("old", survey), HasReason(type::v1::ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(Transaction::CheckEtag("old", survey), HasCode(absl::StatusCode::kAborted));
}

TEST_F(LedgerTest, OlderRevisionStillSaysWhatWasTrueThen) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "first")));
  const std::string first = response_.revision();
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "second")));
  ASSERT_OK(Run(PutSurvey("surveys/2016-12", "other")));
  EXPECT_EQ(MonthAt(first, "surveys/2015-12"), "first");
  EXPECT_EQ(MonthAt(first, "surveys/2016-12"), "none");
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "second");
}

TEST_F(LedgerTest, ListIsInOrderOfNameInEitherDirectionAndGoesOnAfterAName) {
  for (const char* name : {"surveys/2016-12", "surveys/2014-12", "surveys/2015-12", "surveys/2015-12/reports/x"}) {
    ASSERT_OK(Run(PutSurvey(name, "")));
  }
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  const auto names = [&](const std::string& after, int limit, Order order) {
    std::vector<std::string> result;
    const auto surveys = view->reader.List<Survey>("surveys", after, limit, order);
    for (const Survey& survey : *surveys) result.push_back(survey.name());
    return result;
  };
  EXPECT_THAT(names("", 10, Order::kByName), ElementsAre("surveys/2014-12", "surveys/2015-12", "surveys/2016-12"));
  EXPECT_THAT(names("", 2, Order::kByNameDescending), ElementsAre("surveys/2016-12", "surveys/2015-12"));
  EXPECT_THAT(names("surveys/2015-12", 10, Order::kByNameDescending), ElementsAre("surveys/2014-12"));
  EXPECT_THAT(names("surveys/2014-12", 1, Order::kByName), ElementsAre("surveys/2015-12"));
}

// The plan of a list, one line for each of its steps.
std::string Plan(const std::string& file, Order order, Age age) {
  SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + file));
  SqlInt id = 0, parent = 0, unused = 0;
  std::string step, plan;
  EXPECT_OK(session.Select(
      "EXPLAIN QUERY PLAN " + std::string(ListQuery(order, age)), [&] { plan += step + "\n"; }, soci::into(id),
      soci::into(parent), soci::into(unused), soci::into(step)));
  return plan;
}

TEST_F(LedgerTest, RecentListWalksWhatStillHoldsAndAnyOtherWalksTheNames) {
  using testing::HasSubstr;
  using testing::Not;
  for (const Order order : {Order::kByName, Order::kByNameDescending}) {
    const std::string name = order == Order::kByName ? "name>?" : "name<?";
    EXPECT_THAT(Plan(folder_.File("ledger.db"), order, Age::kRecent),
                testing::AllOf(HasSubstr("resource_version_by_end (collection=? AND to_revision=? AND " + name + ")"),
                               HasSubstr("resource_version_by_end (collection=? AND to_revision>? AND to_revision<?)"),
                               Not(HasSubstr("SCAN resource_version"))));
    EXPECT_THAT(
        Plan(folder_.File("ledger.db"), order, Age::kAny),
        testing::AllOf(HasSubstr("resource_name_1 (collection=? AND " + name + ")"),
                       HasSubstr("resource_version_1 (name=? AND from_revision=?)"),
                       HasSubstr("resource_version_1 (name=? AND from_revision<?)"), Not(HasSubstr("TEMP B-TREE"))));
  }
}

TEST_F(LedgerTest, ListIsTheSameHoweverOldItsRevisionIsTakenToBe) {
  std::mt19937 random(8);
  for (int i = 0; i < 150; ++i) {
    const std::string name = "surveys/" + std::to_string(random() % 12);
    ASSERT_OK(Run([&](Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const auto found, transaction.Find<Survey>(name));
      if (found && random() % 3 == 0) return transaction.Delete(name);
      return PutSurvey(name, std::to_string(i))(transaction);
    }));
  }
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  for (int64_t revision = 0; revision <= view->revision.number; ++revision) {
    const ResourceReader any(*view->session, revision, Age::kAny), recent(*view->session, revision, Age::kRecent);
    const std::string after = random() % 2 == 0 ? "" : "surveys/" + std::to_string(random() % 12);
    const Order order = random() % 2 == 0 ? Order::kByName : Order::kByNameDescending;
    const int limit = 1 + static_cast<int>(random() % 14);
    ASSERT_OK_AND_ASSIGN(const auto expected, any.List<Survey>("surveys", after, limit, order));
    ASSERT_OK_AND_ASSIGN(const auto listed, recent.List<Survey>("surveys", after, limit, order));
    ASSERT_EQ(listed.size(), expected.size()) << revision;
    for (size_t i = 0; i < listed.size(); ++i) EXPECT_EQ(listed[i].DebugString(), expected[i].DebugString());
  }
}

TEST_F(LedgerTest, FailedMutationLeavesNothingAndMakesNoRevision) {
  const absl::Status status = Run([](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(PutSurvey("surveys/2015-12", "half")(transaction));
    transaction.AddToTotal("scope", "cell", 1);
    RETURN_IF_ERROR(transaction.WriteTotals());
    return InvalidField("field", "no");
  });
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(ledger_->Head().number, 0);
  ASSERT_OK(Run(PutSurvey("surveys/2016-12", "")));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "none");
  EXPECT_TRUE(TotalsAt("").empty());
}

// Holds the writer in one mutation, so that those queued meanwhile become one batch.
TEST_F(LedgerTest, FailureInABatchTakesBackItsOwnWorkOnly) {
  Signal started, go;
  auto holding = Start([&](Transaction&) {
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  auto first = Start(PutSurvey("surveys/2001-01", "a"));
  auto failing = Start([](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(PutSurvey("surveys/2002-01", "b")(transaction));
    return InvalidField("field", "no");
  });
  auto last = Start(PutSurvey("surveys/2003-01", "c"));
  go.Give();
  EXPECT_OK(holding.get());
  EXPECT_OK(first.get());
  EXPECT_THAT(failing.get(), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_OK(last.get());
  EXPECT_EQ(MonthAt("", "surveys/2001-01"), "a");
  EXPECT_EQ(MonthAt("", "surveys/2002-01"), "none");
  EXPECT_EQ(MonthAt("", "surveys/2003-01"), "c");
  EXPECT_EQ(ledger_->Head().number, 2);
}

// What a batch has read or written is remembered for its later mutations: what was taken back must not be.
TEST_F(LedgerTest, WhatWasTakenBackIsNotWhatTheRestOfItsBatchReads) {
  const auto write = [](const std::string& month, int64_t amount) {
    return [=](Transaction& transaction) -> absl::Status {
      RETURN_IF_ERROR(PutSurvey("surveys/2001-01", month)(transaction));
      transaction.AddToTotal("scope", "cell", amount);
      return transaction.WriteTotals();
    };
  };
  std::vector<std::string> months;
  std::vector<int64_t> totals;
  const auto look = [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const auto survey, transaction.Find<Survey>("surveys/2001-01"));
    months.push_back(survey ? survey->reference_month() : "none");
    transaction.AddToTotal("scope", "cell", 1);
    RETURN_IF_ERROR(transaction.WriteTotals());
    totals.push_back(transaction.cell_changes().begin()->second.before);
    return absl::OkStatus();
  };
  Signal started, go;
  auto holding = Start([&](Transaction&) {
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  auto first = Start(write("kept", 5));
  auto failing = Start([&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(write("failed", 100)(transaction));
    return InvalidField("field", "no");
  });
  auto after_failure = Start(look);
  Mutation trial;
  trial.validate_only = true;
  auto tried = Start(write("tried", 1000), std::move(trial));
  auto after_trial = Start(look);
  auto deleting = Start([](Transaction& transaction) { return transaction.Delete("surveys/2001-01"); });
  auto after_deletion = Start(look);
  go.Give();
  EXPECT_THAT(failing.get(), HasCode(absl::StatusCode::kInvalidArgument));
  for (auto* each : {&holding, &first, &after_failure, &tried, &after_trial, &deleting, &after_deletion})
    EXPECT_OK(each->get());
  EXPECT_THAT(months, ElementsAre("kept", "kept", "none"));
  EXPECT_THAT(totals, ElementsAre(5, 6, 7));
  EXPECT_EQ(ledger_->Head().number, 5);
}

// No totals and no resources live in the writer's memory beyond the batch.
TEST_F(LedgerTest, EachBatchReadsWhatIsStored) {
  const auto add = [](Transaction& transaction) {
    transaction.AddToTotal("scope", "cell", 1);
    return PutSurvey("surveys/2001-01", "written")(transaction);
  };
  ASSERT_OK(Run(add));
  BehindItsBack({"UPDATE total_cell SET value = 10", "DELETE FROM resource_version"});
  ASSERT_OK(Run([](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const bool exists, transaction.Exists("surveys/2001-01"));
    ASSIGN_OR_RETURN(const auto found, transaction.Find<Survey>("surveys/2001-01"));
    EXPECT_FALSE(exists);
    EXPECT_FALSE(found.has_value());
    transaction.AddToTotal("scope", "cell", 1);
    return absl::OkStatus();
  }));
  EXPECT_THAT(TotalsAt(""), ElementsAre(Pair("cell", 11)));
}

// What is written is answered and remembered without being read again: it must be what a reader gets.
TEST_F(LedgerTest, WhatPutLeavesIsWhatIsReadLater) {
  std::vector<Survey> seen(2);
  ASSERT_OK(Run([&](Transaction& transaction) -> absl::Status {
    Survey& survey = seen[0];
    survey.set_name("surveys/2001-01");
    survey.set_reference_month("2001-01");
    survey.add_notes()->set_definition("定義");
    RETURN_IF_ERROR(transaction.Put(survey));
    ASSIGN_OR_RETURN(seen[1], transaction.Get<Survey>("surveys/2001-01"));
    return absl::OkStatus();
  }));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const Survey read, view->reader.Get<Survey>("surveys/2001-01"));
  EXPECT_EQ(seen[0].SerializeAsString(), read.SerializeAsString());
  EXPECT_EQ(seen[1].SerializeAsString(), read.SerializeAsString());
}

TEST_F(LedgerTest, ValidateOnlyShowsTheResultAndChangesNothing) {
  Mutation trial = WithRequestId("trial");
  trial.validate_only = true;
  bool applied = false;
  ASSERT_OK(Run(
      [&](Transaction& transaction) {
        applied = true;
        return PutSurvey("surveys/2015-12", "x")(transaction);
      },
      std::move(trial)));
  EXPECT_TRUE(applied);
  EXPECT_EQ(response_.revision(), "0-0000000000000000");
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "none");
  // The trial's request id is free for the real call.
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x"), WithRequestId("trial", "another")));
  EXPECT_EQ(ledger_->Head().number, 1);
}

TEST_F(LedgerTest, TrialUnderARequestIdThatWasUsedIsATrialOfItsOwn) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x"), WithRequestId("id-1", "real")));
  Mutation trial = WithRequestId("id-1", "trial");
  trial.validate_only = true;
  bool applied = false;
  ASSERT_OK(Run(
      [&](Transaction& transaction) {
        applied = true;
        return PutSurvey("surveys/2015-12", "y")(transaction);
      },
      std::move(trial)));
  EXPECT_TRUE(applied);
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "x");
  // Nor did the trial take the real call's answer away.
  ASSERT_OK(Run([](Transaction&) -> absl::Status { return absl::UnknownError("applied twice"); },
                WithRequestId("id-1", "real")));
}

TEST_F(LedgerTest, MutationThatChangesNothingMakesNoRevision) {
  ASSERT_OK(Run([](Transaction&) { return absl::OkStatus(); }));
  EXPECT_EQ(ledger_->Head().number, 0);
}

TEST_F(LedgerTest, SameRequestIdGetsTheSameAnswerAlsoAfterARestart) {
  const auto put = [this](Transaction& transaction) {
    response_.mutable_survey()->set_name("surveys/2015-12");
    return PutSurvey("surveys/2015-12", "x")(transaction);
  };
  ASSERT_OK(Run(put, WithRequestId("id-1")));
  const PublishSurveyResponse first = response_;
  ASSERT_OK(Run(PutSurvey("surveys/2016-12", "y")));
  for (int i = 0; i < 2; ++i) {
    response_.Clear();
    ASSERT_OK(
        Run([](Transaction&) -> absl::Status { return absl::UnknownError("applied twice"); }, WithRequestId("id-1")));
    EXPECT_EQ(response_.SerializeAsString(), first.SerializeAsString());
    EXPECT_EQ(ledger_->Head().number, 2);
    Open();
  }
}

TEST_F(LedgerTest, SameRequestIdForAnotherRequestIsRefused) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x"), WithRequestId("id-1", "one")));
  EXPECT_THAT(Run(PutSurvey("surveys/2015-12", "y"), WithRequestId("id-1", "two")),
              HasReason(type::v1::ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "x");
}

TEST_F(LedgerTest, FailedMutationMayBeRetriedUnderItsRequestId) {
  EXPECT_THAT(Run([](Transaction&) { return InvalidField("field", "no"); }, WithRequestId("id-1")),
              HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_OK(Run(PutSurvey("surveys/2015-12", "x"), WithRequestId("id-1")));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "x");
}

TEST_F(LedgerTest, RequestIdIsForgottenAfterItsRetention) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x"), WithRequestId("id-1", "one")));
  now_ += options_.idempotency_retention - absl::Minutes(2);
  EXPECT_THAT(Run(PutSurvey("surveys/2015-12", "y"), WithRequestId("id-1", "two")),
              HasReason(type::v1::ERROR_REASON_REQUEST_ID_REUSED));
  now_ += absl::Minutes(4);
  EXPECT_OK(Run(PutSurvey("surveys/2015-12", "y"), WithRequestId("id-1", "two")));
}

TEST_F(LedgerTest, ExpiredMutationIsDroppedBeforeItIsApplied) {
  Mutation late;
  late.deadline = now_ - absl::Seconds(1);
  EXPECT_THAT(Run(PutSurvey("surveys/2015-12", "x"), std::move(late)),
              HasReason(type::v1::ERROR_REASON_DEADLINE_BEFORE_START));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "none");
}

TEST_F(LedgerTest, TextThatIsNoUtf8IsRefusedForItCouldNotBeReadAgain) {
  const absl::Status refused = Run(PutSurvey("surveys/2015-12", "\xe5\x9c"));
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "none");
  EXPECT_EQ(ledger_->Head().number, 0);
}

TEST_F(LedgerTest, FullQueueRefusesAtOnceWithTheTimeToRetry) {
  options_.queue_limit_mutations = 4;  // One caller may have half of the places.
  Open();
  Signal started, go;
  auto holding = Start([&](Transaction&) {
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  auto a = Start(PutSurvey("surveys/2001-01", "a"));
  auto b = Start(PutSurvey("surveys/2002-01", "b"));
  auto c = Start(PutSurvey("surveys/2003-01", "c"));
  // Were it queued, it would wait for the writer, and this test with it.
  EXPECT_EQ(c.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  go.Give();
  const absl::Status refused = c.get();
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
  EXPECT_OK(holding.get());
  EXPECT_OK(a.get());
  EXPECT_OK(b.get());
}

// Calls of one caller that would fill the queue ten times over, while the writer is held up.
TEST_F(LedgerTest, FloodOfOneCallerNeitherRefusesNorHoldsUpAnothers) {
  options_.queue_limit_mutations = 16;
  Open();
  Signal started, go;
  auto holding = Start([&](Transaction&) {
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  const auto start_as = [this](const std::string& caller, int times) {
    TraceContext trace;
    trace.caller = caller;
    const TraceScope scope(trace);
    std::vector<std::future<absl::Status>> calls;
    for (int i = 0; i < times; ++i) calls.push_back(Start(PutSurvey("surveys/of-" + caller, std::to_string(i))));
    return calls;
  };
  auto flood = start_as("flood", 160);
  auto other = start_as("other", 4);
  go.Give();
  EXPECT_OK(holding.get());
  for (auto& call : other) EXPECT_OK(call.get());
  int refused = 0;
  for (auto& call : flood) refused += ReasonOf(call.get()) == type::v1::ERROR_REASON_OVERLOADED;
  EXPECT_EQ(refused, 152);
  // They take turns, and each stays in order.
  ASSERT_EQ(ledger_->Head().number, 12);
  for (int turn = 0; turn < 4; ++turn) {
    ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
    ASSERT_OK_AND_ASSIGN(const auto after, RevisionsAfter(*view->session, 2 * turn + 1, 2 * turn + 2, 1));
    ASSERT_EQ(after.size(), 1);
    const std::string both = after[0].revision.Token();
    EXPECT_EQ(MonthAt(both, "surveys/of-flood"), std::to_string(turn));
    EXPECT_EQ(MonthAt(both, "surveys/of-other"), std::to_string(turn));
  }
}

TEST_F(LedgerTest, TotalsAreAppendedAndOlderValuesStay) {
  const auto add = [](int amount) {
    return [amount](Transaction& transaction) {
      transaction.AddToTotal("scope", "a", amount);
      transaction.AddToTotal("scope", "b", 1);
      transaction.AddToTotal("scope", "b", -1);
      return absl::OkStatus();
    };
  };
  ASSERT_OK(Run(add(5)));
  const std::string first = response_.revision();
  ASSERT_OK(Run(add(-2)));
  EXPECT_THAT(TotalsAt(first), ElementsAre(Pair("a", 5)));
  EXPECT_THAT(TotalsAt(""), ElementsAre(Pair("a", 3)));
}

TEST_F(LedgerTest, CellChangesSayBeforeAndAfterAlsoWhenWrittenInTwoSteps) {
  ASSERT_OK(Run([](Transaction& transaction) -> absl::Status {
    transaction.AddToTotal("scope", "a", 5);
    RETURN_IF_ERROR(transaction.WriteTotals());
    transaction.AddToTotal("scope", "a", 2);
    RETURN_IF_ERROR(transaction.WriteTotals());
    EXPECT_EQ(transaction.cell_changes().size(), 1u);
    EXPECT_EQ(transaction.cell_changes().begin()->second.before, 0);
    EXPECT_EQ(transaction.cell_changes().begin()->second.after, 7);
    return absl::OkStatus();
  }));
  EXPECT_THAT(TotalsAt(""), ElementsAre(Pair("a", 7)));
}

TEST_F(LedgerTest, RestartKeepsEverything) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  const std::string token = ledger_->Head().Token();
  Open();
  EXPECT_EQ(ledger_->Head().Token(), token);
  EXPECT_EQ(MonthAt(token, "surveys/2015-12"), "x");
}

TEST_F(LedgerTest, TokenOfACopyThatWentOnDifferentlyIsRefusedAsAFork) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  const std::string shared = response_.revision();
  ledger_.reset();
  std::filesystem::copy_file(folder_.File("ledger.db"), folder_.File("copy.db"));
  Open();
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "here")));
  const std::string here = response_.revision();
  ledger_.reset();
  std::filesystem::rename(folder_.File("copy.db"), folder_.File("ledger.db"));
  Open();
  EXPECT_THAT(ledger_->ReadAt(here), HasReason(type::v1::ERROR_REASON_REVISION_NOT_REACHED));
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "there")));
  EXPECT_THAT(ledger_->ReadAt(here), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  EXPECT_OK(ledger_->ReadAt(shared));
}

TEST_F(LedgerTest, MalformedTokenIsAnInvalidField) {
  for (const char* token : {"x", "1", "1-", "-1-0000000000000000", "01-0000000000000000", "1-00000000000000000",
                            "1-000000000000000G", "+1-0000000000000000", "99999999999999999999-0000000000000000"}) {
    EXPECT_THAT(ledger_->ReadAt(token), HasReason(type::v1::ERROR_REASON_INVALID_FIELD)) << token;
  }
}

TEST_F(LedgerTest, ClockThatWasSetBackPutsNoRevisionBeforeItsPredecessor) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  const int64_t first = ledger_->Head().commit_micros;
  now_ -= absl::Hours(1);
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "y")));
  EXPECT_GE(ledger_->Head().commit_micros, first);
}

// A moment's newest revision is asked for while one of that very moment waits for its commit.
TEST_F(LedgerTest, MomentIsSettledOnlyWhenWhatIsDatedThenIsCommitted) {
  Signal started, go;
  auto holding = Start([&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(PutSurvey("surveys/2015-12", "x")(transaction));
    started.Give();
    go.Await();
    return absl::OkStatus();
  });
  started.Await();
  const absl::Time dated = now_;
  EXPECT_OK(ledger_->Settle(dated - absl::Microseconds(1), absl::Now()));
  EXPECT_THAT(ledger_->Settle(dated, absl::Now() + absl::Milliseconds(50)),
              HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  auto settled = std::async(std::launch::async, [&] {
    EXPECT_OK(ledger_->Settle(dated, absl::InfiniteFuture()));
    return ledger_->Head().number;
  });
  go.Give();
  EXPECT_OK(holding.get());
  EXPECT_EQ(settled.get(), 1);
  // Nothing is dated then any more, although the clock still shows it, nor if it is set back.
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "y")));
  EXPECT_GT(absl::FromUnixMicros(ledger_->Head().commit_micros), dated);
  EXPECT_OK(ledger_->Settle(dated, absl::Now()));
}

TEST_F(LedgerTest, SecondProcessCannotServeTheSameFile) {
  EXPECT_THAT(Ledger::Open(folder_.File("ledger.db"), {}), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(LedgerTest, MissingFolderIsAClearError) {
  EXPECT_FALSE(Ledger::Open(folder_.File("no/such/folder.db"), {}).ok());
}

TEST_F(LedgerTest, ManyThreadsEachMutationIsOneRevision) {
  std::vector<std::future<absl::Status>> ends;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        Mutation mutation;
        auto promise = std::make_shared<std::promise<absl::Status>>();
        auto response = std::make_shared<PublishSurveyResponse>();
        mutation.origin.caller = "tester";
        mutation.response = response.get();
        mutation.set_revision = [response](const std::string& token) { response->set_revision(token); };
        mutation.apply = [t, i](Transaction& transaction) {
          transaction.AddToTotal("scope", "count", 1);
          return PutSurvey("surveys/" + std::to_string(t) + "-" + std::to_string(i), "")(transaction);
        };
        mutation.done = [promise](const absl::Status& status) { promise->set_value(status); };
        ledger_->Submit(std::move(mutation));
        std::lock_guard<std::mutex> lock(mutex);
        ends.push_back(promise->get_future());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (auto& end : ends) EXPECT_OK(end.get());
  EXPECT_EQ(ledger_->Head().number, 400);
  EXPECT_THAT(TotalsAt(""), ElementsAre(Pair("count", 400)));
}

}  // namespace
}  // namespace zaitaku
