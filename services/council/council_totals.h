// What reports add up to, as cells of the ledger's totals. Pure functions.
//
// A cell is `AREA/FIGURE`, the area `nation` or `region-3`, the figure such as `home-medical-care/established`. One
// prefecture's reports give the figures below; nation and regions are sums over prefectures, so a change to a report
// moves the cells by the difference of what its prefecture gives before and after.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/prefectures.h"
#include "platform/storage/transaction.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

using Figures = std::map<std::string, int64_t>;

// The figures of one prefecture from its reports in one survey: at most one for each kind of council. Which of the two
// councils it has is known only once both are there.
Figures PrefectureFigures(const std::vector<const v1::CouncilReport*>& reports);

// What these move by when one of the reports becomes `after`, which was `before`, or null, beside `others`. Without
// those that stay.
Figures MovedFigures(const v1::CouncilReport* before, const v1::CouncilReport& after,
                     const std::vector<std::shared_ptr<const v1::CouncilReport>>& others);

// The cells of the prefecture's areas for figures of its own: each figure for the nation and for its region. None
// for a code that is no prefecture's.
std::map<std::string, int64_t> CellsOf(std::string_view prefecture_code, const Figures& figures);

// All totals from all cells of a survey.
v1::SurveyTotals TotalsFromCells(const std::string& survey, const std::map<std::string, int64_t>& cells);

// The area of a cell.
std::string_view AreaOf(std::string_view cell);

// Makes the totals of one area anew from all cells of the survey.
void RefreshArea(const std::map<std::string, int64_t>& cells, const std::string& area, v1::SurveyTotals& totals);

// The totals of one prefecture from its reports in one survey.
v1::PrefectureTotals TotalsOfPrefecture(const PrefectureEntry& prefecture,
                                        const std::vector<const v1::CouncilReport*>& reports);

// The totals of each prefecture from all reports of a survey, in order of code.
std::vector<v1::PrefectureTotals> TotalsByPrefecture(const std::vector<v1::CouncilReport>& reports);

// The moved figures of the nation, in order of their path.
std::vector<v1::TotalsChange> NationalChanges(const std::map<CellName, CellChange>& changes);

}  // namespace zaitaku::council
