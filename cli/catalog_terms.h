// The names of the programme catalogue's resources, and words that only it has.
#pragma once

#include <string>

#include "cli/entry_terms.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::cli {

// Names of resources, from themselves or their last part. Empty stays empty.
std::string ProgramName(const std::string& text);
std::string FundName(const std::string& text);
std::string BudgetLineName(const std::string& text);
std::string GuidelineName(const std::string& text);

std::string PlaceName(catalog::v1::SearchResult::Place place, Language language);  // 名称, name

}  // namespace zaitaku::cli
