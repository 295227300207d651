#include "domain/local_governments.h"

#include <algorithm>
#include <array>

#include "domain/prefectures.h"

namespace zaitaku {
namespace {

constexpr std::array<CityEntry, 20> kDesignatedCities = {{
    {"011002", "札幌市", "Sapporo"},
    {"041009", "仙台市", "Sendai"},
    {"111007", "さいたま市", "Saitama City"},
    {"121002", "千葉市", "Chiba City"},
    {"141003", "横浜市", "Yokohama"},
    {"141305", "川崎市", "Kawasaki"},
    {"141500", "相模原市", "Sagamihara"},
    {"151009", "新潟市", "Niigata City"},
    {"221007", "静岡市", "Shizuoka City"},
    {"221309", "浜松市", "Hamamatsu"},
    {"231002", "名古屋市", "Nagoya"},
    {"261009", "京都市", "Kyoto City"},
    {"271004", "大阪市", "Osaka City"},
    {"271403", "堺市", "Sakai"},
    {"281000", "神戸市", "Kobe"},
    {"331007", "岡山市", "Okayama City"},
    {"341002", "広島市", "Hiroshima City"},
    {"401005", "北九州市", "Kitakyushu"},
    {"401307", "福岡市", "Fukuoka City"},
    {"431001", "熊本市", "Kumamoto City"},
}};

constexpr std::array<CityEntry, 62> kCoreCities = {{
    {"012025", "函館市", "Hakodate"},
    {"012041", "旭川市", "Asahikawa"},
    {"022012", "青森市", "Aomori City"},
    {"022039", "八戸市", "Hachinohe", 2016},
    {"032018", "盛岡市", "Morioka"},
    {"052019", "秋田市", "Akita City"},
    {"062014", "山形市", "Yamagata City", 2019},
    {"072010", "福島市", "Fukushima City", 2018},
    {"072036", "郡山市", "Koriyama"},
    {"072044", "いわき市", "Iwaki"},
    {"082015", "水戸市", "Mito", 2020},
    {"092011", "宇都宮市", "Utsunomiya"},
    {"102016", "前橋市", "Maebashi"},
    {"102024", "高崎市", "Takasaki"},
    {"112011", "川越市", "Kawagoe"},
    {"112038", "川口市", "Kawaguchi", 2018},
    {"112224", "越谷市", "Koshigaya"},
    {"122041", "船橋市", "Funabashi"},
    {"122173", "柏市", "Kashiwa"},
    {"132012", "八王子市", "Hachioji"},
    {"142018", "横須賀市", "Yokosuka"},
    {"162019", "富山市", "Toyama City"},
    {"172014", "金沢市", "Kanazawa"},
    {"182010", "福井市", "Fukui City", 2019},
    {"192015", "甲府市", "Kofu", 2019},
    {"202011", "長野市", "Nagano City"},
    {"202029", "松本市", "Matsumoto", 2021},
    {"212016", "岐阜市", "Gifu City"},
    {"232017", "豊橋市", "Toyohashi"},
    {"232025", "岡崎市", "Okazaki"},
    {"232033", "一宮市", "Ichinomiya", 2021},
    {"232114", "豊田市", "Toyota"},
    {"252018", "大津市", "Otsu"},
    {"272035", "豊中市", "Toyonaka"},
    {"272051", "吹田市", "Suita", 2020},
    {"272078", "高槻市", "Takatsuki"},
    {"272108", "枚方市", "Hirakata"},
    {"272124", "八尾市", "Yao", 2018},
    {"272159", "寝屋川市", "Neyagawa", 2019},
    {"272272", "東大阪市", "Higashiosaka"},
    {"282014", "姫路市", "Himeji"},
    {"282022", "尼崎市", "Amagasaki"},
    {"282031", "明石市", "Akashi", 2018},
    {"282049", "西宮市", "Nishinomiya"},
    {"292010", "奈良市", "Nara City"},
    {"302015", "和歌山市", "Wakayama City"},
    {"312011", "鳥取市", "Tottori City", 2018},
    {"322016", "松江市", "Matsue", 2018},
    {"332020", "倉敷市", "Kurashiki"},
    {"342025", "呉市", "Kure", 2016},
    {"342076", "福山市", "Fukuyama"},
    {"352012", "下関市", "Shimonoseki"},
    {"372013", "高松市", "Takamatsu"},
    {"382019", "松山市", "Matsuyama"},
    {"392014", "高知市", "Kochi City"},
    {"402036", "久留米市", "Kurume"},
    {"422011", "長崎市", "Nagasaki City"},
    {"422029", "佐世保市", "Sasebo", 2016},
    {"442011", "大分市", "Oita City"},
    {"452017", "宮崎市", "Miyazaki City"},
    {"462012", "鹿児島市", "Kagoshima City"},
    {"472018", "那覇市", "Naha"},
}};

// The codes' third to fifth digits.
constexpr std::string_view kOfPrefecture = "000";
constexpr std::string_view kFirstWard = "101";  // Of Tokyo they are governments, elsewhere parts of cities.
constexpr std::string_view kLastSpecialWard = "123";
constexpr std::string_view kFirstCity = "201";
constexpr std::string_view kFirstAssociation = "801";  // 一部事務組合, 広域連合
constexpr std::string_view kTokyo = "13";

const CityEntry* FindCity(std::span<const CityEntry> cities, std::string_view code) {
  const auto found = std::find_if(cities.begin(), cities.end(), [code](const auto& city) { return city.code == code; });
  return found == cities.end() ? nullptr : &*found;
}

bool IsMunicipality(std::string_view prefecture, std::string_view number) {
  if (prefecture == kTokyo && number >= kFirstWard && number <= kLastSpecialWard) return true;
  return number >= kFirstCity && number < kFirstAssociation;
}

}  // namespace

std::span<const CityEntry> DesignatedCities() { return kDesignatedCities; }

std::span<const CityEntry> CoreCities() { return kCoreCities; }

std::optional<LocalGovernment> ReadLocalGovernment(std::string_view code) {
  if (!LocalGovernmentCodeIsValid(code)) return std::nullopt;
  const PrefectureEntry* prefecture = FindPrefecture(code.substr(0, 2));
  if (prefecture == nullptr) return std::nullopt;
  const std::string_view number = code.substr(2, 3);
  LocalGovernment government{std::string(code), GovernmentKind::kMunicipality, prefecture->code, "", ""};
  const CityEntry* designated = FindCity(kDesignatedCities, code);
  const CityEntry* city = designated != nullptr ? designated : FindCity(kCoreCities, code);
  if (number == kOfPrefecture) {
    government.kind = GovernmentKind::kPrefecture;
    government.ja = prefecture->ja;
    government.en = prefecture->en;
  } else if (designated != nullptr) {
    government.kind = GovernmentKind::kDesignatedCity;
  } else if (!IsMunicipality(prefecture->code, number)) {
    return std::nullopt;
  }
  if (city != nullptr) {
    government.ja = city->ja;
    government.en = city->en;
  }
  return government;
}

bool BelongsTo(const LocalGovernment& government, training::v1::Audience audience, int fiscal_year) {
  switch (audience) {
    case training::v1::AUDIENCE_PREFECTURES:
      return government.kind == GovernmentKind::kPrefecture;
    case training::v1::AUDIENCE_DESIGNATED_CITIES:
      return government.kind == GovernmentKind::kDesignatedCity;
    case training::v1::AUDIENCE_CORE_CITIES: {
      const CityEntry* city = FindCity(kCoreCities, government.code);
      return city != nullptr && city->core_city_since <= fiscal_year;
    }
    case training::v1::AUDIENCE_MUNICIPALITIES:
      return government.kind != GovernmentKind::kPrefecture;
    default:
      return false;
  }
}

bool IsOfGovernments(training::v1::Audience audience) {
  return audience == training::v1::AUDIENCE_PREFECTURES || audience == training::v1::AUDIENCE_DESIGNATED_CITIES ||
         audience == training::v1::AUDIENCE_CORE_CITIES || audience == training::v1::AUDIENCE_MUNICIPALITIES;
}

}  // namespace zaitaku
