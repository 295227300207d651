#include "cli/entry_terms.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "domain/fiscal_years.h"

namespace zaitaku::cli {

std::string InCollection(const char* collection, const std::string& text) {
  return text.empty() || absl::StrContains(text, '/') ? text : absl::StrCat(collection, "/", text);
}

std::string ShortName(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

std::optional<int> ReadFiscalYear(const std::string& text) {
  int year = 0;
  const bool is_number = text.size() == 4 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!is_number || !absl::SimpleAtoi(text, &year)) return ParseFiscalYear(text);
  return year >= 1868 && year <= 2999 ? std::optional(year) : std::nullopt;
}

std::string CheckFiscalYear(const std::string& text) {
  return ReadFiscalYear(text) ? ""
                              : absl::StrCat("read '", text, "', expected a fiscal year such as 2016 or 平成28年度");
}

std::string FiscalYearName(int fiscal_year, Language language) {
  if (fiscal_year == 0) return "";
  return language == Language::kJapanese ? FormatFiscalYear(fiscal_year) : absl::StrCat("FY", fiscal_year);
}

std::string FiscalYearSpan(std::optional<int> first, std::optional<int> last) {
  if (!first && !last) return "";
  if (first == last) return absl::StrCat(*first);
  return absl::StrCat(first ? absl::StrCat(*first) : "", "–", last ? absl::StrCat(*last) : "");
}

std::string BasisName(type::v1::Provenance::Basis basis, Language language) {
  switch (basis) {
    case type::v1::Provenance::BASIS_STATED:
      return Text{"明記", "stated"}.In(language);
    case type::v1::Provenance::BASIS_INFERRED:
      return Text{"推定", "inferred"}.In(language);
    default:
      return basis == 0 ? "" : absl::StrCat(static_cast<int>(basis));
  }
}

std::string ReviewName(type::v1::FactReview::Verdict verdict, Language language) {
  switch (verdict) {
    case type::v1::FactReview::VERDICT_CONFIRMED:
      return Text{"確認済み", "confirmed"}.In(language);
    case type::v1::FactReview::VERDICT_DISPUTED:
      return Text{"異議あり", "disputed"}.In(language);
    default:
      return absl::StrCat(static_cast<int>(verdict));
  }
}

std::string TextIn(const type::v1::LocalizedText& text, Language language) {
  const bool japanese = language == Language::kJapanese;
  const std::string& asked = japanese ? text.ja() : text.en();
  return !asked.empty() ? asked : japanese ? text.en() : text.ja();
}

std::string NameIn(const type::v1::LocalizedText& name, Language language) {
  if (language == Language::kJapanese || name.en().empty() || name.ja().empty()) return TextIn(name, language);
  return absl::StrCat(name.en(), " (", name.ja(), ")");
}

}  // namespace zaitaku::cli
