#include "platform/storage/private_records.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "absl/strings/escaping.h"
#include "platform/digest/digest.h"
#include "platform/storage/audit_verification.h"
#include "platform/storage/history.h"
#include "tests/unit/platform/storage/ledger_fixture.h"

namespace zaitaku {
namespace {

using council::v1::Survey;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A survey stands for a person: its month for the person's name.
Survey Person(const std::string& name) {
  Survey person;
  person.set_reference_month(name);
  return person;
}

std::string PayloadOf(const std::string& name) { return absl::Base64Escape(Person(name).SerializeAsString()); }

class PrivateRecordsTest : public LedgerTest {
 protected:
  absl::Status Put(const std::string& address, const std::string& person, std::string* name = nullptr) {
    return Run([=](Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const std::string made, transaction.PutPrivate("people", address, Person(person)));
      if (name != nullptr) *name = made;
      return absl::OkStatus();
    });
  }

  absl::Status Erase(const std::string& name, Erasure* erasure = nullptr) {
    return Run([=](Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const Erasure came_to, transaction.ErasePrivate(name));
      if (erasure != nullptr) *erasure = came_to;
      return absl::OkStatus();
    });
  }

  // The person of that name, or "none".
  std::string PersonNow(const std::string& name) {
    auto view = ledger_->ReadAt("");
    const auto found = (*view)->reader.FindPrivate<Survey>(name);
    if (!found.ok()) return found.status().ToString();
    return found->has_value() ? (**found).reference_month() : "none";
  }

  std::string NameOf(const std::string& address) {
    std::string name;
    EXPECT_OK(Run([&](Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const auto found, transaction.FindPrivateName("people", address));
      name = found.value_or("none");
      return absl::OkStatus();
    }));
    return name;
  }

  std::string Cell(const std::string& sql) {
    SqlSession session(
        std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("ledger.db") + " timeout=5"));
    std::string value;
    EXPECT_OK(session.Select(
        sql, [] {}, soci::into(value)));
    return value;
  }

  // Whether the index of keys may hold erased ones.
  bool IsStale() { return Cell("SELECT CAST(index_stale AS TEXT) FROM private_secret") != "0"; }

  // Until it was written anew, which is done after the answer, and the writer is there for others again.
  void AwaitIndexOfKeys() {
    for (int i = 0; i < 2000 && IsStale(); ++i) absl::SleepFor(absl::Milliseconds(10));
    EXPECT_FALSE(IsStale());
    EXPECT_OK(Run([](Transaction&) { return absl::OkStatus(); }));
  }

  // Another program that reads the file as it is now, and so keeps the log from being cut.
  std::unique_ptr<SqlSession> ReadAndHold() {
    auto reader = std::make_unique<SqlSession>(
        std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("ledger.db") + " timeout=5"));
    std::string digest;
    EXPECT_OK(reader->RunOnce("BEGIN"));
    EXPECT_OK(reader->Select(
        "SELECT digest FROM ledger_head", [] {}, soci::into(digest)));
    return reader;
  }

  // All bytes of the database's files.
  std::string AllFiles() {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(folder_.File(".")))) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << file.rdbuf();
      bytes += text.str();
    }
    return bytes;
  }
};

TEST_F(PrivateRecordsTest, RecordIsFoundByItsNameAndByWhatItIsLookedUpBy) {
  std::string taro, hanako;
  ASSERT_OK(Put("taro@example.jp", "Taro", &taro));
  ASSERT_OK(Put("hanako@example.jp", "Hanako", &hanako));
  EXPECT_THAT(taro, testing::MatchesRegex("people/[0-9a-f]{32}"));
  EXPECT_EQ(PersonNow(taro), "Taro");
  EXPECT_EQ(NameOf("hanako@example.jp"), hanako);
  EXPECT_EQ(NameOf("nobody@example.jp"), "none");
  EXPECT_EQ(PersonNow("people/00000000000000000000000000000000"), "none");
  EXPECT_EQ(ledger_->Head().number, 0) << "a record by itself is no revision";
}

