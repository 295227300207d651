// Changes of events with applications, erasure, and the book of applications against a model of it.
#include "services/training/application_store.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/storage/audit_verification.h"
#include "platform/storage/history.h"
#include "tests/unit/services/training/application_fixture.h"

namespace zaitaku::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ApplicationTest, WidenedRulePromotesInOrderThoseForWhomThereIsAPlace) {
  ASSERT_OK(PutEvent(OpenEvent(1, 2, true)));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  ASSERT_OK(Apply(kOsaka, {"d", "e"}));
  EXPECT_EQ(States(), "AWWAW");
  std::vector<std::string> promoted;
  ASSERT_OK(PutEvent(OpenEvent(2, 2, true), &promoted));
  EXPECT_THAT(promoted, IsEmpty()) << "the event is full";
  ASSERT_OK(PutEvent(OpenEvent(2, 3, true), &promoted));
  EXPECT_THAT(promoted, ElementsAre(Name(2)));
  ASSERT_OK(PutEvent(OpenEvent(0, 0, true), &promoted));
  EXPECT_THAT(promoted, ElementsAre(Name(3), Name(5)));
}

TEST_F(ApplicationTest, GovernmentThatLosesItsRoomIsPassedOver) {
  ASSERT_OK(PutEvent(OpenEvent(3, 2, true)));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  ASSERT_OK(Apply(kOsaka, {"d"}));
  ASSERT_OK(PutEvent(OpenEvent(2, 2, true)));
  std::vector<std::string> promoted;
  ASSERT_OK(PutEvent(OpenEvent(2, 3, true), &promoted));
  EXPECT_THAT(promoted, ElementsAre(Name(4))) << "c came first, but Tokyo has its two";
}

TEST_F(ApplicationTest, RuleBelowThoseWhoHaveAPlaceIsRefused) {
  ASSERT_OK(PutEvent(OpenEvent(3, 5, true)));
  ASSERT_OK(Apply(kTokyo, {"a", "b", "c"}));
  ASSERT_OK(Apply(kOsaka, {"d"}));
  ASSERT_OK(PutEvent(OpenEvent(3, 4, true)));
  v1::Event without = OpenEvent(3, 4, true);
  without.clear_application_rule();
  const struct {
    v1::Event event;
    std::string rule, limit, admitted;
  } kCases[] = {{OpenEvent(3, 3, true), "capacity", "3", "4"},
                {OpenEvent(2, 4, true), "per_government", "2", "3"},
                {without, "capacity", "0", "4"}};
  for (const auto& narrowed : kCases) {
    const absl::Status refused = PutEvent(narrowed.event);
    EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED));
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(GetDetail(refused, info));
    EXPECT_EQ(info.metadata().at("rule"), narrowed.rule);
    EXPECT_EQ(info.metadata().at("limit"), narrowed.limit);
    EXPECT_EQ(info.metadata().at("admitted"), narrowed.admitted);
  }
  for (int number = 1; number <= 4; ++number) ASSERT_OK(Cancel(number));
  ASSERT_OK(PutEvent(without));
}

TEST_F(ApplicationTest, RuleThatWasWidenedWhileTheEventWasOverPromotesWhenItIsNotAnyMore) {
  v1::Event event = OpenEvent(1, 0, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  event = OpenEvent(2, 0, true);
  event.set_state(v1::Event::STATE_CANCELLED);
  std::vector<std::string> promoted;
  ASSERT_OK(PutEvent(event, &promoted));
  EXPECT_THAT(promoted, IsEmpty());
  event.set_state(v1::Event::STATE_CLOSED);
  ASSERT_OK(PutEvent(event, &promoted));
  EXPECT_THAT(promoted, ElementsAre(Name(2)));
}

TEST_F(ApplicationTest, TotalsFollowAnEventToAnotherYearFieldAndOutOfThemWhenItIsCancelled) {
  const auto totals = [this](const std::string& scope, const std::string& cell) {
    auto view = ledger_->ReadAt("");
    return *(*view)->reader.Total(scope, cell);
  };
  v1::Event event = OpenEvent(1, 0, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Apply(kTokyo, {"a", "b"}));
  EXPECT_EQ(totals("events/2015", "all/applications/admitted"), 1);
  EXPECT_EQ(totals("events/2015", "field/home-visit-nursing/applications/waiting"), 1);
  EXPECT_EQ(totals("prefectures/2015", "13/admitted"), 1);
  event.mutable_schedule()->set_date("2016-04-01");
  ASSERT_OK(PutEvent(event));
  EXPECT_EQ(totals("events/2015", "all/applications/admitted"), 0);
  EXPECT_EQ(totals("prefectures/2016", "13/admitted"), 1);
  event.set_state(v1::Event::STATE_CANCELLED);
  ASSERT_OK(PutEvent(event));
  EXPECT_EQ(totals("prefectures/2016", "13/admitted"), 0);
  EXPECT_EQ(Participation().applications().admitted(), 1);
}

// All bytes of the files in a folder.
std::string AllFiles(const std::string& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    bytes += text.str();
  }
  return bytes;
}

