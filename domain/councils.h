#pragma once

#include <span>
#include <string_view>

#include "zaitaku/council/v1/council.pb.h"

// The names of what council surveys are about, in the officials' Japanese and in English.
namespace zaitaku {

// A kind of promotion council.
struct CouncilKindEntry {
  council::v1::CouncilKind kind;
  std::string_view slug;  // In resource names and figures: home-medical-care
  std::string_view ja;    // 在宅医療推進協議会
  std::string_view en;    // home medical care promotion council
};

// A kind of area that sub-prefectural councils deliberate for.
struct AreaUnitEntry {
  council::v1::AreaUnit unit;
  std::string_view ja;         // 医療圏
  std::string_view en;         // medical area
  std::string_view en_plural;  // medical areas
};

// What a plan is for.
struct PlanScopeEntry {
  council::v1::PlanScope scope;
  std::string_view ja;  // 都道府県単位
  std::string_view en;  // prefecture-wide council
  std::string_view notation;  // Before the timing in a cell: （都道府県単位について）; empty for the council as such.
};

// All of each, in order of the enum, without its UNSPECIFIED.
std::span<const CouncilKindEntry> CouncilKinds();
std::span<const AreaUnitEntry> AreaUnits();
std::span<const PlanScopeEntry> PlanScopes();

// By enum value; null for UNSPECIFIED and values that are not in the enum.
const CouncilKindEntry* FindCouncilKind(council::v1::CouncilKind kind);
const AreaUnitEntry* FindAreaUnit(council::v1::AreaUnit unit);
const PlanScopeEntry* FindPlanScope(council::v1::PlanScope scope);

// By slug, home-medical-care, or Japanese name, 在宅医療推進協議会, of any width; null if there is none.
const CouncilKindEntry* FindCouncilKindBySlug(std::string_view slug);
const CouncilKindEntry* FindCouncilKindByName(std::string_view ja);

// By Japanese name of any width. Knows the longer forms too: 二次医療圏, 市区町村. Null if there is none.
const AreaUnitEntry* FindAreaUnitByName(std::string_view ja);

}  // namespace zaitaku
