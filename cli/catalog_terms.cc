#include "cli/catalog_terms.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::cli {

std::string ProgramName(const std::string& text) { return InCollection("programs", text); }
std::string FundName(const std::string& text) { return InCollection("fundingSources", text); }
std::string BudgetLineName(const std::string& text) { return InCollection("budgetLines", text); }
std::string GuidelineName(const std::string& text) { return InCollection("guidelines", text); }

std::string PlaceName(catalog::v1::SearchResult::Place place, Language language) {
  switch (place) {
    case catalog::v1::SearchResult::PLACE_NAME:
      return Text{"名称", "name"}.In(language);
    case catalog::v1::SearchResult::PLACE_ALIAS:
      return Text{"別名", "other name"}.In(language);
    case catalog::v1::SearchResult::PLACE_TEXT:
      return Text{"本文", "text"}.In(language);
    default:
      return absl::StrCat(static_cast<int>(place));
  }
}

}  // namespace zaitaku::cli