TEST_F(PrivateRecordsTest, RecordOfTheSameLookupTakesThePlaceOfTheOneThereWas) {
  std::string first, second;
  ASSERT_OK(Put("taro@example.jp", "Tarou", &first));
  ASSERT_OK(Put("taro@example.jp", "Taro", &second));
  EXPECT_EQ(first, second);
  EXPECT_EQ(PersonNow(first), "Taro");
  EXPECT_THAT(AllFiles(), Not(HasSubstr(PayloadOf("Tarou"))));
  EXPECT_THAT(AllFiles(), HasSubstr(PayloadOf("Taro")));
}

TEST_F(PrivateRecordsTest, TrialAndFailureTakeTheRecordBack) {
  std::string kept;
  ASSERT_OK(Put("kept@example.jp", "Kept", &kept));
  Mutation trial;
  trial.validate_only = true;
  std::string name;
  const auto put_and_erase = [&](Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(name, transaction.PutPrivate("people", "taro@example.jp", Person("Taro")));
    return transaction.ErasePrivate(kept).status();
  };
  ASSERT_OK(Run(put_and_erase, trial));
  EXPECT_EQ(PersonNow(name), "none");
  EXPECT_EQ(PersonNow(kept), "Kept");
  ASSERT_FALSE(Run([&](Transaction& transaction) -> absl::Status {
                 RETURN_IF_ERROR(put_and_erase(transaction));
                 return absl::InternalError("no");
               }).ok());
  EXPECT_EQ(PersonNow(name), "none");
  EXPECT_EQ(PersonNow(kept), "Kept");
}

TEST_F(PrivateRecordsTest, KeyIsOfThisDatabaseAloneAndNamesSayNothing) {
  std::string name, other_name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  const std::string key = Cell("SELECT lookup_key FROM private_record");
  const std::string secret = Cell("SELECT secret FROM private_secret");
  EXPECT_EQ(secret.size(), 64);
  ledger_.reset();
  std::filesystem::remove(folder_.File("ledger.db"));
  Open();
  ASSERT_OK(Put("taro@example.jp", "Taro", &other_name));
  EXPECT_NE(Cell("SELECT lookup_key FROM private_record"), key);
  EXPECT_NE(Cell("SELECT secret FROM private_secret"), secret);
  EXPECT_NE(other_name, name);
}

TEST_F(PrivateRecordsTest, SecretIsMadeOnceSoThatRecordsAreFoundAfterANewStart) {
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  Open();
  EXPECT_EQ(NameOf("taro@example.jp"), name);
}

TEST_F(PrivateRecordsTest, ErasureIsARevisionThatKnowsTheNameAloneAndIsMadeOnce) {
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  Erasure erasure = Erasure::kNeverThere;
  ASSERT_OK(Erase(name, &erasure));
  EXPECT_EQ(erasure, Erasure::kErased);
  EXPECT_EQ(ledger_->Head().number, 1);
  EXPECT_EQ(PersonNow(name), "none");
  EXPECT_EQ(NameOf("taro@example.jp"), "none");
  EXPECT_EQ(Cell("SELECT name FROM change"), name);
  EXPECT_EQ(Cell("SELECT payload_digest FROM change"), "");
  ASSERT_OK(Erase(name, &erasure));
  EXPECT_EQ(erasure, Erasure::kErasedBefore);
  ASSERT_OK(Erase("people/00000000000000000000000000000000", &erasure));
  EXPECT_EQ(erasure, Erasure::kNeverThere);
  EXPECT_EQ(ledger_->Head().number, 1);
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const auto audit, VerifyAudit(*view->session, ledger_->Head().Token()));
  EXPECT_THAT(audit.problems(), IsEmpty());

  // Who comes back is somebody else to the register.
  std::string again;
  ASSERT_OK(Put("taro@example.jp", "Taro", &again));
  EXPECT_NE(again, name);
}

TEST_F(PrivateRecordsTest, HistoryOfAPersonIsTheirErasure) {
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a")));
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  EXPECT_THAT(*RevisionsBefore(*view->session, 100, name, 10), IsEmpty());
  ASSERT_OK(Erase(name));
  ASSERT_OK_AND_ASSIGN(const auto revisions, RevisionsBefore(*view->session, 100, name, 10));
  ASSERT_EQ(revisions.size(), 1);
  EXPECT_EQ(revisions[0].revision.number, 2);
  ASSERT_EQ(revisions[0].entry.changes.size(), 1);
  EXPECT_EQ(revisions[0].entry.changes[0].name, name);
  EXPECT_THAT(*RevisionsBefore(*view->session, 2, name, 10), IsEmpty());
}