TEST_F(ApplicationTest, ErasedPersonIsInNoFileAndAllElseStaysWhole) {
  ASSERT_OK(PutEvent(OpenEvent(1, 0, true)));
  auto request = ApplyRequest(kTokyo, {"hanako.secret"});
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(request));
  ASSERT_OK_AND_ASSIGN(const auto other, Apply(kOsaka, {"jiro"}));
  v1::Person stored;
  stored.set_full_name("Officer hanako.secret");
  stored.set_email("hanako.secret@example.jp");
  // As the message is kept, and each text in it whichever of its characters base64 begins with.
  std::vector<std::string> traces = {absl::Base64Escape(stored.SerializeAsString()), stored.full_name(),
                                     stored.email()};
  for (const std::string& text : {stored.full_name(), stored.email()}) {
    for (size_t skip = 0; skip < 3; ++skip) {
      const std::string from = text.substr(skip);
      traces.push_back(absl::Base64Escape(from.substr(0, from.size() / 3 * 3)));
    }
  }
  const std::string folder = std::filesystem::path(File()).parent_path();
  EXPECT_THAT(AllFiles(folder), HasSubstr(traces[0])) << "what is searched for would have been found";

  const std::string name = applied.applications(0).person();
  ASSERT_OK_AND_ASSIGN(const auto erased, Erase(name));
  EXPECT_FALSE(erased.unchanged());
  const std::string files = AllFiles(folder);
  for (const std::string& trace : traces) EXPECT_THAT(files, Not(HasSubstr(trace)));

  EXPECT_THAT(Person(name), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_TRUE(Erase(name)->unchanged());
  EXPECT_THAT(Erase("people/00000000000000000000000000000000"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_OK(Person(other.applications(0).person()));
  EXPECT_EQ(Get(1).person(), name);
  EXPECT_EQ(States(), "CA");
  ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
  ASSERT_OK_AND_ASSIGN(const auto audit, VerifyAudit(*view->session, ledger_->Head().Token()));
  EXPECT_THAT(audit.problems(), IsEmpty());
  // The kept answer is whole: a repeat still gets it.
  ASSERT_OK_AND_ASSIGN(const auto repeat, Apply(request));
  EXPECT_EQ(repeat.applications(0).name(), Name(1));
}

TEST_F(ApplicationTest, ErasedPersonsPlaceGoesOnInTheSameRevisionAndWhoComesAgainHasOne) {
  ASSERT_OK(PutEvent(OpenEvent(2, 2, true)));
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(kTokyo, {"taro", "jiro", "hana"}));
  EXPECT_EQ(States(), "AAW");
  const int64_t head = ledger_->Head().number;
  ASSERT_OK_AND_ASSIGN(const auto erased, Erase(applied.applications(0).person()));
  EXPECT_EQ(ledger_->Head().number, head + 1);
  EXPECT_EQ(States(), "CAA");
  EXPECT_EQ(erased.cancelled().name(), Name(1));
  EXPECT_EQ(erased.cancelled().state(), v1::Application::STATE_CANCELLED);
  ASSERT_EQ(erased.promoted_size(), 1);
  EXPECT_EQ(erased.promoted(0).name(), Name(3));
  ASSERT_OK_AND_ASSIGN(const auto again, Apply(kTokyo, {"taro"}));
  EXPECT_NE(again.applications(0).person(), applied.applications(0).person());
  EXPECT_EQ(States(), "CAAW");
  EXPECT_EQ(Participation().places().admitted(), 2);
}

TEST_F(ApplicationTest, ErasedPersonStaysCountedWhereTheEventWasHeldAndLosesThePlaceOfOneThatWasCalledOff) {
  v1::Event event = OpenEvent(0, 1, true);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(kTokyo, {"taro", "jiro"}));
  event.set_state(v1::Event::STATE_HELD);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK(Record({{1, v1::Application::ATTENDANCE_ATTENDED}}));
  ASSERT_OK_AND_ASSIGN(auto erased, Erase(applied.applications(0).person()));
  EXPECT_FALSE(erased.has_cancelled());
  EXPECT_EQ(States(), "AW");
  EXPECT_EQ(Participation().applications().attended(), 1);
  // It was not held after all: the erasure repeated takes the place back, without anybody getting it for nothing.
  event.set_state(v1::Event::STATE_CANCELLED);
  ASSERT_OK(PutEvent(event));
  ASSERT_OK_AND_ASSIGN(erased, Erase(applied.applications(0).person()));
  EXPECT_FALSE(erased.unchanged());
  EXPECT_THAT(erased.promoted(), IsEmpty());
  EXPECT_EQ(States(), "CW");
  EXPECT_TRUE(Erase(applied.applications(0).person())->unchanged());
}

