#pragma once

#include <span>
#include <string_view>

#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"

// The words of the programme catalogue: what stands for each value of its enums in Japanese, in English, and in files
// and commands.
namespace zaitaku {

// A value and its words. All text is UTF-8 and lives as long as the program.
template <typename Enum>
struct CatalogueTerm {
  Enum value;
  std::string_view slug;  // In files and commands: [a-z-], such as core-city.
  std::string_view ja;    // The officials' word, such as 中核市.
  std::string_view en;    // Such as core city.
};

// These are there for GovernmentLevel, CareField, GovernmentKind, Bureau, Program::Kind, FiscalYearStatus::Status,
// Condition::Kind, FundingSource::Kind, BudgetStage, MoneyUnit and Rounding of catalog.v1.

// All terms, in order of the enum, without its UNSPECIFIED.
template <typename Enum>
std::span<const CatalogueTerm<Enum>> CatalogueTerms();

// By enum value; null for UNSPECIFIED and values that are not in the enum.
template <typename Enum>
const CatalogueTerm<Enum>* FindTerm(Enum value);

// By slug; null if there is none.
template <typename Enum>
const CatalogueTerm<Enum>* FindTermBySlug(std::string_view slug);

// By Japanese word of any width, with blanks anywhere. Knows other forms that officials use too: 市町村 for 市区町村,
// 障害 and 障害関係（医療的ケア児への対応を含む） for 障害関係. Null if there is none.
template <typename Enum>
const CatalogueTerm<Enum>* FindTermByName(std::string_view ja);

// By slug or Japanese word: how files and commands are read.
template <typename Enum>
const CatalogueTerm<Enum>* ReadTerm(std::string_view word) {
  const CatalogueTerm<Enum>* term = FindTermBySlug<Enum>(word);
  return term != nullptr ? term : FindTermByName<Enum>(word);
}

}  // namespace zaitaku