TEST_F(PrivateRecordsTest, NothingOfWhatWasErasedIsLeftInTheFiles) {
  options_.rewrite_private_index_every = absl::ZeroDuration();
  Open();
  constexpr int kPeople = 1500;
  std::mt19937 random(5);
  std::vector<std::string> names(kPeople);
  const auto address = [](int i) { return "officer-" + std::to_string(i) + "@example.jp"; };
  const auto person = [](int i) { return "Officer of the name " + std::string(i % 90, 'x') + std::to_string(i); };
  ASSERT_OK(Run([&](Transaction& transaction) -> absl::Status {
    for (int i = 0; i < kPeople; ++i) {
      ASSIGN_OR_RETURN(names[i], transaction.PutPrivate("people", address(i), Person(person(i))));
    }
    return absl::OkStatus();
  }));
  const std::string secret = Cell("SELECT secret FROM private_secret");
  std::vector<int> order(kPeople);
  for (int i = 0; i < kPeople; ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  const std::vector<int> erased(order.begin(), order.begin() + kPeople / 2);

  const std::string before = AllFiles();
  for (const int i : erased) {
    ASSERT_THAT(before, HasSubstr(PayloadOf(person(i)))) << "what is searched for below would have been found";
    ASSERT_THAT(before, HasSubstr(PrivateKey(secret, "people", address(i))));
  }
  for (size_t start = 0; start < erased.size(); start += 50) {
    ASSERT_OK(Run([&](Transaction& transaction) -> absl::Status {
      for (size_t i = start; i < start + 50; ++i) {
        RETURN_IF_ERROR(transaction.ErasePrivate(names[erased[i]]).status());
      }
      return absl::OkStatus();
    }));
  }
  std::string after = AllFiles();
  for (const int i : erased) EXPECT_EQ(after.find(PayloadOf(person(i))), std::string::npos) << i;
  AwaitIndexOfKeys();
  after = AllFiles();
  for (const int i : erased) {
    EXPECT_EQ(after.find(PrivateKey(secret, "people", address(i))), std::string::npos) << i;
  }
  for (size_t i = erased.size(); i < order.size(); ++i) EXPECT_EQ(PersonNow(names[order[i]]), person(order[i]));
}

TEST_F(PrivateRecordsTest, ReaderThatHoldsTheLogDelaysItsCutButNotTheAnswer) {
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  auto reader = ReadAndHold();
  const absl::Time start = absl::Now();
  ASSERT_OK(Erase(name));
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  EXPECT_THAT(AllFiles(), HasSubstr(PayloadOf("Taro")));
  reader.reset();
  for (int i = 0; i < 1000 && AllFiles().find(PayloadOf("Taro")) != std::string::npos; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_THAT(AllFiles(), Not(HasSubstr(PayloadOf("Taro"))));
}

TEST_F(PrivateRecordsTest, IndexOfKeysIsWrittenAnewWithinTheIntervalOrWhenTheDatabaseIsOpened) {
  options_.rewrite_private_index_every = absl::Minutes(1);
  Open();
  std::string first, second;
  ASSERT_OK(Put("a@example.jp", "A", &first));
  ASSERT_OK(Put("b@example.jp", "B", &second));
  ASSERT_OK(Erase(first));
  AwaitIndexOfKeys();
  ASSERT_OK(Erase(second));
  ASSERT_OK(Run([](Transaction&) { return absl::OkStatus(); }));
  EXPECT_TRUE(IsStale()) << "not more often than that";
  ledger_.reset();
  EXPECT_TRUE(IsStale());
  Open();
  EXPECT_FALSE(IsStale());
}

// With many people it takes seconds.
TEST_F(PrivateRecordsTest, AnswerDoesNotWaitForTheIndexOfKeys) {
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  bool stale_when_answered = false;
  std::promise<void> answered;
  Mutation mutation;
  mutation.response = &response_;
  mutation.set_revision = [](const std::string&) {};
  mutation.apply = [&](Transaction& transaction) { return transaction.ErasePrivate(name).status(); };
  mutation.done = [&](const absl::Status& status) {
    EXPECT_OK(status);
    stale_when_answered = IsStale();
    answered.set_value();
  };
  ledger_->Submit(std::move(mutation));
  answered.get_future().wait();
  EXPECT_TRUE(stale_when_answered);
  AwaitIndexOfKeys();
}

// Every try waits a little, and all who write wait with it.
TEST_F(PrivateRecordsTest, CutOfAHeldLogIsTriedOnceASecondHoweverManyWrite) {
  ledger_.reset();
  const auto before = spdlog::default_logger();
  std::ostringstream log;
  const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
  logger->set_level(spdlog::level::debug);
  spdlog::set_default_logger(logger);
  Open();
  std::string name;
  ASSERT_OK(Put("taro@example.jp", "Taro", &name));
  auto reader = ReadAndHold();
  const absl::Time start = absl::Now();
  ASSERT_OK(Erase(name));
  for (int i = 0; i < 40; ++i) ASSERT_OK(Run(PutSurvey("surveys/2015-12", std::to_string(i))));
  const int64_t seconds = absl::ToInt64Seconds(absl::Now() - start);
  ledger_.reset();
  spdlog::set_default_logger(before);
  const auto times = [&](const std::string& line) {
    int count = 0;
    for (size_t at = log.str().find(line); at != std::string::npos; at = log.str().find(line, at + 1)) ++count;
    return count;
  };
  // With the erasure, with the index of keys after it, and then every second.
  EXPECT_LE(times("the log was not cut"), 3 + seconds);
  EXPECT_GE(times("the log was not cut"), 1);
  EXPECT_EQ(times("what was erased is still in the database's log"), 1);
}

// What a crash left in the log is brought to the disk at the start, which needs a moment without readers.
TEST_F(PrivateRecordsTest, StartWaitsForWhoReadsTheFile) {
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a")));
  auto reader = ReadAndHold();
  std::thread ends_soon([&] {
    absl::SleepFor(absl::Seconds(1));
    reader.reset();
  });
  Open();
  ends_soon.join();
  ASSERT_NE(ledger_, nullptr);
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "a");
}

TEST_F(PrivateRecordsTest, KeptDigestOfARequestCannotBeGuessedAndStillTellsRequestsApart) {
  const std::string digest = Sha256Hex("name=Taro");
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a"), WithRequestId("r1", digest)));
  EXPECT_THAT(AllFiles(), Not(HasSubstr(digest)));
  EXPECT_OK(Run(PutSurvey("surveys/2015-12", "b"), WithRequestId("r1", digest)));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "a");
  EXPECT_THAT(Run(PutSurvey("surveys/2015-12", "c"), WithRequestId("r1", Sha256Hex("name=Jiro"))),
              HasReason(type::v1::ERROR_REASON_REQUEST_ID_REUSED));
}

