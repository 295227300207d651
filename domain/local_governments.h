#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "zaitaku/training/v1/event.pb.h"

// Local governments (地方公共団体) by their six-digit codes (全国地方公共団体コード): what kind of government one is,
// and whether it is among those that an event is for.
namespace zaitaku {

enum class GovernmentKind {
  kPrefecture,      // 都道府県
  kDesignatedCity,  // 指定都市
  kMunicipality,  // Any other 市区町村: cities, core cities among them, towns, villages and the special wards of Tokyo.
};

// A government as far as its code says. Text lives as long as the program.
struct LocalGovernment {
  std::string code;  // Six digits, such as 011002.
  GovernmentKind kind;
  std::string_view prefecture_code;  // Of the prefecture that it is or lies in: `01`.
  std::string_view ja;               // 札幌市; empty where the name is not known here.
  std::string_view en;               // Sapporo
};

// A city whose name is known here.
struct CityEntry {
  std::string_view code;  // Six digits.
  std::string_view ja;
  std::string_view en;
  // The first fiscal year in which it was a core city (中核市), of those since 2016; 0: it was one before that. Not
  // used for designated cities.
  int core_city_since = 0;
};

// The 20 designated cities, in order of code.
std::span<const CityEntry> DesignatedCities();

// The core cities, in order of code. A city is one by decree: the code does not say it.
std::span<const CityEntry> CoreCities();

// The government with this code. Nothing where the check digit is wrong, or no government can have it: wards of
// designated cities and associations of governments have codes as well. Of towns and villages it is not known which
// exist.
std::optional<LocalGovernment> ReadLocalGovernment(std::string_view code);

// Whether the government is of the audience in that fiscal year.
bool BelongsTo(const LocalGovernment& government, training::v1::Audience audience, int fiscal_year);

// True for the audiences that are kinds of local governments.
bool IsOfGovernments(training::v1::Audience audience);

}  // namespace zaitaku