TEST_F(ApplicationTest, NothingButThePersonsRecordHoldsPersonalData) {
  std::ostringstream log;
  const auto logger = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  ASSERT_OK(PutEvent(OpenEvent(1, 0, true)));
  auto request = ApplyRequest(kTokyo, {"hanako"});
  request.set_request_id("r1");
  ASSERT_OK_AND_ASSIGN(const auto applied, Apply(request));
  ASSERT_OK(Cancel(1));
  spdlog::set_default_logger(logger);
  EXPECT_THAT(log.str(), Not(HasSubstr("hanako")));
  EXPECT_THAT(applied.DebugString(), Not(HasSubstr("hanako")));

  SqlSession session(std::make_unique<soci::session>(soci::sqlite3, "dbname=" + File() + " timeout=5"));
  const auto column = [&session](const std::string& sql) {
    std::string all, value;
    EXPECT_OK(session.Select(
        sql, [&] { all += value + "\n"; }, soci::into(value)));
    return all;
  };
  // Every row's, whichever of them are base64.
  const auto decoded = [](const std::string& rows) {
    std::string all;
    for (const std::string& row : std::vector<std::string>(absl::StrSplit(rows, '\n'))) {
      std::string bytes;
      if (absl::Base64Unescape(row, &bytes)) all += bytes + "\n";
    }
    return all;
  };
  EXPECT_THAT(decoded(column("SELECT payload FROM private_record")), HasSubstr("hanako@example.jp"));
  EXPECT_THAT(column("SELECT name || lookup_key FROM private_record"), Not(HasSubstr("hanako")));
  EXPECT_THAT(decoded(column("SELECT response FROM idempotency")), Not(HasSubstr("hanako")));
  const std::string digests = column("SELECT request_digest FROM idempotency");
  EXPECT_EQ(digests.size(), 65);
  EXPECT_THAT(digests, Not(HasSubstr(Sha256Hex(request.SerializeAsString()))));
  for (const std::string& payload :
       {column("SELECT payload FROM resource_version WHERE name LIKE '%/applications/%'"),
        column("SELECT label || name FROM resource_label"), column("SELECT name || payload_digest FROM change"),
        column("SELECT caller || method || request_id || reason FROM revision")}) {
    EXPECT_THAT(payload, Not(HasSubstr("hanako")));
    EXPECT_THAT(decoded(payload), Not(HasSubstr("hanako")));
  }
  const std::string versions =
      decoded(column("SELECT payload FROM resource_version WHERE name LIKE '%/applications/%'"));
  EXPECT_EQ(versions.size() - absl::StrReplaceAll(versions, {{kTokyo, ""}}).size(), 2 * std::string(kTokyo).size())
      << "both versions of the application were looked through";
}

// What the book must come to, by looking at every application each time.
class Model {
 public:
  struct Entry {
    std::string government, person;
    char state;
  };

  void SetRule(int per_government, int capacity) {
    per_government_ = per_government;
    capacity_ = capacity;
    Promote();
  }

