#include "domain/prefectures.h"

#include <algorithm>
#include <array>
#include <string>

namespace zaitaku {
namespace {

using type::v1::Region;

// Weights 6 to 2 from the left, modulo 11, as the ministry's notice on the codes has it. A remainder of 0 gives 11 and
// one of 1 gives 10, of which the last digit counts; sums below 11 are subtracted from 11 alike.
constexpr char CheckDigit(std::string_view five_digits) {
  int sum = 0;
  for (int i = 0; i < 5; ++i) sum += (five_digits[i] - '0') * (6 - i);
  return static_cast<char>('0' + (11 - sum % 11) % 10);
}

constexpr bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

constexpr std::array<PrefectureEntry, 47> kPrefectures = {{
    {"01", "010006", "北海道", "ほっかいどう", "Hokkaido", Region::REGION_HOKKAIDO},
    {"02", "020001", "青森県", "あおもりけん", "Aomori", Region::REGION_TOHOKU},
    {"03", "030007", "岩手県", "いわてけん", "Iwate", Region::REGION_TOHOKU},
    {"04", "040002", "宮城県", "みやぎけん", "Miyagi", Region::REGION_TOHOKU},
    {"05", "050008", "秋田県", "あきたけん", "Akita", Region::REGION_TOHOKU},
    {"06", "060003", "山形県", "やまがたけん", "Yamagata", Region::REGION_TOHOKU},
    {"07", "070009", "福島県", "ふくしまけん", "Fukushima", Region::REGION_TOHOKU},
    {"08", "080004", "茨城県", "いばらきけん", "Ibaraki", Region::REGION_KANTO},
    {"09", "090000", "栃木県", "とちぎけん", "Tochigi", Region::REGION_KANTO},
    {"10", "100005", "群馬県", "ぐんまけん", "Gunma", Region::REGION_KANTO},
    {"11", "110001", "埼玉県", "さいたまけん", "Saitama", Region::REGION_KANTO},
    {"12", "120006", "千葉県", "ちばけん", "Chiba", Region::REGION_KANTO},
    {"13", "130001", "東京都", "とうきょうと", "Tokyo", Region::REGION_KANTO},
    {"14", "140007", "神奈川県", "かながわけん", "Kanagawa", Region::REGION_KANTO},
    {"15", "150002", "新潟県", "にいがたけん", "Niigata", Region::REGION_CHUBU},
    {"16", "160008", "富山県", "とやまけん", "Toyama", Region::REGION_CHUBU},
    {"17", "170003", "石川県", "いしかわけん", "Ishikawa", Region::REGION_CHUBU},
    {"18", "180009", "福井県", "ふくいけん", "Fukui", Region::REGION_CHUBU},
    {"19", "190004", "山梨県", "やまなしけん", "Yamanashi", Region::REGION_CHUBU},
    {"20", "200000", "長野県", "ながのけん", "Nagano", Region::REGION_CHUBU},
    {"21", "210005", "岐阜県", "ぎふけん", "Gifu", Region::REGION_CHUBU},
    {"22", "220001", "静岡県", "しずおかけん", "Shizuoka", Region::REGION_CHUBU},
    {"23", "230006", "愛知県", "あいちけん", "Aichi", Region::REGION_CHUBU},
    {"24", "240001", "三重県", "みえけん", "Mie", Region::REGION_KINKI},
    {"25", "250007", "滋賀県", "しがけん", "Shiga", Region::REGION_KINKI},
    {"26", "260002", "京都府", "きょうとふ", "Kyoto", Region::REGION_KINKI},
    {"27", "270008", "大阪府", "おおさかふ", "Osaka", Region::REGION_KINKI},
    {"28", "280003", "兵庫県", "ひょうごけん", "Hyogo", Region::REGION_KINKI},
    {"29", "290009", "奈良県", "ならけん", "Nara", Region::REGION_KINKI},
    {"30", "300004", "和歌山県", "わかやまけん", "Wakayama", Region::REGION_KINKI},
    {"31", "310000", "鳥取県", "とっとりけん", "Tottori", Region::REGION_CHUGOKU},
    {"32", "320005", "島根県", "しまねけん", "Shimane", Region::REGION_CHUGOKU},
    {"33", "330001", "岡山県", "おかやまけん", "Okayama", Region::REGION_CHUGOKU},
    {"34", "340006", "広島県", "ひろしまけん", "Hiroshima", Region::REGION_CHUGOKU},
    {"35", "350001", "山口県", "やまぐちけん", "Yamaguchi", Region::REGION_CHUGOKU},
    {"36", "360007", "徳島県", "とくしまけん", "Tokushima", Region::REGION_SHIKOKU},
    {"37", "370002", "香川県", "かがわけん", "Kagawa", Region::REGION_SHIKOKU},
    {"38", "380008", "愛媛県", "えひめけん", "Ehime", Region::REGION_SHIKOKU},
    {"39", "390003", "高知県", "こうちけん", "Kochi", Region::REGION_SHIKOKU},
    {"40", "400009", "福岡県", "ふくおかけん", "Fukuoka", Region::REGION_KYUSHU_OKINAWA},
    {"41", "410004", "佐賀県", "さがけん", "Saga", Region::REGION_KYUSHU_OKINAWA},
    {"42", "420000", "長崎県", "ながさきけん", "Nagasaki", Region::REGION_KYUSHU_OKINAWA},
    {"43", "430005", "熊本県", "くまもとけん", "Kumamoto", Region::REGION_KYUSHU_OKINAWA},
    {"44", "440001", "大分県", "おおいたけん", "Oita", Region::REGION_KYUSHU_OKINAWA},
    {"45", "450006", "宮崎県", "みやざきけん", "Miyazaki", Region::REGION_KYUSHU_OKINAWA},
    {"46", "460001", "鹿児島県", "かごしまけん", "Kagoshima", Region::REGION_KYUSHU_OKINAWA},
    {"47", "470007", "沖縄県", "おきなわけん", "Okinawa", Region::REGION_KYUSHU_OKINAWA},
}};

constexpr std::array<RegionEntry, 8> kRegions = {{
    {Region::REGION_HOKKAIDO, "北海道", "Hokkaido"},
    {Region::REGION_TOHOKU, "東北", "Tohoku"},
    {Region::REGION_KANTO, "関東", "Kanto"},
    {Region::REGION_CHUBU, "中部", "Chubu"},
    {Region::REGION_KINKI, "近畿", "Kinki"},
    {Region::REGION_CHUGOKU, "中国", "Chugoku"},
    {Region::REGION_SHIKOKU, "四国", "Shikoku"},
    {Region::REGION_KYUSHU_OKINAWA, "九州・沖縄", "Kyushu and Okinawa"},
}};

// A misprint in the table does not compile.
constexpr bool TableIsRight() {
  for (int i = 0; i < 47; ++i) {
    const PrefectureEntry& entry = kPrefectures[i];
    const std::string_view code = entry.local_government_code;
    if (entry.number() != i + 1 || entry.code.size() != 2 || code.size() != 6) return false;
    if (code.substr(0, 2) != entry.code || code.substr(2, 3) != "000" || code[5] != CheckDigit(code)) return false;
    if (i > 0 && entry.region < kPrefectures[i - 1].region) return false;
  }
  return true;
}
static_assert(TableIsRight());

}  // namespace

std::span<const PrefectureEntry> Prefectures() { return kPrefectures; }

const PrefectureEntry* FindPrefecture(std::string_view code) {
  if (code.size() != 2 || !AllDigits(code)) return nullptr;
  const int number = (code[0] - '0') * 10 + (code[1] - '0');
  return number >= 1 && number <= 47 ? &kPrefectures[number - 1] : nullptr;
}

const PrefectureEntry* FindPrefectureByName(std::string_view ja) {
  const auto it = std::find_if(kPrefectures.begin(), kPrefectures.end(),
                               [ja](const PrefectureEntry& entry) { return entry.ja == ja; });
  return it == kPrefectures.end() ? nullptr : &*it;
}

type::v1::Prefecture ToProto(const PrefectureEntry& entry) {
  type::v1::Prefecture prefecture;
  prefecture.set_name("prefectures/" + std::string(entry.code));
  prefecture.set_code(std::string(entry.code));
  prefecture.set_local_government_code(std::string(entry.local_government_code));
  prefecture.mutable_display_name()->set_ja(std::string(entry.ja));
  prefecture.mutable_display_name()->set_en(std::string(entry.en));
  prefecture.set_kana(std::string(entry.kana));
  prefecture.set_region(entry.region);
  return prefecture;
}

std::span<const RegionEntry> Regions() { return kRegions; }

const RegionEntry* FindRegion(type::v1::Region region) {
  const int index = static_cast<int>(region) - 1;
  return index >= 0 && index < static_cast<int>(kRegions.size()) ? &kRegions[index] : nullptr;
}

std::optional<char> LocalGovernmentCheckDigit(std::string_view five_digits) {
  if (five_digits.size() != 5 || !AllDigits(five_digits)) return std::nullopt;
  return CheckDigit(five_digits);
}

bool LocalGovernmentCodeIsValid(std::string_view six_digits) {
  return six_digits.size() == 6 && AllDigits(six_digits) && six_digits[5] == CheckDigit(six_digits);
}

}  // namespace zaitaku
