#pragma once

#include <span>
#include <string_view>

// The words of enums: what stands for each value in Japanese, in English, and in files and commands. Which enums have
// words is said where the words are: catalogue.h, training.h.
namespace zaitaku {

// A value and its words. All text is UTF-8 and lives as long as the program.
template <typename Enum>
struct Term {
  Enum value;
  std::string_view slug;  // In files and commands: [a-z-], such as core-city.
  std::string_view ja;    // The officials' word, such as 中核市.
  std::string_view en;    // Such as core city.
};

// All terms, in order of the enum, without its UNSPECIFIED.
template <typename Enum>
std::span<const Term<Enum>> Terms();

// By enum value; null for UNSPECIFIED and values that are not in the enum.
template <typename Enum>
const Term<Enum>* FindTerm(Enum value);

// By slug; null if there is none.
template <typename Enum>
const Term<Enum>* FindTermBySlug(std::string_view slug);

// By Japanese word of any width, with blanks anywhere. Knows other forms that officials use too, such as 市町村 for
// 市区町村. Null if there is none.
template <typename Enum>
const Term<Enum>* FindTermByName(std::string_view ja);

// By slug or Japanese word: how files and commands are read.
template <typename Enum>
const Term<Enum>* ReadTerm(std::string_view word) {
  const Term<Enum>* term = FindTermBySlug<Enum>(word);
  return term != nullptr ? term : FindTermByName<Enum>(word);
}

}  // namespace zaitaku
