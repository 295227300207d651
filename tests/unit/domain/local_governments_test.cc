#include "domain/local_governments.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/prefectures.h"

namespace zaitaku {
namespace {

using training::v1::AUDIENCE_CORE_CITIES;
using training::v1::AUDIENCE_DESIGNATED_CITIES;
using training::v1::AUDIENCE_DOCTORS;
using training::v1::AUDIENCE_MUNICIPALITIES;
using training::v1::AUDIENCE_PREFECTURES;

TEST(LocalGovernmentsTest, TablesAreInOrderWithRightCheckDigitsAndDistinctNames) {
  ASSERT_EQ(DesignatedCities().size(), 20u);
  ASSERT_EQ(CoreCities().size(), 62u);
  std::set<std::string_view> codes, ja, en;
  for (const auto& cities : {DesignatedCities(), CoreCities()}) {
    std::string_view before;
    for (const CityEntry& city : cities) {
      EXPECT_TRUE(LocalGovernmentCodeIsValid(city.code)) << city.code;
      EXPECT_LT(before, city.code);
      EXPECT_TRUE(codes.insert(city.code).second) << city.code;
      EXPECT_TRUE(ja.insert(city.ja).second) << city.ja;
      EXPECT_TRUE(en.insert(city.en).second) << city.en;
      EXPECT_TRUE(city.ja.ends_with("市"));
      before = city.code;
    }
  }
  EXPECT_EQ(DesignatedCities().front().code, "011002");
  EXPECT_EQ(DesignatedCities().back().code, "431001");
}

TEST(LocalGovernmentsTest, KindFollowsFromTheCode) {
  const struct {
    const char* code;
    GovernmentKind kind;
    const char* prefecture;
    const char* ja;
  } kCases[] = {{"010006", GovernmentKind::kPrefecture, "01", "北海道"},
                {"130001", GovernmentKind::kPrefecture, "13", "東京都"},
                {"011002", GovernmentKind::kDesignatedCity, "01", "札幌市"},
                {"141500", GovernmentKind::kDesignatedCity, "14", "相模原市"},
                {"271403", GovernmentKind::kDesignatedCity, "27", "堺市"},
                {"131016", GovernmentKind::kMunicipality, "13", ""},  // 千代田区, a government of its own.
                {"131237", GovernmentKind::kMunicipality, "13", ""},  // 江戸川区, the last of the special wards.
                {"012025", GovernmentKind::kMunicipality, "01", "函館市"},
                {"473821", GovernmentKind::kMunicipality, "47", ""}};  // 与那国町
  for (const auto& expected : kCases) {
    const auto government = ReadLocalGovernment(expected.code);
    ASSERT_TRUE(government) << expected.code;
    EXPECT_EQ(government->code, expected.code);
    EXPECT_EQ(government->kind, expected.kind) << expected.code;
    EXPECT_EQ(government->prefecture_code, expected.prefecture);
    EXPECT_EQ(government->ja, expected.ja);
  }
  EXPECT_EQ(ReadLocalGovernment("011002")->en, "Sapporo");
}

TEST(LocalGovernmentsTest, CodesThatAreNoGovernmentsAreRefused) {
  for (const char* code : {"", "13", "13000", "130002", "1300010", "１３０００１", "480002", "000000", "13000a",
                           "011011",     // 札幌市中央区, a part of the city.
                           "141011",     // 横浜市鶴見区
                           "131245",     // No ward of Tokyo has that number.
                           "138011"}) {  // Associations of governments begin there.
    EXPECT_FALSE(ReadLocalGovernment(code)) << code;
  }
}

TEST(LocalGovernmentsTest, AudiencesAreKindsOfGovernmentsAndMunicipalitiesAreAllButPrefectures) {
  const auto tokyo = *ReadLocalGovernment("130001"), sapporo = *ReadLocalGovernment("011002"),
             hakodate = *ReadLocalGovernment("012025"), yonaguni = *ReadLocalGovernment("473821");
  EXPECT_TRUE(BelongsTo(tokyo, AUDIENCE_PREFECTURES, 2016));
  EXPECT_FALSE(BelongsTo(sapporo, AUDIENCE_PREFECTURES, 2016));
  EXPECT_TRUE(BelongsTo(sapporo, AUDIENCE_DESIGNATED_CITIES, 2016));
  EXPECT_FALSE(BelongsTo(hakodate, AUDIENCE_DESIGNATED_CITIES, 2016));
  EXPECT_TRUE(BelongsTo(hakodate, AUDIENCE_CORE_CITIES, 2015));
  EXPECT_FALSE(BelongsTo(yonaguni, AUDIENCE_CORE_CITIES, 2016));
  EXPECT_FALSE(BelongsTo(sapporo, AUDIENCE_CORE_CITIES, 2016));
  for (const auto& municipality : {sapporo, hakodate, yonaguni}) {
    EXPECT_TRUE(BelongsTo(municipality, AUDIENCE_MUNICIPALITIES, 2016));
  }
  EXPECT_FALSE(BelongsTo(tokyo, AUDIENCE_MUNICIPALITIES, 2016));
  EXPECT_FALSE(BelongsTo(tokyo, AUDIENCE_DOCTORS, 2016));
}

TEST(LocalGovernmentsTest, CityIsACoreCityFromTheYearItBecameOne) {
  const auto hachinohe = *ReadLocalGovernment("022039");
  EXPECT_FALSE(BelongsTo(hachinohe, AUDIENCE_CORE_CITIES, 2015));
  EXPECT_TRUE(BelongsTo(hachinohe, AUDIENCE_CORE_CITIES, 2016));  // From 2017-01-01 on.
}

TEST(LocalGovernmentsTest, OnlyFourAudiencesAreGovernments) {
  int count = 0;
  for (int audience = 0; audience <= training::v1::Audience_MAX; ++audience) {
    count += IsOfGovernments(static_cast<training::v1::Audience>(audience));
  }
  EXPECT_EQ(count, 4);
}

}  // namespace
}  // namespace zaitaku
