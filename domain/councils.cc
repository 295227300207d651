#include "domain/councils.h"

#include <array>
#include <string>

#include "domain/characters.h"

namespace zaitaku {
namespace {

namespace v1 = council::v1;

constexpr std::array<CouncilKindEntry, 2> kKinds = {{
    {v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "home-medical-care", "在宅医療推進協議会",
     "home medical care promotion council"},
    {v1::COUNCIL_KIND_HOME_VISIT_NURSING, "home-visit-nursing", "訪問看護推進協議会",
     "home-visit nursing promotion council"},
}};

constexpr std::array<AreaUnitEntry, 6> kUnits = {{
    {v1::AREA_UNIT_MEDICAL_AREA, "医療圏", "medical area", "medical areas"},
    {v1::AREA_UNIT_HEALTH_CENTRE, "保健所", "public health centre", "public health centres"},
    {v1::AREA_UNIT_WELFARE_HEALTH_CENTRE, "福祉保健所", "welfare and health centre", "welfare and health centres"},
    {v1::AREA_UNIT_MUNICIPALITY, "市町村", "municipality", "municipalities"},
    {v1::AREA_UNIT_DISTRICT_MEDICAL_ASSOCIATION, "地区医師会", "district medical association",
     "district medical associations"},
    {v1::AREA_UNIT_COUNTY_CITY_MEDICAL_ASSOCIATION, "郡市医師会", "county and city medical association",
     "county and city medical associations"},
}};

struct LongerForm {
  std::string_view ja;
  v1::AreaUnit unit;
};
constexpr std::array<LongerForm, 2> kLongerForms = {{
    {"二次医療圏", v1::AREA_UNIT_MEDICAL_AREA},
    {"市区町村", v1::AREA_UNIT_MUNICIPALITY},
}};

constexpr std::array<PlanScopeEntry, 3> kScopes = {{
    {v1::PLAN_SCOPE_COUNCIL, "協議会", "council", ""},
    {v1::PLAN_SCOPE_PREFECTURE_WIDE, "都道府県単位", "prefecture-wide council", "（都道府県単位について）"},
    {v1::PLAN_SCOPE_SUB_PREFECTURAL, "二次医療圏等単位", "sub-prefectural councils", "（二次医療圏等単位について）"},
}};

template <typename Entry, size_t kSize>
const Entry* AtEnum(const std::array<Entry, kSize>& entries, int value) {
  return value >= 1 && value <= static_cast<int>(kSize) ? &entries[value - 1] : nullptr;
}

}  // namespace

std::span<const CouncilKindEntry> CouncilKinds() { return kKinds; }
std::span<const AreaUnitEntry> AreaUnits() { return kUnits; }
std::span<const PlanScopeEntry> PlanScopes() { return kScopes; }

const CouncilKindEntry* FindCouncilKind(v1::CouncilKind kind) { return AtEnum(kKinds, kind); }
const AreaUnitEntry* FindAreaUnit(v1::AreaUnit unit) { return AtEnum(kUnits, unit); }
const PlanScopeEntry* FindPlanScope(v1::PlanScope scope) { return AtEnum(kScopes, scope); }

const CouncilKindEntry* FindCouncilKindBySlug(std::string_view slug) {
  for (const CouncilKindEntry& entry : kKinds) {
    if (entry.slug == slug) return &entry;
  }
  return nullptr;
}

const CouncilKindEntry* FindCouncilKindByName(std::string_view ja) {
  const std::string folded = EncodeUtf8(FoldNotation(ja));
  for (const CouncilKindEntry& entry : kKinds) {
    if (entry.ja == folded) return &entry;
  }
  return nullptr;
}

const AreaUnitEntry* FindAreaUnitByName(std::string_view ja) {
  const std::string folded = EncodeUtf8(FoldNotation(ja));
  for (const AreaUnitEntry& entry : kUnits) {
    if (entry.ja == folded) return &entry;
  }
  for (const LongerForm& form : kLongerForms) {
    if (form.ja == folded) return FindAreaUnit(form.unit);
  }
  return nullptr;
}

}  // namespace zaitaku
