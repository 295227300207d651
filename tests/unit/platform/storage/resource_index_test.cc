// Deleting resources, and finding them by label and text, at any revision. A survey stands for any resource.
#include "platform/storage/resource_index.h"

#include <sqlite3/soci-sqlite3.h>

#include <future>
#include <random>

#include "platform/storage/audit_verification.h"
#include "platform/storage/ledger.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using council::v1::Survey;
using testing::ElementsAre;
using testing::IsEmpty;

class ResourceIndexTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Ledger::Open(folder_.File("ledger.db"), {});
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }

  // Commits, and returns the revision's token.
  std::string Commit(std::function<absl::Status(Transaction&)> apply) {
    EXPECT_OK(Try(std::move(apply)));
    return response_.revision();
  }

  // The mutation's end; its answer is in `response_`.
  absl::Status Try(std::function<absl::Status(Transaction&)> apply) {
    std::promise<absl::Status> promise;
    Mutation mutation;
    mutation.origin.caller = "tester";
    mutation.response = &response_;
    mutation.set_revision = [this](const std::string& token) { response_.set_revision(token); };
    mutation.apply = std::move(apply);
    mutation.done = [&](const absl::Status& status) { promise.set_value(status); };
    ledger_->Submit(std::move(mutation));
    return promise.get_future().get();
  }

  static absl::Status Put(Transaction& transaction, const std::string& name, const IndexEntries& entries) {
    Survey survey;
    survey.set_name(name);
    RETURN_IF_ERROR(transaction.Put(survey));
    return transaction.Index(name, entries);
  }

  std::string File(const std::string& name, const IndexEntries& entries) {
    return Commit([&](Transaction& transaction) { return Put(transaction, name, entries); });
  }

  std::vector<std::string> Labelled(const std::string& label, const std::string& token = "") {
    auto names = (*ledger_->ReadAt(token))->reader.LabelledNames(label, "", 100);
    EXPECT_OK(names);
    return *names;
  }

  std::vector<std::string> Found(const std::vector<std::string>& words, const std::string& token = "") {
    auto matches = (*ledger_->ReadAt(token))->reader.Search(words);
    EXPECT_OK(matches);
    std::vector<std::string> names;
    for (const TextMatch& match : *matches) names.push_back(match.name);
    return names;
  }

  void ExpectAuditWhole() {
    auto view = ledger_->ReadAt("");
    ASSERT_OK(view);
    const auto audit = VerifyAudit(*(*view)->session, "");
    ASSERT_OK(audit);
    EXPECT_TRUE(audit->whole()) << audit->DebugString();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  council::v1::PublishSurveyResponse response_;
};

TEST_F(ResourceIndexTest, DeletedResourceIsGoneButReadableBefore) {
  const std::string filed = File("things/a", {});
  const std::string deleted = Commit([](Transaction& transaction) { return transaction.Delete("things/a"); });
  EXPECT_FALSE((*ledger_->ReadAt(deleted))->reader.Find<Survey>("things/a")->has_value());
  EXPECT_THAT(*(*ledger_->ReadAt(deleted))->reader.ListAll<Survey>("things"), IsEmpty());
  EXPECT_TRUE((*ledger_->ReadAt(filed))->reader.Find<Survey>("things/a")->has_value());
  ExpectAuditWhole();
}

TEST_F(ResourceIndexTest, DeletedResourceCanBeFiledAgain) {
  File("things/a", {{"red"}, {}});
  const std::string gone = Commit([](Transaction& transaction) { return transaction.Delete("things/a"); });
  const std::string again = File("things/a", {{"red"}, {}});
  EXPECT_THAT(Labelled("red", gone), IsEmpty());
  EXPECT_THAT(Labelled("red", again), ElementsAre("things/a"));
  ExpectAuditWhole();
}

TEST_F(ResourceIndexTest, FiledAndDeletedAndFiledInOneRevision) {
  File("things/a", {{"red"}, {{0, "Red", "red"}}});
  const std::string token = Commit([](Transaction& transaction) {
    RETURN_IF_ERROR(transaction.Delete("things/a"));
    RETURN_IF_ERROR(Put(transaction, "things/a", {{"red", "round"}, {{0, "Round", "round"}}}));
    RETURN_IF_ERROR(Put(transaction, "things/b", {}));
    return transaction.Delete("things/b");
  });
  EXPECT_THAT(Labelled("red"), ElementsAre("things/a"));
  EXPECT_THAT(Labelled("round"), ElementsAre("things/a"));
  EXPECT_THAT(Found({"red"}), IsEmpty());
  EXPECT_THAT(Found({"round"}), ElementsAre("things/a"));
  ExpectAuditWhole();
}

TEST_F(ResourceIndexTest, DeletingWhatIsNotThereIsNotFound) {
  Commit([](Transaction& transaction) {
    EXPECT_THAT(transaction.Delete("things/a"), HasCode(absl::StatusCode::kNotFound));
    return absl::OkStatus();
  });
}

