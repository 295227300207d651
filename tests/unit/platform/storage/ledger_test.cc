// The ledger on a real SQLite file. A survey stands for any resource.
#include "platform/storage/ledger.h"

#include <sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <random>

#include "absl/synchronization/notification.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using council::v1::PublishSurveyResponse;
using council::v1::Survey;
using testing::ElementsAre;
using testing::Pair;

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    ledger_.reset();
    options_.now = [this] { return now_; };
    auto opened = Ledger::Open(folder_.File("ledger.db"), options_);
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }

  // Submits and waits for the end. The response is in `response_`.
  absl::Status Run(std::function<absl::Status(Transaction&)> apply, Mutation mutation = {}) {
    return Start(std::move(apply), std::move(mutation)).get();
  }

  std::future<absl::Status> Start(std::function<absl::Status(Transaction&)> apply, Mutation mutation = {}) {
    auto promise = std::make_shared<std::promise<absl::Status>>();
    mutation.origin.caller = "tester";
    mutation.origin.method = "test.Method";
    mutation.response = &response_;
    mutation.set_revision = [this](const std::string& token) { response_.set_revision(token); };
    mutation.apply = std::move(apply);
    mutation.done = [promise](const absl::Status& status) { promise->set_value(status); };
    ledger_->Submit(std::move(mutation));
    return promise->get_future();
  }

  static std::function<absl::Status(Transaction&)> PutSurvey(const std::string& name, const std::string& month) {
    return [name, month](Transaction& transaction) {
      Survey survey;
      survey.set_name(name);
      survey.set_reference_month(month);
      return transaction.Put(survey);
    };
  }

  static Mutation WithRequestId(const std::string& id, const std::string& digest = "same") {
    Mutation mutation;
    mutation.origin.request_id = id;
    mutation.request_digest = digest;
    return mutation;
  }

  std::string MonthAt(const std::string& token, const std::string& name) {
    auto view = ledger_->ReadAt(token);
    if (!view.ok()) return view.status().ToString();
    auto found = (*view)->reader.Find<Survey>(name);
    if (!found.ok()) return found.status().ToString();
    return found->has_value() ? (**found).reference_month() : "none";
  }

  std::map<std::string, int64_t> TotalsAt(const std::string& token) {
    auto view = ledger_->ReadAt(token);
    return view.ok() ? *(*view)->reader.Totals("scope") : std::map<std::string, int64_t>{};
  }

  // Runs SQL on the ledger's file on another connection.
  void BehindItsBack(const std::vector<std::string>& statements) {
    SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("ledger.db")));
    for (const std::string& sql : statements) ASSERT_OK(session.RunOnce(sql));
  }

  TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'450'000'000);
  LedgerOptions options_;
  std::unique_ptr<Ledger> ledger_;
  PublishSurveyResponse response_;
};

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

