// The words that resources of every service have in tables, and their options read back.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/language.h"
#include "domain/terms.h"
#include "zaitaku/type/v1/fact.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::cli {

// A resource's name, from itself or its last part: in the collection `programs`, `programs/x` and `x` both are
// `programs/x`. Empty stays empty.
std::string InCollection(const char* collection, const std::string& text);

// The last part: home-care-coordination.
std::string ShortName(const std::string& name);

// A value's name for readers: 在宅医療・介護連携関係, coordination of home medical care and long-term care. Empty for
// UNSPECIFIED; the number for values that a newer server may send.
template <typename Enum>
std::string TermName(Enum value, Language language) {
  const Term<Enum>* term = FindTerm(value);
  if (term == nullptr) return static_cast<int>(value) == 0 ? "" : absl::StrCat(static_cast<int>(value));
  return std::string(language == Language::kJapanese ? term->ja : term->en);
}

// The same for columns: in English the short word that options take, coordination.
template <typename Enum>
std::string TermWord(Enum value, Language language) {
  const Term<Enum>* term = FindTerm(value);
  if (term == nullptr || language == Language::kJapanese) return TermName(value, language);
  return std::string(term->slug);
}

// All of a repeated field's values, `word` of each, as a list.
template <typename Enum>
std::string JoinTerms(const google::protobuf::RepeatedField<int>& values, std::string (*word)(Enum, Language),
                      Language language) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += language == Language::kJapanese ? "、" : ", ";
    text += word(static_cast<Enum>(value), language);
  }
  return text;
}

// A check for options that take a slug or a Japanese word; the error is empty if the value can be read.
template <typename Enum>
std::string CheckTerm(const std::string& text) {
  if (ReadTerm<Enum>(text) != nullptr) return "";
  std::string expected;
  for (const Term<Enum>& term : Terms<Enum>()) {
    absl::StrAppend(&expected, expected.empty() ? "" : ", ", std::string(term.slug), " (", std::string(term.ja), ")");
  }
  return absl::StrCat("read '", text, "', expected ", expected);
}

// The value of an option that was checked; UNSPECIFIED if the option was not given.
template <typename Enum>
Enum TermOption(const std::string& text) {
  const Term<Enum>* term = text.empty() ? nullptr : ReadTerm<Enum>(text);
  return term == nullptr ? static_cast<Enum>(0) : term->value;
}

// 2015, 平成27年度 or H27 -> 2015; nullopt for anything else and years beyond 1868 to 2999.
std::optional<int> ReadFiscalYear(const std::string& text);
std::string CheckFiscalYear(const std::string& text);

// 平成27年度; FY2015. Empty for 0.
std::string FiscalYearName(int fiscal_year, Language language);

// 2015–, –2016, 2015–2016 or 2015; empty if neither end is stated.
std::string FiscalYearSpan(std::optional<int> first, std::optional<int> last);

std::string BasisName(type::v1::Provenance::Basis basis, Language language);       // 明記, stated
std::string ReviewName(type::v1::FactReview::Verdict verdict, Language language);  // 確認, confirmed

// The text in the language, or in the other one if it has none.
std::string TextIn(const type::v1::LocalizedText& text, Language language);

// The same for names: in English with the official name beside it, Community support grant (地域支援事業交付金).
std::string NameIn(const type::v1::LocalizedText& name, Language language);

}  // namespace zaitaku::cli