  int Admitted(const std::string& government = "") const {
    return std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) {
      return entry.state == 'A' && (government.empty() || entry.government == government);
    });
  }

  bool HasPlace(const std::string& government) const {
    return (capacity_ == 0 || Admitted() < capacity_) &&
           (per_government_ == 0 || Admitted(government) < per_government_);
  }

  void Apply(const std::string& government, const std::vector<std::string>& people) {
    for (const std::string& person : people) {
      const bool known = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.person == person && entry.government == government && entry.state != 'C';
      });
      if (!known) entries.push_back({government, person, HasPlace(government) ? 'A' : 'W'});
    }
  }

  void Cancel(int number) {
    entries[number - 1].state = 'C';
    Promote();
  }

  bool Allows(int per_government, int capacity) const {
    if (capacity > 0 && Admitted() > capacity) return false;
    return per_government == 0 || std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
             return Admitted(entry.government) <= per_government;
           });
  }

  std::string States() const {
    std::string states;
    for (const Entry& entry : entries) states += entry.state;
    return states;
  }

  std::vector<Entry> entries;

 private:
  void Promote() {
    for (Entry& entry : entries) {
      if (entry.state == 'W' && HasPlace(entry.government)) entry.state = 'A';
    }
  }

  int per_government_ = 0, capacity_ = 0;
};

class ApplicationModelTest : public ApplicationTest, public testing::WithParamInterface<int> {
 protected:
  // The heads are those that they must be: seen through their label.
  void ExpectHeadsRight(const Model& model, int per_government) {
    std::map<std::string, std::string> heads;
    for (size_t i = 0; i < model.entries.size(); ++i) {
      const Model::Entry& entry = model.entries[i];
      const bool has_room = per_government == 0 || model.Admitted(entry.government) < per_government;
      if (entry.state == 'W' && has_room) heads.try_emplace(entry.government, Name(static_cast<int>(i) + 1));
    }
    std::vector<std::string> expected;
    for (const auto& [government, name] : heads) expected.push_back(name);
    std::sort(expected.begin(), expected.end());
    ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
    ASSERT_OK_AND_ASSIGN(const auto labelled, view->reader.LabelledNames(HeadLabel(kEvent), "", 1000));
    EXPECT_EQ(labelled, expected);
  }
};

TEST_P(ApplicationModelTest, BookComesToWhatLookingAtEveryApplicationGives) {
  std::mt19937 random(GetParam());
  const auto roll = [&random](int below) { return static_cast<int>(random() % below); };
  const std::vector<std::string> governments = {kTokyo, kOsaka, kSapporo, "012025", "473821"};
  Model model;
  int per_government = 2, capacity = 5;
  model.SetRule(per_government, capacity);
  ASSERT_OK(PutEvent(OpenEvent(per_government, capacity, true)));
  for (int step = 0; step < 150; ++step) {
    const int what = roll(20);
    if (what < 11) {
      std::vector<std::string> people;
      const int from = roll(40);
      for (int i = 0, count = 1 + roll(4); i < count; ++i) people.push_back("person" + std::to_string(from + i));
      const std::string& government = governments[roll(5)];
      ASSERT_OK(Apply(government, people));
      model.Apply(government, people);
    } else if (what < 18 && !model.entries.empty()) {
      const int number = 1 + roll(static_cast<int>(model.entries.size()));
      const std::string before = model.States();
      model.Cancel(number);
      ASSERT_OK_AND_ASSIGN(const auto cancelled, Cancel(number));
      int promoted = 0;
      const std::string after = model.States();
      for (size_t i = 0; i < after.size(); ++i) promoted += before[i] == 'W' && after[i] == 'A';
      EXPECT_EQ(cancelled.promoted_size(), promoted);
    } else {
      const int quota = roll(5), places = roll(3) == 0 ? 0 : 1 + roll(12);
      const absl::Status changed = PutEvent(OpenEvent(quota, places, true));
      if (model.Allows(quota, places)) {
        ASSERT_OK(changed);
        model.SetRule(per_government = quota, capacity = places);
      } else {
        ASSERT_THAT(changed, HasReason(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED));
      }
    }
    ASSERT_EQ(States(), model.States()) << "seed " << GetParam() << ", step " << step;
    ExpectHeadsRight(model, per_government);
  }
  ExpectTotalsRight();
}

INSTANTIATE_TEST_SUITE_P(Seeds, ApplicationModelTest, testing::Range(1, 7));

}  // namespace
}  // namespace zaitaku::training
