#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "zaitaku/type/v1/place.pb.h"

namespace zaitaku {

// One of Japan's 47 prefectures. All text is UTF-8 and lives as long as the program.
// Codes: JIS X 0401. Local government codes: the Ministry of Internal Affairs' list (全国地方公共団体コード).
struct PrefectureEntry {
  std::string_view code;                   // Two digits, "01" to "47"; the leading zero counts.
  std::string_view local_government_code;  // Six digits, the last one a check digit: "130001".
  std::string_view ja;                     // 東京都
  std::string_view kana;                   // とうきょうと
  std::string_view en;                     // Tokyo
  type::v1::Region region;

  // The row number that surveys print: the code without its leading zero, "1" to "47".
  constexpr std::string_view row_number() const { return code[0] == '0' ? code.substr(1) : code; }
  // 1 to 47.
  constexpr int number() const { return (code[0] - '0') * 10 + (code[1] - '0'); }
};

// A region and its names, such as 九州・沖縄 and Kyushu and Okinawa.
struct RegionEntry {
  type::v1::Region region;
  std::string_view ja;
  std::string_view en;
};

// All 47 in order of code: Prefectures()[code - 1].
std::span<const PrefectureEntry> Prefectures();

// The prefecture with this two-digit code; null if there is none. "1" is not a code.
const PrefectureEntry* FindPrefecture(std::string_view code);

// The prefecture with this official Japanese name, 東京都 but not 東京; null if there is none.
const PrefectureEntry* FindPrefectureByName(std::string_view ja);

// The API's form, named `prefectures/13`.
type::v1::Prefecture ToProto(const PrefectureEntry& prefecture);

// The eight regions from north to south; REGION_UNSPECIFIED is not among them.
std::span<const RegionEntry> Regions();

// The region's names; null for REGION_UNSPECIFIED and numbers that are not a region's.
const RegionEntry* FindRegion(type::v1::Region region);

// The sixth digit of a local government code, '0' to '9', from its first five; empty if those are not five ASCII
// digits.
std::optional<char> LocalGovernmentCheckDigit(std::string_view five_digits);

// True for six ASCII digits of which the last is the check digit of the others. Whether such a government exists is not
// asked.
bool LocalGovernmentCodeIsValid(std::string_view six_digits);

}  // namespace zaitaku
