#include "platform/server/watch_places.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

class WatchPlacesTest : public testing::Test {
 protected:
  static Caller Anonymous(const std::string& address) {
    Caller caller;
    caller.peer = address;
    return caller;
  }
  static Caller Proved(const std::string& path) {
    Caller caller;
    caller.grant = *ParseGrant(path);
    caller.proof = Proof::kCertificate;
    caller.subject = absl::StrCat("spiffe://zaitaku.example/", path);
    caller.peer = "192.0.2.1";
    return caller;
  }
  // How many of so many have found a place, which they keep.
  int TakeMany(const Caller& caller, int times) {
    int taken = 0;
    for (int i = 0; i < times; ++i) {
      auto place = places_.Take(caller);
      if (!place.ok()) continue;
      ++taken;
      held_.push_back(*std::move(place));
    }
    return taken;
  }

  WatchPlaces places_{
      {.watches = 40, .kept_for_services = 4, .of_anonymous = 20, .per_caller = 12, .per_anonymous = 6}};
  std::vector<WatchPlaces::Place> held_;
};

TEST_F(WatchPlacesTest, OneAddressTakesItsOwnShareOnly) {
  EXPECT_EQ(TakeMany(Anonymous("192.0.2.7"), 400), 6);
  EXPECT_EQ(TakeMany(Anonymous("192.0.2.8"), 1), 1);
  EXPECT_EQ(TakeMany(Anonymous("2001:db8:0:1::1"), 400), 6);
  EXPECT_EQ(TakeMany(Anonymous("2001:db8:0:1::2"), 1), 0);  // The same subscriber.
}

TEST_F(WatchPlacesTest, TheRefusalSaysWhichLimitWhatWasReadAndWhenToRetry) {
  TakeMany(Anonymous("192.0.2.7"), 6);
  const absl::Status refused = places_.Take(Anonymous("192.0.2.7")).status();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED));
  EXPECT_TRUE(absl::StrContains(refused.message(), "has 6 watches open here, and may have 6")) << refused;
  EXPECT_TRUE(absl::StrContains(refused.message(), "--anonymous-watches")) << refused;
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
}

TEST_F(WatchPlacesTest, ManyAddressesLeavePlacesForWhoIsKnown) {
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += TakeMany(Anonymous(absl::StrCat("192.0.2.", i)), 6);
  EXPECT_EQ(taken, 20);
  const absl::Status refused = places_.Take(Anonymous("198.51.100.1")).status();
  EXPECT_THAT(refused, HasReason(type::v1::ERROR_REASON_OVERLOADED));
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(GetDetail(refused, retry));
  EXPECT_EQ(TakeMany(Proved("agency/statistics"), 400), 12);
}

TEST_F(WatchPlacesTest, PlacesAreKeptForServicesWhateverOthersTake) {
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += TakeMany(Proved(absl::StrCat("agency/a", i)), 12);
  EXPECT_EQ(taken, 36);
  EXPECT_THAT(places_.Take(Proved("ministry")), HasReason(type::v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(TakeMany(Proved("service/gateway"), 400), 4);
}

TEST_F(WatchPlacesTest, PlacesAreGivenBackOnce) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(TakeMany(Anonymous("192.0.2.7"), 400), 6);
    EXPECT_EQ(places_.open(), 6);
    WatchPlaces::Place moved = std::move(held_.front());
    WatchPlaces::Place again = std::move(moved);
    held_.clear();
    EXPECT_EQ(places_.open(), 1);
    again = WatchPlaces::Place();
    EXPECT_EQ(places_.open(), 0);
  }
}

TEST_F(WatchPlacesTest, ZeroIsNoLimitOfACaller) {
  WatchPlaces places({.watches = 40, .kept_for_services = 4, .of_anonymous = 20, .per_caller = 0, .per_anonymous = 0});
  std::vector<WatchPlaces::Place> held;
  for (int i = 0; i < 100; ++i) {
    if (auto place = places.Take(Anonymous("192.0.2.7")); place.ok()) held.push_back(*std::move(place));
  }
  EXPECT_EQ(held.size(), 20);
}

}  // namespace
}  // namespace zaitaku
