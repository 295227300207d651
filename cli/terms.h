// The words for enums in tables, and the values of options read back into enums.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <optional>
#include <string>
#include <string_view>

#include "cli/language.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"
#include "zaitaku/type/v1/place.pb.h"

namespace zaitaku::cli {

// An enum value as options and CSV spell it: AREA_UNIT_HEALTH_CENTRE is `health-centre`. Empty for the zero value.
std::string SlugOf(const google::protobuf::EnumDescriptor& type, int value);
template <typename Enum>
std::string Slug(Enum value) {
  return SlugOf(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// The value with this slug, never the zero value; nullopt if there is none.
std::optional<int> ValueOfSlug(const google::protobuf::EnumDescriptor& type, std::string_view slug);

// Options, by slug or Japanese name: `home-medical-care`, 在宅医療推進協議会; `health-centre`, 保健所; `kanto`, 関東.
std::optional<council::v1::CouncilKind> ReadKind(std::string_view text);
std::optional<council::v1::AreaUnit> ReadUnit(std::string_view text);
std::optional<type::v1::Region> ReadRegion(std::string_view text);

// A prefecture's two-digit code, from itself, 東京都, or Tokyo in any case.
std::optional<std::string> ReadPrefecture(const std::string& text);

// `2015-12` and `surveys/2015-12` both name that survey.
std::string SurveyName(const std::string& text);

// The kind as a heading: 在宅医療推進協議会, Home medical care promotion councils (在宅医療推進協議会).
std::string KindHeading(council::v1::CouncilKind kind, Language language);

// Names for readers. Unknown values, which a newer server may send, give their number or code.
std::string KindName(council::v1::CouncilKind kind,
                     Language language);  // 在宅医療推進協議会, home medical care promotion council
std::string ShortKindName(council::v1::CouncilKind kind, Language language);  // 在宅医療, home medical care
std::string UnitName(council::v1::AreaUnit unit, Language language);          // 医療圏, medical areas (医療圏)
std::string RegionName(type::v1::Region region, Language language);           // 関東, Kanto
std::string PrefectureName(std::string_view code, Language language);         // 東京都, Tokyo
std::string StateName(council::v1::Survey::State state, Language language);   // 公表済み, published
std::string PresenceName(council::v1::Presence presence, Language language);  // ○, yes
std::string FigureName(council::v1::Figure figure, Language language);

// 公表値と一致, matches the printed total; worked examples have words of their own.
std::string VerdictName(const council::v1::FigureReconciliation& figure, Language language);

// True if the document says something else than the rows.
bool Differs(const council::v1::FigureReconciliation& figure);

// 20/21医療圏; 20/21 medical areas.
std::string CoverageText(const council::v1::Coverage& coverage, Language language);

// What is planned and when. H27年度中（都道府県単位）; by 2016-03-31 (prefecture-wide council).
std::string PlanText(const council::v1::Plan& plan, Language language);

// When alone: H27年度中（2016-03-31まで）; by 2016-03-31.
std::string TimingText(bool undecided, const type::v1::FiscalYearInterval& interval, Language language);

// `A and B` lists: 、 and ", ".
std::string ListSeparator(Language language);

}  // namespace zaitaku::cli