TEST_F(ResourceIndexTest, LabelsAreThoseOfTheRevisionReadAt) {
  const std::string first = File("things/a", {{"red", "old"}, {}});
  const std::string second = File("things/a", {{"red", "new"}, {}});
  File("things/b", {{"red"}, {}});
  EXPECT_THAT(Labelled("old", first), ElementsAre("things/a"));
  EXPECT_THAT(Labelled("old", second), IsEmpty());
  EXPECT_THAT(Labelled("new", first), IsEmpty());
  EXPECT_THAT(Labelled("red", second), ElementsAre("things/a"));
  EXPECT_THAT(Labelled("red"), ElementsAre("things/a", "things/b"));
  EXPECT_THAT(*(*ledger_->ReadAt(""))->reader.LabelledNames("red", "things/a", 100), ElementsAre("things/b"));
}

TEST_F(ResourceIndexTest, SearchNeedsEveryWordAndRanksTheBestPlaceFirst) {
  File("things/a", {{}, {{2, "a long text about coordination", "alongtextaboutcoordination"}}});
  File("things/b", {{}, {{0, "Coordination", "coordination"}, {2, "a text", "atext"}}});
  EXPECT_THAT(Found({"coord"}), ElementsAre("things/b", "things/a"));
  EXPECT_THAT(Found({"coord", "long"}), ElementsAre("things/a"));
  EXPECT_THAT(Found({"coord", "missing"}), IsEmpty());
}

TEST_F(ResourceIndexTest, SearchTakesWildcardsAsTheyAre) {
  File("things/a", {{}, {{0, "100% sure_thing", "100%sure_thing"}}});
  EXPECT_THAT(Found({"0%s"}), ElementsAre("things/a"));
  EXPECT_THAT(Found({"1%e"}), IsEmpty());
  EXPECT_THAT(Found({"sure?thing"}), IsEmpty());
  EXPECT_THAT(Found({"e_t"}), ElementsAre("things/a"));
  EXPECT_THAT(Found({"1__%"}), IsEmpty());
  EXPECT_THAT(Found({"\\"}), IsEmpty());
}

TEST_F(ResourceIndexTest, TotalThatWouldNotFitIsRefused) {
  constexpr int64_t kMost = int64_t{1} << 62;
  Commit([](Transaction& transaction) {
    transaction.AddToTotal("scope", "cell", kMost);
    return absl::OkStatus();
  });
  for (const int64_t more : {int64_t{1}, kMost, std::numeric_limits<int64_t>::max()}) {
    EXPECT_THAT(Try([more](Transaction& transaction) {
                  transaction.AddToTotal("scope", "cell", more);
                  return transaction.WriteTotals();
                }),
                HasCode(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_EQ((*(*ledger_->ReadAt(""))->reader.Totals("scope"))["cell"], kMost);
}

// The plan of a query, one line for each of its steps.
std::string Plan(const std::string& file, std::string_view query) {
  SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + file));
  SqlInt id = 0, parent = 0, unused = 0;
  std::string step, plan;
  EXPECT_OK(session.Select(
      "EXPLAIN QUERY PLAN " + std::string(query), [&] { plan += step + "\n"; }, soci::into(id), soci::into(parent),
      soci::into(unused), soci::into(step)));
  return plan;
}

TEST_F(ResourceIndexTest, TextsThatHoldAreReadWithoutThoseThatOnceDid) {
  EXPECT_THAT(Plan(folder_.File("ledger.db"), CurrentTextsQuery()), testing::HasSubstr("(name=? AND to_revision=?)"));
}

TEST_F(ResourceIndexTest, RecentListByLabelWalksWhatStillHoldsAndAnyOtherWalksInOrderOfName) {
  using testing::HasSubstr;
  EXPECT_THAT(Plan(folder_.File("ledger.db"), LabelQuery(Age::kRecent)),
              testing::AllOf(HasSubstr("resource_label_by_end (label=? AND to_revision=? AND name>?)"),
                             HasSubstr("resource_label_by_end (label=? AND to_revision>? AND to_revision<?)"),
                             testing::Not(HasSubstr("autoindex"))));
  EXPECT_THAT(Plan(folder_.File("ledger.db"), LabelQuery(Age::kAny)),
              testing::AllOf(HasSubstr("(label=? AND name>?)"), testing::Not(HasSubstr("TEMP B-TREE"))));
}

TEST_F(ResourceIndexTest, ListByLabelIsTheSameHoweverOldItsRevisionIsTakenToBe) {
  std::mt19937 random(3);
  for (int i = 0; i < 120; ++i) {
    const std::string name = "surveys/" + std::to_string(random() % 12);
    const std::string label = random() % 2 == 0 ? "odd" : "even";
    File(name, {random() % 4 == 0 ? std::vector<std::string>{} : std::vector<std::string>{label}, {}});
  }
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  for (int64_t revision = 0; revision <= view->revision.number; ++revision) {
    const std::string after = random() % 2 == 0 ? "" : "surveys/" + std::to_string(random() % 12);
    const int limit = 1 + static_cast<int>(random() % 14);
    ASSERT_OK_AND_ASSIGN(const auto any, NamesByLabel(*view->session, {revision, Age::kAny}, "odd", after, limit));
    ASSERT_OK_AND_ASSIGN(const auto recent,
                         NamesByLabel(*view->session, {revision, Age::kRecent}, "odd", after, limit));
    EXPECT_EQ(recent, any) << revision;
  }
}

}  // namespace
}  // namespace zaitaku
