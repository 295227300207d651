#include "domain/prefectures.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "domain/characters.h"

namespace zaitaku {
namespace {

TEST(PrefecturesTest, ThereAre47InOrderOfCode) {
  ASSERT_EQ(47u, Prefectures().size());
  for (int i = 0; i < 47; ++i) {
    EXPECT_EQ(i + 1, Prefectures()[i].number());
    EXPECT_EQ(std::to_string(i + 1), Prefectures()[i].row_number());
  }
  EXPECT_EQ("01", Prefectures()[0].code);
  EXPECT_EQ("47", Prefectures()[46].code);
}

TEST(PrefecturesTest, NamesAreDistinctAndComplete) {
  std::set<std::string_view> ja, kana, en;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    ja.insert(prefecture.ja);
    kana.insert(prefecture.kana);
    en.insert(prefecture.en);
  }
  EXPECT_EQ(47u, ja.size());
  EXPECT_EQ(47u, kana.size());
  EXPECT_EQ(47u, en.size());
}

TEST(PrefecturesTest, OneMetropolisOneCircuitTwoUrbanPrefectures43Others) {
  int to = 0, dou = 0, fu = 0, ken = 0;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    to += prefecture.ja.ends_with("都") && prefecture.kana.ends_with("と");
    dou += prefecture.ja.ends_with("道") && prefecture.kana.ends_with("どう");
    fu += prefecture.ja.ends_with("府") && prefecture.kana.ends_with("ふ");
    ken += prefecture.ja.ends_with("県") && prefecture.kana.ends_with("けん");
  }
  EXPECT_EQ(1, to);
  EXPECT_EQ(1, dou);
  EXPECT_EQ(2, fu);
  EXPECT_EQ(43, ken);
}

TEST(PrefecturesTest, KanaIsHiraganaAndEnglishIsAscii) {
  for (const PrefectureEntry& prefecture : Prefectures()) {
    for (const CodePoint& c : DecodeUtf8(prefecture.kana))
      EXPECT_TRUE(c.value >= 0x3041 && c.value <= 0x3096) << prefecture.ja;
    for (const char c : prefecture.en) EXPECT_TRUE(isalpha(c)) << prefecture.en;
  }
}

TEST(PrefecturesTest, LocalGovernmentCodesHaveTheirCheckDigit) {
  for (const PrefectureEntry& prefecture : Prefectures()) {
    EXPECT_TRUE(LocalGovernmentCodeIsValid(prefecture.local_government_code)) << prefecture.ja;
    EXPECT_TRUE(prefecture.local_government_code.starts_with(prefecture.code));
  }
}

TEST(PrefecturesTest, EachRegionHasItsPrefectures) {
  const int kSizes[] = {1, 6, 7, 9, 7, 5, 4, 8};
  for (int region = 1; region <= 8; ++region) {
    int size = 0;
    for (const PrefectureEntry& prefecture : Prefectures()) size += prefecture.region == region;
    EXPECT_EQ(kSizes[region - 1], size) << region;
  }
  EXPECT_EQ(type::v1::REGION_KINKI, FindPrefectureByName("三重県")->region);
  EXPECT_EQ(type::v1::REGION_CHUBU, FindPrefectureByName("新潟県")->region);
}

TEST(PrefecturesTest, FoundByTwoDigitCodeOnly) {
  EXPECT_EQ("北海道", FindPrefecture("01")->ja);
  EXPECT_EQ("沖縄県", FindPrefecture("47")->ja);
  for (const char* code : {"", "1", "00", "48", "99", "001", "1 ", "0x", "-1", "０１"}) {
    EXPECT_EQ(nullptr, FindPrefecture(code)) << code;
  }
}

TEST(PrefecturesTest, FoundByOfficialNameOnly) {
  EXPECT_EQ("13", FindPrefectureByName("東京都")->code);
  EXPECT_EQ(nullptr, FindPrefectureByName("東京"));
  EXPECT_EQ(nullptr, FindPrefectureByName(""));
}

TEST(PrefecturesTest, ToProtoCarriesEverything) {
  const type::v1::Prefecture tokyo = ToProto(*FindPrefecture("13"));
  EXPECT_EQ("prefectures/13", tokyo.name());
  EXPECT_EQ("13", tokyo.code());
  EXPECT_EQ("130001", tokyo.local_government_code());
  EXPECT_EQ("東京都", tokyo.display_name().ja());
  EXPECT_EQ("Tokyo", tokyo.display_name().en());
  EXPECT_EQ("とうきょうと", tokyo.kana());
  EXPECT_EQ(type::v1::REGION_KANTO, tokyo.region());
}

TEST(PrefecturesTest, RegionsHaveNames) {
  ASSERT_EQ(8u, Regions().size());
  EXPECT_EQ("九州・沖縄", FindRegion(type::v1::REGION_KYUSHU_OKINAWA)->ja);
  EXPECT_EQ("Hokkaido", FindRegion(type::v1::REGION_HOKKAIDO)->en);
  EXPECT_EQ(nullptr, FindRegion(type::v1::REGION_UNSPECIFIED));
  EXPECT_EQ(nullptr, FindRegion(static_cast<type::v1::Region>(9)));
  EXPECT_EQ(nullptr, FindRegion(static_cast<type::v1::Region>(-1)));
}

TEST(LocalGovernmentCodeTest, CodesOfMunicipalitiesAreChecked) {
  // Sapporo, Chiyoda, Yokohama, Osaka, Naha.
  for (const char* code : {"011002", "131016", "141003", "271004", "472018"}) {
    EXPECT_TRUE(LocalGovernmentCodeIsValid(code)) << code;
  }
}

TEST(LocalGovernmentCodeTest, EveryOtherCheckDigitIsRefused) {
  for (const PrefectureEntry& prefecture : Prefectures()) {
    std::string code(prefecture.local_government_code);
    const char right = code[5];
    for (char digit = '0'; digit <= '9'; ++digit) {
      code[5] = digit;
      EXPECT_EQ(digit == right, LocalGovernmentCodeIsValid(code)) << code;
    }
  }
}

TEST(LocalGovernmentCodeTest, OtherTextIsRefused) {
  for (const char* code : {"", "13000", "1300011", "13000a", " 130001", "１３０００１"}) {
    EXPECT_FALSE(LocalGovernmentCodeIsValid(code)) << code;
  }
  EXPECT_EQ('1', LocalGovernmentCheckDigit("13000"));
  EXPECT_EQ(std::nullopt, LocalGovernmentCheckDigit("1300"));
  EXPECT_EQ(std::nullopt, LocalGovernmentCheckDigit("1300x"));
}

}  // namespace
}  // namespace zaitaku
