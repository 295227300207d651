// One service as the gateway sees it. The service is a fake, for only it can fail so.
#include <atomic>
#include <mutex>

#include "gateway/backends.h"
#include "tests/fake_catalog/fake_catalog.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::ServiceCondition;

std::string Token(int number, char digit = 'a') { return FakeToken(number, digit); }

class BackendTest : public testing::Test {
 protected:
  void Start() {
    PerService<std::string> addresses;
    for (const ServiceEntry& service : Services()) addresses[service.id] = "127.0.0.1:1";  // Nobody there.
    addresses[ServiceId::kCatalog] = catalog_.address();
    BackendOptions options;
    options.silence = absl::Milliseconds(300);
    options.lag = absl::Milliseconds(300);
    options.renew = absl::Seconds(1);
    options.retry_min = absl::Milliseconds(20);
    options.retry_max = absl::Milliseconds(50);
    backends_ = std::make_unique<Backends>(addresses, options);
    backends_->Start([] {});
  }
  void TearDown() override { backends_.reset(); }

  BackendView Look(ServiceId id = ServiceId::kCatalog) const { return (*backends_)[id].Look(); }
  void Await(ServiceCondition::Condition condition, ServiceId id = ServiceId::kCatalog) {
    for (int i = 0; i < 1000 && Look(id).condition != condition; ++i) absl::SleepFor(absl::Milliseconds(5));
    ASSERT_EQ(Look(id).condition, condition);
  }
  absl::StatusOr<TotalsPtr> Ask(absl::Duration patience = absl::Seconds(5)) {
    PerService<std::optional<TotalsQuery>> queries;
    queries[ServiceId::kCatalog].emplace();
    return *backends_->Ask(queries, absl::Now() + patience)[ServiceId::kCatalog];
  }

  FakeCatalog catalog_;
  std::unique_ptr<Backends> backends_;
};

TEST_F(BackendTest, NewestTotalsAreThoseOfTheWatch) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  EXPECT_EQ(Look().newest->revision, Token(1));
  catalog_.head = 5;
  catalog_.totals = 5;
  for (int i = 0; i < 1000 && Look().newest->number != 5; ++i) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(Look().newest->revision, Token(5));
  Await(ServiceCondition::CONDITION_CURRENT);
  Await(ServiceCondition::CONDITION_UNREACHABLE, ServiceId::kCouncil);
}

TEST_F(BackendTest, SilenceIsNoticedAndWhenItBegan) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.silent = true;
  const absl::Time begin = absl::Now();
  Await(ServiceCondition::CONDITION_SILENT);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(2));
  EXPECT_LE(Look().well_until, begin + absl::Milliseconds(100));
  EXPECT_EQ(Look().newest->revision, Token(1));
  EXPECT_THAT(Ask(), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  EXPECT_EQ(catalog_.calls, 0) << "who is known to be frozen is not asked";
  catalog_.silent = false;
  Await(ServiceCondition::CONDITION_CURRENT);
}

TEST_F(BackendTest, TotalsThatDoNotComeAreLagging) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.head = 2;
  Await(ServiceCondition::CONDITION_LAGGING);
  EXPECT_EQ(Look().newest->revision, Token(1));
  catalog_.totals = 2;
  Await(ServiceCondition::CONDITION_CURRENT);
}

TEST_F(BackendTest, OtherHistoryIsPutBackAndWhatWasKnownStays) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.forked = true;
  Await(ServiceCondition::CONDITION_PUT_BACK);
  EXPECT_EQ(Look().newest->revision, Token(1));
  for (int i = 0; i < 1000 && catalog_.known().second.empty(); ++i) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(catalog_.known(), std::make_pair(std::string(), Token(1)));
  auto other = std::make_shared<ServiceTotals>();
  other->revision = Token(9, 'b');
  other->number = 9;
  (*backends_)[ServiceId::kCatalog].Offer(other);
  EXPECT_EQ(Look().newest->revision, Token(1));
}

TEST_F(BackendTest, NewestNeverGoesBack) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.head = 7;
  catalog_.totals = 7;
  for (int i = 0; i < 1000 && Look().newest->number != 7; ++i) absl::SleepFor(absl::Milliseconds(5));
  auto older = std::make_shared<ServiceTotals>();
  older->revision = Token(3);
  older->number = 3;
  (*backends_)[ServiceId::kCatalog].Offer(older);
  EXPECT_EQ(Look().newest->revision, Token(7));
  catalog_.totals = 4;  // Nor by what the watch says.
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(Look().newest->revision, Token(7));
}

TEST_F(BackendTest, DeadlineIsPassedOnAndKept) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.slow = true;
  const absl::Time begin = absl::Now();
  EXPECT_THAT(Ask(absl::Milliseconds(300)), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(1));
  EXPECT_LE(catalog_.seconds_left, 0.31);
  EXPECT_GT(catalog_.seconds_left, 0);
}

TEST_F(BackendTest, ReadThatFailsForAMomentIsRepeatedOnceAndManyThatFailAreNot) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.failures = 1;
  EXPECT_OK(Ask());
  EXPECT_EQ(catalog_.calls, 2);
  catalog_.calls = 0;
  catalog_.failures = 1000;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Ask().ok());
  EXPECT_LE(catalog_.calls, 110) << "a service in trouble is asked twice as often as before";
}

TEST_F(BackendTest, OnlyRevisionsThatWereConfirmedCountAsContained) {
  Start();
  Await(ServiceCondition::CONDITION_CURRENT);
  catalog_.head = 5;
  catalog_.totals = 5;
  for (int i = 0; i < 1000 && Look().newest->number != 5; ++i) absl::SleepFor(absl::Milliseconds(5));
  Backend& backend = (*backends_)[ServiceId::kCatalog];
  EXPECT_EQ(backend.Reaches(5, Token(5)), Backend::Reach::kYes);
  EXPECT_EQ(backend.Reaches(6, Token(6)), Backend::Reach::kNotYet);
  EXPECT_EQ(backend.Reaches(5, Token(5, 'b')), Backend::Reach::kUnknown) << "of a fork, perhaps";
  EXPECT_EQ(backend.Reaches(3, Token(3)), Backend::Reach::kUnknown);
  backend.NoteContained(Token(3));
  EXPECT_EQ(backend.Reaches(3, Token(3)), Backend::Reach::kYes);
}

}  // namespace
}  // namespace zaitaku::gateway