TEST_F(LedgerTest, RecentListWalksWhatStillHoldsAndAnyOtherWalksInOrderOfName) {
  using testing::HasSubstr;
  using testing::Not;
  for (const Order order : {Order::kByName, Order::kByNameDescending}) {
    const std::string name = order == Order::kByName ? "name>?" : "name<?";
    EXPECT_THAT(Plan(folder_.File("ledger.db"), order, Age::kRecent),
                testing::AllOf(HasSubstr("resource_version_by_end (collection=? AND to_revision=? AND " + name + ")"),
                               HasSubstr("resource_version_by_end (collection=? AND to_revision>? AND to_revision<?)"),
                               Not(HasSubstr("by_collection")), Not(HasSubstr("SCAN resource_version"))));
    EXPECT_THAT(Plan(folder_.File("ledger.db"), order, Age::kAny),
                testing::AllOf(HasSubstr("resource_version_by_collection (collection=? AND " + name + ")"),
                               Not(HasSubstr("TEMP B-TREE"))));
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
  absl::Notification started, go;
  auto holding = Start([&](Transaction&) {
    started.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  });
  started.WaitForNotification();
  auto first = Start(PutSurvey("surveys/2001-01", "a"));
  auto failing = Start([](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(PutSurvey("surveys/2002-01", "b")(transaction));
    return InvalidField("field", "no");
  });
  auto last = Start(PutSurvey("surveys/2003-01", "c"));
  go.Notify();
  EXPECT_OK(holding.get());
  EXPECT_OK(first.get());
  EXPECT_THAT(failing.get(), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_OK(last.get());
  EXPECT_EQ(MonthAt("", "surveys/2001-01"), "a");
  EXPECT_EQ(MonthAt("", "surveys/2002-01"), "none");
  EXPECT_EQ(MonthAt("", "surveys/2003-01"), "c");
  EXPECT_EQ(ledger_->Head().number, 2);
}

// Has the engine refuse to store a survey of this name: a failure of the store itself, from within.
constexpr char kBreak[] =
    "CREATE TRIGGER broken BEFORE INSERT ON resource_version WHEN NEW.name = 'surveys/1999-01'\n"
    "BEGIN SELECT RAISE(ABORT, 'broken'); END";

TEST_F(LedgerTest, StoreFailureFailsTheWholeBatchAndLeavesTheStoreWhole) {
  ASSERT_OK(Run(PutSurvey("surveys/2000-01", "kept")));
  BehindItsBack({kBreak});
  absl::Notification started, go;
  auto holding = Start([&](Transaction&) {
    started.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  });
  started.WaitForNotification();
  auto good = Start(PutSurvey("surveys/2001-01", "a"));
  auto broken = Start(PutSurvey("surveys/1999-01", "b"));
  go.Notify();
  EXPECT_OK(holding.get());
  EXPECT_THAT(good.get(), HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(broken.get(), HasCode(absl::StatusCode::kInternal));
  EXPECT_EQ(MonthAt("", "surveys/2001-01"), "none");
  ASSERT_OK(Run(PutSurvey("surveys/2002-01", "after")));
  EXPECT_EQ(ledger_->Head().number, 2);
  EXPECT_EQ(MonthAt("", "surveys/2000-01"), "kept");
}

// Errors of whoever applies, even those that sound like the store's: the engine is well.
TEST_F(LedgerTest, OthersAreNotFailedByWhatOneMutationFoundDamaged) {
  for (const absl::Status& error :
       {absl::InternalError("a bug"), StoreDamaged({"the stored version is damaged", "壊れています"}, "surveys/x")}) {
    absl::Notification started, go;
    auto holding = Start([&](Transaction&) {
      started.Notify();
      go.WaitForNotification();
      return absl::OkStatus();
    });
    started.WaitForNotification();
    auto good = Start(PutSurvey("surveys/2001-01", "a"));
    auto failing = Start([&error](Transaction&) { return error; });
    go.Notify();
    EXPECT_OK(holding.get());
    EXPECT_OK(good.get());
    EXPECT_THAT(failing.get(), HasCode(error.code()));
  }
}

TEST_F(LedgerTest, IsNotWritableFromAFailedBatchUntilACommitSucceedsByItselfIfNobodyWrites) {
  BehindItsBack({kBreak, "CREATE TRIGGER stuck BEFORE UPDATE ON ledger_head BEGIN SELECT RAISE(ABORT, 'stuck'); END"});
  EXPECT_TRUE(ledger_->writable());
  EXPECT_FALSE(Run(PutSurvey("surveys/1999-01", "b")).ok());
  EXPECT_FALSE(ledger_->writable());
  // One that writes nothing proves nothing.
  EXPECT_FALSE(Run([](Transaction&) { return absl::OkStatus(); }).ok());
  absl::SleepFor(absl::Seconds(2));
  EXPECT_FALSE(ledger_->writable());
  BehindItsBack({"DROP TRIGGER stuck"});
  for (int i = 0; i < 1000 && !ledger_->writable(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(ledger_->writable());
  EXPECT_EQ(ledger_->Head().number, 0);
  EXPECT_OK(Run(PutSurvey("surveys/2000-01", "a")));
}

// A commit that was reported as failed may be there all the same.
TEST_F(LedgerTest, AfterAFailedBatchTheLedgerGoesOnFromWhatIsStored) {
  ASSERT_OK(Run(PutSurvey("surveys/2000-01", "kept")));
  BehindItsBack({kBreak});
  EXPECT_THAT(Run(PutSurvey("surveys/1999-01", "b")), HasCode(absl::StatusCode::kInternal));
  BehindItsBack(
      {"INSERT INTO revision SELECT 2, commit_micros, caller, method, request_id, reason, digest FROM revision",
       "UPDATE ledger_head SET revision = 2"});
  ASSERT_OK(Run(PutSurvey("surveys/2002-01", "after")));
  EXPECT_EQ(ledger_->Head().number, 3);
  EXPECT_EQ(MonthAt("", "surveys/2002-01"), "after");
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

TEST_F(LedgerTest, FullQueueRefusesAtOnceWithTheTimeToRetry) {
  options_.queue_limit_mutations = 2;
  Open();
  absl::Notification started, go;
  auto holding = Start([&](Transaction&) {
    started.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  });
  started.WaitForNotification();
  auto a = Start(PutSurvey("surveys/2001-01", "a"));
  auto b = Start(PutSurvey("surveys/2002-01", "b"));
  auto c = Start(PutSurvey("surveys/2003-01", "c"));
  // Were it queued, it would wait for the writer, and this test with it.
  EXPECT_EQ(c.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  go.Notify();
  const absl::Status refused = c.get();
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
  EXPECT_OK(holding.get());
  EXPECT_OK(a.get());
  EXPECT_OK(b.get());
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
  absl::Notification started, go;
  auto holding = Start([&](Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(PutSurvey("surveys/2015-12", "x")(transaction));
    started.Notify();
    go.WaitForNotification();
    return absl::OkStatus();
  });
  started.WaitForNotification();
  const absl::Time dated = now_;
  EXPECT_OK(ledger_->Settle(dated - absl::Microseconds(1), absl::Now()));
  EXPECT_THAT(ledger_->Settle(dated, absl::Now() + absl::Milliseconds(50)),
              HasReason(type::v1::ERROR_REASON_STORE_UNAVAILABLE));
  auto settled = std::async(std::launch::async, [&] {
    EXPECT_OK(ledger_->Settle(dated, absl::InfiniteFuture()));
    return ledger_->Head().number;
  });
  go.Notify();
  EXPECT_OK(holding.get());
  EXPECT_EQ(settled.get(), 1);
  // Nothing is dated then any more, although the clock still shows it, nor if it is set back.
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "y")));
  EXPECT_GT(absl::FromUnixMicros(ledger_->Head().commit_micros), dated);
  EXPECT_OK(ledger_->Settle(dated, absl::Now()));
}

TEST_F(LedgerTest, BatchThatFailedLeavesItsMomentUnsettledUntilTheHeadIsKnownAgain) {
  BehindItsBack({kBreak, "CREATE TRIGGER stuck BEFORE UPDATE ON ledger_head BEGIN SELECT RAISE(ABORT, 'stuck'); END"});
  EXPECT_FALSE(Run(PutSurvey("surveys/1999-01", "b")).ok());
  EXPECT_FALSE(ledger_->Settle(now_, absl::Now() + absl::Milliseconds(50)).ok());
  BehindItsBack({"DROP TRIGGER stuck"});
  EXPECT_OK(ledger_->Settle(now_, absl::Now() + absl::Seconds(20)));
}

TEST_F(LedgerTest, SecondProcessCannotServeTheSameFile) {
  EXPECT_THAT(Ledger::Open(folder_.File("ledger.db"), {}), HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(LedgerTest, MissingFolderIsAClearError) {
  EXPECT_FALSE(Ledger::Open(folder_.File("no/such/folder.db"), {}).ok());
}

// Without the log, a commit would be no commit that readers can go on beside.
TEST_F(LedgerTest, DatabaseThatCannotKeepALogAheadIsRefused) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.File(""));
  EXPECT_THAT(Ledger::Open(":memory:", {}), HasCode(absl::StatusCode::kFailedPrecondition));
  std::filesystem::current_path(before);
}

// Overwrites part of the file, from a byte on, with nonsense.
void Scribble(const std::string& path, int64_t from, size_t bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file << std::string(bytes, '\xa5');
  ASSERT_TRUE(file.good());
}

TEST_F(LedgerTest, FileThatIsNoDatabaseIsReportedAsDamaged) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "x")));
  ledger_.reset();
  Scribble(folder_.File("ledger.db"), 0, 100);
  EXPECT_THAT(Ledger::Open(folder_.File("ledger.db"), options_), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
}

// Pages in the middle of the file, where the resources are: the engine finds out when it reads them.
TEST_F(LedgerTest, DamagedPagesAreReportedAsDamageAndFailTheWholeBatch) {
  for (int i = 0; i < 200; ++i) ASSERT_OK(Run(PutSurvey("surveys/" + std::to_string(i), std::string(1000, 'x'))));
  ledger_.reset();
  const std::string file = folder_.File("ledger.db");
  constexpr int64_t kPage = 4096;
  Scribble(file, static_cast<int64_t>(std::filesystem::file_size(file)) / kPage / 2 * kPage, 20 * kPage);
  Open();
  ASSERT_OK_AND_ASSIGN(const auto view, ledger_->ReadAt(""));
  EXPECT_THAT(view->reader.ListAll<Survey>("surveys"), HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  const absl::Status status =
      Run([](Transaction& transaction) { return transaction.ListAll<Survey>("surveys").status(); });
  EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_STORE_DAMAGED));
  EXPECT_TRUE(IsStoreFailure(status));
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
