// How words of enums are found. For the sources that have them: each specialises TermWords for its enums, and then
// instantiates the functions with ZAITAKU_TERMS.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "domain/characters.h"
#include "domain/terms.h"

namespace zaitaku {

// The terms of an enum in order of value, and other forms by which officials call them.
template <typename Enum>
struct TermWords;

template <typename Enum>
struct OtherTerm {
  std::string_view ja;
  Enum value;
};

// FindTerm counts on the order of the tables; one that is out of order does not compile.
template <typename Enum>
constexpr bool TermsAreInOrder() {
  int value = 0;
  for (const Term<Enum>& term : TermWords<Enum>::kTerms) {
    if (static_cast<int>(term.value) != ++value) return false;
  }
  return true;
}

template <typename Enum>
std::span<const Term<Enum>> Terms() {
  static_assert(TermsAreInOrder<Enum>());
  return TermWords<Enum>::kTerms;
}

template <typename Enum>
const Term<Enum>* FindTerm(Enum value) {
  const auto index = static_cast<size_t>(value) - 1;
  return index < TermWords<Enum>::kTerms.size() ? &TermWords<Enum>::kTerms[index] : nullptr;
}

template <typename Enum>
const Term<Enum>* FindTermBySlug(std::string_view slug) {
  for (const Term<Enum>& term : TermWords<Enum>::kTerms) {
    if (term.slug == slug) return &term;
  }
  return nullptr;
}

template <typename Enum>
const Term<Enum>* FindTermByName(std::string_view ja) {
  const std::u32string folded = FoldNotation(ja);
  for (const Term<Enum>& term : TermWords<Enum>::kTerms) {
    if (FoldNotation(term.ja) == folded) return &term;
  }
  for (const OtherTerm<Enum>& form : TermWords<Enum>::kOtherForms) {
    if (FoldNotation(form.ja) == folded) return FindTerm(form.value);
  }
  return nullptr;
}

#define ZAITAKU_TERMS(Enum)                                          \
  template std::span<const Term<Enum>> Terms<Enum>();                \
  template const Term<Enum>* FindTerm<Enum>(Enum);                   \
  template const Term<Enum>* FindTermBySlug<Enum>(std::string_view); \
  template const Term<Enum>* FindTermByName<Enum>(std::string_view)

}  // namespace zaitaku
