// Names for the paths of national figures that changes carry, such as `home-medical-care.units.medical-area.covered`.
#pragma once

#include <string>

#include "cli/language.h"

namespace zaitaku::cli {

// The figure in words: 在宅医療：医療圏の協議会; "home medical care: councils for medical areas (医療圏)". A path that
// is not known, as a newer server may send, stays as it is.
std::string FigurePathName(const std::string& path, Language language);

// The same for all paths of summaries, which may begin with a region or a prefecture, `region-3.…`, `prefecture-13.…`,
// or be of programmes, budgets and training: `programs.2016.all`, `budgets.2015.budget`, `events.2014.count`.
std::string SummaryFigureName(const std::string& path, Language language);

}  // namespace zaitaku::cli
