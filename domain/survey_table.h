#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "zaitaku/council/v1/council.pb.h"

// The survey's table as comma-separated values, under the officials' column heads and in their cell notation.
namespace zaitaku {

enum class SurveyColumn { kCouncil, kRowNumber, kPrefecture, kEstablishment, kPlan, kPrefectureWide, kSubPrefectural };

// The heads in the order in which they are written; SurveyColumn is the index.
inline constexpr std::array<std::string_view, 7> kSurveyColumnHeads = {
    "協議会",
    "番号",
    "都道府県",
    "設置状況",
    "未設置の場合、今後の設置予定時期",
    "区域単位：都道府県",
    "区域単位：二次医療圏等",
};

// What stands for the prefecture in a row of printed totals.
inline constexpr std::string_view kTotalsRowName = "合計";

// The printed count of areas: 18道県137圏域. The words between are those of the prefectures that `reports` say have
// areas, as officials write it, and 都道府県 if those are not as many as printed.
std::string FormatAreaCount(const council::v1::PrintedTotals& totals,
                            std::span<const council::v1::CouncilReport> reports, council::v1::CouncilKind kind);

// The cells of a report's row, in column order, rendered from its facts, not from `cells`.
std::array<std::string, 7> SurveyRowCells(const council::v1::CouncilReport& report);

// One field as RFC 4180 has it: quoted if it holds a comma, a quote, a line end or outer blanks.
std::string CsvField(std::string_view text);

// The whole table: heads, then by kind the reports in the order given and the printed totals if the survey has them.
// UTF-8 without byte order mark, lines ended by CR LF. Reads back as the same facts. Definitions, notes and provenance
// are not in it.
std::string WriteSurveyCsv(const council::v1::Survey& survey, std::span<const council::v1::CouncilReport> reports);

}  // namespace zaitaku