// From before requests were digested under a secret.
TEST_F(PrivateRecordsTest, AnswerKeptByAnOlderReleaseIsStillFound) {
  const std::string digest = Sha256Hex("name=Taro");
  ASSERT_OK(Run(PutSurvey("surveys/2015-12", "a"), WithRequestId("r1", digest)));
  BehindItsBack({"UPDATE idempotency SET request_digest = '" + digest + "'"});
  EXPECT_OK(Run(PutSurvey("surveys/2015-12", "b"), WithRequestId("r1", digest)));
  EXPECT_EQ(MonthAt("", "surveys/2015-12"), "a");
}

TEST_F(PrivateRecordsTest, LogOfAFailureDoesNotHoldWhatWasToBeKept) {
  BehindItsBack({"CREATE TRIGGER broken BEFORE INSERT ON private_record BEGIN SELECT RAISE(ABORT, 'broken'); END"});
  const auto logger = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  const absl::Status failed = Put("taro@example.jp", "Taro");
  spdlog::set_default_logger(logger);
  EXPECT_THAT(failed, HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(log.str(), HasSubstr("broken"));
  for (const std::string& secret :
       {PayloadOf("Taro"), std::string("Taro"), std::string("taro@example.jp"),
        PrivateKey(Cell("SELECT secret FROM private_secret"), "people", "taro@example.jp")}) {
    EXPECT_THAT(log.str(), Not(HasSubstr(secret)));
    EXPECT_THAT(failed.ToString(), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace zaitaku
